"""Places drawn by lot: announce, apply, freeze the list, draw. How lots are drawn: fairness.draw; docs/activities.md.

The order of locks: the person's row, the sessions' rows by their keys, the draw's row.
"""

import logging
import uuid
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from activities import messages
from activities.actions.judging import as_it_counts, sign_up_of, undecided_draw
from activities.actions.offering import dates_among, first_of, lock_dates, numbers_of, offer
from activities.models import Draw, DrawTicket, Enrolment, EnrolmentWait, Session
from activities.together import ALONE, Together
from centres.claimants import CannotChange, Told
from centres.retries import retry_on_deadlock
from centres.words import moment_words
from fairness import draw as lots
from fairness.draw import Ticket, TicketList
from fairness.programme import places, sign_up
from fairness.rules import Refused
from fairness.waiting import last_offer_at
from residents.acting import lock_resident, may_act
from residents.models import Resident, User

OPEN_AT_LEAST = timedelta(days=1)  # nobody need hurry
FROZEN_AT_LEAST = timedelta(hours=1)  # time to keep a copy of the list before the seed is revealed
BATCH = 20

logger = logging.getLogger("activities")


@retry_on_deadlock
@transaction.atomic
def announce(
    *, session: Session, opens_at: datetime, closes_at: datetime, draws_at: datetime, by: User, now: datetime
) -> Draw:
    """Commit to a seed, before anybody may apply. Raises CannotChange where places cannot be drawn, or not then."""
    locked = lock_dates(session, now)
    session = next(each for each in locked if each.pk == session.pk)
    dates = dates_among(session, locked, now)
    session = first_of(session, dates)
    _refuse_announcing(session, dates, now=now)
    _refuse_times(session, opens_at, closes_at, draws_at, now=now)
    seed = lots.new_seed()
    return Draw.objects.create(
        session=session,
        seed=seed,
        commitment=lots.sha256(seed),
        announced_at=now,
        announced_by=by,
        opens_at=opens_at,
        closes_at=closes_at,
        draws_at=draws_at,
    )


def _refuse_announcing(session: Session, dates: Sequence[Session], *, now: datetime) -> None:
    if not dates or session.has_begun(now) or not session.is_confirmed:
        raise CannotChange(_("This date is over or does not take place; there is nothing to draw."))
    if not session.has_places:
        raise CannotChange(_("This date has no number of places. Please say first how many there are."))
    if not session.activity.is_published:
        raise CannotChange(_("This is a draft. Please publish it first: a draw is announced so that all can see it."))
    if undecided_draw(session):
        raise CannotChange(_("These places are drawn by lot already. Please look at the draw that stands."))
    if any(each.taken for each in dates) or EnrolmentWait.objects.alive().in_line_for(session).exists():
        raise CannotChange(_("Somebody has signed up already. Only places that nobody has yet can be drawn by lot."))


def _refuse_times(
    session: Session, opens_at: datetime, closes_at: datetime, draws_at: datetime, *, now: datetime
) -> None:
    if opens_at <= now:
        raise CannotChange(_("Applying opens later than now: the draw is announced first, so that all can see it."))
    if closes_at < opens_at + OPEN_AT_LEAST:
        raise CannotChange(_("Please leave at least a day for applying, so that nobody need hurry."))
    if draws_at < closes_at + FROZEN_AT_LEAST:
        raise CannotChange(_("Please leave at least an hour between the end of applying and the draw."))
    if draws_at > (latest := last_offer_at(session.occupancy.starts_at, numbers_of(session))):
        words = _("Please draw by %(moment)s, so that everybody has time to prepare.")
        raise CannotChange(words % {"moment": moment_words(latest)})


def wish_key(token: uuid.UUID, *, by: User, draw: Draw, resident: Resident) -> uuid.UUID:
    """A form's token bound to what was asked in it."""
    return uuid.uuid5(token, repr(("draw", by.pk, draw.pk, resident.pk)))


