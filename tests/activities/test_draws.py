"""Places drawn by lot: announced, applied for, frozen, drawn; and what anybody can check of it."""

from datetime import timedelta
from uuid import uuid4

import pgtrigger
import pytest
import time_machine
from django.db import IntegrityError, InternalError, OperationalError, connection, transaction
from django.urls import reverse

from activities import actions
from activities.actions import drawing
from activities.models import Activity, Draw, DrawTicket, Enrolment, EnrolmentWait, Session
from centres.claimants import CannotChange
from centres.spans import Span
from fairness import draw as lots
from fairness.draw import Ticket, TicketList, draw, sha256
from fairness.rules import Refused
from notices import ticks
from notices.models import Notice
from tests.activities.invariants import contradictions
from tests.factories import (
    a_draw,
    a_relative,
    a_resident,
    a_session,
    a_span,
    a_street_officer,
    a_ticket,
    a_user,
    a_wait,
    an_activity,
    an_enrolment,
    at,
    default_rules,
)

pytestmark = pytest.mark.django_db

ANNOUNCED, OPEN, FROZEN, DRAWN = (
    at("2026-11-25 12:00"),
    at("2026-11-27 12:00"),
    at("2026-12-01 17:01"),
    at("2026-12-02 10:01"),
)
DAYS = ("08", "15")
TIMES = {
    "opens_at": at("2026-11-26 09:00"),
    "closes_at": at("2026-12-01 17:00"),
    "draws_at": at("2026-12-02 10:00"),
}


@pytest.fixture
def session(room) -> Session:
    return a_session(
        activity=an_activity(name="示例书法"), room=room, span="2026-12-08 09:00-10:30", capacity=3, kept=1
    )


@pytest.fixture(autouse=True)
def all_is_well():
    yield
    assert contradictions() == []


def announce(session, clerk, **changes):
    asked = {**TIMES, "by": clerk, "now": ANNOUNCED, **changes}
    return actions.announce(session=session, **asked)


def apply(draw, resident=None, **changes):
    resident = resident or a_resident(user=a_user())
    asked = {"by": resident.user, "channel": "web", "token": uuid4(), "now": OPEN, **changes}
    return actions.apply(draw=draw, resident=resident, **asked)


def drawn(draw, now=DRAWN):
    """The worker comes twice, once after each moment."""
    actions.draw_when_due(FROZEN)
    actions.draw_when_due(now)
    draw.refresh_from_db()
    return draw


def states(draw):
    return dict(draw.tickets.values_list("number", "state"))


# Announced


def test_the_seed_is_committed_to_before_anybody_may_apply(session, clerk):
    draw = announce(session, clerk)
    assert draw.commitment == sha256(draw.seed)
    assert draw.revealed_seed == ""
    with pytest.raises(CannotChange, match="开始报名"):
        apply(draw, now=ANNOUNCED)


def test_two_draws_have_two_seeds(session, clerk, room):
    other = a_session(room=room, span="2026-12-09 09:00-10:30", capacity=3)
    assert announce(session, clerk).seed != announce(other, clerk).seed


@pytest.mark.parametrize(
    "times",
    [
        {"opens_at": ANNOUNCED},
        {"closes_at": TIMES["opens_at"] + timedelta(hours=23)},
        {"draws_at": TIMES["closes_at"] + timedelta(minutes=59)},
        {"draws_at": at("2026-12-07 22:00")},
        {"closes_at": TIMES["opens_at"]},
    ],
)
def test_there_is_time_for_everybody(session, clerk, times):
    with pytest.raises(CannotChange):
        announce(session, clerk, **times)
    assert not Draw.objects.exists()


def test_only_places_that_nobody_has_are_drawn(session, clerk):
    an_enrolment(session=session)
    with pytest.raises(CannotChange, match="已经有人报名"):
        announce(session, clerk)


def test_nor_for_which_somebody_waits(session, clerk):
    a_wait(session=session)
    with pytest.raises(CannotChange, match="已经有人报名"):
        announce(session, clerk)


@pytest.mark.parametrize("changes", [{"capacity": None, "kept": 0}, {"state": "cancelled"}])
def test_what_has_no_places_is_not_drawn(session, clerk, changes):
    reason = {"cancel_reason": "老师病了", "cancelled_by": clerk, "cancelled_at": ANNOUNCED}
    Session.objects.filter(pk=session.pk).update(**changes, **(reason if "state" in changes else {}))
    with pytest.raises(CannotChange):
        announce(session, clerk)


