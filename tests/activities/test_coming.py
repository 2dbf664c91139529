"""Who came: the code on the door, the desk, the list that staff tick, and the sheet that people sign."""

import io
from functools import partial
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from activities import actions, reminding
from activities.models import AbsenceMark, Enrolment
from bookings.models import BookingMark
from centres import claimants
from centres.claimants import CannotChange
from centres.spans import Span
from fairness import missed
from fairness.checkin import Door, How
from notices.models import Notice
from residents.merging import merge
from tests.bookings.pages import links, words
from tests.factories import (
    a_booking,
    a_centre,
    a_resident,
    a_session,
    a_street_officer,
    a_user,
    an_activity,
    an_enrolment,
    at,
    default_rules,
    open_daily,
    staff_of,
    weekly,
)
from tests.queries import queries_of
from tests.races import race, race_of

pytestmark = pytest.mark.django_db

NEXT_DAY = at("2026-12-01 00:10")
EARLY, DOORS, LATE, AFTER = (
    at("2026-11-30 08:30"),
    at("2026-11-30 08:50"),
    at("2026-11-30 09:40"),
    at("2026-11-30 12:00"),
)


@pytest.fixture
def session(room):
    return a_session(activity=an_activity(name="示例书法", leader="王老师"), room=room, capacity=12)


@pytest.fixture
def place(session):
    return an_enrolment(session=session, resident=a_resident(user=a_user(), name="王示例", phone="13812345678"))


@pytest.fixture
def staff(clerk):
    client = Client()
    client.force_login(clerk)
    return client


def here(place, **changes):
    actions.check_in(**{"enrolment": place, "how": How.DESK, "by": None, "now": DOORS, **changes})
    return place


# Noted once, and taken back


def test_said_twice_it_is_noted_once(place, clerk):
    here(place, by=clerk)
    here(place, how=How.DOOR, now=at("2026-11-30 09:05"))
    assert (place.checked_in_at, place.checked_in_how, place.checked_in_by) == (DOORS, "desk", clerk)


@pytest.mark.parametrize(("how", "moment"), [(How.DESK, EARLY), (How.DOOR, LATE), (How.DESK, AFTER)])
def test_too_early_or_too_late(place, how, moment):
    with pytest.raises(CannotChange):
        here(place, how=how, now=moment)
    assert not Enrolment.objects.get().has_come


def test_a_tick_is_taken_back(place):
    actions.undo_check_in(enrolment=here(place))
    assert not place.has_come
    with pytest.raises(CannotChange):
        actions.undo_check_in(enrolment=place)


def test_who_gave_the_place_back_has_none_to_come_to(place):
    actions.withdraw(enrolment=place, by=place.resident.user, now=at("2026-11-29 12:00"))
    with pytest.raises(CannotChange, match="名额"):
        here(place)


def test_nobody_is_missed_while_they_may_still_come(place):
    with pytest.raises(CannotChange):
        actions.note_absence(enrolment=place, now=at("2026-11-30 09:10"))
    actions.note_absence(enrolment=place, now=LATE)
    assert place.was_missed


def test_at_the_desk_they_came_after_all_and_at_the_door_they_are_sent_there(place):
    actions.note_absence(enrolment=place, now=LATE)
    Enrolment.objects.update(missed_at=at("2026-11-30 09:00"))
    with pytest.raises(CannotChange, match="前台"):
        here(place, how=How.DOOR, now=at("2026-11-30 09:10"))
    here(place, now=LATE)
    assert (place.has_come, place.was_missed) == (True, False)


def test_giving_it_back_after_checking_in_takes_the_tick_along(place, clerk):
    here(place)
    actions.withdraw(enrolment=place, by=clerk, now=at("2026-11-30 08:55"))
    place.refresh_from_db()
    assert (place.state, place.has_come) == ("withdrawn", False)


def test_moving_to_another_day_begins_anew(place, session, clerk, room):
    open_daily(room.centre, "08:30-17:00", days=(8,))
    here(place)
    span = Span(at("2026-12-01 09:00"), at("2026-12-01 10:30"))
    actions.move(happening=session, room=room, span=span, by=clerk, now=DOORS)
    place.refresh_from_db()
    assert not place.has_come


