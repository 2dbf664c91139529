"""What staff type about an activity or a service is tidied the same way for both."""

import pytest
from django import forms

from activities.models import Activity
from fairness.programme.forms import OfferingForm
from services.models import Service

pytestmark = pytest.mark.django_db

BOTH = pytest.mark.parametrize("model", [Activity, Service])


def typed(model, name):
    return forms.modelform_factory(model, form=OfferingForm, fields=["name"])({"name": name})


@BOTH
@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x0b", "\x0c", "\x1c", "\x85", "\n", "\x07", "\x1b", " \t "])
def test_a_name_is_one_line_without_signs_that_nobody_sees(model, sign):
    form = typed(model, f"示例{sign}书法")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["name"] == "示例 书法"


@BOTH
def test_a_name_of_nothing_else_is_none(model):
    assert list(typed(model, "\x07\u2028").errors) == ["name"]
