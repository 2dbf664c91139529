"""A room taken by a resident or a team, for whom, by whom, and how."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Self

import pghistory
import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bookings.models.series import Series
from centres.availability import local_midnight
from centres.lookups import AnyOf
from centres.models import Centre, Occupancy, Occupier, Room
from centres.models.occupancy import LONGEST
from centres.references import new_reference
from centres.spans import Span
from fairness.checkin import CheckIn, check_in_is_whole
from fairness.models import IfAbsent, RuleSet
from residents.channels import ONLINE, Channel
from residents.models import Relative, Resident, Team, User


def wish_key(
    token: uuid.UUID, *, by: User, room: Room, span: Span, name: str, phone: str, team: Team | None = None
) -> uuid.UUID:
    """A form's token bound to what was asked in it, so that the form sent again after a change is a new wish."""
    asked = (by.pk, room.pk, span.starts_at.timestamp(), span.ends_at.timestamp(), team and team.pk, name, phone)
    return uuid.uuid5(token, repr(asked))


_WAYS = {  # from each state to those that may follow; a trigger holds them
    "pending": ("confirmed", "declined", "expired", "cancelled"),
    "confirmed": ("pending", "checked_in", "completed", "no_show", "cancelled"),
    "checked_in": ("confirmed", "completed"),
    "no_show": ("confirmed", "completed"),
    "completed": ("no_show",),
    "cancelled": ("confirmed", "pending"),
}


def _theirs(user: User) -> Q:
    """A team's bookings are those of whoever may book for it at this moment, whoever made them."""
    made_here = Q(booked_by=user, channel=Booking.Channel.WEB)
    self_booked = Subquery(Resident.objects.filter(user=user).values("pk")[:1])  # a join would read all bookings
    acted_for = Q(AnyOf(F("booked_for"), Relative.objects.all().elders_of(user)))
    of_teams = Q(AnyOf(F("team"), Team.objects.all().keys_run_by(user)))
    return (made_here | Q(booked_for=self_booked) | acted_for) & Q(team=None) | of_teams


class BookingQuerySet(models.QuerySet["Booking"]):
    def confirmed(self) -> Self:
        return self.filter(state=Booking.State.CONFIRMED)

    def pending(self) -> Self:
        """Waiting for the office's word."""
        return self.filter(state=Booking.State.PENDING)

    def standing(self) -> Self:
        """Those that have taken the room, or had it: they count towards limits."""
        return self.filter(state__in=Booking.STANDING)

    def kept(self) -> Self:
        """Those that keep a room for somebody at this moment: waiting, confirmed, or checked in."""
        return self.filter(state__in=Booking.KEPT)

    def upcoming(self, now: datetime) -> Self:
        """Kept and not over yet, the next one first."""
        return self.kept().filter(Booking.not_over(now)).order_by("occupancy__starts_at", "pk")

    def past(self, now: datetime) -> Self:
        """Over, or let go, the latest first."""
        gone = ~Q(state__in=Booking.KEPT)
        return self.filter(Q(occupancy__ends_at__lte=now) | gone).order_by("-occupancy__starts_at", "-pk")

    def to_come_first(self, now: datetime) -> Self:
        """Those to come, the next one first, then the rest, the latest first."""
        to_come = Q(state__in=Booking.KEPT, occupancy__ends_at__gt=now)
        soon = Case(When(to_come, then=F("occupancy__starts_at")))
        return self.order_by(soon.asc(nulls_last=True), "-occupancy__starts_at", "-pk")

    def on(self, day: date) -> Self:
        midnight = local_midnight(day)
        return self.filter(occupancy__starts_at__gte=midnight, occupancy__starts_at__lt=midnight + timedelta(days=1))

    def in_week_of(self, day: date) -> Self:
        """From Monday to Sunday around this day."""
        monday = local_midnight(day - timedelta(days=day.weekday()))
        return self.filter(occupancy__starts_at__gte=monday, occupancy__starts_at__lt=monday + timedelta(days=7))

    def chosen_by(self, team: Team) -> Self:
        """What a team booked beside its standing hours, which are on top."""
        return self.filter(team=team, series=None)

    def of_user(self, user: User) -> Self:
        """Bookings in this person's name or of those they act for, what they made on the web, and their teams'.

        Not what staff enter at the desk for others, nor of somebody whom they act for no more.
        """
        return self.filter(_theirs(user))

    def printable_by(self, user: User) -> Self:
        """Those whose slip this person may print: their own, and those at the sites they run."""
        return self.filter(_theirs(user) | Q(occupancy__room__centre__in=user.sites()))

    def of_wish(self, key: uuid.UUID) -> Self:
        """What this very form has made already of this very wish (see `wish_key`), at most one."""
        return self.filter(form_token=key)

    def to_be_forgotten(self, now: datetime) -> Self:
        """Over for a year, and still saying who it was for."""
        return self.filter(forgotten_at=None, occupancy__ends_at__lte=now - Booking.KNOWN)

    def over(self, now: datetime) -> Self:
        """Those that ended while a room was kept for them, confirmed or checked in."""
        return self.filter(state__in=(Booking.State.CONFIRMED, Booking.State.CHECKED_IN), occupancy__ends_at__lte=now)

    def undecided(self, now: datetime) -> Self:
        """Those the office did not decide about in time."""
        return self.pending().filter(decide_by__lte=now)

    def expected(self, now: datetime) -> Self:
        """Confirmed, begun and not over: somebody should be there."""
        begun = Booking.between(now - LONGEST, now + timedelta(microseconds=1))
        return self.confirmed().filter(begun, occupancy__ends_at__gt=now)

    def where_rooms_are_released(self) -> Self:
        """Where a rule set says so; one that is narrower may say otherwise, as RuleBook knows."""
        room, centre = OuterRef("occupancy__room"), OuterRef("occupancy__room__centre")
        concerned = Q(room=room) | Q(centre=centre) | Q(room=None, centre=None)
        return self.filter(Exists(RuleSet.objects.filter(concerned, if_absent=IfAbsent.RELEASE)))

    def let_go_but_kept(self) -> Self:
        """Cancelled, and their time kept still: somebody waits for it, and it may yet be brought back."""
        return self.filter(
            state=Booking.State.CANCELLED,
            occupancy__kind=Booking.KIND,
            occupancy__standing=Occupancy.Standing.HELD,
            occupancy__released_at=None,
        )

    def holding(self, occupancies: Iterable[Occupancy]) -> Self:
        return self.filter(occupancy__in=occupancies)

    def at(self, centres: Iterable[Centre]) -> Self:
        return self.filter(occupancy__room__centre__in=centres)

    def with_place(self) -> Self:
        return self.select_related("occupancy__room__centre", "booked_for", "team__leader", "series__team__leader")


