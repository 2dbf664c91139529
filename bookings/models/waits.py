"""Somebody in line for a room at a time that is taken."""

from datetime import datetime
from typing import ClassVar, Self

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, Exists, F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from bookings.models.booking import Booking
from centres.models import Centre, Occupancy, Room
from centres.models.occupancy import LONGEST
from centres.spans import Span
from fairness.waiting import WaitingEntry, WaitingQuerySet, waiting_constraints
from residents.models import Relative, Team, User


class BookingWaitQuerySet(WaitingQuerySet["BookingWait"]):
    def of_user(self, user: User) -> Self:
        """Their own, of those they act for, and of the teams that they may book for."""
        elders = Relative.objects.active().of_user(user).order_by().values("elder")
        teams = Team.objects.run_by_user(user).order_by().values("pk")
        return self.filter(Q(team=None) & (Q(resident__user=user) | Q(resident__in=elders)) | Q(team__in=teams))

    def at(self, centres: "models.QuerySet[Centre] | list[Centre]") -> Self:
        return self.filter(room__centre__in=centres)

    def touching(self, room: Room, span: Span) -> Self:
        """For the room, its hall or its parts, at a time that touches the span."""
        rooms = Room.objects.filter(Q(pk=room.pk) | Q(whole=room.pk) | Q(parts=room.pk))
        return self.filter(
            room__in=rooms,
            starts_at__lt=span.ends_at,
            starts_at__gt=span.starts_at - LONGEST,
            ends_at__gt=span.starts_at,
        )

    def with_ahead(self) -> Self:
        """Each with `ahead`: how many alive came before it, for the same room and a time that touches its own."""
        earlier = Q(joined_at__lt=OuterRef("joined_at")) | Q(joined_at=OuterRef("joined_at"), pk__lt=OuterRef("pk"))
        same_time = Q(starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at"))
        before = BookingWait.objects.alive().filter(earlier, same_time, room=OuterRef("room")).order_by()
        counted = before.values("room").annotate(count=Count("pk")).values("count")
        return self.annotate(ahead=Coalesce(Subquery(counted), 0))

    def whose_time_is_free(self, now: datetime) -> Self:
        """Waiting for a time that nothing stands in, the clearing after it aside."""
        standing = Occupancy.objects.standing(now).filter(
            Q(room=OuterRef("room")) | Q(room__whole=OuterRef("room")),
            starts_at__lt=OuterRef("ends_at"),
            starts_at__gt=OuterRef("starts_at") - LONGEST,
            clear_until__gt=OuterRef("starts_at"),
        )
        return self.waiting().filter(~Exists(standing))

    def to_be_forgotten(self, now: datetime) -> Self:
        return self.filter(starts_at__lte=now - Booking.KNOWN)

    def with_place(self) -> Self:
        return self.select_related("room__centre", "resident__user", "team", "occupancy")


class BookingWait(WaitingEntry):
    """A wish for a room at a time, in line. While it is offered, it holds the time itself."""

    KIND: ClassVar[str] = "waiting"  # of the occupancy that keeps an offered time
    ahead: int  # of those asked for `with_ahead`

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="waits", verbose_name=_("room"))
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    during = models.GeneratedField(
        expression=Func(F("starts_at"), F("ends_at"), Value("[)"), function="tstzrange"),
        output_field=DateTimeRangeField(),
        db_persist=True,
    )
    occupancy = models.OneToOneField(
        Occupancy, on_delete=models.PROTECT, null=True, blank=True, related_name="wait", verbose_name=_("kept time")
    )
    booking = models.OneToOneField(
        Booking, on_delete=models.SET_NULL, null=True, blank=True, related_name="wait", verbose_name=_("booking")
    )
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="waits", verbose_name=_("team")
    )
    channel = models.CharField(_("channel"), max_length=8, choices=Booking.Channel.choices)
    party = models.PositiveSmallIntegerField(_("people"), validators=[MinValueValidator(1)])
    purpose = models.CharField(_("purpose"), max_length=60)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = BookingWaitQuerySet.as_manager()

    class Meta:
        ordering = ["joined_at", "pk"]
        verbose_name = _("place in line")
        verbose_name_plural = _("waiting list")
        constraints = [
            *waiting_constraints("booking_wait"),
            models.CheckConstraint(name="booking_wait_starts_before_it_ends", condition=Q(starts_at__lt=F("ends_at"))),
            models.CheckConstraint(
                name="booking_wait_holds_a_time_while_offered",
                condition=~Q(state="offered") | Q(occupancy__isnull=False),
            ),
            models.CheckConstraint(
                name="booking_wait_accepted_has_a_booking",
                condition=~Q(booking__isnull=False) | Q(state="accepted"),
            ),
            ExclusionConstraint(
                name="one_person_waits_once_for_a_time",
                expressions=[
                    ("resident", RangeOperators.EQUAL),
                    ("room", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=["waiting", "offered"]),
            ),
        ]
        indexes = [
            models.Index(
                name="booking_wait_in_line",
                fields=["room", "starts_at"],
                condition=Q(state__in=["waiting", "offered"]),
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="booking_wait_goes_from_state_to_state", field="state", transitions=list(WaitingEntry.WAYS)
            )
        ]

    def __str__(self) -> str:
        return f"{self.room} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def span(self) -> Span:
        return Span(self.starts_at, self.ends_at)

    @property
    def is_made_online(self) -> bool:
        return self.channel in Booking.ONLINE

    def is_over(self, now: datetime) -> bool:
        return self.starts_at <= now
