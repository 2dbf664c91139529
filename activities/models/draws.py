"""Places that are drawn by lot: the draw, and the tickets of those who applied. How it is drawn: fairness.draw."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Func, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.models.programme import Session
from activities.models.together import Accompanied, accompanied_constraints, child_is_forgotten_with_guardian
from centres.lookups import AnyOf
from fairness.draw import TicketList
from residents.channels import ONLINE, Channel
from residents.models import Relative, Resident, User


def _hash_of(field: str) -> Func:
    template = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"
    return Func(F(field), template=template, output_field=models.CharField())


class DrawQuerySet(models.QuerySet["Draw"]):
    def undecided(self) -> Self:
        """Announced and not drawn yet: nobody signs up before."""
        return self.filter(state__in=Draw.UNDECIDED)

    def of_session(self, session: Session) -> Self:
        """A course is drawn once for all its dates."""
        if session.activity.is_course:
            return self.filter(session__activity=session.activity_id)
        return self.filter(session=session)

    def to_be_frozen(self, now: datetime) -> Self:
        return self.filter(state=Draw.State.ANNOUNCED, closes_at__lte=now)

    def to_be_drawn(self, now: datetime) -> Self:
        return self.filter(state=Draw.State.FROZEN, draws_at__lte=now)

    def with_place(self) -> Self:
        return self.select_related("session__activity", "session__occupancy__room__centre")

    def public(self) -> Self:
        return self.filter(session__activity__is_published=True)


@pghistory.track(exclude=["seed", "listed", "tickets_given", "cancel_reason"])
class Draw(models.Model):
    """Who has a place in a session is drawn by lot; of a course, in all its dates to come.

    The seed is made and committed to when the draw is announced, and read by nobody until it is revealed.
    """

    class State(models.TextChoices):
        ANNOUNCED = "announced", _("announced")
        FROZEN = "frozen", _("list is frozen")
        DRAWN = "drawn", _("drawn")
        CANCELLED = "cancelled", _("cancelled")

    UNDECIDED = (State.ANNOUNCED, State.FROZEN)

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="draws", verbose_name=_("session"))
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.ANNOUNCED)
    seed = models.CharField(_("seed"), max_length=64, editable=False)
    commitment = models.CharField(_("SHA-256 of the seed"), max_length=64, editable=False)
    announced_at = models.DateTimeField(_("announced at"))
    announced_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("announced by"))
    opens_at = models.DateTimeField(_("apply from"))
    closes_at = models.DateTimeField(_("apply until"))
    draws_at = models.DateTimeField(_("drawn at"))
    tickets_given = models.PositiveIntegerField(_("ticket numbers given"), default=0, editable=False)
    listed = models.TextField(_("list of tickets"), blank=True, editable=False)
    list_hash = models.CharField(_("SHA-256 of the list"), max_length=64, blank=True, editable=False)
    frozen_at = models.DateTimeField(_("list frozen at"), null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(_("drawn or cancelled at"), null=True, blank=True, editable=False)
    cancel_reason = models.CharField(_("reason for cancelling"), max_length=120, blank=True)

    objects = DrawQuerySet.as_manager()

    class Meta:
        ordering = ["-draws_at", "-pk"]
        verbose_name = _("draw")
        verbose_name_plural = _("draws")
        constraints = [
            models.CheckConstraint(
                name="draw_commits_to_its_seed", condition=Q(seed__regex="^[0-9a-f]{64}$", commitment=_hash_of("seed"))
            ),
            models.CheckConstraint(
                name="draw_is_announced_then_open_then_frozen_then_drawn",
                condition=Q(announced_at__lt=F("opens_at"), opens_at__lt=F("closes_at"), closes_at__lt=F("draws_at")),
            ),
            models.CheckConstraint(
                name="draw_frozen_has_its_list",
                condition=Q(frozen_at__isnull=True, listed="", list_hash="")
                | (Q(frozen_at__isnull=False) & ~Q(listed="") & Q(list_hash=_hash_of("listed"))),
            ),
            models.CheckConstraint(
                name="draw_is_frozen_before_it_is_drawn",
                condition=Q(state="cancelled")
                | Q(state="announced", frozen_at__isnull=True)
                | Q(state__in=["frozen", "drawn"], frozen_at__isnull=False),
            ),
            models.CheckConstraint(
                name="draw_decided_has_its_moment",
                condition=Q(state__in=["announced", "frozen"], decided_at__isnull=True)
                | Q(state__in=["drawn", "cancelled"], decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="draw_cancelled_says_why",
                condition=Q(state="cancelled") & ~Q(cancel_reason="") | ~Q(state="cancelled") & Q(cancel_reason=""),
            ),
            models.UniqueConstraint(
                name="one_undecided_draw_for_a_session",
                fields=["session"],
                condition=Q(state__in=["announced", "frozen"]),
            ),
        ]
        indexes = [
            models.Index(name="draw_undecided", fields=["draws_at"], condition=Q(state__in=["announced", "frozen"]))
        ]
        triggers = [
            pgtrigger.FSM(
                name="draw_goes_from_state_to_state",
                field="state",
                transitions=[
                    ("announced", "frozen"),
                    ("announced", "cancelled"),
                    ("frozen", "drawn"),
                    ("frozen", "cancelled"),
                ],
            ),
            pgtrigger.ReadOnly(name="draw_seed_stays", fields=["seed", "commitment", "announced_at"]),
            pgtrigger.Protect(
                name="draw_list_stays_as_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__frozen_at__isnull=False)
                & (
                    pgtrigger.Q(old__listed__df=pgtrigger.F("new__listed"))
                    | pgtrigger.Q(old__list_hash__df=pgtrigger.F("new__list_hash"))
                    | pgtrigger.Q(old__frozen_at__df=pgtrigger.F("new__frozen_at"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session.activity} {self.draws_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("activities:draw-detail", args=[self.pk])

    @property
    def is_undecided(self) -> bool:
        return self.state in self.UNDECIDED

    @property
    def is_drawn(self) -> bool:
        return self.state == self.State.DRAWN

    @property
    def is_frozen(self) -> bool:
        return self.state == self.State.FROZEN

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    def is_open(self, now: datetime) -> bool:
        return self.state == self.State.ANNOUNCED and self.opens_at <= now < self.closes_at

    @property
    def revealed_seed(self) -> str:
        """Empty until it is drawn."""
        return self.seed if self.is_drawn else ""

    @property
    def places(self) -> int:
        """As the frozen list says."""
        return TicketList.read(self.listed).places if self.listed else 0


class DrawTicketQuerySet(models.QuerySet["DrawTicket"]):
    def standing(self) -> Self:
        """Those that are in the urn."""
        return self.filter(state=DrawTicket.State.APPLIED)

    def of_user(self, user: User) -> Self:
        """In this person's name, and of those they act for."""
        own = Subquery(Resident.objects.filter(user=user).values("pk")[:1])
        return self.filter(Q(resident=own) | Q(AnyOf(F("resident"), Relative.objects.all().elders_of(user))))

    def readable_by(self, user: User) -> Self:
        """One's own; and for staff those at the sites they run."""
        if not user.is_staff:
            return self.of_user(user)
        return self.filter(draw__session__occupancy__room__centre__in=user.sites())

    def of_wish(self, key: uuid.UUID) -> Self:
        """What this very form has made already, at most one."""
        return self.filter(form_token=key)

    def with_draw(self) -> Self:
        return self.select_related(
            "draw__session__activity",
            "draw__session__occupancy__room__centre",
            "resident__user",
            "resident__preferences",
            "applied_by",
        )

    def to_be_forgotten(self, now: datetime) -> Self:
        """Decided a year ago, and still saying who it was."""
        return self.filter(forgotten_at=None, draw__decided_at__lte=now - DrawTicket.KNOWN)

    def lost_since_they_won(self) -> Self:
        """Of each person, what they lost after the last draw that they won."""
        won = DrawTicket.objects.filter(
            resident=OuterRef("resident"),
            state=DrawTicket.State.WON,
            draw__decided_at__gte=OuterRef("draw__decided_at"),
        )
        return self.filter(~models.Exists(won), state=DrawTicket.State.LOST)


