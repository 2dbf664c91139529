"""Each rule refuses what it should, says when it would work, and is silent otherwise."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.utils import translation

from centres.hours import DayHours
from centres.models import Centre, Room
from fairness.models import IfAbsent, KeptWindow, Numbers, OpenTo
from fairness.rules import RULES, Has, Refusal, Refused, Wish, broken, statements
from tests.factories import MONDAY, a_span, at

NUMBERS = Numbers(
    grid_minutes=30,
    min_minutes=30,
    max_minutes=180,
    clearing_minutes=15,
    notice_minutes=0,
    days_ahead=7,
    release_at=time(9),
    upcoming_limit=2,
    room_day_limit=1,
    team_week_limit=2,
    cancel_minutes=120,
    undo_minutes=5,
    kept_until=time(17),
    open_to=OpenTo.RESIDENTS,
    needs_approval=False,
    decide_hours=24,
    reschedule_minutes=120,
    week_limit=0,
    month_hours=0,
    team_upcoming_limit=0,
    team_month_hours=0,
    checkin_opens_minutes=15,
    absent_minutes=15,
    if_absent=IfAbsent.ASK,
    no_show_limit=3,
    no_show_days=90,
    limited_days=30,
    limited_upcoming=1,
    waiting_limit=5,
    offer_minutes=120,
    offer_stops_minutes=720,
    offers_from=time(8),
    offers_until=time(20),
    reconfirm_weeks=8,
    kept_percent=20,
    most_lots=5,
)
SITE = Centre(pk=1, name="示例睦邻中心", phone="021-0000 1000")
ROOM = Room(pk=1, centre=SITE, name="阳光客厅", capacity=20)
WISH = Wish(
    room=ROOM,
    span=a_span("2026-11-30 09:00-10:30"),
    party=6,
    now=at("2026-11-29 12:00"),
    numbers=NUMBERS,
    hours=DayHours(MONDAY, (a_span("2026-11-30 08:30-17:00"), a_span("2026-11-30 18:30-20:00"))),
)


def a_wish(span: str = "", now: str = "", **changes: object) -> Wish:
    """The plain wish, which breaks no rule, but for what is said."""
    if span:
        changes["span"] = a_span(span)
    if now:
        changes["now"] = at(now)
    return replace(WISH, **changes)  # type: ignore[arg-type]


def the_numbers(**changes: object) -> Numbers:
    return replace(NUMBERS, **changes)  # type: ignore[arg-type]


def codes(wish: Wish) -> list[str]:
    return [refusal.code for refusal in broken(wish)]


def the_refusal(wish: Wish) -> Refusal:
    [refusal] = broken(wish)
    return refusal


@pytest.fixture(autouse=True)
def in_english() -> object:
    with translation.override("en"):
        yield


def test_plain_wish_breaks_no_rule() -> None:
    assert broken(WISH) == []


# Bookable


@pytest.mark.parametrize("changes", [{"is_bookable": False}, {"is_active": False}])
def test_room_out_of_use_is_refused_with_the_phone(changes: dict[str, bool]) -> None:
    wish = a_wish(room=Room(pk=1, centre=SITE, name="用餐中心", capacity=60, **changes))

    assert the_refusal(wish) == Refusal("bookable", "用餐中心 cannot be booked here. Please call 021-0000 1000.")


def test_room_of_a_closed_site_is_refused() -> None:
    closed = Centre(pk=1, name="示例睦邻中心", phone="021-0000 1000", is_active=False)

    assert codes(a_wish(room=Room(pk=1, centre=closed, name="阳光客厅", capacity=20))) == ["bookable"]


# Notice


def test_time_past_is_refused() -> None:
    wish = a_wish(now="2026-11-30 09:01")

    assert the_refusal(wish) == Refusal(
        "notice", "This time has passed already. Please choose a later one.", at("2026-11-30 09:01")
    )


def test_time_may_begin_this_very_moment() -> None:
    assert codes(a_wish(now="2026-11-30 09:00")) == []


def test_notice_too_short_says_from_when_on() -> None:
    wish = a_wish(now="2026-11-30 07:30", numbers=the_numbers(notice_minutes=120))

    assert the_refusal(wish) == Refusal(
        "notice",
        "Please book at least 2 hours before the start; now that is from Mon 30 November 09:30 on.",
        at("2026-11-30 09:30"),
    )


def test_notice_just_kept_is_no_reason() -> None:
    assert codes(a_wish(now="2026-11-30 07:00", numbers=the_numbers(notice_minutes=120))) == []


# Release


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-22 23:00", ["release"]),
        ("2026-11-23 08:59", ["release"]),
        ("2026-11-23 09:00", []),
    ],
)
def test_day_opens_seven_days_ahead_at_nine(now: str, expected: list[str]) -> None:
    assert codes(a_wish(now=now)) == expected


def test_day_not_released_says_when_it_opens() -> None:
    assert the_refusal(a_wish(now="2026-11-01 12:00")) == Refusal(
        "release",
        "This day opens for booking on Mon 23 November 09:00, on the web, by phone and at the desk alike.",
        at("2026-11-23 09:00"),
        may_be_waived=True,
    )


# Kept for phone and desk

TUESDAY = date(2026, 12, 1)
OPEN_ON_TUESDAY = DayHours(TUESDAY, (a_span("2026-12-01 08:30-17:00"),))


def kept(weekday: int = 2, hours: str = "13:30-15:00", **valid: date) -> KeptWindow:
    """A window that no database has seen."""
    opens, closes = (time.fromisoformat(text) for text in hours.split("-"))
    valid.setdefault("valid_from", date(2020, 1, 1))
    return KeptWindow(weekday=weekday, opens=opens, closes=closes, **valid)


def a_wish_on_tuesday(span: str, *windows: KeptWindow, **changes: object) -> Wish:
    """With what is kept on Tuesdays."""
    numbers = the_numbers(kept=windows or (kept(),))
    return a_wish(f"2026-12-01 {span}", **{"hours": OPEN_ON_TUESDAY, "numbers": numbers, **changes})


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ("13:30-15:00", ["kept"]),
        ("14:00-14:30", ["kept"]),
        ("12:00-15:00", ["kept"]),
        ("14:30-16:00", ["kept"]),
        ("12:00-13:30", ["kept"]),  # cleared by 13:45 only
        ("12:00-13:00", []),
        ("15:00-16:00", []),
    ],
)
def test_whatever_reaches_into_kept_time_is_refused_on_the_web(span: str, expected: list[str]) -> None:
    assert codes(a_wish_on_tuesday(span)) == expected


def test_kept_time_says_whom_to_call_and_when_the_web_opens() -> None:
    assert the_refusal(a_wish_on_tuesday("14:00-15:00")) == Refusal(
        "kept",
        "Tue 1 December 13:30–15:00 is kept for phone and desk: please call 021-0000 1000 or come by. "
        "What is left can be booked here from Mon 30 November 17:00 on.",
        at("2026-11-30 17:00"),
    )


def test_clearing_into_kept_time_is_told_as_such() -> None:
    assert the_refusal(a_wish_on_tuesday("12:00-13:30")).sentence == (
        "Tue 1 December 13:30–15:00 is kept for phone and desk, and 15 minutes before it the room is cleared: "
        "please end earlier, or call 021-0000 1000. What is left can be booked here from Mon 30 November 17:00 on."
    )


@pytest.mark.parametrize(("now", "expected"), [("2026-11-30 16:59", ["kept"]), ("2026-11-30 17:00", [])])
def test_web_takes_what_is_left_from_the_moment_on_the_day_before(now: str, expected: list[str]) -> None:
    assert codes(a_wish_on_tuesday("14:00-15:00", now=now)) == expected


def test_moment_on_the_day_before_is_a_number_of_the_rules() -> None:
    numbers = the_numbers(kept=(kept(),), kept_until=time(8))

    assert codes(a_wish_on_tuesday("14:00-15:00", numbers=numbers, now="2026-11-30 08:00")) == []


def test_phone_and_desk_take_what_is_kept_for_them() -> None:
    assert codes(a_wish_on_tuesday("13:30-15:00", is_online=False)) == []


def test_staff_cannot_give_what_is_kept_to_the_web_with_a_reason() -> None:
    assert [refusal.code for refusal in broken(a_wish_on_tuesday("13:30-15:00"), waive=True)] == ["kept"]


def test_other_weekdays_keep_nothing() -> None:
    assert codes(a_wish("2026-11-30 13:30-15:00", numbers=the_numbers(kept=(kept(),)))) == []


@pytest.mark.parametrize(
    ("valid", "expected"),
    [
        ({"valid_from": date(2026, 12, 1)}, ["kept"]),
        ({"valid_from": date(2026, 12, 2)}, []),
        ({"valid_until": date(2026, 12, 1)}, ["kept"]),
        ({"valid_until": date(2026, 11, 30)}, []),
    ],
)
def test_windows_keep_from_their_first_to_their_last_day(valid: dict[str, date], expected: list[str]) -> None:
    assert codes(a_wish_on_tuesday("14:00-15:00", kept(**valid))) == expected


def test_make_up_workday_keeps_what_its_weekday_keeps_and_a_holiday_nothing() -> None:
    """Sunday 20 September stands for Tuesday 6 October."""
    numbers, spans = the_numbers(kept=(kept(),)), (a_span("2026-09-20 08:30-17:00"),)
    make_up = DayHours(date(2026, 9, 20), spans, mark="班", stands_for=date(2026, 10, 6))
    opened = DayHours(date(2026, 10, 6), (a_span("2026-10-06 08:30-17:00"),), mark="休")

    [refused] = broken(a_wish("2026-09-20 14:00-15:00", now="2026-09-18 12:00", numbers=numbers, hours=make_up))
    assert (refused.code, refused.possible_at) == ("kept", at("2026-09-19 17:00"))
    assert codes(a_wish("2026-10-06 14:00-15:00", now="2026-10-03 12:00", numbers=numbers, hours=opened)) == []


def test_only_opening_hours_are_kept() -> None:
    closed, until_two = DayHours(TUESDAY, ()), DayHours(TUESDAY, (a_span("2026-12-01 08:30-14:00"),))

    assert codes(a_wish_on_tuesday("13:30-15:00", hours=closed)) == ["hours"]
    refusal = the_refusal(a_wish_on_tuesday("13:00-14:00", hours=until_two))
    assert refusal.sentence.startswith("Tue 1 December 13:30–14:00 is kept for phone and desk")


def test_notice_names_what_is_kept_and_leaves_out_what_is_over() -> None:
    windows = kept(), kept(4, "09:00-10:00"), kept(), kept(5, valid_until=date(2026, 11, 30))
    said = statements(ROOM, the_numbers(kept=windows), on=TUESDAY)

    assert (
        "Tuesday 13:30–15:00, Thursday 09:00–10:00 is kept for phone and desk; "
        "what is left opens on the web at 17:00 the day before."
    ) in said
    assert not any("phone and desk;" in words for words in statements(ROOM, NUMBERS, on=TUESDAY))


# Opening hours


@pytest.mark.parametrize("span", ["08:30-10:00", "15:30-17:00", "18:30-20:00"])
def test_times_that_touch_the_edges_of_opening_hours_pass(span: str) -> None:
    assert codes(a_wish(f"2026-11-30 {span}")) == []


@pytest.mark.parametrize("span", ["16:00-17:30", "17:00-18:30", "17:30-18:00", "19:00-20:30"])
def test_times_outside_opening_hours_are_refused(span: str) -> None:
    assert codes(a_wish(f"2026-11-30 {span}")) == ["hours"]


def test_outside_opening_hours_says_the_next_opening_of_the_day_that_is_long_enough() -> None:
    refusal = the_refusal(a_wish("2026-11-30 17:00-18:30"))

    assert refusal.possible_at == at("2026-11-30 18:30")
    assert refusal.sentence == (
        "This is outside opening hours. 2026-11-30 Mon: open 08:30–17:00, 18:30–20:00. "
        "It would work from Mon 30 November 18:30 on."
    )


def test_outside_opening_hours_names_no_opening_too_short_or_past() -> None:
    assert the_refusal(a_wish("2026-11-30 17:00-19:00")).possible_at is None
    assert the_refusal(a_wish("2026-11-30 20:00-21:00")).possible_at is None


def test_closed_day_is_explained() -> None:
    wish = a_wish(hours=DayHours(MONDAY, ()))

    assert the_refusal(wish).sentence == "2026-11-30 Mon: closed"


# Length and grid


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ("09:00-09:30", []),
        ("09:00-12:00", []),
        ("09:00-09:15", ["length"]),
        ("09:00-12:30", ["length"]),
    ],
)
def test_length_within_bounds(span: str, expected: list[str]) -> None:
    assert codes(a_wish(f"2026-11-30 {span}")) == expected


def test_length_out_of_bounds_says_the_bounds() -> None:
    assert the_refusal(a_wish("2026-11-30 09:00-12:30")).sentence == (
        "A booking here lasts from 30 minutes to 3 hours; you chose 3 and a half hours."
    )


def test_start_off_the_grid_is_refused() -> None:
    assert codes(a_wish("2026-11-30 09:10-10:10")) == ["grid"]


def test_start_off_the_grid_passes_when_an_earlier_clearing_ends_then() -> None:
    assert codes(a_wish("2026-11-30 10:45-11:45", follows_clearing=True)) == []


def test_grid_is_counted_from_midnight_of_the_local_day() -> None:
    assert codes(a_wish("2026-11-30 09:40-10:20", numbers=the_numbers(grid_minutes=20))) == []


# Party


@pytest.mark.parametrize(("party", "expected"), [(1, []), (20, []), (21, ["capacity"]), (0, ["capacity"])])
def test_party_between_one_and_the_seats(party: int, expected: list[str]) -> None:
    assert codes(a_wish(party=party)) == expected


def test_party_too_large_says_both_numbers() -> None:
    assert the_refusal(a_wish(party=28)).sentence == "阳光客厅 seats 20; you wrote 28."


def test_party_of_less_than_one_is_asked_again() -> None:
    assert the_refusal(a_wish(party=-3)).sentence == "How many people will come? At least one."


# Limits


@pytest.mark.parametrize(("upcoming", "expected"), [(0, []), (1, []), (2, ["upcoming"]), (5, ["upcoming"])])
def test_limit_of_bookings_to_come(upcoming: int, expected: list[str]) -> None:
    assert codes(a_wish(has=Has(upcoming=upcoming))) == expected


def test_limit_reached_says_the_way_out() -> None:
    assert the_refusal(a_wish(has=Has(upcoming=2))).sentence == (
        "You have 2 bookings to come already. Use or cancel one, then you can book again; "
        "if it is urgent, please call the desk."
    )


def test_one_booking_in_a_room_on_a_day() -> None:
    assert the_refusal(a_wish(has=Has(that_day=1))) == Refusal(
        "room_day",
        "You have booked this room on Mon 30 November already. Please choose another day or another room.",
        may_be_waived=True,
    )


@pytest.mark.parametrize(("team_week", "expected"), [(0, []), (1, []), (2, ["team_week"]), (3, ["team_week"])])
def test_limit_of_a_team_in_a_week(team_week: int, expected: list[str]) -> None:
    assert codes(a_wish(is_for_team=True, has=Has(that_week=team_week))) == expected


def test_limit_of_a_team_says_from_when_on_when_the_next_week_is_open() -> None:
    """Thursday 3 December: Monday the 7th opened on the Monday before."""
    hours = DayHours(date(2026, 12, 3), (a_span("2026-12-03 08:30-17:00"),))
    wish = a_wish(
        "2026-12-03 09:00-10:30", now="2026-12-02 12:00", hours=hours, is_for_team=True, has=Has(that_week=2)
    )

    assert the_refusal(wish) == Refusal(
        "team_week",
        "The team has 2 bookings in the week of Mon 30 November already. "
        "Please choose a day from Mon 7 December on; if it is urgent, call 021-0000 1000.",
        at("2026-12-02 12:00"),
        may_be_waived=True,
    )


def test_limit_of_a_team_says_when_the_next_week_opens() -> None:
    assert the_refusal(a_wish(now="2026-11-29 12:00", is_for_team=True, has=Has(that_week=2))) == Refusal(
        "team_week",
        "The team has 2 bookings in the week of Mon 30 November already. "
        "The next week opens on Mon 30 November 09:00; if it is urgent, call 021-0000 1000.",
        at("2026-11-30 09:00"),
        may_be_waived=True,
    )


def test_limit_of_a_team_counts_weeks_from_monday_to_sunday() -> None:
    sunday = DayHours(date(2026, 12, 6), (a_span("2026-12-06 08:30-17:00"),))

    refusal = the_refusal(
        a_wish("2026-12-06 09:00-10:00", now="2026-12-01 12:00", hours=sunday, is_for_team=True, has=Has(that_week=2))
    )

    assert refusal.sentence.startswith("The team has 2 bookings in the week of Mon 30 November already.")


# The list as a whole


def test_all_broken_rules_are_told_at_once_in_their_order() -> None:
    wish = a_wish("2026-11-30 16:50-20:10", now="2026-12-01 12:00", room=ROOM, party=21, has=Has(2, 1))
    of_team = replace(wish, is_for_team=True, has=Has(that_week=2))

    assert codes(wish) == ["notice", "hours", "length", "grid", "capacity", "upcoming", "room_day"]
    assert codes(of_team) == ["notice", "hours", "length", "grid", "capacity", "team_week"]


def test_staff_waive_what_may_be_waived_and_nothing_else() -> None:
    wish = a_wish("2026-11-30 16:50-20:10", now="2026-11-01 12:00", party=21, has=Has(2, 1, 2))

    assert [refusal.code for refusal in broken(wish, waive=True)] == ["hours", "capacity"]


def test_limits_can_be_asked_alone() -> None:
    wish = a_wish("2026-11-30 16:50-20:10", now="2026-12-01 12:00", party=21, has=Has(2, 1, 2))

    assert [refusal.code for refusal in broken(wish, only_limits=True)] == ["upcoming", "room_day"]


def test_refused_reads_as_its_sentences() -> None:
    error = Refused(broken(a_wish(party=0, has=Has(that_day=1))))

    assert str(error).startswith("How many people will come? At least one. You have booked this room")
    assert [refusal.code for refusal in error.refusals] == ["capacity", "room_day"]


def test_notice_states_every_rule_in_its_order() -> None:
    assert statements(ROOM, the_numbers(kept=(kept(),)), on=MONDAY) == [
        "The room can be booked on the web, by phone and at the desk.",
        "You can book until the moment it starts.",
        "Each day opens 7 days ahead at 09:00, on the web, by phone and at the desk alike.",
        "Tuesday 13:30–15:00 is kept for phone and desk; what is left opens on the web at 17:00 the day before.",
        "Bookings start and end within opening hours.",
        "From 30 minutes to 3 hours at a time; 15 minutes of clearing follow.",
        "Bookings start every 30 minutes, or when an earlier one has been cleared.",
        "The room seats 20 people.",
        "Each resident has at most 2 bookings to come.",
        "Each resident books a room 1 time a day at most.",
        "Each team books at most 2 times a week; its standing hours come on top.",
        (
            "Whoever stays away without a word 3 times in 90 days books less on the web for 30 days; the desk serves "
            "as always."
        ),
        "Cancel or move it until 2 hours before the start.",
        "Please check in from 15 minutes before to 15 minutes after the start, by the code or at the desk.",
        "For a time that is taken, 5 people can wait in line; an offer is kept 2 hours, between 08:00 and 20:00.",
    ]


def test_every_rule_says_what_it_asks_once_its_number_is_set() -> None:
    numbers = the_numbers(
        kept=(kept(),), open_to=OpenTo.TEAMS, needs_approval=True, week_limit=3, month_hours=8, team_upcoming_limit=4
    )

    assert len(statements(ROOM, numbers, on=MONDAY)) == len(RULES)


def test_room_for_teams_is_booked_by_their_leader_on_the_web_and_by_anybody_at_the_desk() -> None:
    for_teams = the_numbers(open_to=OpenTo.TEAMS)

    assert codes(a_wish(numbers=for_teams)) == ["open_to"]
    assert codes(a_wish(numbers=for_teams, is_for_team=True)) == []
    assert codes(a_wish(numbers=for_teams, is_online=False)) == []


def test_room_for_the_desk_sends_everybody_there() -> None:
    for_desk = the_numbers(open_to=OpenTo.STAFF)

    assert codes(a_wish(numbers=for_desk, is_for_team=True)) == ["open_to"]
    assert codes(a_wish(numbers=for_desk, is_online=False)) == []
    assert the_refusal(a_wish(numbers=for_desk)).sentence == (
        "阳光客厅 is booked through the desk: please call 021-0000 1000 or come by."
    )


@pytest.mark.parametrize(("limit", "has", "expected"), [(0, 9, []), (3, 2, []), (3, 3, ["week"])])
def test_resident_books_so_often_a_week(limit: int, has: int, expected: list[str]) -> None:
    assert codes(a_wish(numbers=the_numbers(week_limit=limit), has=Has(that_week=has))) == expected


def test_week_that_is_full_names_the_next_and_its_release() -> None:
    refusal = the_refusal(a_wish(numbers=the_numbers(week_limit=1), has=Has(that_week=1)))

    assert refusal.possible_at == at("2026-11-30 09:00")  # the Monday after is released a week ahead
    assert refusal.may_be_waived


@pytest.mark.parametrize(
    ("limit", "minutes", "expected"), [(0, 6000, []), (4, 150, []), (4, 151, ["month_hours"]), (1, 0, ["month_hours"])]
)
def test_hours_of_a_month_count_with_the_wish(limit: int, minutes: int, expected: list[str]) -> None:
    wish = a_wish(numbers=the_numbers(month_hours=limit), has=Has(that_month=timedelta(minutes=minutes)))

    assert codes(wish) == expected
    assert codes(replace(wish, is_for_team=True)) == []  # a team has hours of its own


def test_hours_of_the_month_are_free_again_in_the_next() -> None:
    numbers = the_numbers(team_month_hours=4)
    wish = a_wish(numbers=numbers, is_for_team=True, has=Has(that_month=timedelta(hours=3)))

    refusal = the_refusal(wish)

    assert refusal.possible_at == at("2026-11-29 12:00")  # 1 December is open already
    assert "3 hours of its 4 hours" in refusal.sentence


@pytest.mark.parametrize(("limit", "has", "expected"), [(0, 9, []), (2, 1, []), (2, 2, ["team_upcoming"])])
def test_team_has_so_many_to_come(limit: int, has: int, expected: list[str]) -> None:
    wish = a_wish(numbers=the_numbers(team_upcoming_limit=limit), is_for_team=True, has=Has(upcoming=has))

    assert codes(wish) == expected


def test_no_shows_limit_what_one_books_online_until_they_do_not() -> None:
    limited = a_wish(has=Has(upcoming=1), limited_until=at("2026-12-10 00:00"))

    assert codes(limited) == ["no_shows"]
    assert the_refusal(limited).possible_at == at("2026-12-10 00:00")
    assert codes(replace(limited, is_online=False)) == []  # the desk serves as always
    assert codes(replace(limited, has=Has())) == []
    assert codes(replace(limited, limited_until=limited.now)) == []


def test_limit_of_none_sends_to_the_desk() -> None:
    wish = a_wish(numbers=the_numbers(limited_upcoming=0), limited_until=at("2026-12-10 00:00"))

    assert "by phone or at the desk until" in the_refusal(wish).sentence


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"cancel_minutes": 0, "reschedule_minutes": 0}, "Cancel or move it until it starts."),
        ({"reschedule_minutes": 1440}, "Cancel until 2 hours before the start; move it until 1 day before."),
        ({"if_absent": IfAbsent.RELEASE}, "if nobody has come by then, the room is free for others."),
        ({"needs_approval": True}, "The office decides about each booking within 24 hours"),
    ],
)
def test_notice_says_what_happens_after_booking(changes: dict[str, object], said: str) -> None:
    assert said in "\n".join(statements(ROOM, the_numbers(**changes), on=MONDAY))


def test_notice_of_a_room_that_cannot_be_booked_says_so() -> None:
    room = Room(pk=1, centre=SITE, name="用餐中心", capacity=60, is_bookable=False)

    assert statements(room, NUMBERS, on=MONDAY)[0] == "The room cannot be booked; please ask at the desk."


def test_codes_are_told_apart() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
