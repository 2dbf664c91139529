"""What becomes of places when entries are merged, and when somebody reads or erases what we know."""

import pytest
import time_machine
from django.apps import apps

from activities.models import Enrolment, EnrolmentWait
from activities.people import forget_who_came
from residents import erasing, people
from residents.erasing import CannotErase
from residents.merging import merge
from tests.activities.invariants import contradictions
from tests.factories import a_resident, a_session, a_street_officer, a_user, a_wait, an_enrolment, at, staff_of

pytestmark = pytest.mark.django_db

NOW = at("2026-11-28 12:00")


@pytest.fixture(autouse=True)
def saturday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def two():
    return a_resident(), a_resident()


def one_of(two):
    gone, kept = two
    return merge(gone=gone, kept=kept, by=a_street_officer(), now=NOW)


def test_places_and_waits_go_along(two):
    place = an_enrolment(resident=two[0])
    wait = a_wait(session=a_session(capacity=1), resident=two[0])

    one_of(two)

    place.refresh_from_db()
    wait.refresh_from_db()
    assert place.resident == wait.resident == two[1]
    assert contradictions() == []


def test_two_places_in_one_session_become_one_and_the_other_goes_to_the_line(two):
    session = a_session(capacity=2)
    places = [an_enrolment(session=session, resident=each) for each in two]
    wait = a_wait(session=session)

    one_of(two)

    wait.refresh_from_db()
    session.refresh_from_db()
    assert [Enrolment.objects.get(pk=place.pk).state for place in places] == ["withdrawn", "enrolled"]
    assert (wait.state, session.taken) == ("offered", 2)
    assert contradictions() == []


def test_of_a_place_and_a_wait_the_place_stays(two):
    session = a_session(capacity=1)
    place = an_enrolment(session=session, resident=two[0])
    wait = a_wait(session=session, resident=two[1])

    one_of(two)

    wait.refresh_from_db()
    place.refresh_from_db()
    assert (place.resident, place.state, wait.state) == (two[1], "enrolled", "closed")
    assert contradictions() == []


def test_of_a_place_and_an_offer_the_place_stays(two):
    session = a_session(capacity=2)
    place = an_enrolment(session=session, resident=two[0])
    offered = an_enrolment(session=session, resident=two[1], state="offered")
    wait = a_wait(
        session=session,
        resident=two[1],
        state="offered",
        offered_at=NOW,
        offer_ends_at=at("2026-11-28 14:00"),
        claim=offered.claim,
    )

    one_of(two)

    for row in (place, offered, wait):
        row.refresh_from_db()
    assert (place.state, offered.state, wait.state) == ("enrolled", "passed_on", "closed")
    assert contradictions() == []


@pytest.mark.parametrize("earlier", [0, 1])
def test_of_two_waits_in_one_line_the_earlier_stays(two, earlier):
    session = a_session(capacity=1)
    moments = ["2026-11-20 09:00", "2026-11-21 09:00"]
    for each, moment in zip(two, moments if earlier == 0 else moments[::-1], strict=True):
        a_wait(session=session, resident=each, joined_at=moment)

    one_of(two)

    wait = EnrolmentWait.objects.get()
    assert (wait.resident, wait.joined_at) == (two[1], at("2026-11-20 09:00"))


@pytest.mark.contradicts
def test_one_reads_what_is_known_and_what_has_to_end_first():
    place = an_enrolment()
    a_wait(session=place.session, resident=place.resident)
    [holder] = [holder for holder in people.holders() if holder.app == "activities"]

    known = holder.export(place.resident)

    assert [row["activity"] for row in known["enrolments"]] == [place.session.activity.name]
    assert len(known["waiting_for_places"]) == 1
    assert len(holder.unfinished(place.resident, NOW)) == 2
    with pytest.raises(CannotErase):
        erasing.erase(resident=place.resident, now=NOW)


def test_who_is_erased_leaves_a_number():
    session = a_session(span="2026-11-20 09:00-10:00", capacity=5)
    place = an_enrolment(session=session, resident=a_resident(user=a_user()), waiver="认识的")
    a_wait(session=session, resident=place.resident, state="left", ended_at=NOW)

    erasing.erase(resident=place.resident, now=NOW)

    place.refresh_from_db()
    assert (place.resident, place.enrolled_by, place.waiver, place.forgotten_at) == (None, None, "", NOW)
    assert not apps.get_model("activities", "EnrolmentEvent").objects.exists()
    assert contradictions() == []


def test_after_a_year_only_the_number_stays():
    old = an_enrolment(session=a_session(span="2025-11-20 09:00-10:00", capacity=5))
    young = an_enrolment(session=a_session(span="2025-12-20 09:00-10:00", capacity=5))
    by_staff = an_enrolment(session=old.session, channel="desk", by=staff_of(old.session.occupancy.room.centre))

    forget_who_came(NOW)

    for row in (old, young, by_staff):
        row.refresh_from_db()
    assert old.resident is by_staff.resident is None
    assert by_staff.enrolled_by is not None
    assert young.resident is not None
