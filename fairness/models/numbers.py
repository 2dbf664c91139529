"""The rules' numbers for one room, all of them known, and the moments they mean."""

from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centres.hours import DayHours
from centres.spans import Span, merge

if TYPE_CHECKING:
    from fairness.models.kept_windows import KeptWindow

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NO_LIMIT = 0
GRACE = 10 * MINUTE  # a hold outlives its deadline by so much, for the worker to hand the time on


class OpenTo(models.TextChoices):
    """Who may book a room on the web; the desk books for whom it sees fit."""

    RESIDENTS = "residents", _("every resident")
    TEAMS = "teams", _("registered teams only")
    STAFF = "staff", _("through the desk only")


class IfAbsent(models.TextChoices):
    """What happens to a room to which nobody came."""

    ASK = "ask", _("the desk is asked")
    RELEASE = "release", _("the room is free for others")


@dataclass(frozen=True, slots=True)
class Numbers:
    """The rules' numbers for one room, all of them known, and when it is kept for phone and desk.

    Minutes and counts unless the name says otherwise. A limit of 0 is no limit; only with
    `limited_upcoming` it means what it says: while limited, one books at the desk.
    """

    grid_minutes: int
    min_minutes: int
    max_minutes: int
    clearing_minutes: int
    notice_minutes: int
    days_ahead: int
    release_at: time
    upcoming_limit: int
    room_day_limit: int
    team_week_limit: int
    cancel_minutes: int
    undo_minutes: int
    kept_until: time
    open_to: OpenTo
    needs_approval: bool
    decide_hours: int
    reschedule_minutes: int
    week_limit: int
    month_hours: int
    team_upcoming_limit: int
    team_month_hours: int
    checkin_opens_minutes: int
    absent_minutes: int
    if_absent: IfAbsent
    no_show_limit: int
    no_show_days: int
    limited_days: int
    limited_upcoming: int
    waiting_limit: int
    offer_minutes: int
    offer_stops_minutes: int
    offers_from: time
    offers_until: time
    reconfirm_weeks: int
    kept_percent: int
    most_lots: int
    kept: tuple["KeptWindow", ...] = ()

    @property
    def grid(self) -> timedelta:
        return self.grid_minutes * MINUTE

    @property
    def clearing(self) -> timedelta:
        return self.clearing_minutes * MINUTE

    def earliest(self, now: datetime) -> datetime:
        """The first start that still gives the notice asked for."""
        return now + self.notice_minutes * MINUTE

    def released_at(self, on: date) -> datetime:
        """The moment (放号) from which this local date can be booked, on the web, by phone and at the desk."""
        return timezone.make_aware(datetime.combine(on - timedelta(days=self.days_ahead), self.release_at))

    def last_day(self, now: datetime) -> date:
        """The last local date that can be booked at this moment."""
        local = timezone.localtime(now)
        ahead = self.days_ahead if local.time() >= self.release_at else self.days_ahead - 1
        return local.date() + timedelta(days=ahead)

    def kept_on(self, hours: DayHours) -> list[Span]:
        """What is kept for phone and desk of the opening hours of this date, in order."""
        kept = [window.span_on(hours.on) for window in self.kept if window.is_of(hours)]
        return merge(both for span in kept for opened in hours.spans if (both := span.shared_with(opened)))

    def web_takes_kept_at(self, on: date) -> datetime:
        """The moment from which the web, too, may take what is kept on this local date."""
        return timezone.make_aware(datetime.combine(on - DAY, self.kept_until))

    def kept_from_web(self, hours: DayHours, now: datetime) -> list[Span]:
        """What the web may not take on this date at this moment, in order."""
        return self.kept_on(hours) if self.kept and now < self.web_takes_kept_at(hours.on) else []

    def kept_of(self, places: int) -> int:
        """How many of so many places are kept for phone and desk: their share, at least one, and never all."""
        share = max(places * self.kept_percent // 100, 1) if self.kept_percent else 0
        return max(min(share, places - 1), 0)

    def is_open_to(self, *, is_for_team: bool) -> bool:
        """Whether a resident, or a team, may book on the web at all."""
        return self.open_to == OpenTo.RESIDENTS or (is_for_team and self.open_to == OpenTo.TEAMS)

    def decide_by(self, starts_at: datetime, now: datetime) -> datetime:
        """The moment until which the office decides about a wish made now: before it would start."""
        return min(now + self.decide_hours * HOUR, starts_at)

    def cancel_until(self, starts_at: datetime) -> datetime:
        return starts_at - self.cancel_minutes * MINUTE

    def reschedule_until(self, starts_at: datetime) -> datetime:
        return starts_at - self.reschedule_minutes * MINUTE

    def checkin_opens_at(self, starts_at: datetime) -> datetime:
        return starts_at - self.checkin_opens_minutes * MINUTE

    def absent_at(self, starts_at: datetime) -> datetime:
        """The moment from which nobody is expected any more."""
        return starts_at + self.absent_minutes * MINUTE

    def allows_length(self, length: timedelta) -> bool:
        return self.min_minutes * MINUTE <= length <= self.max_minutes * MINUTE

    def lengths(self) -> list[timedelta]:
        """The lengths offered: every step of the grid from the shortest to the longest."""
        return [minutes * MINUTE for minutes in range(self.min_minutes, self.max_minutes + 1, self.grid_minutes)]


NUMBERS = tuple(field.name for field in fields(Numbers) if field.name != "kept")