@pytest.mark.parametrize(
    "change",
    [
        {"checked_in_at": DOORS},
        {"checked_in_at": DOORS, "checked_in_how": "desk", "missed_at": LATE},
        {"state": "withdrawn", "ended_at": DOORS, "missed_at": LATE},
    ],
)
def test_the_database_keeps_it_whole(place, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.filter(pk=place.pk).update(**change)


# Door and desk, through the registry


def test_the_number_is_always_the_same_and_another_for_everybody(session):
    places = [an_enrolment(session=session) for _each in range(8)]
    assert len({each.ref for each in places}) == 8
    assert places[0].ref == Enrolment.objects.get(pk=places[0].pk).ref


def test_at_the_door_with_one_press(place, room, client):
    client.force_login(place.resident.user)
    door = f"/in/{Door.of(room, DOORS.date()).token}/"
    with time_machine.travel(DOORS, tick=False):
        assert "09:00–10:30" in words(client.get(door))
        page = client.post(door, {"ref": place.ref}, follow=True)
    assert "签到好了" in words(page)
    place.refresh_from_db()
    assert (place.checked_in_how, place.checked_in_by) == ("door", place.resident.user)


def test_the_desk_finds_them_by_name_and_ticks(place, staff):
    with time_machine.travel(DOORS, tick=False):
        page = staff.get("/admin/board/c1/today/?who=王示例")
        assert "示例书法" in words(page)
        staff.post(f"/admin/board/c1/today/{place.ref}/came/")
        place.refresh_from_db()
        assert place.has_come
        staff.post(f"/admin/board/c1/today/{place.ref}/not-yet/")
    place.refresh_from_db()
    assert not place.has_come


def test_the_desk_notes_who_did_not_come(place, staff):
    with time_machine.travel(LATE, tick=False):
        staff.post(f"/admin/board/c1/today/{place.ref}/missed/")
        place.refresh_from_db()
        assert place.was_missed
        assert "没来" in words(staff.get("/admin/board/c1/today/"))
        staff.post(f"/admin/board/c1/today/{place.ref}/not-missed/")
    place.refresh_from_db()
    assert not place.was_missed


def test_a_day_asks_as_much_however_many_come(session, room):
    def asked():
        return len(queries_of(lambda: claimants.arrivals([room], DOORS.date(), now=DOORS)))

    an_enrolment(session=session)
    few = asked()
    for _each in range(10):
        an_enrolment(session=session)
    assert asked() == few


# The list


def keep(client, session, came, shown=None, was=()):
    """`was`: who was ticked on the list as it was shown."""
    shown = session.enrolments.values_list("pk", flat=True) if shown is None else shown
    return client.post(
        reverse("board:attendance", args=["c1", session.pk]),
        {"shown": list(shown), "came": [each.pk for each in came], "was": [each.pk for each in was]},
        follow=True,
    )


def test_the_list_is_ticked_at_once(session, staff):
    places = [an_enrolment(session=session) for _each in range(3)]
    with time_machine.travel(AFTER, tick=False):
        page = words(keep(staff, session, places[:2]))
    assert "存好了，来了2位。" in page
    assert "来了2 / 3" in page
    assert [each.has_come for each in session.enrolments.order_by("pk")] == [True, True, False]
    assert [each.was_missed for each in session.enrolments.order_by("pk")] == [False, False, True]


def test_ticked_while_they_are_still_coming_nobody_is_missed(session, staff):
    places = [an_enrolment(session=session) for _each in range(2)]
    with time_machine.travel(DOORS, tick=False):
        keep(staff, session, places[:1])
        keep(staff, session, places[1:], was=places[:1])
    assert [each.has_come for each in session.enrolments.order_by("pk")] == [False, True]
    assert not session.enrolments.exclude(missed_at=None).exists()


@pytest.mark.parametrize("moment", [DOORS, AFTER])
def test_who_came_by_the_door_while_the_list_lay_open_stays_noted(place, session, staff, moment):
    here(place, how=How.DOOR)
    with time_machine.travel(moment, tick=False):
        keep(staff, session, [])
    place.refresh_from_db()
    assert (place.has_come, place.was_missed, place.checked_in_how) == (True, False, "door")


def test_who_was_ticked_off_by_mistake_is_missed_once_they_are_unticked(place, session, staff):
    here(place)
    with time_machine.travel(AFTER, tick=False):
        page = staff.get(reverse("board:session", args=["c1", session.pk]))
        assert f'name="was" value="{place.pk}"' in page.text
        keep(staff, session, [], was=[place])
    place.refresh_from_db()
    assert (place.has_come, place.was_missed) == (False, True)


def test_how_they_came_stays_when_the_list_is_saved(place, session, staff):
    here(place, how=How.DOOR)
    with time_machine.travel(AFTER, tick=False):
        keep(staff, session, [place])
    place.refresh_from_db()
    assert (place.checked_in_how, place.checked_in_at) == ("door", DOORS)


def test_who_was_not_on_the_list_shown_stays_as_noted(place, session, staff):
    late = an_enrolment(session=session)
    here(late)
    with time_machine.travel(AFTER, tick=False):
        keep(staff, session, [place], shown=[place.pk])
    late.refresh_from_db()
    assert late.has_come


@pytest.mark.parametrize("moment", [EARLY, at("2026-12-15 12:00")])
def test_the_list_is_open_from_the_door_to_two_weeks_after(place, session, staff, clerk, moment):
    with time_machine.travel(moment, tick=False):
        staff.force_login(clerk)
        page = keep(staff, session, [place])
    assert not Enrolment.objects.get().has_come
    assert "名单" in words(page)


def test_nonsense_ticks_nobody(place, session, staff):
    with time_machine.travel(AFTER, tick=False):
        answer = staff.post(
            reverse("board:attendance", args=["c1", session.pk]), {"shown": ["x", "9" * 40, "-1"], "came": ["", "０"]}
        )
    assert answer.status_code == 302
    assert not Enrolment.objects.get().was_missed


def test_the_desk_of_another_site_ticks_nobody(place, session, client):
    client.force_login(staff_of(a_centre(slug="c2")))
    for slug in ("c1", "c2"):
        assert client.post(reverse("board:attendance", args=[slug, session.pk])).status_code == 404
        assert client.get(reverse("board:sign-in-sheet", args=[slug, session.pk])).status_code == 404


def test_ones_own_page_says_when_to_come_and_that_one_was_there(place, client):
    client.force_login(place.resident.user)
    with time_machine.travel(EARLY, tick=False):
        assert "08:45–09:15" in words(client.get(place.get_absolute_url()))
    here(place)
    with time_machine.travel(AFTER, tick=False):
        assert "08:50" in words(client.get(place.get_absolute_url()))


# On paper


def test_the_sheet_has_names_the_last_digits_and_rows_to_spare(place, session, staff):
    for _each in range(30):
        if session.taken < session.capacity:
            an_enrolment(session=session, resident=a_resident(name="长" * 40))
    with time_machine.travel(EARLY, tick=False):
        answer = staff.get(reverse("board:sign-in-sheet", args=["c1", session.pk]))
    assert answer["Content-Type"] == "application/pdf"
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert "示例书法签到表" in text.replace(" ", "")
    assert "王示例" in text
    assert "5678" in text
    assert "13812345678" not in text
    assert str(session.capacity + 6) in text


# At once


@pytest.mark.django_db(transaction=True)
def test_two_desks_and_the_door_note_it_once(place):
    outcomes = race(6, lambda n: here(Enrolment.objects.with_place().get(), how=[How.DOOR, How.DESK][n % 2]))
    assert [each for each in outcomes if isinstance(each, Exception)] == []
    assert Enrolment.objects.get().has_come


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(4))
def test_ticked_while_it_is_given_back(place, clerk, _round):
    def tick():
        try:
            here(Enrolment.objects.with_place().get())
        except CannotChange as error:
            return error

    race_of(tick, partial(actions.withdraw, enrolment=place, by=clerk, now=DOORS))
    left = Enrolment.objects.get()
    assert (left.state, left.has_come) == ("withdrawn", False)


