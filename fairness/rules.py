"""The rules of booking a room, as a list one can read aloud.

Each rule looks at a `Wish` and says nothing, or refuses it with a sentence for the resident and,
where it can, the next moment the wish would come true. All broken rules are told at once. The page
预约须知 renders the same list, so that what is printed is what is enforced.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.availability import local_midnight
from centres.hours import DayHours
from centres.models import Room
from centres.spans import Span, is_on_grid
from centres.words import date_words, length_words, moment_words, when_words
from fairness.models import Numbers


@dataclass(frozen=True, slots=True)
class Wish:
    """A room wanted by somebody for a span, with everything the rules need to know about it.

    `party` is the number of people; `upcoming` and `that_day` count the resident's other bookings
    to come, and those in this room on this date; `team_week` counts a team's other bookings from
    Monday to Sunday around it. `follows_clearing` says that the start is the end
    of an earlier occupancy's clearing; `is_online`, that the resident or a relative asks on the web,
    and not somebody at the desk or on the telephone.
    """

    room: Room
    span: Span
    party: int
    now: datetime
    numbers: Numbers
    hours: DayHours
    upcoming: int = 0
    that_day: int = 0
    team_week: int = 0
    follows_clearing: bool = False
    is_online: bool = True

    @property
    def span_with_clearing(self) -> Span:
        return Span(self.span.starts_at, self.span.ends_at + self.numbers.clearing)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not, in a sentence; when it would work, if one can say; whether staff may waive it."""

    code: str
    sentence: str
    possible_at: datetime | None = None
    may_be_waived: bool = False