def test_one_draw_at_a_time(session, clerk):
    announce(session, clerk)
    with pytest.raises(CannotChange, match="已经定了摇号"):
        announce(session, clerk)


def test_a_draw_called_off_makes_room_for_another(session, clerk):
    draw = announce(session, clerk)
    actions.cancel_draw(draw=draw, by=clerk, reason="改时间", now=ANNOUNCED)
    assert announce(session, clerk).is_undecided


# What the database keeps, whatever the code does


@pytest.mark.parametrize(
    "change",
    [{"seed": "0" * 64}, {"commitment": "0" * 64}, {"seed": "0" * 64, "commitment": sha256("0" * 64)}],
)
def test_nobody_exchanges_the_seed(change):
    draw = a_draw()
    with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
        Draw.objects.filter(pk=draw.pk).update(**change)


def test_a_commitment_to_something_else_is_refused():
    with pytest.raises(IntegrityError, match="draw_commits_to_its_seed"), transaction.atomic():
        a_draw(commitment=sha256("something else"))


def test_a_frozen_list_stays_as_it_is():
    draw = a_draw()
    a_ticket(draw=draw)
    drawing.freeze(draw=draw, now=FROZEN)
    draw.refresh_from_db()
    other = draw.listed.replace("1,1,1", "1,5,1")
    assert other != draw.listed
    with pytest.raises(InternalError), transaction.atomic():
        Draw.objects.filter(pk=draw.pk).update(listed=other, list_hash=sha256(other))
    with pytest.raises(InternalError), transaction.atomic():
        Draw.objects.filter(pk=draw.pk).update(state="announced", frozen_at=None, listed="", list_hash="")


def test_no_ticket_comes_after_the_list_was_frozen():
    draw = a_draw()
    drawing.freeze(draw=draw, now=FROZEN)
    with pytest.raises(InternalError, match="frozen"), transaction.atomic():
        a_ticket(draw=draw)


def test_ticket_numbers_stay():
    ticket = a_ticket(draw=a_draw())
    with pytest.raises(InternalError), transaction.atomic():
        DrawTicket.objects.filter(pk=ticket.pk).update(number=99)


def test_the_audit_keeps_no_seed():
    a_draw()
    with connection.cursor() as cursor:
        cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'activities_drawevent'")
        columns = {name for (name,) in cursor.fetchall()}
    assert "state" in columns
    assert not columns & {"seed", "listed"}


# Applied


def test_tickets_are_numbered_as_people_come():
    draw = a_draw()
    assert [apply(draw).number for _each in range(3)] == [1, 2, 3]


def test_one_person_has_one_ticket():
    draw, resident = a_draw(), a_resident(user=a_user())
    first = apply(draw, resident)
    assert apply(draw, resident) == first
    assert DrawTicket.objects.count() == 1


def test_one_form_sent_twice_is_one_ticket_though_it_was_withdrawn_meanwhile():
    draw, resident, token = a_draw(), a_resident(user=a_user()), uuid4()
    ticket = apply(draw, resident, token=token)
    actions.withdraw_ticket(ticket=ticket, by=resident.user, now=OPEN)
    assert apply(draw, resident, token=token) == ticket
    assert apply(draw, resident).number == 2


@pytest.mark.parametrize("moment", [at("2026-11-26 08:59"), at("2026-12-01 17:00"), FROZEN, DRAWN])
def test_only_while_it_is_open(moment):
    draw = a_draw()
    with pytest.raises(CannotChange):
        apply(draw, now=moment)


def test_the_rules_of_signing_up_hold(clerk):
    draw = a_draw(session=a_session(activity=an_activity(age_from=60), span="2026-12-08 09:00-10:30", capacity=3))
    young = a_resident(user=a_user(), birth_year=1990)
    with pytest.raises(Refused) as refused:
        apply(draw, young)
    assert [refusal.code for refusal in refused.value.refusals] == ["age"]
    assert apply(draw, young, by=clerk, channel="desk", waiver="陪母亲来").waiver == "陪母亲来"


