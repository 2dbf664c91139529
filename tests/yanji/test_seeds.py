"""Rows that migrations wrote are there for every test, whatever ran before it."""

import pytest

from fairness.models import RuleSet


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", [1, 2])
def test_default_rules_survive_a_test_that_commits(_round: int) -> None:
    assert RuleSet.objects.get(centre=None, room=None).days_ahead == 7
