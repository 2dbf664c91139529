"""The count of places: what pages say is left is what the database gives."""

from itertools import product

import pytest

from activities.models import Session
from fairness.programme import places
from fairness.programme.places import Places
from tests.factories import a_session

pytestmark = pytest.mark.django_db

COUNTS = [
    (capacity, kept, taken, at_desk)
    for capacity, kept, taken, at_desk in product((1, 3, 5), (0, 1, 3), (0, 1, 2, 3, 5), (0, 1, 3))
    if kept <= capacity and at_desk <= taken <= capacity
]


@pytest.mark.parametrize(("is_online", "web_takes_kept"), [(True, False), (True, True), (False, False)])
def test_what_is_said_to_be_free_is_what_one_gets(is_online, web_takes_kept):
    session = a_session(capacity=1)
    for capacity, kept, taken, at_desk in COUNTS:
        count = {"capacity": capacity, "kept": kept, "taken": taken, "taken_at_desk": at_desk}
        Session.objects.filter(pk=session.pk).update(**count)

        said = Places(**count).free_for(is_online=is_online, web_takes_kept=web_takes_kept)
        given = places.take(session, is_online=is_online, web_takes_kept=web_takes_kept)

        assert given == (said > 0), count
        session.refresh_from_db()
        assert (session.taken, session.taken_at_desk) == (taken + given, at_desk + (given and not is_online))


def test_what_was_taken_and_given_back_is_as_before():
    session = a_session(capacity=3, kept=1)
    for is_online in (True, False):
        assert places.take(session, is_online=is_online, web_takes_kept=False)
        places.give_back(session, is_online=is_online)

    session.refresh_from_db()
    assert (session.taken, session.taken_at_desk) == (0, 0)


def test_a_date_that_does_not_take_place_gives_nobody_a_place():
    session = a_session(capacity=3)
    Session.objects.filter(pk=session.pk).update(
        state="cancelled", cancelled_at=session.arranged_at, cancelled_by=session.arranged_by, cancel_reason="示例"
    )

    assert not places.take(session, is_online=True, web_takes_kept=True)


def test_phone_and_desk_use_up_first_what_is_kept_for_them():
    assert [Places(10, 3, taken, taken).kept_left for taken in range(5)] == [3, 2, 1, 0, 0]
    assert Places(10, 3, 9, 0).kept_left == 1
