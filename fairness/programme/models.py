"""Abstract: an `Offering` (an activity, a service) and its `Happening`s (a session, a service day)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, TextField, Value, When
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from centres import claimants
from centres.availability import DAY, local_midnight
from centres.models import Centre, Occupier, Room
from centres.spans import Span
from fairness.programme.lines import CANCELLED, Line
from residents.models import User

OfferingT = TypeVar("OfferingT", bound="Offering")
HappeningT = TypeVar("HappeningT", bound="Happening")


class OfferingQuerySet(models.QuerySet[OfferingT]):
    def published(self) -> Self:
        return self.filter(is_published=True)

    def by_group(self) -> Self:
        """In the order in which the model names its kinds or needs."""
        group = self.model.GROUP
        places = [When(**{group: value}, then=n) for n, value in enumerate(self.model.groups())]
        return self.order_by(Case(*places), "name")

    def with_next(self, now: datetime) -> Self:
        """Each with `next_at`: when it takes place next, or None."""
        happening = self.model.happening()
        dates: HappeningQuerySet[Happening] = HappeningQuerySet(happening)
        upcoming = dates.upcoming(now).filter(**{happening.OFFERING: OuterRef("pk")})
        return self.annotate(next_at=Subquery(upcoming.values("occupancy__starts_at")[:1]))


class Offering(models.Model):
    """What the public reads about an activity or a service, on whatever day it takes place."""

    HAPPENINGS: ClassVar[str]  # the name of its happenings: sessions, days
    GROUP: ClassVar[str]  # the field by which lists are grouped: kind, need

    name = models.CharField(_("name"), max_length=40, unique=True)
    centre = models.ForeignKey(
        Centre,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organised by"),
        help_text=_("Empty: the street office, for all sites."),
    )
    introduction = models.TextField(_("introduction"), max_length=1000, blank=True)
    bring = models.CharField(_("what to bring"), max_length=120, blank=True)
    price = models.PositiveSmallIntegerField(_("price in yuan"), default=0, help_text=_("0: free of charge."))
    is_published = models.BooleanField(_("shown to the public"), default=True)

    class Meta:
        abstract = True
        ordering = ["name"]
        constraints = [models.CheckConstraint(name="%(class)s_has_a_name", condition=~Q(name=""))]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def groups(cls) -> list[str]:
        field = cls._meta.get_field(cls.GROUP)
        assert isinstance(field, models.Field)
        return [value for value, _label in field.flatchoices]

    @classmethod
    def happening(cls) -> "type[Happening]":
        """The model of its dates."""
        model = cls._meta.get_field(cls.HAPPENINGS).related_model
        assert isinstance(model, type)
        assert issubclass(model, Happening)
        return model

    @property
    def door_title(self) -> str:
        """What doors and timetables say: of a draft nothing, so that they say only that something takes place."""
        return self.name if self.is_published else ""

    def is_counted_on(self, now: datetime) -> bool:
        """Whether anybody has planned for a date to come, so that it cannot just disappear."""
        return False

    @property
    def price_words(self) -> str:
        if not self.price:
            return gettext("Free of charge")
        return gettext("%(price)d yuan, paid at the desk") % {"price": self.price}


class HappeningQuerySet(models.QuerySet[HappeningT]):
    def confirmed(self) -> Self:
        return self.filter(state=Happening.State.CONFIRMED)

    def upcoming(self, now: datetime) -> Self:
        """Confirmed and not over yet, the next one first."""
        return self.confirmed().filter(self.model.not_over(now)).order_by("occupancy__starts_at", "pk")

    def between(self, first: date, last: date) -> Self:
        """Of these local dates, both included."""
        return self.filter(self.model.between(local_midnight(first), local_midnight(last + DAY)))

    def from_day(self, first: date) -> Self:
        """Of this local date and later ones."""
        return self.filter(self.model.not_over(local_midnight(first)))

    def at(self, centres: Iterable[Centre]) -> Self:
        return self.filter(occupancy__room__centre__in=centres)

    def of(self, offering: Offering) -> Self:
        return self.filter(**{self.model.OFFERING: offering})

    def just_at(self, room: Room, span: Span) -> Self:
        return self.filter(occupancy__room=room, occupancy__starts_at=span.starts_at, occupancy__ends_at=span.ends_at)

    def published(self) -> Self:
        return self.filter(**{f"{self.model.OFFERING}__is_published": True})

    def with_place(self) -> Self:
        return self.select_related(self.model.OFFERING, "occupancy__room__centre")

    def lines(self) -> "models.QuerySet[HappeningT, tuple[object, ...]]":
        """The columns of `Line`, so that activities and services can be read with one UNION."""
        page, offering = Value(self.model.PAGE, output_field=TextField()), self.model.OFFERING
        return self.order_by().values_list(
            page,
            f"{offering}_id",
            f"{offering}__name",
            F(self.model.BY),
            "state",
            "cancel_reason",
            "occupancy__starts_at",
            "occupancy__ends_at",
            "occupancy__room__name",
            "occupancy__room__centre__short_name",
            "occupancy__room__centre__slug",
            "occupancy__room__centre__phone",
            Value(self.model.KIND, output_field=TextField()),
            claimants.facts_of(self.model.KIND),
        )


class Happening(Occupier):
    """An offering on one day in one room. A cancelled one keeps its released occupancy and says why."""

    OFFERING: ClassVar[str]  # the name of the key to what takes place: activity, service
    BY: ClassVar[str]  # the way to who leads or serves, in public words
    PAGE: ClassVar[str]  # the offering's public page

    class State(models.TextChoices):
        CONFIRMED = "confirmed", _("takes place")
        CANCELLED = CANCELLED, _("cancelled")

    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.CONFIRMED)
    arranged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("arranged by"))
    arranged_at = models.DateTimeField(_("arranged at"))
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cancelled by"),
    )
    cancel_reason = models.CharField(
        _("reason for cancelling"),
        max_length=120,
        blank=True,
        help_text=_("The public reads it: “the teacher is ill”."),
    )

    class Meta:
        abstract = True
        ordering = ["-occupancy__starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_cancelled_says_when_by_whom_and_why",
                condition=Q(state="confirmed", cancelled_at__isnull=True, cancelled_by__isnull=True, cancel_reason="")
                | Q(state="cancelled", cancelled_at__isnull=False, cancelled_by__isnull=False) & ~Q(cancel_reason=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.offering} {self.occupancy.starts_at:%Y-%m-%d}"

    @property
    def offering(self) -> Offering:
        found = getattr(self, self.OFFERING)
        assert isinstance(found, Offering)
        return found

    @property
    def by(self) -> str:
        """Who leads or serves, as `BY` says for queries."""
        found: object = self
        for step in self.BY.split("__"):
            found = getattr(found, step)
        return str(found)

    @property
    def line(self) -> Line:
        """As `lines()` reads it; of one that comes with its place."""
        room = self.occupancy.room
        return Line(
            page=self.PAGE,
            offering_id=self.offering.pk,
            name=self.offering.name,
            by=self.by,
            state=self.state,
            cancel_reason=self.cancel_reason,
            starts_at=self.occupancy.starts_at,
            ends_at=self.occupancy.ends_at,
            room=room.name,
            site=room.centre.short_name,
            site_slug=room.centre.slug,
            site_phone=room.centre.phone,
        )

    @property
    def is_confirmed(self) -> bool:
        return self.state == self.State.CONFIRMED

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    def has_begun(self, now: datetime) -> bool:
        return self.occupancy.starts_at <= now

    def is_over(self, now: datetime) -> bool:
        return self.occupancy.ends_at <= now