# Marks


def missed_place(place, clerk):
    actions.note_absence(enrolment=place, now=LATE)
    return place


def test_who_was_missed_bears_a_mark_once_the_day_is_over(place, clerk):
    missed_place(place, clerk)
    actions.mark_absences(at("2026-11-30 23:59"))
    assert not AbsenceMark.objects.exists()
    actions.mark_absences(NEXT_DAY)
    actions.mark_absences(NEXT_DAY)
    mark = AbsenceMark.objects.get()
    assert (mark.resident, mark.happened_at) == (place.resident, at("2026-11-30 09:00"))
    [notice] = Notice.objects.all()
    assert "示例书法" in notice.body
    assert notice.lease_until == at("2026-12-01 08:00")


def test_nobody_bears_a_mark_where_no_list_was_kept(place, session):
    actions.mark_absences(NEXT_DAY)
    assert not AbsenceMark.objects.exists()


def test_marks_of_rooms_and_activities_count_together(place, clerk):
    default_rules(no_show_limit=2)
    missed_place(place, clerk)
    actions.mark_absences(NEXT_DAY)
    booking = a_booking(booked_for=place.resident, span="2026-11-24 09:00-10:00", state="no_show")
    BookingMark.objects.create(
        booking=booking,
        resident=place.resident,
        happened_at=at("2026-11-24 09:00"),
        expires_at=at("2027-02-22 09:00"),
    )
    numbers = actions.numbers_of(place.session)
    record = missed.record_of(place.resident, numbers, now=NEXT_DAY)
    assert (record.count, record.limited_until is not None) == (2, True)


