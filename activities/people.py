"""What becomes of places when two entries of one person are merged, when a person reads or erases what we know, and
when a year has passed."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.actions.offering import let_go, lock_all, pass_on
from activities.actions.waiting import end
from activities.models import AbsenceMark, DrawTicket, Enrolment, EnrolmentWait, SessionAnswer
from activities.models.together import Accompanied
from fairness.programme.thanks import forget_sentences
from residents.models import Resident, User
from residents.people import Json
from residents.trail import forget_history


def repoint(gone: Resident, kept: Resident) -> None:
    """Where both have a place in one session, one stays and the other is given back; of two waits the earlier."""
    now, both = timezone.now(), (gone.pk, kept.pk)
    mine = Enrolment.objects.kept().filter(resident__in=both)
    waits = EnrolmentWait.objects.alive().filter(resident__in=both)
    locked = lock_all(lambda: {*mine.values_list("session", flat=True), *waits.values_list("session", flat=True)})
    twice = _twice(list(mine.with_place()), kept)
    AbsenceMark.objects.filter(enrolment__in=twice).delete()
    freed = [
        *let_go([row for row in twice if row.is_enrolled], Enrolment.State.WITHDRAWN, by=None, now=now),
        *let_go([row for row in twice if not row.is_enrolled], Enrolment.State.PASSED_ON, by=None, now=now),
    ]
    _end_offers(freed, now=now)
    Enrolment.objects.filter(resident=gone).update(resident=kept)
    AbsenceMark.objects.filter(resident=gone).update(resident=kept)
    _repoint_waits(gone, kept, now=now)
    _repoint_tickets(gone, kept, now=now)
    pass_on(locked, freed, now=now)


def _twice(rows: list[Enrolment], kept: Resident) -> list[Enrolment]:
    """Of two places in one session, the one that goes: an offer before a place, one with which nobody came before one
    with which somebody did, one alone before two together, else that of the entry that goes."""
    by_session: dict[int, list[Enrolment]] = {}
    for row in sorted(rows, key=lambda row: (row.is_enrolled, row.has_come, row.persons, row.resident_id == kept.pk)):
        by_session.setdefault(row.session_id, []).append(row)
    return [found[0] for found in by_session.values() if len(found) > 1]


def _end_offers(freed: list[Enrolment], *, now: datetime) -> None:
    """Offers of which no place is left."""
    claims = {row.claim for row in freed if not row.is_enrolled}
    left = Enrolment.objects.offered().filter(claim__in=claims).values("claim")
    EnrolmentWait.objects.offered().filter(claim__in=claims).exclude(claim__in=left).update(
        state=EnrolmentWait.State.CLOSED, ended_at=now
    )


def _repoint_waits(gone: Resident, kept: Resident, *, now: datetime) -> None:
    for wait in EnrolmentWait.objects.filter(resident=gone).with_place().in_line():
        same = EnrolmentWait.objects.alive().in_line_for(wait.session).filter(resident=kept).first()
        if same is None or not wait.is_alive:
            EnrolmentWait.objects.filter(pk=wait.pk).update(resident=kept)
        elif same.is_waiting and (wait.is_offered or wait.joined_at < same.joined_at):
            same.delete()
            EnrolmentWait.objects.filter(pk=wait.pk).update(resident=kept)
        elif wait.is_waiting:
            wait.delete()
        else:
            end(wait, now=now)
            EnrolmentWait.objects.filter(pk=wait.pk).update(resident=kept)
    has_one = Enrolment.objects.enrolled().filter(resident=kept).values("session")
    EnrolmentWait.objects.waiting().filter(resident=kept, session__in=has_one).update(
        state=EnrolmentWait.State.CLOSED, ended_at=now
    )


def _repoint_tickets(gone: Resident, kept: Resident, *, now: datetime) -> None:
    """Of two tickets in one urn the earlier stays."""
    standing = DrawTicket.objects.standing()
    ours = list(standing.filter(resident__in=[gone.pk, kept.pk]).order_by("number").values_list("draw", "pk"))
    seen: set[int] = set()
    for draw, pk in ours:
        if draw in seen:
            standing.filter(pk=pk).update(state=DrawTicket.State.WITHDRAWN, ended_at=now)
        seen.add(draw)
    DrawTicket.objects.filter(resident=gone).update(resident=kept)


def export(resident: Resident) -> dict[str, Json]:
    return {
        "enrolments": [
            {
                "activity": row.session.activity.name,
                "state": row.state,
                "place": f"{row.session.occupancy.room.centre} {row.session.occupancy.room}",
                "starts_at": row.session.occupancy.starts_at.isoformat(),
                "ends_at": row.session.occupancy.ends_at.isoformat(),
                "signed_up_at": row.enrolled_at.isoformat(),
                "how": row.channel,
                "came_at": row.checked_in_at.isoformat() if row.checked_in_at else None,
                "missed": row.was_missed,
                "has_said_how_it_was": row.has_answered,
                **_accompanied(row),
            }
            for row in Enrolment.objects.filter(resident=resident).with_place()
        ],
        "waiting_for_places": [
            {
                "activity": wait.session.activity.name,
                "state": wait.state,
                "starts_at": wait.session.occupancy.starts_at.isoformat(),
                "joined_at": wait.joined_at.isoformat(),
                **_accompanied(wait),
            }
            for wait in EnrolmentWait.objects.filter(resident=resident).with_place()
        ],
        "missed_activities": [
            {
                "activity": mark.what,
                "happened_at": mark.happened_at.isoformat(),
                "counts_until": mark.expires_at.isoformat(),
                "appeal": mark.appeal,
                "answer": mark.answer,
                "is_excused": mark.is_excused,
            }
            for mark in AbsenceMark.objects.filter(resident=resident).with_place()
        ],
        "tickets_of_draws": [
            {
                "activity": ticket.draw.session.activity.name,
                "number": ticket.number,
                "state": ticket.state,
                "applied_at": ticket.applied_at.isoformat(),
                "drawn_at": ticket.draw.draws_at.isoformat(),
                "how": ticket.channel,
                **_accompanied(ticket),
            }
            for ticket in DrawTicket.objects.filter(resident=resident).with_draw()
        ],
    }


def _accompanied(row: Accompanied) -> dict[str, Json]:
    """Who comes along, and what the guardian agreed to; nothing for somebody alone."""
    known: dict[str, Json] = {"places": row.persons, "child": row.child_name, "child_born": row.child_born}
    agreed = row.agreed_at.isoformat() if row.agreed_at else ""
    known |= {"guardian_agreed_at": agreed, "guardian_agreed_to": row.agreed_version}
    return {key: value for key, value in known.items() if value and value != 1}


def unfinished(resident: Resident, now: datetime) -> list[str]:
    """What is to come is given back first, so that somebody else has the place."""
    count = Enrolment.objects.upcoming(now).filter(resident=resident).count()
    sentences = []
    if count:
        words = ngettext(
            "You have %(count)d place in activities to come. Please give it back first, so that a neighbour can come.",
            "You have %(count)d places in activities to come. Please give them back first, so that neighbours can "
            "come.",
            count,
        )
        sentences.append(words % {"count": count})
    if EnrolmentWait.objects.alive().filter(resident=resident).exists():
        sentences.append(_("You stand in line for an activity. Please leave the line first."))
    if DrawTicket.objects.standing().filter(resident=resident).exists():
        sentences.append(_("Your ticket is in a draw. Please take it out first."))
    return sentences


@transaction.atomic
def forget(resident: Resident) -> None:
    """That somebody had a place stays, and when; who it was goes, with all that the audit kept."""
    EnrolmentWait.objects.filter(resident=resident).delete()
    AbsenceMark.objects.filter(resident=resident).delete()
    rows = Enrolment.objects.filter(resident=resident)
    _forget_persons(list(rows.values_list("pk", flat=True)), now=timezone.now())
    _forget_tickets(list(resident.draw_tickets.values_list("pk", flat=True)), now=timezone.now())
    if resident.user:
        end_account(resident.user)


def end_account(user: User) -> None:
    """An account ends: its key goes from what it did."""
    for field in ("enrolled_by", "ended_by", "checked_in_by"):
        Enrolment.objects.filter(**{field: user}).update(**{field: None})
    EnrolmentWait.objects.filter(joined_by=user).update(joined_by=None)
    DrawTicket.objects.filter(applied_by=user).update(applied_by=None)


BATCH = 500
NOBODY_ALONG = {"child_name": "", "child_born": None, "agreed_at": None, "agreed_version": ""}


def forget_who_came(now: datetime) -> None:
    """Of sessions that ended a year ago: how many had a place stays, and who of the staff entered them."""
    while batch := list(Enrolment.objects.to_be_forgotten(now).values_list("pk", flat=True)[:BATCH]):
        _forget_persons(batch, now=now)
    EnrolmentWait.objects.to_be_forgotten(now - Enrolment.KNOWN).delete()
    while batch := list(DrawTicket.objects.to_be_forgotten(now).values_list("pk", flat=True)[:BATCH]):
        _forget_tickets(batch, now=now)


@transaction.atomic
def _forget_persons(pks: Collection[int], *, now: datetime) -> None:
    rows = Enrolment.objects.filter(pk__in=pks)
    rows.filter(enrolled_by__is_staff=False).update(enrolled_by=None)
    rows.filter(ended_by__is_staff=False).update(ended_by=None)
    rows.filter(checked_in_by__is_staff=False).update(checked_in_by=None)
    rows.update(resident=None, forgotten_at=now, waiver="", **NOBODY_ALONG)
    forget_history(Enrolment, pks)  # the steps above included


@transaction.atomic
def _forget_tickets(pks: Collection[int], *, now: datetime) -> None:
    """The numbers stay, as they were published."""
    rows = DrawTicket.objects.filter(pk__in=pks)
    rows.filter(applied_by__is_staff=False).update(applied_by=None)
    rows.update(resident=None, forgotten_at=now, waiver="", **NOBODY_ALONG)
    forget_history(DrawTicket, pks)


def forget_words(now: datetime) -> None:
    """Of what was said a year ago, how it was stays."""
    forget_sentences([SessionAnswer], now=now)