@retry_on_deadlock
@transaction.atomic
def apply(
    *,
    draw: Draw,
    resident: Resident,
    by: User,
    channel: str,
    token: uuid.UUID,
    now: datetime,
    together: Together = ALONE,
    waiver: str = "",
    tell: bool = True,
) -> DrawTicket:
    """A ticket in the urn, for one or two; asked twice it is one. `waiver` is why staff set aside a rule.

    Raises Refused with all broken rules, or CannotChange before applying opens, after it has ended, or for a
    relative let go.
    """
    lock_resident(resident.pk)
    key = wish_key(token, by=by, draw=draw, resident=resident)
    if sent_before := DrawTicket.objects.with_draw().of_wish(key).first():
        return sent_before
    may_act(by=by, resident=resident, channel=channel)
    draw = _lock(draw.pk)
    if has_one := draw.tickets.standing().filter(resident=resident).with_draw().first():
        return has_one
    _refuse_moment(draw, now=now)
    together = as_it_counts(together, draw.session, resident)
    wish = sign_up_of(draw.session, resident, by=by, channel=channel, together=together, now=now)
    if refusals := sign_up.broken(_within(wish, draw), waive=bool(waiver)):
        raise Refused(refusals)
    number = draw.tickets_given + 1
    Draw.objects.filter(pk=draw.pk).update(tickets_given=number)
    ticket = DrawTicket.objects.create(
        draw=draw,
        number=number,
        resident=resident,
        applied_by=by,
        applied_at=now,
        channel=channel,
        form_token=key,
        waiver=waiver,
        **together.fields(now=now),
    )
    if tell:
        messages.tell_applied(ticket, by=by, now=now)
    return ticket


def _within(wish: sign_up.SignUp, draw: Draw) -> sign_up.SignUp:
    """The hours of the draw stand for those of signing up; nobody is first in a draw."""
    return replace(wish, opens_at=draw.opens_at, closes_at=wish.starts_at, everybody_from=None)


def _refuse_moment(draw: Draw, *, now: datetime) -> None:
    if draw.is_cancelled:
        raise CannotChange(_("There is no draw any more: %(reason)s.") % {"reason": draw.cancel_reason.rstrip("。.")})
    if draw.is_drawn:
        raise CannotChange(_("It has been drawn already."))
    if now < draw.opens_at:
        words = _("One can apply from %(moment)s on, on the web, by phone and at the desk alike.")
        raise CannotChange(words % {"moment": moment_words(draw.opens_at)})
    if not draw.is_open(now):
        words = _("Applying ended on %(moment)s. What is left after the draw is for whoever comes first.")
        raise CannotChange(words % {"moment": moment_words(draw.closes_at)})


@retry_on_deadlock
@transaction.atomic
def withdraw_ticket(*, ticket: DrawTicket, by: User, now: datetime) -> Told:
    """Out of the urn, until it is drawn; after the list was frozen the number stays in it, and its turn goes on.

    Done twice it is done once. Raises CannotChange when it has been drawn.
    """
    if ticket.resident_id is None:
        raise CannotChange(_("It has been drawn already."))
    lock_resident(ticket.resident_id)
    _lock(ticket.draw_id)
    ended = DrawTicket.objects.standing().filter(pk=ticket.pk).update(state=DrawTicket.State.WITHDRAWN, ended_at=now)
    ticket.refresh_from_db()
    if ended:
        return messages.tell_ticket_withdrawn(ticket, by=by, now=now)
    if ticket.state == DrawTicket.State.WITHDRAWN:
        return Told()
    raise CannotChange(_("It has been drawn already."))


def lots_of(residents: Collection[int], most: int) -> dict[int, int]:
    """How many lots a ticket of each has: one, and one more for each draw lost within a year since they last won."""
    lost = DrawTicket.objects.lost_since_they_won().filter(resident__in=residents).order_by()
    counts = dict(lost.values_list("resident").annotate(times=Count("pk")))
    return {pk: min(1 + counts.get(pk, 0), most) for pk in residents}


@retry_on_deadlock
@transaction.atomic
def freeze(*, draw: Draw, now: datetime) -> None:
    """Applying has ended: the list of tickets as it will be drawn, and its hash."""
    sessions = lock_dates(draw.session, now)
    draw = _lock(draw.pk)
    if draw.state != Draw.State.ANNOUNCED or now < draw.closes_at:
        return
    dates = _to_come(draw, sessions, now)
    if not dates:
        _call_off(draw, _too_late(), by=None, now=now)
        return
    tickets = list(draw.tickets.standing().order_by("number"))
    weights = lots_of([each.resident_id for each in tickets if each.resident_id], numbers_of(draw.session).most_lots)
    listed = TicketList(
        places=min(each.places.free for each in dates),
        commitment=draw.commitment,
        tickets=[Ticket(each.number, weights.get(each.resident_id or 0, 1), each.persons) for each in tickets],
        notes=messages.list_notes(draw),
    ).text
    Draw.objects.filter(pk=draw.pk).update(
        state=Draw.State.FROZEN, frozen_at=now, listed=listed, list_hash=lots.sha256(listed)
    )


