"""Gather what the rules need to know about a wish for a room."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, Q, Sum
from django.utils import timezone

from bookings.models import Booking, BookingQuerySet
from centres.availability import DAY, local_midnight
from centres.hours import HoursBook
from centres.models import Occupancy, Room
from centres.models.occupancy import LONGEST, OccupancyQuerySet
from centres.spans import Span
from fairness import missed
from fairness.marks import Record
from fairness.models import RuleBook
from fairness.rules import Has, Wish
from residents.models import Resident, Team

NOBODY = 0  # no row has this key


def wish_for(
    *,
    room: Room,
    span: Span,
    party: int,
    resident: Resident | None,
    now: datetime,
    team: Team | None = None,
    besides: Booking | None = None,
    is_online: bool = True,
) -> Wish:
    """The wish of `resident`, for a team or else for themselves (both None: nobody known yet).

    `besides` is a booking being moved; it stands in no way.
    """
    on = timezone.localtime(span.starts_at).date()
    in_room = Occupancy.objects.standing(now).in_rooms([room])
    if besides is not None:
        in_room = in_room.exclude(pk=besides.occupancy_id)
    others = Booking.objects.standing()
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    if team is not None:
        own = others.chosen_by(team)
    else:
        own = others.filter(booked_for=resident, team=None) if resident else others.none()
    numbers = RuleBook.load([room]).of(room)
    whose = resident if is_online and team is None else None
    follows_clearing, missed_at = _before_it_and_missed(in_room, span, room, whose, now=now)
    return Wish(
        room=room,
        span=span,
        party=party,
        now=now,
        numbers=numbers,
        hours=HoursBook.load([room.centre], on, on).on(room.centre, on),
        has=_has(own, room, on, now=now),
        is_for_team=team is not None,
        limited_until=Record.of(missed_at, numbers, now=now).limited_until,
        follows_clearing=follows_clearing,
        is_online=is_online,
    )


def is_taken(wish: Wish, *, leaving: UUID | None = None) -> bool:
    """Whether something stands in the way, the wish's own clearing included. The claim alone decides.

    A claim that is `leaving` does not.
    """
    standing = Occupancy.objects.standing(wish.now).in_rooms([wish.room]).overlapping(wish.span_with_clearing)
    return (standing.exclude(claim=leaving) if leaving else standing).exists()


def _before_it_and_missed(
    in_room: OccupancyQuerySet, span: Span, room: Room, resident: Resident | None, *, now: datetime
) -> tuple[bool, list[datetime]]:
    """Whether the room has just been cleared then, and when the resident missed what counts: one query."""
    cleared = in_room.filter(
        clear_until=span.starts_at, starts_at__gt=span.starts_at - LONGEST, starts_at__lt=span.starts_at
    )
    arrays = missed.arrays_of(resident.pk if resident else NOBODY, now)
    follows_clearing, *moments = Room.objects.filter(pk=room.pk).values_list(Exists(cleared), *arrays).get()
    return follows_clearing, [moment for found in moments for moment in found]


def _has(own: BookingQuerySet, room: Room, on: date, *, now: datetime) -> Has:
    """What there is among their `own` bookings, counted in one query."""
    midnight, monday = local_midnight(on), local_midnight(on - timedelta(days=on.weekday()))
    first = local_midnight(on.replace(day=1))
    next_month = local_midnight((on.replace(day=1) + timedelta(days=32)).replace(day=1))
    earliest = min(first, monday, now - LONGEST)
    counts = own.filter(occupancy__kind=Booking.KIND, occupancy__starts_at__gte=earliest).aggregate(
        upcoming=Count("pk", filter=Q(occupancy__ends_at__gt=now)),
        that_day=Count(
            "pk",
            filter=Q(
                occupancy__room=room, occupancy__starts_at__gte=midnight, occupancy__starts_at__lt=midnight + DAY
            ),
        ),
        that_week=Count("pk", filter=Q(occupancy__starts_at__gte=monday, occupancy__starts_at__lt=monday + 7 * DAY)),
        that_month=Sum(
            F("occupancy__ends_at") - F("occupancy__starts_at"),
            filter=Q(occupancy__starts_at__gte=first, occupancy__starts_at__lt=next_month),
            default=timedelta(),
        ),
    )
    return Has(**counts)