@pghistory.track(exclude=["purpose", "note", "cancel_reason", "decision", "waiver", "forgotten_at"])
class Booking(Occupier, CheckIn):
    """A room booked. Its occupancy says where and when; a cancelled booking keeps its released one."""

    KIND = "booking"
    KNOWN = timedelta(days=365)  # after its end; 个人信息保护法: as short as serves

    class State(models.TextChoices):
        PENDING = "pending", _("waiting for approval")
        CONFIRMED = "confirmed", _("confirmed")
        CHECKED_IN = "checked_in", _("checked in")
        COMPLETED = "completed", _("completed")
        NO_SHOW = "no_show", _("nobody came")
        CANCELLED = "cancelled", _("cancelled")
        DECLINED = "declined", _("declined")
        EXPIRED = "expired", _("expired undecided")

    KEPT = (State.PENDING, State.CONFIRMED, State.CHECKED_IN)
    STANDING = (*KEPT, State.COMPLETED, State.NO_SHOW)

    Channel = Channel
    ONLINE = ONLINE

    class CancelledHow(models.TextChoices):
        SLIP = "slip", _("by the code on the slip")
        LINK = "link", _("by the link in a message")

    ref = models.CharField(_("reference"), max_length=6, unique=True, default=new_reference, editable=False)
    slip_edition = models.PositiveSmallIntegerField(_("edition of the slip"), default=1, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.CONFIRMED)

    booked_for = models.ForeignKey(
        Resident, on_delete=models.PROTECT, null=True, related_name="bookings", verbose_name=_("booked for")
    )
    forgotten_at = models.DateTimeField(_("name taken off at"), null=True, blank=True, editable=False)
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="bookings", verbose_name=_("team")
    )
    booked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="bookings_made", verbose_name=_("booked by")
    )
    series = models.ForeignKey(
        Series, on_delete=models.PROTECT, null=True, blank=True, related_name="bookings", verbose_name=_("series")
    )
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    booked_at = models.DateTimeField(_("booked at"))
    form_token = models.UUIDField(_("form token"), unique=True, default=uuid.uuid4, editable=False)

    party = models.PositiveSmallIntegerField(_("people"), validators=[MinValueValidator(1)])
    purpose = models.CharField(_("purpose"), max_length=60)
    note = models.CharField(_("note"), max_length=200, blank=True)
    waiver = models.CharField(
        _("rules waived because"), max_length=200, blank=True, help_text=_("Staff may waive some rules with a reason.")
    )

    decide_by = models.DateTimeField(
        _("decide by"), null=True, blank=True, help_text=_("Whatever is undecided then expires, and the room is free.")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bookings_decided",
        verbose_name=_("decided by"),
    )
    decision = models.CharField(_("reason of the decision"), max_length=200, blank=True)

    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bookings_cancelled",
        verbose_name=_("cancelled by"),
    )
    cancelled_how = models.CharField(_("cancelled how"), max_length=4, choices=CancelledHow.choices, blank=True)
    cancel_reason = models.CharField(_("reason for cancelling"), max_length=200, blank=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        constraints = [
            models.CheckConstraint(name="booking_brings_someone", condition=Q(party__gte=1)),
            models.CheckConstraint(
                name="booking_cancelled_has_its_moment",
                condition=(~Q(state="cancelled") & Q(cancelled_at__isnull=True))
                | Q(state="cancelled", cancelled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="booking_cancelled_by_slip_has_no_account",
                condition=Q(cancelled_how="") | Q(state="cancelled", cancelled_by__isnull=True),
            ),
            models.CheckConstraint(
                name="booking_waits_until_a_moment", condition=~Q(state="pending") | Q(decide_by__isnull=False)
            ),
            models.CheckConstraint(
                name="booking_declined_has_its_moment", condition=~Q(state="declined") | Q(decided_at__isnull=False)
            ),
            check_in_is_whole("booking_checked_in_has_its_moment_and_way"),
            models.CheckConstraint(
                name="booking_came_to_what_stands_or_stood",
                condition=Q(state="checked_in", checked_in_at__isnull=False)
                | Q(state="completed")
                | (~Q(state__in=["checked_in", "completed"]) & Q(checked_in_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="booking_is_for_somebody_until_forgotten",
                condition=Q(booked_for__isnull=False, forgotten_at__isnull=True)
                | Q(booked_for__isnull=True, forgotten_at__isnull=False),
            ),
            models.CheckConstraint(
                name="booking_forgotten_keeps_no_words",
                condition=Q(forgotten_at__isnull=True)
                | Q(purpose="", note="", waiver="", cancel_reason="", decision=""),
            ),
        ]
        indexes = [
            models.Index(name="booking_resident_state", fields=["booked_for", "state"]),
            models.Index(
                name="booking_kept",
                fields=["occupancy"],
                condition=Q(state__in=["pending", "confirmed", "checked_in"]),
            ),
            models.Index(name="booking_undecided", fields=["decide_by"], condition=Q(state="pending")),
        ]
        triggers = [
            pgtrigger.FSM(
                name="booking_goes_from_state_to_state",
                field="state",
                transitions=[(old, new) for old, ways in _WAYS.items() for new in ways],
            ),
            pgtrigger.Trigger(
                name="missed_stays_missed_while_marked",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("state"),
                condition=pgtrigger.Q(old__state="no_show") & ~pgtrigger.Q(new__state="no_show"),
                func="""
                    IF EXISTS (SELECT FROM bookings_bookingmark WHERE booking_id = NEW.id) THEN
                        RAISE EXCEPTION 'booking % bears a mark', NEW.id
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'missed_stays_missed_while_marked';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        return reverse("bookings:booking-detail", args=[self.ref])

    @property
    def name(self) -> str:
        """Of whoever it is for; for a year."""
        return self.booked_for.name if self.booked_for else str(_("name taken off after a year"))

    @property
    def masked_name(self) -> str:
        return self.booked_for.masked_name if self.booked_for else ""

    @property
    def phone(self) -> str:
        return self.booked_for.phone if self.booked_for else ""

    @property
    def whom(self) -> str:
        """For whom it is: the team's name, or the resident's."""
        return self.team.name if self.team else self.name

    @property
    def room(self) -> Room:
        return self.occupancy.room

    @property
    def is_made_online(self) -> bool:
        """By somebody's own account, not entered by staff."""
        return self.channel in self.ONLINE

    @property
    def is_pending(self) -> bool:
        return self.state == self.State.PENDING

    @property
    def is_confirmed(self) -> bool:
        return self.state == self.State.CONFIRMED

    @property
    def is_checked_in(self) -> bool:
        return self.state == self.State.CHECKED_IN

    @property
    def is_no_show(self) -> bool:
        return self.state == self.State.NO_SHOW

    @property
    def is_declined(self) -> bool:
        return self.state == self.State.DECLINED

    @property
    def is_expired(self) -> bool:
        return self.state == self.State.EXPIRED

    @property
    def is_kept(self) -> bool:
        """Whether it keeps the room for somebody: waiting, confirmed, or checked in."""
        return self.state in self.KEPT

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    @property
    def is_cancelled_without_account(self) -> bool:
        """By whoever held the slip, or the link of a message."""
        return bool(self.cancelled_how)

    @property
    def why_cancelled(self) -> str:
        return self.cancel_reason or self.get_cancelled_how_display()

    def is_own_of(self, user: User) -> bool:
        """As `of_user` finds it: theirs, made by their account on the web, or of somebody they act for."""
        return Booking.objects.of_user(user).filter(pk=self.pk).exists()

    def has_slip(self, now: datetime) -> bool:
        """Whether there is anything to come to, and so anything to print."""
        return self.is_kept and not self.is_over(now)

    def is_over(self, now: datetime) -> bool:
        return self.occupancy.ends_at <= now

    def has_begun(self, now: datetime) -> bool:
        return self.occupancy.starts_at <= now
