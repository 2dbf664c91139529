"""What becomes of bookings when two entries of one person are merged, when a person reads or erases what we know, and
when a year has passed."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.models import Booking, BookingMark, BookingWait
from centres.models import Centre
from residents.models import Resident, Team, User
from residents.people import Json
from residents.trail import forget_history


def repoint(gone: Resident, kept: Resident) -> None:
    Booking.objects.filter(booked_for=gone).update(booked_for=kept)
    BookingMark.objects.filter(resident=gone).update(resident=kept)
    _repoint_waits(gone, kept)


def _repoint_waits(gone: Resident, kept: Resident) -> None:
    """Where both wait for one time, the earlier place stays."""
    for wait in BookingWait.objects.filter(resident=gone).in_line():
        same = BookingWait.objects.alive().filter(resident=kept, room=wait.room_id, during__overlap=wait.during)
        if wait.is_waiting and same.exists():
            wait.delete()
        else:
            BookingWait.objects.filter(pk=wait.pk).update(resident=kept)


def export(resident: Resident) -> dict[str, Json]:
    return {
        "bookings": [
            {
                "reference": booking.ref,
                "state": booking.state,
                "place": f"{booking.room.centre} {booking.room}",
                "starts_at": booking.occupancy.starts_at.isoformat(),
                "ends_at": booking.occupancy.ends_at.isoformat(),
                "people": booking.party,
                "purpose": booking.purpose,
                "note": booking.note,
            }
            for booking in resident.bookings.with_place().order_by("occupancy__starts_at")
        ],
        "missed": [
            {
                "reference": mark.booking.ref,
                "happened_at": mark.happened_at.isoformat(),
                "counts_until": mark.expires_at.isoformat(),
                "appeal": mark.appeal,
                "answer": mark.answer,
                "is_excused": mark.is_excused,
            }
            for mark in BookingMark.objects.filter(resident=resident).select_related("booking")
        ],
        "waiting": [
            {
                "state": wait.state,
                "place": f"{wait.room.centre} {wait.room}",
                "starts_at": wait.starts_at.isoformat(),
                "joined_at": wait.joined_at.isoformat(),
                "purpose": wait.purpose,
                "note": wait.note,
            }
            for wait in BookingWait.objects.filter(resident=resident).with_place()
        ],
    }


def unfinished(resident: Resident, now: datetime) -> list[str]:
    """What is to come has to be cancelled first, so that somebody else has the room."""
    own = Booking.objects.upcoming(now).filter(booked_for=resident)
    count = own.exclude(led_by_another(resident)).count()
    waiting = BookingWait.objects.alive().filter(resident=resident, starts_at__gt=now).count()
    sentences = []
    if count:
        words = ngettext(
            "%(count)d booking is still to come. Please cancel it first, so that a neighbour has the room.",
            "%(count)d bookings are still to come. Please cancel them first, so that neighbours have the rooms.",
            count,
        )
        sentences.append(words % {"count": count})
    if waiting:
        sentences.append(_("You stand in line for a room. Please leave the line first."))
    return sentences


def led_by_another(resident: Resident) -> Q:
    """Of a team that somebody else leads by now: the team comes, whoever booked."""
    return Q(team__isnull=False) & ~Q(team__leader=resident)


@transaction.atomic
def forget(resident: Resident) -> None:
    """Room, time and number of people stay; who it was, and what was written, goes with all that the audit kept.

    What a team has still to come stands under the name of who leads it now.
    """
    now = timezone.now()
    leaders = Subquery(Team.objects.filter(pk=OuterRef("team")).values("leader"))
    to_come = Booking.objects.upcoming(now).filter(led_by_another(resident), booked_for=resident).order_by()
    Booking.objects.filter(pk__in=list(to_come.values_list("pk", flat=True))).update(booked_for=leaders)
    BookingMark.objects.filter(resident=resident).delete()
    BookingWait.objects.filter(resident=resident).delete()
    _forget_persons(list(Booking.objects.filter(booked_for=resident).values_list("pk", flat=True)), now=now)
    if resident.user:
        let_go(resident.user)


def let_go(user: User) -> None:
    """An account ends: its key goes from what it did."""
    for field in ("booked_by", "cancelled_by", "checked_in_by"):
        Booking.objects.filter(**{field: user}).update(**{field: None})
    BookingWait.objects.filter(joined_by=user).update(joined_by=None)


def sites(resident: Resident, now: datetime) -> list[Centre]:
    """Where they, or a team they lead, are expected; where they are not, the site of their last booking."""
    theirs = Booking.objects.filter(Q(booked_for=resident) | Q(team__leader=resident)).with_place()
    coming = theirs.upcoming(now) or theirs.order_by("-booked_at", "-pk")[:1]
    return list({booking.room.centre.pk: booking.room.centre for booking in coming}.values())


# After a year

BATCH = 500


def forget_who_came(now: datetime) -> None:
    """Of bookings that ended a year ago: room, time and number of people stay, and who of the staff entered them."""
    while batch := list(Booking.objects.to_be_forgotten(now).values_list("pk", flat=True)[:BATCH]):
        _forget_persons(batch, now=now)
    BookingWait.objects.to_be_forgotten(now).delete()


@transaction.atomic
def _forget_persons(pks: Collection[int], *, now: datetime) -> None:
    bookings = Booking.objects.filter(pk__in=pks)
    bookings.filter(booked_by__is_staff=False).update(booked_by=None)
    bookings.filter(cancelled_by__is_staff=False).update(cancelled_by=None)
    bookings.filter(checked_in_by__is_staff=False).update(checked_in_by=None)
    bookings.update(booked_for=None, forgotten_at=now, purpose="", note="", waiver="", cancel_reason="", decision="")
    forget_history(Booking, pks)  # the steps above included
