"""For whom an activity is, and who may sign up some days before the others."""

from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError
from django.urls import reverse

from activities import actions
from activities.models import Activity
from fairness.rules import Refused
from tests.bookings.pages import words
from tests.factories import (
    a_committee,
    a_draw,
    a_resident,
    a_session,
    a_user,
    an_activity,
    an_enrolment,
    at,
)

pytestmark = pytest.mark.django_db

OPENS, EARLY, LATER = at("2026-11-26 09:00"), at("2026-11-27 12:00"), at("2026-11-29 09:00")


def first(room, **fields):
    activity = an_activity(name="示例书法", opens_at=OPENS, first_days=3, **fields)
    return a_session(activity=activity, room=room, span="2026-12-08 09:00-10:30", capacity=3)


def enrol(session, resident, now=EARLY, **changes):
    asked = {"by": resident.user, "channel": "web", "token": uuid4(), "now": now, **changes}
    return actions.enrol(session=session, resident=resident, **asked)


def refused(session, resident, now=EARLY, **changes):
    with pytest.raises(Refused) as error:
        enrol(session, resident, now, **changes)
    [refusal] = error.value.refusals
    return refusal


def test_residents_of_the_site_first_and_then_everybody(room):
    session = first(room, first_for="near")
    near = a_resident(user=a_user(), committee=room.centre.committee)
    far = a_resident(user=a_user(), committee=a_committee())
    refusal = refused(session, far)
    assert (refusal.code, refusal.possible_at) == ("first", LATER)
    assert "11月29日（周日）09:00前先给本站点所在居委会的居民报。" in refusal.sentence
    assert enrol(session, near)
    assert enrol(session, far, now=LATER)


def test_whoever_told_no_committee_is_asked_for_it(room):
    refusal = refused(first(room, first_for="near"), a_resident(user=a_user()))
    assert "我的资料" in refusal.sentence


def test_first_timers_first(room):
    session = first(room, first_for="new")
    regular, lapsed, cancelled, new = (a_resident(user=a_user()) for _each in range(4))
    for resident, day, fields in (
        (regular, "2026-09-08", {}),
        (lapsed, "2026-05-05", {}),
        (cancelled, "2026-09-08", {"state": "withdrawn", "ended_at": OPENS}),
    ):
        before = a_session(activity=session.activity, span=f"{day} 09:00-10:30", capacity=5)
        an_enrolment(session=before, resident=resident, **fields)
    assert refused(session, regular).code == "first"
    assert [enrol(session, each).is_enrolled for each in (lapsed, cancelled, new)] == [True, True, True]


def test_the_desk_follows_the_same_rule_and_may_set_it_aside(room, clerk):
    session, far = first(room, first_for="near"), a_resident(committee=a_committee())
    assert refused(session, far, by=clerk, channel="phone").may_be_waived
    assert enrol(session, far, by=clerk, channel="phone", waiver="照顾老伴").waiver == "照顾老伴"


def test_why_somebody_was_let_into_the_line_goes_along_with_the_place(room, clerk, client):
    session, far = first(room, first_for="near"), a_resident(user=a_user(), committee=a_committee())
    places = [an_enrolment(session=session, resident=a_resident(user=a_user())) for _each in range(3)]
    entry = actions.join(session=session, resident=far, by=clerk, channel="phone", now=EARLY, waiver="照顾老伴")

    client.force_login(far.user)
    with time_machine.travel(EARLY, tick=False):
        assert "照顾老伴" in client.get(entry.get_absolute_url()).text
    actions.withdraw(enrolment=places[0], by=places[0].resident.user, now=EARLY)

    entry.refresh_from_db()
    taken = actions.accept(entry=entry, by=far.user, now=EARLY)
    assert (taken.waiver, taken.is_enrolled) == ("照顾老伴", True)


def test_nobody_stands_in_line_before_their_turn(room):
    session, far = first(room, first_for="near"), a_resident(user=a_user(), committee=a_committee())
    for _each in range(3):
        an_enrolment(session=session)
    with pytest.raises(Refused):
        actions.join(session=session, resident=far, by=far.user, channel="web", now=EARLY)


def test_in_a_draw_nobody_is_first(room):
    session, far = first(room, first_for="near"), a_resident(user=a_user(), committee=a_committee())
    draw = a_draw(session=session)
    assert actions.apply(draw=draw, resident=far, by=far.user, channel="web", token=uuid4(), now=EARLY).number == 1


def test_only_for_some_committees(room, clerk):
    session, ours = first(room, first_for="near"), a_committee(name="延吉七村居委会")
    Activity.objects.update(first_for="", first_days=None)
    session.activity.refresh_from_db()
    session.activity.committees.add(ours)
    lives_there, elsewhere, untold = (
        a_resident(user=a_user(), committee=committee) for committee in (ours, a_committee(), None)
    )
    assert enrol(session, lives_there)
    assert "这个活动给延吉七村居委会的居民。很想来" in refused(session, elsewhere).sentence
    assert "我的资料" in refused(session, untold).sentence
    assert enrol(session, untold, by=clerk, channel="desk", waiver="租住在七村")


def test_the_page_says_so_to_everybody(client, room):
    session = first(room, first_for="new")
    session.activity.committees.add(a_committee(name="延吉七村居委会"))
    with time_machine.travel(EARLY, tick=False):
        page = words(client.get(session.activity.get_absolute_url()))
    assert "半年内没参加过的邻居" in page
    assert "到11月29日（周日）09:00为止" in page
    assert "延吉七村居委会" in page
    with time_machine.travel(LATER, tick=False):
        assert "半年内没参加过的邻居" not in words(client.get(session.activity.get_absolute_url()))


def test_the_form_says_it_before_one_presses(client, room):
    session, far = first(room, first_for="near"), a_resident(user=a_user(), committee=a_committee())
    client.force_login(far.user)
    with time_machine.travel(EARLY, tick=False):
        assert "前先给本站点所在居委会的居民报" in words(client.get(reverse("activities:enrol", args=[session.pk])))


@pytest.mark.parametrize(
    "fields",
    [
        {"first_for": "near", "first_days": 3},
        {"first_for": "near", "opens_at": OPENS},
        {"first_days": 3, "opens_at": OPENS},
        {"first_for": "new", "first_days": 31, "opens_at": OPENS},
    ],
)
def test_all_three_or_none(fields):
    with pytest.raises(IntegrityError):
        an_activity(**fields)
