"""Gather what the rules need to know about a wish for a room."""

from datetime import date, datetime

from django.db.models import Count, Q
from django.utils import timezone

from bookings.models import Booking, BookingQuerySet
from centres.availability import DAY, local_midnight
from centres.hours import HoursBook
from centres.models import Occupancy, Room
from centres.models.occupancy import LONGEST
from centres.spans import Span
from fairness.models import RuleBook
from fairness.rules import Wish
from residents.models import Resident, Team


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
    others = Booking.objects.confirmed()
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    upcoming, that_day = _counts(others, resident, room, on, now=now) if resident and not team else (0, 0)
    return Wish(
        room=room,
        span=span,
        party=party,
        now=now,
        numbers=RuleBook.load([room]).of(room),
        hours=HoursBook.load([room.centre], on, on).on(room.centre, on),
        upcoming=upcoming,
        that_day=that_day,
        team_week=others.chosen_by(team).in_week_of(on).count() if team else 0,
        follows_clearing=in_room.filter(
            clear_until=span.starts_at, starts_at__gt=span.starts_at - LONGEST, starts_at__lt=span.starts_at
        ).exists(),
        is_online=is_online,
    )


def is_taken(wish: Wish) -> bool:
    """Whether something stands in the way, the wish's own clearing included. The claim alone decides."""
    return Occupancy.objects.standing(wish.now).in_rooms([wish.room]).overlapping(wish.span_with_clearing).exists()


def _counts(others: BookingQuerySet, resident: Resident, room: Room, on: date, *, now: datetime) -> tuple[int, int]:
    """How many bookings the resident has to come, and how many in this room on this date."""
    midnight = local_midnight(on)
    counts = others.filter(booked_for=resident, team=None).aggregate(
        upcoming=Count("pk", filter=Q(occupancy__ends_at__gt=now)),
        that_day=Count(
            "pk",
            filter=Q(
                occupancy__room=room,
                occupancy__starts_at__gte=midnight,
                occupancy__starts_at__lt=midnight + DAY,
            ),
        ),
    )
    return counts["upcoming"], counts["that_day"]