@pghistory.track(exclude=["waiver", "forgotten_at", "child_name", "child_born"])
class DrawTicket(Accompanied):
    """Somebody who applied, alone or for two. The number is public; whose it is stays between them and the desk."""

    KNOWN: ClassVar[timedelta] = timedelta(days=365)  # so long a draw that was lost adds a lot, then it is forgotten

    class State(models.TextChoices):
        APPLIED = "applied", _("applied")
        WITHDRAWN = "withdrawn", _("withdrawn")
        WON = "won", _("has a place")
        LOST = "lost", _("was not drawn")
        CANCELLED = "cancelled", _("does not take place")

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="tickets", verbose_name=_("draw"))
    number = models.PositiveIntegerField(_("ticket number"))
    resident = models.ForeignKey(
        Resident, on_delete=models.PROTECT, null=True, related_name="draw_tickets", verbose_name=_("for")
    )
    forgotten_at = models.DateTimeField(_("name taken off at"), null=True, blank=True, editable=False)
    applied_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="draw_tickets_made", verbose_name=_("applied by")
    )
    applied_at = models.DateTimeField(_("applied at"))
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.APPLIED)
    ended_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    form_token = models.UUIDField(_("form token"), unique=True, default=uuid.uuid4, editable=False)
    waiver = models.CharField(_("rules waived because"), max_length=200, blank=True)

    objects = DrawTicketQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = _("ticket of a draw")
        verbose_name_plural = _("tickets of a draw")
        constraints = [
            *accompanied_constraints("draw_ticket"),
            child_is_forgotten_with_guardian("draw_ticket"),
            models.UniqueConstraint(name="draw_ticket_number_is_given_once", fields=["draw", "number"]),
            models.UniqueConstraint(
                name="draw_ticket_once_per_person", fields=["draw", "resident"], condition=Q(state="applied")
            ),
            models.CheckConstraint(
                name="draw_ticket_decided_has_its_moment",
                condition=Q(state="applied", ended_at__isnull=True)
                | (~Q(state="applied") & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="draw_ticket_is_somebodys_until_forgotten",
                condition=Q(resident__isnull=False, forgotten_at__isnull=True)
                | Q(resident__isnull=True, forgotten_at__isnull=False, waiver=""),
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="draw_ticket_goes_from_state_to_state",
                field="state",
                transitions=[("applied", end) for end in ("withdrawn", "won", "lost", "cancelled")],
            ),
            pgtrigger.ReadOnly(name="draw_ticket_number_stays", fields=["draw", "number", "persons"]),
            pgtrigger.Trigger(
                name="draw_ticket_only_before_the_list_is_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=(
                    "IF (SELECT state FROM activities_draw WHERE id = NEW.draw_id FOR SHARE) <> 'announced' THEN"
                    " RAISE EXCEPTION 'the list of this draw is frozen'; END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draw} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("activities:ticket-detail", args=[self.pk])

    @property
    def is_standing(self) -> bool:
        return self.state == self.State.APPLIED

    @property
    def is_made_online(self) -> bool:
        return self.channel in ONLINE

    @property
    def name(self) -> str:
        return self.resident.name if self.resident else str(_("name taken off after a year"))
