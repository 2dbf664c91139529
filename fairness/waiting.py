"""Standing in line for a time that is taken (候补): first come first served, an offer keeps the place, and ends.

An offer may come at any hour, but its clock runs in the daytime only, and so do the messages about it.
"""

from datetime import datetime, time, timedelta
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from centres.availability import DAY, local_midnight
from centres.words import local_day
from fairness.models import Numbers
from fairness.models.numbers import MINUTE
from residents.models import Resident, User

W = TypeVar("W", bound="WaitingEntry")


class WaitingQuerySet(models.QuerySet[W]):
    def waiting(self) -> Self:
        return self.filter(state=WaitingEntry.State.WAITING)

    def offered(self) -> Self:
        return self.filter(state=WaitingEntry.State.OFFERED)

    def alive(self) -> Self:
        """Those that wait, or have an offer."""
        return self.filter(state__in=WaitingEntry.ALIVE)

    def in_line(self) -> Self:
        return self.order_by("joined_at", "pk")

    def lapsed(self, now: datetime) -> Self:
        """Offers that nobody took in time."""
        return self.offered().filter(offer_ends_at__lte=now)


class WaitingEntry(models.Model):
    """Somebody in line. Concrete ones say for what, and hold the time while it is offered."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting in line")
        OFFERED = "offered", _("offered")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("not wanted any more")
        LAPSED = "lapsed", _("offer ended")
        LEFT = "left", _("left the line")
        CLOSED = "closed", _("closed without an offer")

    ALIVE = (State.WAITING, State.OFFERED)
    WAYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("waiting", "offered"),
        ("waiting", "left"),
        ("waiting", "closed"),
        ("offered", "accepted"),
        ("offered", "refused"),
        ("offered", "lapsed"),
    )

    resident = models.ForeignKey(
        Resident, on_delete=models.CASCADE, related_name="%(class)ss", verbose_name=_("resident")
    )
    joined_at = models.DateTimeField(_("in line since"))
    joined_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        related_name="%(class)ss_joined",
        verbose_name=_("put in line by"),
    )
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    offered_at = models.DateTimeField(_("offered at"), null=True, blank=True)
    offer_ends_at = models.DateTimeField(_("offer ends at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def is_offered(self) -> bool:
        return self.state == self.State.OFFERED

    @property
    def is_alive(self) -> bool:
        return self.state in self.ALIVE


def waiting_constraints(of: str) -> list[models.BaseConstraint]:
    """Those of a concrete table; `of` begins their names."""
    return [
        models.CheckConstraint(
            name=f"{of}_offer_has_its_moments",
            condition=~Q(state="offered") | Q(offered_at__isnull=False, offer_ends_at__isnull=False),
        ),
        models.CheckConstraint(
            name=f"{of}_ended_has_its_moment",
            condition=Q(state__in=["waiting", "offered"], ended_at__isnull=True)
            | (~Q(state__in=["waiting", "offered"]) & Q(ended_at__isnull=False)),
        ),
    ]


# When one may be asked


def next_daytime(now: datetime, opens: time, closes: time) -> datetime:
    """`now` where it lies in the daytime, else the moment the next daytime begins."""
    local = localtime(now)
    if local.time() < opens:
        return local_midnight(local.date()) + _clock(opens)
    if local.time() >= closes:
        return local_midnight(local.date() + DAY) + _clock(opens)
    return now


def add_daytime(now: datetime, length: timedelta, opens: time, closes: time) -> datetime:
    """The moment at which `length` of daytime has passed."""
    moment = next_daytime(now, opens, closes)
    while length > (left := local_midnight(local_day(moment)) + _clock(closes) - moment):
        length -= left
        moment = next_daytime(moment + left, opens, closes)
    return moment + length


def offer_ends_at(starts_at: datetime, numbers: Numbers, now: datetime) -> datetime | None:
    """Until when an offer made now is kept; None where it would come too late to be of use.

    The last one is heard of `offer_stops_minutes` before the start, and ends while the time could still be cancelled.
    """
    heard_at = next_daytime(now, numbers.offers_from, numbers.offers_until)
    if heard_at > last_offer_at(starts_at, numbers):
        return None
    ends = add_daytime(heard_at, numbers.offer_minutes * MINUTE, numbers.offers_from, numbers.offers_until)
    ends = min(ends, numbers.cancel_until(starts_at))
    return ends if ends > heard_at else None


def last_offer_at(starts_at: datetime, numbers: Numbers) -> datetime:
    return starts_at - numbers.offer_stops_minutes * MINUTE


def _clock(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second)
