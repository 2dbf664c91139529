"""Marks of those who stayed away without a word (爽约): they expire, can be excused, and limit, but never bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy, ngettext

from centres.models import Centre, Occupancy
from centres.words import date_words, local_day
from fairness.models import Numbers
from residents.models import Resident, User

M = TypeVar("M", bound="Mark")

KEPT = timedelta(days=90)  # 个人信息保护法: then a mark is deleted, whatever became of it


class MarkQuerySet(models.QuerySet[M]):
    def counting(self, now: datetime) -> Self:
        """Those that count at this moment: neither excused nor expired."""
        return self.filter(excused_at=None, expires_at__gt=now)

    def appealed(self) -> Self:
        """Those whose appeal waits for an answer."""
        return self.filter(appealed_at__isnull=False, answered_at=None, excused_at=None)

    def to_be_forgotten(self, now: datetime) -> Self:
        return self.filter(happened_at__lte=now - KEPT)

    def of_user(self, user: User) -> Self:
        return self.filter(resident__user=user)

    def at(self, centres: "models.QuerySet[Centre]") -> Self:
        return self.filter(**{f"{self.model.PLACE}__room__centre__in": centres})

    def with_place(self) -> Self:
        return self.select_related(f"{self.model.PLACE}__room__centre", "resident", *self.model.ALSO)


class Mark(models.Model):
    """That somebody did not come. Concrete ones say to what, and register with `fairness.missed`."""

    KIND: ClassVar[str]  # in addresses and forms
    PLACE: ClassVar[str]  # the way to the occupancy
    ALSO: ClassVar[tuple[str, ...]] = ()  # what else its pages show

    resident = models.ForeignKey(
        Resident, on_delete=models.CASCADE, related_name="%(class)ss", verbose_name=gettext_lazy("resident")
    )
    happened_at = models.DateTimeField(gettext_lazy("when"))
    expires_at = models.DateTimeField(gettext_lazy("counts until"))

    appeal = models.CharField(gettext_lazy("appeal"), max_length=300, blank=True)
    appealed_at = models.DateTimeField(gettext_lazy("appealed at"), null=True, blank=True)
    answer = models.CharField(gettext_lazy("answer"), max_length=200, blank=True)
    answered_at = models.DateTimeField(gettext_lazy("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss_answered",
        verbose_name=gettext_lazy("answered by"),
    )
    excused_at = models.DateTimeField(gettext_lazy("excused at"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def key(self) -> str:
        """Unique among marks of every kind."""
        return f"{self.KIND}-{self.pk}"

    @property
    def occupancy(self) -> Occupancy:
        found: object = self
        for step in self.PLACE.split("__"):
            found = getattr(found, step)
        assert isinstance(found, Occupancy)
        return found

    @property
    def what(self) -> str:
        """What they would have come to, where it has a name."""
        return ""

    @property
    def staff_url(self) -> str:
        """Where staff read what was missed in full."""
        raise NotImplementedError

    def counts(self, now: datetime) -> bool:
        return self.excused_at is None and self.expires_at > now

    @property
    def is_excused(self) -> bool:
        return self.excused_at is not None

    @property
    def is_appealed(self) -> bool:
        """It waits for an answer."""
        return self.appealed_at is not None and self.answered_at is None

    def may_be_appealed(self, now: datetime) -> bool:
        """Once, while it counts."""
        return self.counts(now) and self.appealed_at is None and self.answered_at is None


def mark_constraints(of: str) -> list[models.BaseConstraint]:
    """Those of a concrete table; `of` begins their names."""
    return [
        models.CheckConstraint(name=f"{of}_expires_after_it_happened", condition=Q(expires_at__gt=F("happened_at"))),
        models.CheckConstraint(
            name=f"{of}_appeal_has_its_moment",
            condition=Q(appeal="", appealed_at__isnull=True) | (~Q(appeal="") & Q(appealed_at__isnull=False)),
        ),
        models.CheckConstraint(
            name=f"{of}_answer_has_its_moment_and_author",
            condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
            | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
        ),
        models.CheckConstraint(
            name=f"{of}_excused_has_its_reason",
            condition=Q(excused_at__isnull=True) | Q(answered_at__isnull=False),
        ),
    ]


@dataclass(frozen=True, slots=True)
class Record:
    """What somebody's marks mean at a moment: how many count, and until when booking online is limited, if it is."""

    count: int
    limited_until: datetime | None

    @classmethod
    def of(cls, happened: Sequence[datetime], numbers: Numbers, *, now: datetime) -> Self:
        """`happened` are the moments of the marks that count, in any order."""
        moments, limit = sorted(happened), numbers.no_show_limit
        window = timedelta(days=numbers.no_show_days)
        reached = zip(moments, moments[limit - 1 :], strict=False)
        ends = [
            min(last + timedelta(days=numbers.limited_days), first + window)  # then the first one counts no more
            for first, last in reached
            if last - first <= window
        ]
        until = max(ends, default=now)
        return cls(len(moments), until if until > now else None)

    def words(self, numbers: Numbers) -> str:
        """One sentence for the person; empty when there is nothing to say."""
        if self.limited_until:
            facts = {
                "count": self.count,
                "day": date_words(local_day(self.limited_until)),
                "most": numbers.limited_upcoming,
            }
            return self._limited(numbers) % facts
        if not self.count:
            return ""
        if self.count >= numbers.no_show_limit:
            return ngettext(
                "You missed %(count)d booking. At the moment that limits nothing.",
                "You missed %(count)d bookings. At the moment that limits nothing.",
                self.count,
            ) % {"count": self.count}
        return ngettext(
            "You missed %(count)d booking. That changes nothing yet; with %(limit)d in %(window)d days, booking on "
            "the web is limited for a while.",
            "You missed %(count)d bookings. That changes nothing yet; with %(limit)d in %(window)d days, booking on "
            "the web is limited for a while.",
            self.count,
        ) % {"count": self.count, "limit": numbers.no_show_limit, "window": numbers.no_show_days}

    def _limited(self, numbers: Numbers) -> str:
        if not numbers.limited_upcoming:
            return ngettext(
                "You missed %(count)d booking. Until %(day)s please book by phone or at the desk, which serve you as "
                "always.",
                "You missed %(count)d bookings. Until %(day)s please book by phone or at the desk, which serve you as "
                "always.",
                self.count,
            )
        return ngettext(
            "You missed %(count)d booking. Until %(day)s you can have at most %(most)d to come on the web; the "
            "desk serves you as always.",
            "You missed %(count)d bookings. Until %(day)s you can have at most %(most)d to come on the web; the "
            "desk serves you as always.",
            self.count,
        )
