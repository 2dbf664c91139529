"""Saying that one has come: the code on the door, the minutes in which it counts, and what is noted of it.

The code of a door is good for one room and one day. It is signed, so that nobody can make tomorrow's; it names no
person, so that it can hang on a wall.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.claimants import CannotChange
from centres.models import Room
from centres.spans import Span
from centres.words import moment_words, span_words
from fairness.models import Numbers
from residents.models import User

_signer = Signer(salt="fairness.door", sep=".")


class ForgedCode(Exception):
    """No code of ours, or not all of it."""


@dataclass(frozen=True, slots=True)
class Door:
    """What a code on a door says: a room's key, and the local date it is good for."""

    room_id: int
    on: date

    @classmethod
    def of(cls, room: Room, on: date) -> "Door":
        return cls(room.pk, on)

    @classmethod
    def read(cls, token: str) -> "Door":
        """Raises ForgedCode."""
        try:
            room_id, ordinal = _signer.unsign(token).split(".")
            return cls(int(room_id), date.fromordinal(int(ordinal)))
        except (BadSignature, ValueError, OverflowError) as error:
            raise ForgedCode(token) from error

    @property
    def token(self) -> str:
        return _signer.sign(f"{self.room_id}.{self.on.toordinal()}")


class How(models.TextChoices):
    """How somebody said that they have come."""

    DOOR = "door", gettext_lazy("by the code on the door")
    DESK = "desk", gettext_lazy("at the desk")


class CheckIn(models.Model):
    """What is noted of those who came, on whatever holds an occupancy."""

    checked_in_at = models.DateTimeField(gettext_lazy("checked in at"), null=True, blank=True)
    checked_in_how = models.CharField(gettext_lazy("checked in"), max_length=4, choices=How.choices, blank=True)
    checked_in_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss_checked_in",
        verbose_name=gettext_lazy("checked in by"),
    )

    class Meta:
        abstract = True


def check_in_is_whole(name: str) -> models.CheckConstraint:
    """The constraint of a concrete table: moment and way come and go together."""
    return models.CheckConstraint(
        name=name,
        condition=Q(checked_in_at__isnull=True, checked_in_how="")
        | (Q(checked_in_at__isnull=False) & ~Q(checked_in_how="")),
    )


@dataclass(frozen=True, slots=True)
class Window:
    """When one may check in: at the door from some minutes before to some after the start, at the desk to the end."""

    opens_at: datetime
    absent_at: datetime
    ends_at: datetime

    @classmethod
    def of(cls, span: Span, numbers: Numbers) -> "Window":
        opens, absent = numbers.checkin_opens_at(span.starts_at), numbers.absent_at(span.starts_at)
        return cls(opens, min(absent, span.ends_at), span.ends_at)

    def is_open(self, now: datetime, how: How) -> bool:
        return self.opens_at <= now <= (self.absent_at if how is How.DOOR else self.ends_at)

    def is_missed(self, now: datetime) -> bool:
        """Nobody is expected any more."""
        return now >= self.absent_at

    def refuse(self, now: datetime, how: How, *, phone: str) -> None:
        """Raise CannotChange, with the way out, when it is too early or too late."""
        if now < self.opens_at:
            raise CannotChange(
                _("It is a little early: you can check in from %(moment)s on.")
                % {"moment": moment_words(self.opens_at)}
            )
        if not self.is_open(now, how):
            raise CannotChange(
                _(
                    "Checking in by the code ended at %(moment)s. Please tell the desk that you are here, or call "
                    "%(phone)s."
                )
                % {"moment": moment_words(self.absent_at), "phone": phone}
                if how is How.DOOR
                else _("It is over already.")
            )


def window_words(span: Span, numbers: Numbers) -> str:
    """08:45–09:15, as it stands on a slip."""
    window = Window.of(span, numbers)
    return span_words(Span(window.opens_at, window.absent_at)) if window.opens_at < window.absent_at else ""
