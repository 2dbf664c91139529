"""What the home page shows: today's leaf, four doors, the programme, the blackboard, the next booking, the sites."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.models import Session
from bookings.models import Booking
from centres import almanac
from centres.almanac import Almanac
from centres.availability import DAY, days
from centres.models import Centre, Room
from centres.words import date_words, local_day, weekday_words
from fairness.offers import Offers
from fairness.programme.lines import Line, ProgrammeDay, by_day
from office.models import Announcement
from office.programme import programme
from office.sketch import Plate, sketch
from office.usual import UsualSite
from residents.models import Resident, User
from services.models import ServiceDay

ON_THE_BOARD = 5  # lines: more is not read
ON_THE_LEAF = 4
AT_HAND = 10  # bookings counted on the fourth door; nobody has more to come


class Choice(models.TextChoices):
    """Which days of the programme the reader wants."""

    TODAY = "today", gettext_lazy("Today")
    TOMORROW = "tomorrow", gettext_lazy("Tomorrow")
    WEEK = "week", gettext_lazy("This week")

    def days(self, today: date) -> tuple[date, date]:
        """First and last; a week ends on Sunday."""
        if self is Choice.TODAY:
            return today, today
        if self is Choice.TOMORROW:
            return today + DAY, today + DAY
        return today, sunday(today)


def sunday(today: date) -> date:
    return today + timedelta(days=7 - today.isoweekday())


@dataclass(frozen=True, slots=True)
class Home:
    today: date
    chosen: Choice
    free_rooms: int
    lines: Sequence[Line]  # from today to Sunday, to tomorrow at least, without what is over
    announcements: Sequence[Announcement]
    bookings: Sequence[Booking]  # the reader's, to come
    centres: Sequence[Centre]
    usual: UsualSite | None

    @classmethod
    def load(cls, *, chosen: Choice, user: User | None, site: str = "", now: datetime) -> Self:
        """Five queries, and one for a reader who has signed in. `site` is the slug that the reader's cookie keeps."""
        today = localdate(now)
        rooms, near = rooms_and_near(Room.objects.active().in_order(), user)
        centres = list({room.centre_id: room.centre for room in rooms}.values())
        bookings = list(Booking.objects.of_user(user).to_come_first(now).with_place()[:AT_HAND]) if user else []
        first, last = chosen.days(today)
        offers = Offers.load([room for room in rooms if room.is_bookable], today, last, now=now)
        usual = usual_centre(centres, site=site, guesses=[*(each.room.centre for each in bookings[:1]), *near])
        return cls(
            today=today,
            chosen=chosen,
            free_rooms=free_rooms(offers, rooms, today),
            lines=programme(today, max(sunday(today), today + DAY), now=now),
            announcements=list(Announcement.objects.shown(today)[:ON_THE_BOARD]),
            bookings=[booking for booking in bookings if booking.is_confirmed and not booking.is_over(now)],
            centres=centres,
            usual=UsualSite.of(usual, rooms, days(first, last), offers, today) if usual else None,
        )

    @property
    def almanac(self) -> Almanac:
        return almanac.of(self.today)

    @property
    def good_for(self) -> list[Line]:
        """宜: what the leaf of today recommends, each name once."""
        names = {line.name: line for line in self._taking_place() if line.on == self.today}
        return list(names.values())[:ON_THE_LEAF]

    @property
    def days(self) -> list[ProgrammeDay]:
        """The programme of the days chosen."""
        first, last = self.chosen.days(self.today)
        return by_day(line for line in self.lines if first <= line.on <= last)

    @property
    def board_lines(self) -> list[Line]:
        """Today's programme for the blackboard, when the page shows other days."""
        if self.chosen is not Choice.TOMORROW:
            return []
        return [line for line in self.lines if line.on == self.today][:ON_THE_BOARD]

    @property
    def service_words(self) -> str:
        """量血压、理发: the next services by name."""
        names = dict.fromkeys(line.name for line in self._taking_place() if line.page == ServiceDay.PAGE)
        return _(", ").join(list(names)[:3])

    @property
    def sessions_left(self) -> int:
        """Sessions still to come this week."""
        last = sunday(self.today)
        return sum(line.page == Session.PAGE and line.on <= last for line in self._taking_place())

    @property
    def next_booking(self) -> Booking | None:
        return next(iter(self.bookings), None)

    @property
    def next_day(self) -> str:
        """The day of the next booking, as one says it: 今天（周二）, 明天（周三）, 11月30日（周一）."""
        if self.next_booking is None:
            return ""
        on = local_day(self.next_booking.occupancy.starts_at)
        near = {self.today: _("Today (%(weekday)s)"), self.today + DAY: _("Tomorrow (%(weekday)s)")}
        return near[on] % {"weekday": weekday_words(on)} if on in near else date_words(on)

    @property
    def plates(self) -> list[Plate]:
        return sketch(self.centres, usual=self.usual.centre.slug if self.usual else "")

    def _taking_place(self) -> list[Line]:
        return [line for line in self.lines if not line.is_cancelled]


def rooms_and_near(rooms: "QuerySet[Room]", user: User | None) -> tuple[list[Room], list[Centre]]:
    """The rooms with their sites, and those sites that belong to the reader's committee, in one query."""
    neighbour = Resident.objects.filter(user=user, committee=OuterRef("centre__committee"))
    found = list(rooms.select_related("centre").annotate(is_near=Exists(neighbour) if user else Value(value=False)))
    return list(found), [room.centre for room in found if room.is_near]


def usual_centre(centres: Sequence[Centre], *, site: str, guesses: Sequence[Centre]) -> Centre | None:
    """The site remembered, else the first guess that is open to the public."""
    chosen = [centre for centre in centres if centre.slug == site]
    return next((centre for centre in [*chosen, *guesses] if centre in centres), None)


def free_rooms(offers: Offers, rooms: Sequence[Room], today: date) -> int:
    """In how many rooms one may still book the shortest time today."""
    bookable = [room for room in rooms if room.is_bookable]
    return sum(bool(offers.of(room, today, length=offers.numbers(room).lengths()[0])) for room in bookable)