@retry_on_deadlock
@transaction.atomic
def reveal(*, draw: Draw, now: datetime, tell: bool = True) -> None:
    """Draw from the list as it was published: places first, then the line in the same order; everybody is told."""
    sessions = lock_dates(draw.session, now)
    draw = _lock(draw.pk)
    if draw.state != Draw.State.FROZEN or now < draw.draws_at:
        return
    dates = _to_come(draw, sessions, now)
    if not dates:
        _call_off(draw, _too_late(), by=None, now=now)
        return
    listed = TicketList.read(draw.listed)
    by_number = {each.number: each for each in draw.tickets.standing().with_draw()}
    gone = [each.number for each in listed.tickets if each.number not in by_number]
    drawn = lots.draw(draw.listed, draw.seed, gone)
    won, others = _fitting([by_number[each.number] for each in drawn.winners], dates)
    lost = [*others, *(by_number[each.number] for each in drawn.others)]
    Draw.objects.filter(pk=draw.pk).update(state=Draw.State.DRAWN, decided_at=now)
    _end(won, DrawTicket.State.WON, now=now)
    _end(lost, DrawTicket.State.LOST, now=now)
    _give_places(won, dates, now=now)
    in_line = _put_in_line(lost, first_of(draw.session, dates), now=now)
    if tell:
        for ticket in won:
            messages.tell_won(ticket, len(dates), now=now)
        for nth, ticket in enumerate(lost, start=1):
            messages.tell_lost(ticket, nth if nth <= in_line else 0, now=now)
    offer(Session.objects.with_place().get(pk=draw.session_id), now=now)


def _to_come(draw: Draw, locked: Sequence[Session], now: datetime) -> list[Session]:
    return [each for each in dates_among(draw.session, locked, now) if each.is_confirmed and not each.has_begun(now)]


def _fitting(winners: list[DrawTicket], dates: Sequence[Session]) -> tuple[list[DrawTicket], list[DrawTicket]]:
    """Those for whom there are places now; all of them, unless staff gave places away by hand meanwhile."""
    left, fitting, others = min(each.places.free for each in dates), list[DrawTicket](), list[DrawTicket]()
    for ticket in winners:
        if ticket.persons <= left:
            fitting.append(ticket)
            left -= ticket.persons
        else:
            others.append(ticket)
    return fitting, others


def _end(tickets: Iterable[DrawTicket], state: DrawTicket.State, *, now: datetime) -> None:
    DrawTicket.objects.filter(pk__in=[each.pk for each in tickets]).update(state=state, ended_at=now)


def _give_places(tickets: Sequence[DrawTicket], dates: Sequence[Session], *, now: datetime) -> None:
    """Each a place, or two, in every date. Phone and desk have applied like everybody; nothing is kept for them."""
    Session.objects.filter(pk__in=[each.pk for each in dates]).update(kept=0)
    rows = []
    for ticket in tickets:
        claim = uuid.uuid4()
        for each in dates:
            is_counted = places.take(each, is_online=ticket.is_made_online, web_takes_kept=True, count=ticket.persons)
            assert is_counted  # seen free behind the lock
            rows.append(
                Enrolment(
                    session=each,
                    resident=ticket.resident,
                    enrolled_by=ticket.applied_by,
                    enrolled_at=now,
                    channel=ticket.channel,
                    claim=claim,
                    waiver=ticket.waiver,
                    **ticket.together,
                )
            )
    Enrolment.objects.bulk_create(rows)


def _put_in_line(tickets: Sequence[DrawTicket], session: Session, *, now: datetime) -> int:
    """In the order drawn, as many as a line may hold; how many stand there. Nobody where it is too late for offers."""
    numbers = numbers_of(session)
    if not places.may_be_offered(session, numbers, now):
        return 0
    rows = [
        EnrolmentWait(
            session=session,
            resident=ticket.resident,
            joined_at=now + nth * timedelta(microseconds=1),
            joined_by=ticket.applied_by,
            channel=ticket.channel,
            waiver=ticket.waiver,
            **ticket.together,
        )
        for nth, ticket in enumerate(tickets[: numbers.waiting_limit])
    ]
    return len(EnrolmentWait.objects.bulk_create(rows))


