"""What is asked of the time: when one may book which hours of a room."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.availability import local_midnight
from centres.spans import is_on_grid
from centres.words import length_words, moment_words, when_words
from fairness.rules.wish import Rule, Wish, takes_bookings


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
    return wish.hours.explain_outside(), None


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


TIMES = (
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
)
