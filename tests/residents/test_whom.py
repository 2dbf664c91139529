"""For whom: asked only where there is a choice, and nobody is chosen who did not agree."""

import pytest

from residents.whom import WhomForm
from tests.factories import a_resident

pytestmark = pytest.mark.django_db


def test_who_acts_for_nobody_is_not_asked():
    form = WhomForm({})

    assert form.is_valid()
    assert form.elder is None
    assert form["whom"].is_hidden


def test_one_chooses_among_those_one_acts_for():
    mother, other = a_resident(name="王示例"), a_resident()
    key = f"for-{mother.pk}"

    form = WhomForm({"whom": key}, elders=[mother])

    assert form.is_valid()
    assert form.elder == mother
    assert [value for value, _words in form.fields["whom"].choices] == ["me", key]
    assert not WhomForm({"whom": f"for-{other.pk}"}, elders=[mother]).is_valid()
    assert not WhomForm({}, elders=[mother]).is_valid()


def test_an_app_may_know_further_answers():
    form = WhomForm({"whom": "team-1"}, others={"team-1": "我们队"})

    assert form.is_valid()
    assert form.elder is None
    assert not form["whom"].is_hidden