@retry_on_deadlock
@transaction.atomic
def cancel_draw(*, draw: Draw, by: User, reason: str, now: datetime) -> Told:
    """Before it is drawn; whoever applied is told why. Raises CannotChange when it is decided already."""
    draw = _lock(draw.pk)
    if not draw.is_undecided:
        raise CannotChange(_("It has been drawn, or called off, already."))
    return _call_off(draw, reason, by=by, now=now)


def _call_off(draw: Draw, reason: str, *, by: User | None, now: datetime, from_date: Session | None = None) -> Told:
    """`from_date` is what people read it was for, where the draw has gone on to a later date since."""
    tickets = list(draw.tickets.standing().with_draw())
    Draw.objects.filter(pk=draw.pk).update(state=Draw.State.CANCELLED, decided_at=now, cancel_reason=reason)
    _end(tickets, DrawTicket.State.CANCELLED, now=now)
    return messages.tell_draw_cancelled(tickets, from_date or draw.session, reason, by=by, now=now)


def follow_session(*, session: Session, by: User, now: datetime, from_date: Session | None = None) -> Told:
    """A session does not take place: the draw of a course is for the dates that are left, else there is none.

    `from_date` is the first of those cancelled together with it.
    """
    if (draw := undecided_draw(session)) is None:
        return Told()
    draw = _lock(draw.pk)
    others = Session.objects.signed_up_with(session, now).exclude(pk=session.pk).order_by("occupancy__starts_at")
    if session.activity.is_course and (following := others.first()):
        Draw.objects.filter(pk=draw.pk, session=session).update(session=following)
        return Told()
    from_date = from_date if session.activity.is_course else None
    return _call_off(draw, session.cancel_reason, by=by, now=now, from_date=from_date)


def refuse_moving(session: Session, starts_at: datetime) -> None:
    """Inside a transaction. Raises CannotChange where it would begin too soon after its draw."""
    draw = undecided_draw(session)
    if draw and draw.draws_at > (latest := last_offer_at(starts_at, numbers_of(session))):
        facts = {"drawn": moment_words(draw.draws_at), "latest": moment_words(latest)}
        words = _("Its places are drawn on %(drawn)s; it would have to be by %(latest)s. Call the draw off first.")
        raise CannotChange(words % facts)


def refuse_other_places(session: Session, capacity: int | None) -> None:
    """Raises CannotChange where the frozen list says how many places there are, or there would be none to draw."""
    draw = undecided_draw(session)
    if draw and capacity is None:
        raise CannotChange(_("Its places are drawn by lot, so it needs a number of them. Call the draw off first."))
    if draw and draw.is_frozen:
        words = _("The list for the draw is frozen, with its number of places. After %(moment)s it can be changed.")
        raise CannotChange(words % {"moment": moment_words(draw.draws_at)})


def refuse_smaller(added: Sequence[Session]) -> None:
    """Raises CannotChange for new dates of a course with fewer places than its frozen list has promised."""
    draw = undecided_draw(added[0])
    promised = draw.places if draw and draw.is_frozen else 0
    if any((each.capacity or 0) < promised for each in added):
        words = _("The list for its draw is frozen with %(count)d places. Please give the new date as many, or wait.")
        raise CannotChange(words % {"count": promised})


def _lock(pk: int) -> Draw:
    """As it stands now; whoever applies, withdraws, freezes or draws waits."""
    Draw.objects.select_for_update(no_key=True).get(pk=pk)
    return Draw.objects.with_place().get(pk=pk)  # read once it is locked: meanwhile its session may have moved


def _too_late() -> str:
    return _("It could not be drawn in time")


# For the worker


def draw_when_due(now: datetime) -> None:
    """Freeze the lists whose time has come, and draw those whose time has come."""
    for draw in Draw.objects.to_be_frozen(now).with_place().order_by("closes_at")[:BATCH]:
        _try(freeze, draw, now=now)
    for draw in Draw.objects.to_be_drawn(now).with_place().order_by("draws_at")[:BATCH]:
        _try(reveal, draw, now=now)


def _try(step: Callable[..., object], draw: Draw, *, now: datetime) -> None:
    """One draw that cannot go on holds up no other. Raises what the database itself says, for the worker to wait."""
    try:
        step(draw=draw, now=now)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("Draw %s: %s failed", draw.pk, step.__name__)
