"""What is asked of whoever comes: how many they are, and how much they have booked already."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.models import Room
from centres.words import date_words, length_words, moment_words
from fairness.models import Numbers
from fairness.models.numbers import HOUR, NO_LIMIT
from fairness.rules.wish import Rule, Wish

WEEK = timedelta(days=7)


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
    if wish.is_for_team or wish.has.upcoming < wish.numbers.upcoming_limit:
        return None
    return (
        ngettext(
            "You have %(count)d booking to come already. Use or cancel it, then you can book again; "
            "if it is urgent, please call the desk.",
            "You have %(count)d bookings to come already. Use or cancel one, then you can book again; "
            "if it is urgent, please call the desk.",
            wish.has.upcoming,
        )
        % {"count": wish.has.upcoming},
        None,
    )


def _few_enough_that_day(wish: Wish) -> tuple[str, None] | None:
    if wish.is_for_team or wish.has.that_day < wish.numbers.room_day_limit:
        return None
    return (
        _("You have booked this room on %(day)s already. Please choose another day or another room.")
        % {"day": date_words(wish.hours.on)},
        None,
    )


def _few_enough_that_week(wish: Wish) -> tuple[str, datetime] | None:
    limit = wish.numbers.week_limit
    if wish.is_for_team or limit == NO_LIMIT or wish.has.that_week < limit:
        return None
    monday, opens_at = _next_week(wish)
    return (
        ngettext(
            "You have %(count)d booking in this week already. From %(day)s on it would work; that week opens on "
            "%(moment)s. If it is urgent, please call %(phone)s.",
            "You have %(count)d bookings in this week already. From %(day)s on it would work; that week opens on "
            "%(moment)s. If it is urgent, please call %(phone)s.",
            wish.has.that_week,
        )
        % {**_when(wish, monday, opens_at), "count": wish.has.that_week},
        opens_at,
    )


def _few_enough_hours_that_month(wish: Wish) -> tuple[str, datetime] | None:
    """A team has hours of its own; in both cases those of the whole month count, used or to come."""
    limit = wish.numbers.team_month_hours if wish.is_for_team else wish.numbers.month_hours
    if limit == NO_LIMIT or wish.has.that_month + wish.span.length <= limit * HOUR:
        return None
    next_month = (wish.hours.on.replace(day=1) + timedelta(days=32)).replace(day=1)
    opens_at = max(wish.numbers.released_at(next_month), wish.now)
    words = {**_when(wish, next_month, opens_at), "limit": limit, "length": length_words(wish.has.that_month)}
    if not wish.has.that_month:
        sentence = _("At most %(limit)d hours a month can be booked. If you need more, please call %(phone)s.")
    elif wish.is_for_team:
        sentence = _(
            "The team has booked %(length)s of its %(limit)d hours this month. From %(day)s on it would work; that "
            "day opens on %(moment)s. If it is urgent, please call %(phone)s."
        )
    else:
        sentence = _(
            "You have booked %(length)s of the %(limit)d hours this month. From %(day)s on it would work; that day "
            "opens on %(moment)s. If it is urgent, please call %(phone)s."
        )
    return sentence % words, opens_at


def _few_enough_of_the_team_upcoming(wish: Wish) -> tuple[str, None] | None:
    limit = wish.numbers.team_upcoming_limit
    if not wish.is_for_team or limit == NO_LIMIT or wish.has.upcoming < limit:
        return None
    return (
        ngettext(
            "The team has %(count)d booking to come already. Use or cancel it, then it can book again; "
            "if it is urgent, call %(phone)s.",
            "The team has %(count)d bookings to come already. Use or cancel one, then it can book again; "
            "if it is urgent, call %(phone)s.",
            wish.has.upcoming,
        )
        % {"count": wish.has.upcoming, "phone": wish.room.centre.phone},
        None,
    )


def _few_enough_of_the_team_that_week(wish: Wish) -> tuple[str, datetime] | None:
    """Days of the next week would do, from the release of its Monday on."""
    count, limit = wish.has.that_week, wish.numbers.team_week_limit
    if not wish.is_for_team or limit == NO_LIMIT or count < limit:
        return None
    next_monday, opens_at = _next_week(wish)
    if opens_at <= wish.now:
        sentence = ngettext(
            "The team has %(count)d booking in the week of %(monday)s already. Please choose a day from "
            "%(day)s on; if it is urgent, call %(phone)s.",
            "The team has %(count)d bookings in the week of %(monday)s already. Please choose a day from "
            "%(day)s on; if it is urgent, call %(phone)s.",
            count,
        )
    else:
        sentence = ngettext(
            "The team has %(count)d booking in the week of %(monday)s already. The next week opens on %(moment)s; "
            "if it is urgent, call %(phone)s.",
            "The team has %(count)d bookings in the week of %(monday)s already. The next week opens on %(moment)s; "
            "if it is urgent, call %(phone)s.",
            count,
        )
    words = {"count": count, "monday": date_words(next_monday - WEEK)}
    return sentence % (_when(wish, next_monday, opens_at) | words), opens_at


def _not_limited_by_no_shows(wish: Wish) -> tuple[str, datetime] | None:
    """A limit for the web, never a bar: the desk serves as always."""
    until, limit = wish.limited_until, wish.numbers.limited_upcoming
    if not wish.is_online or wish.is_for_team or until is None or until <= wish.now or wish.has.upcoming < limit:
        return None
    words = {"day": date_words(timezone.localtime(until)), "count": limit, "phone": wish.room.centre.phone}
    if limit == 0:
        return (
            _(
                "Because of missed bookings, please book by phone or at the desk until %(day)s: call %(phone)s. If "
                "you could not help it, tell us; a missed booking can be excused."
            )
            % words,
            until,
        )
    return (
        ngettext(
            "Because of missed bookings, you can have %(count)d booking to come on the web until %(day)s. The desk "
            "serves you as always: call %(phone)s. If you could not help it, tell us; it can be excused.",
            "Because of missed bookings, you can have %(count)d bookings to come on the web until %(day)s. The desk "
            "serves you as always: call %(phone)s. If you could not help it, tell us; it can be excused.",
            limit,
        )
        % words,
        until,
    )


def _hours_a_month(room: Room, numbers: Numbers) -> str:
    said = []
    if numbers.month_hours:
        said.append(_("Each resident books at most %(count)d hours a month.") % {"count": numbers.month_hours})
    if numbers.team_month_hours:
        said.append(_("Each team books at most %(count)d hours a month.") % {"count": numbers.team_month_hours})
    return " ".join(said)


def _next_week(wish: Wish) -> tuple[date, datetime]:
    """The Monday after the wish, and when it can be booked."""
    monday = wish.hours.on - timedelta(days=wish.hours.on.weekday()) + WEEK
    return monday, max(wish.numbers.released_at(monday), wish.now)


def _when(wish: Wish, day: date, opens_at: datetime) -> dict[str, str | int]:
    return {"day": date_words(day), "moment": moment_words(opens_at), "phone": wish.room.centre.phone}


LIMITS = (
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
        "week",
        lambda room, numbers: (
            ngettext(
                "Each resident books at most %(count)d time a week.",
                "Each resident books at most %(count)d times a week.",
                numbers.week_limit,
            )
            % {"count": numbers.week_limit}
            if numbers.week_limit
            else ""
        ),
        _few_enough_that_week,
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
            if numbers.team_week_limit
            else ""
        ),
        _few_enough_of_the_team_that_week,
        may_be_waived=True,
        is_limit=True,
    ),
    Rule(
        "team_upcoming",
        lambda room, numbers: (
            ngettext(
                "Each team has at most %(count)d booking to come.",
                "Each team has at most %(count)d bookings to come.",
                numbers.team_upcoming_limit,
            )
            % {"count": numbers.team_upcoming_limit}
            if numbers.team_upcoming_limit
            else ""
        ),
        _few_enough_of_the_team_upcoming,
        may_be_waived=True,
        is_limit=True,
    ),
    Rule(
        "month_hours",
        _hours_a_month,
        _few_enough_hours_that_month,
        may_be_waived=True,
        is_limit=True,
    ),
    Rule(
        "no_shows",
        lambda room, numbers: (
            ngettext(
                "Whoever stays away without a word %(count)d time in %(window)d days books less on the web for "
                "%(days)d days; the desk serves as always.",
                "Whoever stays away without a word %(count)d times in %(window)d days books less on the web for "
                "%(days)d days; the desk serves as always.",
                numbers.no_show_limit,
            )
            % {"count": numbers.no_show_limit, "window": numbers.no_show_days, "days": numbers.limited_days}
        ),
        _not_limited_by_no_shows,
        may_be_waived=True,
        is_limit=True,
    ),
)