def test_nobody_signs_up_past_the_draw(session, clerk):
    a_draw(session=session)
    resident = a_resident(user=a_user())
    for attempt in (
        lambda: actions.enrol(
            session=session, resident=resident, by=resident.user, channel="web", token=uuid4(), now=OPEN
        ),
        lambda: actions.enrol(
            session=session, resident=resident, by=clerk, channel="desk", token=uuid4(), now=FROZEN, waiver="熟人"
        ),
        lambda: actions.join(session=session, resident=resident, by=resident.user, channel="web", now=OPEN),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert [refusal.code for refusal in refused.value.refusals] == ["draw"]


# Frozen


def test_the_list_says_who_is_in_it_and_nobodys_name(session):
    draw = a_draw(session=session)
    apply(draw, a_resident(user=a_user(), name="王秀英"))
    actions.withdraw_ticket(ticket=(gone := apply(draw)), by=gone.applied_by, now=OPEN)
    apply(draw)
    actions.draw_when_due(FROZEN)
    draw.refresh_from_db()
    listed = TicketList.read(draw.listed)
    assert [ticket.number for ticket in listed.tickets] == [1, 3]
    assert (listed.places, listed.commitment) == (3, draw.commitment)
    assert draw.list_hash == sha256(draw.listed)
    assert "示例书法" in draw.listed
    assert "王" not in draw.listed
    assert draw.revealed_seed == ""


def test_places_stay_as_the_list_says_them(session):
    draw = a_draw(session=session)
    actions.set_places(session=session, capacity=5, kept=None, now=OPEN)
    drawing.freeze(draw=draw, now=FROZEN)
    with pytest.raises(CannotChange, match="封存"):
        actions.set_places(session=session, capacity=9, kept=None, now=FROZEN)
    draw.refresh_from_db()
    assert draw.places == 5


def test_who_lost_before_has_more_lots_until_they_win(room):
    default_rules(most_lots=3)
    unlucky, lucky, new = (a_resident(user=a_user()) for _each in range(3))
    for month, (theirs, others) in enumerate([("lost", "lost"), ("lost", "won"), ("lost", "lost")], start=8):
        past = a_draw(session=a_session(room=room, span=f"2026-{month:02}-20 09:00-10:30", capacity=3))
        for resident, state in ((unlucky, theirs), (lucky, others)):
            a_ticket(draw=past, resident=resident, state=state, ended_at=at(f"2026-{month:02}-10 10:00"))
        Draw.objects.filter(pk=past.pk).update(state="frozen", frozen_at=at(f"2026-{month:02}-09 10:00"), **a_list())
        Draw.objects.filter(pk=past.pk).update(state="drawn", decided_at=at(f"2026-{month:02}-10 10:00"))
    draw = a_draw()
    for resident in (unlucky, lucky, new):
        apply(draw, resident)
    drawing.freeze(draw=draw, now=FROZEN)
    draw.refresh_from_db()
    assert [ticket.lots for ticket in TicketList.read(draw.listed).tickets] == [3, 2, 1]


def a_list():
    text = TicketList(1, "c" * 64, []).text
    return {"listed": text, "list_hash": sha256(text)}


# Drawn


def test_anybody_can_draw_again_from_what_is_published(session):
    draw_row = a_draw(session=session)
    for _each in range(7):
        apply(draw_row)
    drawn(draw_row)
    again = draw(draw_row.listed, draw_row.revealed_seed)
    assert {ticket.number for ticket in again.winners} == {
        number for number, state in states(draw_row).items() if state == "won"
    }
    line = EnrolmentWait.objects.waiting().in_line().values_list("resident", flat=True)
    by_number = dict(draw_row.tickets.values_list("number", "resident"))
    assert list(line) == [by_number[ticket.number] for ticket in again.others]


def test_winners_have_places_and_the_others_stand_in_line(session):
    default_rules(waiting_limit=2)
    draw = a_draw(session=session)
    for _each in range(7):
        apply(draw)
    drawn(draw)
    session.refresh_from_db()
    assert sorted(states(draw).values()) == ["lost"] * 4 + ["won"] * 3
    assert (session.taken, session.kept) == (3, 0)
    assert EnrolmentWait.objects.waiting().count() == 2
    words = "\n".join(Notice.objects.values_list("body", flat=True))
    assert words.count("中签") >= 3
    assert Notice.objects.count() == 7


def test_fewer_than_places_all_have_one_and_the_rest_is_open(session):
    draw = a_draw(session=session)
    apply(draw)
    drawn(draw)
    resident = a_resident(user=a_user())
    for _each in range(2):
        resident = a_resident(user=a_user())
        actions.enrol(session=session, resident=resident, by=resident.user, channel="web", token=uuid4(), now=DRAWN)
    session.refresh_from_db()
    assert session.taken == 3


def test_nobody_applied(session):
    draw = drawn(a_draw(session=session))
    assert draw.is_drawn
    assert not Enrolment.objects.exists()


def test_who_withdrew_from_the_frozen_list_leaves_the_turn_to_the_next(session):
    draw = a_draw(session=session)
    tickets = [apply(draw) for _each in range(4)]
    actions.draw_when_due(FROZEN)
    for ticket in tickets[:2]:
        actions.withdraw_ticket(ticket=ticket, by=ticket.applied_by, now=FROZEN)
    drawn(draw)
    assert states(draw) == {1: "withdrawn", 2: "withdrawn", 3: "won", 4: "won"}


def test_a_course_is_drawn_for_all_its_dates(room, clerk):
    course = an_activity(is_course=True, capacity=2)
    dates = [
        a_session(activity=course, room=room, span=f"2026-12-{day:02} 09:00-10:30", capacity=2) for day in (8, 15, 22)
    ]
    draw = announce(dates[1], clerk)
    assert draw.session == dates[0]
    for _each in range(3):
        apply(draw)
    drawn(draw)
    assert [date.enrolments.enrolled().count() for date in dates] == [2, 2, 2]
    assert Enrolment.objects.values("claim").distinct().count() == 2
    assert EnrolmentWait.objects.waiting().get().session == dates[0]


def test_a_late_worker_draws_for_the_dates_that_are_left(room, clerk):
    course = an_activity(is_course=True, capacity=2)
    dates = [
        a_session(activity=course, room=room, span=f"2026-12-{day:02} 09:00-10:30", capacity=2) for day in (8, 15)
    ]
    draw = announce(dates[0], clerk)
    apply(draw)
    drawn(draw, now=at("2026-12-09 10:00"))
    assert [date.enrolments.enrolled().count() for date in dates] == [0, 1]


def test_a_worker_that_comes_after_the_date_calls_it_off(session):
    draw = a_draw(session=session)
    apply(draw)
    drawn(draw, now=at("2026-12-09 10:00"))
    assert draw.is_cancelled
    assert states(draw) == {1: "cancelled"}
    assert Notice.objects.count() == 1


def test_the_worker_does_it_in_its_ticks(session):
    draw = a_draw(session=session)
    apply(draw)
    [tick] = [tick for tick in ticks.registered() if tick.name == "draw lots"]
    for moment in (FROZEN, DRAWN, DRAWN):
        tick.function(moment)
    draw.refresh_from_db()
    assert draw.is_drawn
    assert Notice.objects.count() == 1


def test_a_ticket_that_was_drawn_is_not_withdrawn(session):
    draw = a_draw(session=session)
    ticket = apply(draw)
    drawn(draw)
    with pytest.raises(CannotChange, match="已经开签"):
        actions.withdraw_ticket(ticket=ticket, by=ticket.applied_by, now=DRAWN)


# When staff change what it is for


def test_cancelling_the_date_tells_all_who_applied(session, clerk):
    draw = a_draw(session=session)
    apply(draw)
    told = actions.cancel(happening=session, by=clerk, reason="老师病了", now=OPEN)
    draw.refresh_from_db()
    assert (draw.state, draw.cancel_reason) == ("cancelled", "老师病了")
    assert len(told.done) == 1
    assert "老师病了" in Notice.objects.get().body


def test_the_draw_of_a_course_goes_on_for_its_other_dates(room, clerk):
    course = an_activity(is_course=True, capacity=2)
    dates = [
        a_session(activity=course, room=room, span=f"2026-12-{day:02} 09:00-10:30", capacity=2) for day in (8, 15)
    ]
    draw = a_draw(session=dates[0])
    apply(draw)
    actions.cancel(happening=dates[0], by=clerk, reason="老师病了", now=OPEN)
    draw.refresh_from_db()
    assert (draw.session, draw.state) == (dates[1], "announced")


def test_moving_tells_old_and_new(session, clerk, room):
    draw = a_draw(session=session)
    apply(draw)
    span = Span(at("2026-12-09 09:00"), at("2026-12-09 10:30"))
    actions.move(happening=session, room=room, span=span, by=clerk, reason="老师有事", now=OPEN)
    [body] = Notice.objects.values_list("body", flat=True)
    assert "12月8日" in body
    assert "12月9日" in body


def test_it_does_not_move_before_its_draw(session, clerk, room):
    a_draw(session=session)
    with pytest.raises(CannotChange, match="摇号"):
        actions.move(
            happening=session, room=room, span=Span(at("2026-12-02 14:00"), at("2026-12-02 15:00")), by=clerk, now=OPEN
        )


def test_a_relative_applies_and_both_are_told(session, clerk):
    draw, elder, daughter = a_draw(session=session), a_resident(user=None, phone="13912345678"), a_user()
    a_relative(elder=elder, user=daughter)
    ticket = apply(draw, elder, by=daughter, channel="relative")
    assert Notice.objects.get().to == "13912345678"
    drawn(draw)
    assert {notice.to for notice in Notice.objects.all()} == {"13912345678", daughter.phone}
    assert Notice.objects.filter(request_id__startswith=f"ticket-{ticket.pk}-won").count() == 2


# What would make the list untrue


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x0b", "\x0c", "\x1c", "\x85", "\n"])
def test_no_sign_in_a_name_ends_a_line_of_the_list(session, clerk, sign):
    Activity.objects.update(name=f"示例{sign}书法")
    draw = announce(session, clerk)
    ticket = apply(draw)

    assert drawn(draw).state == "drawn"
    assert lots.draw(draw.listed, draw.seed).winners == [Ticket(ticket.number)]


def test_one_draw_that_cannot_go_on_holds_up_no_other(session, clerk, room, caplog):
    other = a_session(room=room, span="2026-12-08 14:00-15:30", capacity=3)
    broken, draw = announce(session, clerk), announce(other, clerk)
    apply(draw)
    actions.draw_when_due(FROZEN)
    with pgtrigger.ignore():
        listed = "不是名单"
        Draw.objects.filter(pk=broken.pk).update(listed=listed, list_hash=sha256(listed))

    actions.draw_when_due(DRAWN)

    draw.refresh_from_db()
    assert draw.is_drawn
    assert f"Draw {broken.pk}" in caplog.text


def test_a_database_that_is_away_is_the_workers_to_wait_for(session, clerk, monkeypatch):
    draw = announce(session, clerk)

    def away(**_asked):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(drawing, "freeze", away)
    with pytest.raises(OperationalError):
        actions.draw_when_due(FROZEN)
    draw.refresh_from_db()
    assert draw.is_undecided


def test_a_new_date_has_as_many_places_as_the_frozen_list_says(room, clerk):
    course = an_activity(is_course=True, capacity=3)
    first = a_session(activity=course, room=room, span="2026-12-08 09:00-10:30", capacity=3)
    draw = announce(first, clerk)
    apply(draw)
    actions.draw_when_due(FROZEN)
    asked = {"activity": course, "room": room, "spans": [a_span("2026-12-15 09:00-10:30")], "by": clerk, "now": FROZEN}

    with pytest.raises(CannotChange, match="3个名额"):
        actions.schedule_each(**asked, capacity=2)

    assert len(actions.schedule_each(**asked, capacity=3).made) == 1


def test_no_draw_is_announced_of_what_nobody_can_read(session, clerk):
    Activity.objects.update(is_published=False)
    with pytest.raises(CannotChange, match="草稿"):
        announce(session, clerk)


def test_how_one_comes_stays_once_a_draw_is_announced(session, clerk, client):
    address = reverse("admin:activities_activity_change", args=[session.activity_id])
    with time_machine.travel(ANNOUNCED, tick=False):
        client.force_login(a_street_officer())
        before = client.get(address).context["adminform"]
    announce(session, clerk)
    with time_machine.travel(OPEN, tick=False):
        client.force_login(a_street_officer())
        after = client.get(address).context["adminform"]

    assert {"is_course", "party"} <= set(before.form.fields)
    assert {"is_course", "party"}.isdisjoint(after.form.fields)
    assert "name" in after.form.fields


def test_why_a_rule_was_set_aside_goes_along_into_the_line(session, clerk):
    draw = announce(session, clerk)
    for _each in range(4):
        apply(draw, by=clerk, channel="desk", waiver="照顾老伴")
    drawn(draw)

    assert EnrolmentWait.objects.get().waiver == "照顾老伴"
