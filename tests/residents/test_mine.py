"""Pages of one's own are registered by those who have them, and shown by those who know nobody."""

import pytest
from django.urls import reverse

from residents import mine
from residents.acting import people_of
from tests.factories import a_relative, a_resident, a_user, at


def test_every_registered_page_has_an_address():
    assert [page for page in mine.pages() if not reverse(page.name)] == []
    assert "services:appointment-list" in {page.name for page in mine.pages()}


@pytest.mark.django_db
def test_people_of_an_account_are_its_own_and_those_it_acts_for(django_assert_num_queries):
    own, elder, former = a_resident(user=a_user()), a_resident(), a_resident()
    a_relative(elder=elder, user=own.user)
    ended = a_relative(elder=former, user=own.user)
    ended.ended_at = at("2026-11-02 10:00")
    ended.save()
    a_resident()

    with django_assert_num_queries(1):
        assert people_of(own.user) == [own, elder]