class Refused(Exception):
    """The rules refuse the wish. `refusals` are all of them."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(" ".join(refusal.sentence for refusal in refusals))
        self.refusals = list(refusals)


@dataclass(frozen=True, slots=True)
class Rule:
    """`broken_by` returns the refusal's sentence and the next possible moment, or None.

    `statement` is empty where there is nothing to say of a room.
    """

    code: str
    statement: Callable[[Room, Numbers], str]
    broken_by: Callable[[Wish], "tuple[str, datetime | None] | None"]
    may_be_waived: bool = False
    is_limit: bool = False


def broken(wish: Wish, *, waive: bool = False, only_limits: bool = False) -> list[Refusal]:
    """Every rule the wish breaks, in the order of RULES.

    With `waive` only those staff cannot waive; with `only_limits` only how many bookings one may have.
    """
    refusals = []
    for rule in RULES:
        if only_limits and not rule.is_limit:
            continue
        if (waive and rule.may_be_waived) or (answer := rule.broken_by(wish)) is None:
            continue
        sentence, possible_at = answer
        refusals.append(Refusal(rule.code, sentence, possible_at, rule.may_be_waived))
    return refusals


def takes_bookings(room: Room) -> bool:
    """Whether the room can be booked at all: it and its site are in use, and staff have not closed it to bookings."""
    return room.is_bookable and room.is_in_use


def statements(room: Room, numbers: Numbers, *, on: date) -> list[str]:
    """预约须知: what the rules ask of this room on this date, in the order they are asked."""
    in_force = replace(numbers, kept=tuple(window for window in numbers.kept if window.is_valid(on)))
    return [words for rule in RULES if (words := rule.statement(room, in_force))]


# The rules, each as its test and below it its sentence for the notice


def _room_is_bookable(wish: Wish) -> tuple[str, None] | None:
    if takes_bookings(wish.room):
        return None
    return (
        _("%(room)s cannot be booked here. Please call %(phone)s.")
        % {"room": wish.room.name, "phone": wish.room.centre.phone},
        None,
    )


def _starts_in_the_future(wish: Wish) -> tuple[str, datetime] | None:
    earliest = wish.numbers.earliest(wish.now)
    if wish.span.starts_at >= earliest:
        return None
    if wish.span.starts_at < wish.now:
        return _("This time has passed already. Please choose a later one."), earliest
    return (
        _("Please book at least %(length)s before the start; now that is from %(moment)s on.")
        % {
            "length": length_words(timedelta(minutes=wish.numbers.notice_minutes)),
            "moment": moment_words(earliest),
        },
        earliest,
    )


def _is_released(wish: Wish) -> tuple[str, datetime] | None:
    released_at = wish.numbers.released_at(timezone.localtime(wish.span.starts_at).date())
    if released_at <= wish.now:
        return None
    return (
        _("This day opens for booking on %(moment)s, on the web, by phone and at the desk alike.")
        % {"moment": moment_words(released_at)},
        released_at,
    )


def _is_not_kept(wish: Wish) -> tuple[str, datetime] | None:
    """What is kept includes the time to clear the room before it."""
    kept = wish.numbers.kept_from_web(wish.hours, wish.now)
    in_the_way = [span for span in kept if span.overlaps(wish.span_with_clearing)]
    if not wish.is_online or not in_the_way:
        return None
    opens_at = wish.numbers.web_takes_kept_at(wish.hours.on)
    words = {
        "kept": when_words(in_the_way[0]),
        "phone": wish.room.centre.phone,
        "moment": moment_words(opens_at),
        "clearing": wish.numbers.clearing_minutes,
    }
    if any(span.overlaps(wish.span) for span in in_the_way):
        return (
            _(
                "%(kept)s is kept for phone and desk: please call %(phone)s or come by. "
                "What is left can be booked here from %(moment)s on."
            )
            % words,
            opens_at,
        )
    return (
        _(
            "%(kept)s is kept for phone and desk, and %(clearing)d minutes before it the room is cleared: please end "
            "earlier, or call %(phone)s. What is left can be booked here from %(moment)s on."
        )
        % words,
        opens_at,
    )


def _is_within_opening_hours(wish: Wish) -> tuple[str, datetime | None] | None:
    """The next moment is the next opening of the same day; other days are for the page to look up."""
    if any(opened.covers(wish.span) for opened in wish.hours.spans):
        return None
    later = (
        opened.starts_at
        for opened in wish.hours.spans
        if opened.starts_at >= max(wish.span.starts_at, wish.now) and opened.length >= wish.span.length
    )
    if possible_at := next(later, None):
        return (
            _("This is outside opening hours. %(hours)s. It would work from %(moment)s on.")
            % {"hours": wish.hours.explain(), "moment": moment_words(possible_at)},
            possible_at,
        )
    return _("This is outside opening hours. %(hours)s.") % {"hours": wish.hours.explain()}, None


def _lasts_as_long_as_allowed(wish: Wish) -> tuple[str, None] | None:
    numbers = wish.numbers
    if numbers.allows_length(wish.span.length):
        return None
    return (
        _("A booking here lasts from %(shortest)s to %(longest)s; you chose %(chosen)s.")
        % {
            "shortest": length_words(timedelta(minutes=numbers.min_minutes)),
            "longest": length_words(timedelta(minutes=numbers.max_minutes)),
            "chosen": length_words(wish.span.length),
        },
        None,
    )


def _starts_on_the_grid(wish: Wish) -> tuple[str, None] | None:
    midnight = local_midnight(timezone.localtime(wish.span.starts_at).date())
    if wish.follows_clearing or is_on_grid(wish.span.starts_at, grid=wish.numbers.grid, origin=midnight):
        return None
    return (
        _("Bookings start every %(grid)d minutes, or when the room has been cleared after an earlier one.")
        % {"grid": wish.numbers.grid_minutes},
        None,
    )


def _party_fits_the_room(wish: Wish) -> tuple[str, None] | None:
    if wish.party < 1:
        return _("How many people will come? At least one."), None
    if wish.party <= wish.room.capacity:
        return None
    return (
        _("%(room)s seats %(capacity)d; you wrote %(party)d.")
        % {"room": wish.room.name, "capacity": wish.room.capacity, "party": wish.party},
        None,
    )


def _few_enough_upcoming(wish: Wish) -> tuple[str, None] | None:
    if wish.upcoming < wish.numbers.upcoming_limit:
        return None
    return (
        ngettext(
            "You have %(count)d booking to come already. Use or cancel it, then you can book again; "
            "if it is urgent, please call the desk.",
            "You have %(count)d bookings to come already. Use or cancel one, then you can book again; "
            "if it is urgent, please call the desk.",
            wish.upcoming,
        )
        % {"count": wish.upcoming},
        None,
    )


def _few_enough_that_day(wish: Wish) -> tuple[str, None] | None:
    if wish.that_day < wish.numbers.room_day_limit:
        return None
    return (
        _("You have booked this room on %(day)s already. Please choose another day or another room.")
        % {"day": date_words(wish.hours.on)},
        None,
    )


def _few_enough_of_the_team_that_week(wish: Wish) -> tuple[str, datetime] | None:
    """Days of the next week would do, from the release of its Monday on."""
    if wish.team_week < wish.numbers.team_week_limit:
        return None
    monday = wish.hours.on - timedelta(days=wish.hours.on.weekday())
    next_monday = monday + timedelta(days=7)
    opens_at = wish.numbers.released_at(next_monday)
    if opens_at <= wish.now:
        sentence = ngettext(
            "The team has %(count)d booking in the week of %(monday)s already. Please choose a day from "
            "%(next)s on; if it is urgent, call %(phone)s.",
            "The team has %(count)d bookings in the week of %(monday)s already. Please choose a day from "
            "%(next)s on; if it is urgent, call %(phone)s.",
            wish.team_week,
        )
    else:
        sentence = ngettext(
            "The team has %(count)d booking in the week of %(monday)s already. The next week opens on %(moment)s; "
            "if it is urgent, call %(phone)s.",
            "The team has %(count)d bookings in the week of %(monday)s already. The next week opens on %(moment)s; "
            "if it is urgent, call %(phone)s.",
            wish.team_week,
        )
    words = {
        "count": wish.team_week,
        "monday": date_words(monday),
        "next": date_words(next_monday),
        "moment": moment_words(opens_at),
        "phone": wish.room.centre.phone,
    }
    return sentence % words, max(opens_at, wish.now)


RULES: tuple[Rule, ...] = (
    Rule(
        "bookable",
        lambda room, numbers: (
            _("The room can be booked on the web, by phone and at the desk.")
            if takes_bookings(room)
            else _("The room cannot be booked; please ask at the desk.")
        ),
        _room_is_bookable,
    ),
    Rule(
        "notice",
        lambda room, numbers: (
            _("Book at least %(length)s before the start.")
            % {"length": length_words(timedelta(minutes=numbers.notice_minutes))}
            if numbers.notice_minutes
            else _("You can book until the moment it starts.")
        ),
        _starts_in_the_future,
    ),
    Rule(
        "release",
        lambda room, numbers: (
            ngettext(
                "Each day opens %(count)d day ahead at %(time)s, on the web, by phone and at the desk alike.",
                "Each day opens %(count)d days ahead at %(time)s, on the web, by phone and at the desk alike.",
                numbers.days_ahead,
            )
            % {"count": numbers.days_ahead, "time": f"{numbers.release_at:%H:%M}"}
        ),
        _is_released,
        may_be_waived=True,
    ),
    Rule(
        "kept",
        lambda room, numbers: (
            _("%(windows)s is kept for phone and desk; what is left opens on the web at %(time)s the day before.")
            % {
                "windows": _(", ").join(dict.fromkeys(window.words for window in numbers.kept)),
                "time": f"{numbers.kept_until:%H:%M}",
            }
            if numbers.kept
            else ""
        ),
        _is_not_kept,
    ),
    Rule(
        "hours",
        lambda room, numbers: _("Bookings start and end within opening hours."),
        _is_within_opening_hours,
    ),
    Rule(
        "length",
        lambda room, numbers: (
            _("From %(shortest)s to %(longest)s at a time; %(clearing)d minutes of clearing follow.")
            % {
                "shortest": length_words(timedelta(minutes=numbers.min_minutes)),
                "longest": length_words(timedelta(minutes=numbers.max_minutes)),
                "clearing": numbers.clearing_minutes,
            }
        ),
        _lasts_as_long_as_allowed,
        may_be_waived=True,
    ),
    Rule(
        "grid",
        lambda room, numbers: (
            _("Bookings start every %(grid)d minutes, or when an earlier one has been cleared.")
            % {"grid": numbers.grid_minutes}
        ),
        _starts_on_the_grid,
        may_be_waived=True,
    ),
    Rule(
        "capacity",
        lambda room, numbers: (
            ngettext("The room seats %(count)d person.", "The room seats %(count)d people.", room.capacity)
            % {"count": room.capacity}
        ),
        _party_fits_the_room,
    ),
    Rule(
        "upcoming",
        lambda room, numbers: (
            ngettext(
                "Each resident has at most %(count)d booking to come.",
                "Each resident has at most %(count)d bookings to come.",
                numbers.upcoming_limit,
            )
            % {"count": numbers.upcoming_limit}
        ),
        _few_enough_upcoming,
        may_be_waived=True,
        is_limit=True,
    ),
    Rule(
        "room_day",
        lambda room, numbers: (
            ngettext(
                "Each resident books a room %(count)d time a day at most.",
                "Each resident books a room %(count)d times a day at most.",
                numbers.room_day_limit,
            )
            % {"count": numbers.room_day_limit}
        ),
        _few_enough_that_day,
        may_be_waived=True,
        is_limit=True,
    ),
    Rule(
        "team_week",
        lambda room, numbers: (
            ngettext(
                "Each team books at most %(count)d time a week; its standing hours come on top.",
                "Each team books at most %(count)d times a week; its standing hours come on top.",
                numbers.team_week_limit,
            )
            % {"count": numbers.team_week_limit}
        ),
        _few_enough_of_the_team_that_week,
        may_be_waived=True,
        is_limit=True,
    ),
)
