"""Places: how many may come to a happening, who has one, and who stands in line for one. docs/activities.md

A happening counts its places in its own row. The counter moves by a conditional UPDATE in the transaction that writes
the place, behind the lock of that row (`lock`): whoever takes a place, gives one back, joins the line or is offered
something waits there for whoever does so already.
"""

import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self, TypeVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from centres.words import local_day
from fairness.models import Numbers
from fairness.programme.models import Happening
from fairness.programme.thanks import Thanked
from fairness.waiting import WaitingEntry, offer_ends_at
from residents.channels import ONLINE, Channel
from residents.models import Resident, User

PlacedT = TypeVar("PlacedT", bound="PlacedHappening")
PlaceT = TypeVar("PlaceT", bound="Place")

ONE = Value(1)


@dataclass(frozen=True, slots=True)
class Places:
    """The count at one moment. `kept` are for phone and desk, `taken_at_desk` those that went that way."""

    capacity: int
    kept: int
    taken: int
    taken_at_desk: int

    @property
    def free(self) -> int:
        return self.capacity - self.taken

    @property
    def kept_left(self) -> int:
        """What phone and desk take of is first what is kept for them."""
        return min(max(self.kept - self.taken_at_desk, 0), self.free)

    def free_for(self, *, is_online: bool, web_takes_kept: bool) -> int:
        return self.free - (self.kept_left if is_online and not web_takes_kept else 0)


