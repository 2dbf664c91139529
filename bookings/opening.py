"""Before a day is released (放号): the exact moment, and how long until then."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import uniform
from typing import Self

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from bookings.days import OpenDays
from bookings.free_times import room_url
from centres.models import Room
from centres.words import date_words, length_words, moment_words

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LOOK_AGAIN = MINUTE  # while one waits, the page renews itself so often
SPREAD = 3.0  # seconds after the moment, at random, so that not everybody knocks in the same one


@dataclass(frozen=True, slots=True)
class Opening:
    """One day of a room that cannot be booked yet."""

    room: Room
    on: date
    opens_at: datetime
    now: datetime

    @classmethod
    def asked_for(cls, room: Room, on: date | None, open_days: OpenDays) -> Self | None:
        """None for a day that is past, or open already."""
        if on is None or on < open_days.today or open_days.released_at(on) <= open_days.now:
            return None
        return cls(room, on, open_days.released_at(on), open_days.now)

    @property
    def heading(self) -> str:
        return _("%(day)s is not open yet") % {"day": date_words(self.on)}

    @property
    def moment(self) -> str:
        return moment_words(self.opens_at)

    @property
    def left(self) -> str:
        """2天3小时, 3小时12分钟, 不到1分钟."""
        left = self.opens_at - self.now
        if left < MINUTE:
            return _("less than a minute")
        if not left.days:
            return length_words(left - left % MINUTE)
        days = ngettext("%(count)d day", "%(count)d days", left.days) % {"count": left.days}
        hours = left % DAY // HOUR
        if not hours:
            return days
        return pgettext("length of time", "%(days)s %(hours)s") % {
            "days": days,
            "hours": ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours},
        }

    @property
    def clock(self) -> str:
        """What the page's clock shows, so that the reader can tell whether theirs is right."""
        return f"{localtime(self.now):%H:%M:%S}"

    @property
    def url(self) -> str:
        return room_url(self.room, self.on)

    @property
    def wait_url(self) -> str:
        """The same page, which renews itself and is there at the moment."""
        return f"{self.url}&wait=1"

    def refresh(self) -> str:
        """Seconds until the page looks again: every minute, and a moment after the day has opened."""
        left = (self.opens_at - self.now).total_seconds()
        if left > LOOK_AGAIN.total_seconds():
            return str(int(LOOK_AGAIN.total_seconds()))
        return str(max(1, round(left + uniform(0.5, SPREAD))))  # noqa: S311  (no secret: it spreads the visitors)