def test_an_appeal_is_read_and_answered_on_the_pages_of_rooms(place, clerk, client, staff):
    missed_place(place, clerk)
    actions.mark_absences(NEXT_DAY)
    mark = AbsenceMark.objects.get()
    with time_machine.travel(at("2026-12-01 10:00"), tick=False):
        client.force_login(place.resident.user)
        page = client.get(reverse("bookings:missed-list"))
        assert "示例书法" in words(page)
        client.post(reverse("bookings:missed-list"), {"mark": mark.key, f"{mark.key}-appeal": "那天发烧了"})
        staff.force_login(clerk)
        assert "那天发烧了" in words(staff.get(reverse("board:missed-list")))
        answer = reverse("board:missed-answer", args=["place", mark.pk])
        staff.post(answer, {f"{mark.key}-reason": "生病", "step": "excuse"})
    mark.refresh_from_db()
    assert mark.is_excused
    assert Notice.objects.filter(body__contains="不算").exists()


def test_whoever_was_there_after_all_loses_the_mark_and_hears_so(place, session, clerk, staff):
    missed_place(place, clerk)
    actions.mark_absences(at("2026-12-01 09:00"))
    Notice.objects.update(state="sent", sent_at=at("2026-12-01 09:01"))
    with time_machine.travel(at("2026-12-02 09:00"), tick=False):
        staff.force_login(clerk)
        keep(staff, session, [place])
    assert not AbsenceMark.objects.exists()
    assert Notice.objects.filter(request_id__contains="-present").count() == 1


def test_a_mark_is_of_somebody_who_was_missed(place):
    with pytest.raises(IntegrityError), transaction.atomic():
        AbsenceMark.objects.create(
            enrolment=place, resident=place.resident, happened_at=LATE, expires_at=at("2027-02-22 09:00")
        )


def test_marks_go_along_when_two_entries_become_one_and_with_the_person(place, clerk):
    missed_place(place, clerk)
    actions.mark_absences(NEXT_DAY)
    kept = a_resident()
    merge(gone=place.resident, kept=kept, by=a_street_officer(), now=NEXT_DAY)
    assert AbsenceMark.objects.get().resident == kept


def test_the_number_that_the_door_asks_for_is_on_ones_page_and_in_the_messages(place, session, client, clerk):
    client.force_login(place.resident.user)
    assert place.ref in words(client.get(place.get_absolute_url()))
    reminding.remind(at("2026-11-29 12:00"))
    other = a_resident(user=a_user())
    mine = actions.enrol(
        session=session, resident=other, by=clerk, channel="phone", token=uuid4(), now=at("2026-11-28 12:00")
    )

    told = {notice.to: notice.body for notice in Notice.objects.all()}
    assert place.ref in told[place.resident.phone]
    assert mine.ref in told[other.phone]


def test_a_course_has_a_number_for_each_date(client, room):
    course = an_activity(is_course=True, capacity=3)
    spans = weekly("2026-12-01 09:00-10:00", 2)
    dates = [a_session(activity=course, room=room, span=span, capacity=3) for span in spans]
    neighbour = a_resident(user=a_user())
    asked = {"by": neighbour.user, "channel": "web", "token": uuid4(), "now": at("2026-11-28 12:00")}
    actions.enrol(session=dates[0], resident=neighbour, **asked)
    first, second = Enrolment.objects.order_by("session__occupancy__starts_at")
    client.force_login(neighbour.user)

    page = words(client.get(first.get_absolute_url()))
    assert first.ref in page
    assert second.ref in page


def test_the_door_leads_to_signing_in_and_back(client, session):
    with time_machine.travel(DOORS, tick=False):
        page = client.get(f"/in/{Door.of(session.occupancy.room, DOORS.date()).token}/", follow=True)
    assert any(link.startswith("/account/login/?next=") for link in links(page))