class PlacedHappening(Happening):
    """A happening with a number of places; without one, people just come along."""

    capacity = models.PositiveSmallIntegerField(
        _("places"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: people just come along."),
    )
    kept = models.PositiveSmallIntegerField(_("kept for phone and desk"), default=0)
    taken = models.PositiveSmallIntegerField(_("places taken"), default=0, editable=False)
    taken_at_desk = models.PositiveSmallIntegerField(_("of these by phone or desk"), default=0, editable=False)

    class Meta(Happening.Meta):
        abstract = True
        constraints = [
            *Happening.Meta.constraints,
            models.CheckConstraint(
                name="%(class)s_places_taken_within_capacity",
                condition=Q(capacity__isnull=False, taken__gte=0, taken__lte=F("capacity"))
                | Q(capacity__isnull=True, taken=0),
            ),
            models.CheckConstraint(name="%(class)s_has_room_for_somebody", condition=~Q(capacity=0)),
            models.CheckConstraint(
                name="%(class)s_keeps_no_more_than_it_has",
                condition=Q(capacity__isnull=False, kept__lte=F("capacity")) | Q(capacity__isnull=True, kept=0),
            ),
            models.CheckConstraint(
                name="%(class)s_taken_at_desk_is_part_of_taken", condition=Q(taken_at_desk__lte=F("taken"))
            ),
        ]

    @property
    def has_places(self) -> bool:
        return self.capacity is not None

    @property
    def places(self) -> Places:
        return Places(self.capacity or 0, self.kept, self.taken, self.taken_at_desk)


class PlaceQuerySet(models.QuerySet[PlaceT]):
    def kept(self) -> Self:
        """Those that count: taken, or offered to somebody in line."""
        return self.filter(state__in=Place.KEPT)

    def enrolled(self) -> Self:
        return self.filter(state=Place.State.ENROLLED)

    def offered(self) -> Self:
        return self.filter(state=Place.State.OFFERED)

    def of_wish(self, key: uuid.UUID) -> Self:
        """What this very form has made already, at most one."""
        return self.filter(form_token=key)


class Place(Thanked):
    """One place of one person: taken, or offered to them. Concrete ones say of what."""

    class State(models.TextChoices):
        OFFERED = "offered", _("kept for somebody in line")
        ENROLLED = "enrolled", _("has a place")
        WITHDRAWN = "withdrawn", _("given back")
        PASSED_ON = "passed_on", _("went to the next in line")
        CANCELLED = "cancelled", _("does not take place")

    KEPT = (State.OFFERED, State.ENROLLED)
    WAYS: ClassVar[dict[str, tuple[str, ...]]] = {  # from each state to those that may follow; a trigger holds them
        "offered": ("enrolled", "passed_on", "cancelled"),
        "enrolled": ("withdrawn", "cancelled"),
    }

    resident = models.ForeignKey(
        Resident, on_delete=models.PROTECT, null=True, related_name="%(class)ss", verbose_name=_("for")
    )
    forgotten_at = models.DateTimeField(_("name taken off at"), null=True, blank=True, editable=False)
    enrolled_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="%(class)ss_made", verbose_name=_("signed up by")
    )
    enrolled_at = models.DateTimeField(_("signed up at"))
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ENROLLED)
    claim = models.UUIDField(_("claim"), default=uuid.uuid4, editable=False, db_index=True)
    form_token = models.UUIDField(_("form token"), unique=True, default=uuid.uuid4, editable=False)
    waiver = models.CharField(
        _("rules waived because"), max_length=200, blank=True, help_text=_("Staff may waive some rules with a reason.")
    )
    ended_at = models.DateTimeField(_("given back at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("given back by")
    )

    class Meta:
        abstract = True

    @property
    def is_enrolled(self) -> bool:
        return self.state == self.State.ENROLLED

    @property
    def is_kept(self) -> bool:
        return self.state in self.KEPT

    @property
    def is_made_online(self) -> bool:
        return self.channel in ONLINE


def place_constraints(of: str, happening: str) -> list[models.BaseConstraint]:
    """Those of a concrete table; `of` begins their names, `happening` is the key to what one comes to."""
    kept = Q(state__in=["offered", "enrolled"])
    return [
        models.UniqueConstraint(name=f"{of}_once_per_person", fields=[happening, "resident"], condition=kept),
        models.CheckConstraint(
            name=f"{of}_ended_has_its_moment",
            condition=(kept & Q(ended_at__isnull=True)) | (~kept & Q(ended_at__isnull=False)),
        ),
        models.CheckConstraint(
            name=f"{of}_is_for_somebody_until_forgotten",
            condition=Q(resident__isnull=False, forgotten_at__isnull=True)
            | Q(resident__isnull=True, forgotten_at__isnull=False, waiver=""),
        ),
    ]


class PlaceWait(WaitingEntry):
    """Somebody in line for a place. While it is offered, places of the same `claim` are kept for them."""

    WAYS = (*WaitingEntry.WAYS, ("offered", "closed"))  # what they stood in line for does not take place

    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    claim = models.UUIDField(_("claim"), default=uuid.uuid4, editable=False)
    waiver = models.CharField(
        _("rules waived because"), max_length=200, blank=True, help_text=_("Goes along with what they are offered.")
    )

    class Meta:
        abstract = True

    @property
    def is_made_online(self) -> bool:
        return self.channel in ONLINE


# The count


def lock(happenings: "models.QuerySet[PlacedT]", keys: Collection[int]) -> list[PlacedT]:
    """Those with these keys, read as `happenings`, as they stand now; whoever else changes their places waits.

    In the order of their keys, everywhere. Locked without what they are joined to: of somebody who waited PostgreSQL
    asks the join again, and would leave out a row that has another occupancy by then.
    """
    bare: models.QuerySet[PlacedT] = models.QuerySet(happenings.model)
    list(bare.filter(pk__in=keys).select_for_update(no_key=True).order_by("pk").values_list("pk"))
    return list(happenings.filter(pk__in=keys).order_by("pk"))


def take(happening: PlacedHappening, *, is_online: bool, web_takes_kept: bool, count: int = 1) -> bool:
    """Count so many more, where there are as many for them; False, and none, where there are not."""
    bound = _kept_left() if is_online and not web_takes_kept else Value(0)
    there = _row(happening).filter(state=Happening.State.CONFIRMED, taken__lte=F("capacity") - bound - count)
    at_desk = 0 if is_online else count
    return bool(there.update(taken=F("taken") + count, taken_at_desk=F("taken_at_desk") + at_desk))


def give_back(happening: PlacedHappening, *, is_online: bool, count: int = 1) -> None:
    """Count so many less. The rows are counted down in the same transaction."""
    at_desk = 0 if is_online else count
    _row(happening).update(taken=F("taken") - count, taken_at_desk=F("taken_at_desk") - at_desk)


def empty(happening: PlacedHappening) -> None:
    """Nobody has a place any more: it does not take place."""
    _row(happening).update(taken=0, taken_at_desk=0)


def _row(happening: PlacedHappening) -> "models.QuerySet[PlacedHappening]":
    return models.QuerySet(type(happening)).filter(pk=happening.pk)


def _kept_left() -> Least:
    return Least(Greatest(F("kept") - F("taken_at_desk"), Value(0)), F("capacity") - F("taken"))


def web_takes_kept(happening: PlacedHappening, numbers: Numbers, now: datetime) -> bool:
    """Whether what is kept for phone and desk is open to the web by now."""
    return now >= numbers.web_takes_kept_at(local_day(happening.occupancy.starts_at))


def may_be_offered(happening: PlacedHappening, numbers: Numbers, now: datetime) -> bool:
    """Whether a place given back now would still be offered to the line, before anybody else may have it."""
    return offer_ends_at(happening.occupancy.starts_at, numbers, now) is not None


# For tests


def miscounted(places: type[Place], happening: str, *, each: Combinable = ONE) -> Iterator[str]:
    """Happenings whose counter is not what their rows sum up to, `each` of them; as sentences."""
    model = places._meta.get_field(happening).related_model
    assert isinstance(model, type)
    assert issubclass(model, PlacedHappening)
    kept: Iterable[dict[str, int]] = (
        models.QuerySet(places)
        .filter(state__in=Place.KEPT)
        .order_by()
        .values(happening)
        .annotate(all=Sum(each), desk=Sum(each, filter=~Q(channel__in=ONLINE), default=0))
    )
    rows = {row[happening]: (row["all"], row["desk"]) for row in kept}
    happenings: models.QuerySet[PlacedHappening] = models.QuerySet(model)
    for one in happenings.order_by("pk"):
        counted, written = (one.taken, one.taken_at_desk), rows.get(one.pk, (0, 0))
        if counted != written:
            yield f"{one.pk} counts {counted} and has {written}"
