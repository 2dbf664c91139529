"""One function says when a site is open, and why."""

from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centres.hours import Because, DayNotLoaded, HoursBook
from centres.models import CalendarDay, Centre, OpeningPeriod, SpecialHours
from tests.factories import MONDAY, a_centre, a_span, at, open_daily

SITE = Centre(pk=1, slug="c1", name="示例睦邻中心")
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
CLOCK = st.integers(0, 23 * 60 + 59).map(lambda minutes: time(minutes // 60, minutes % 60))


def a_period(day: int, opens: str = "08:30", closes: str = "17:00", **valid: date | None) -> OpeningPeriod:
    """Weekly hours of SITE that no database has seen."""
    return OpeningPeriod(
        centre=SITE,
        day=day,
        opens=time.fromisoformat(opens),
        closes=time.fromisoformat(closes),
        valid_from=valid.get("valid_from") or date(2020, 1, 1),
        valid_until=valid.get("valid_until"),
    )


def an_exception(on: str, opens: str = "", closes: str = "", *, reason: str) -> SpecialHours:
    times = [time.fromisoformat(text) if text else None for text in (opens, closes)]
    return SpecialHours(centre=SITE, on=date.fromisoformat(on), opens=times[0], closes=times[1], reason=reason)


def a_day_off(on: str, name: str) -> CalendarDay:
    return CalendarDay(on=date.fromisoformat(on), kind="off", name=name)


def a_make_up_day(on: str, stands_for: str, name: str) -> CalendarDay:
    return CalendarDay(on=date.fromisoformat(on), kind="work", name=name, stands_for=date.fromisoformat(stands_for))


ALL_WEEK = [a_period(day) for day in range(1, 8)]
EVENINGS = [a_period(day, "18:30", "20:00") for day in (2, 4, 5)]
WORKDAYS_OF_A_SUB_POINT = [
    a_period(day, *hours.split("-")) for day in range(1, 6) for hours in ("08:30-11:30", "13:00-16:30")
]


def explain(
    day: str,
    weekly: list[OpeningPeriod],
    special: list[SpecialHours] | None = None,
    calendar: list[CalendarDay] | None = None,
) -> str:
    on = date.fromisoformat(day)
    return HoursBook.of(on, on, weekly, special or [], calendar or []).on(SITE, on).explain()


# What decides


def test_weekly_hours_are_those_of_the_weekday():
    book = HoursBook.of(MONDAY, date(2026, 12, 6), ALL_WEEK + EVENINGS)

    assert book.on(SITE, MONDAY).spans == (a_span("2026-11-30 08:30-17:00"),)
    assert book.on(SITE, date(2026, 12, 1)).spans == (
        a_span("2026-12-01 08:30-17:00"),
        a_span("2026-12-01 18:30-20:00"),
    )


def test_stretches_that_touch_or_overlap_become_one():
    weekly = [a_period(1, "13:00", "16:30"), a_period(1, "08:30", "11:30"), a_period(1, "11:30", "13:15")]

    assert HoursBook.of(MONDAY, MONDAY, weekly).on(SITE, MONDAY).spans == (a_span("2026-11-30 08:30-16:30"),)


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        ("2026-06-30", "08:30–17:00"),
        ("2026-07-01", "07:30–18:00"),
        ("2026-08-31", "07:30–18:00"),
        ("2026-09-01", "08:30–17:00"),
    ],
)
def test_weekly_hours_count_from_their_first_to_their_last_day_of_validity(day: str, hours: str):
    spring = [a_period(d, valid_until=date(2026, 6, 30)) for d in range(1, 8)]
    summer = [
        a_period(d, "07:30", "18:00", valid_from=date(2026, 7, 1), valid_until=date(2026, 8, 31)) for d in range(1, 8)
    ]
    autumn = [a_period(d, valid_from=date(2026, 9, 1)) for d in range(1, 8)]
    on = date.fromisoformat(day)

    assert HoursBook.of(on, on, spring + summer + autumn).on(SITE, on).words == hours


def test_a_public_holiday_is_closed_unless_the_site_has_hours_for_holidays():
    holiday = a_day_off("2026-10-01", "国庆节")

    assert explain("2026-10-01", ALL_WEEK, calendar=[holiday]) == "2026-10-01 周四，国庆节放假，闭馆"
    assert (
        explain("2026-10-01", [*ALL_WEEK, a_period(8, "09:00", "11:30")], calendar=[holiday])
        == "2026-10-01 周四，国庆节放假，09:00–11:30 开放"
    )


def test_hours_for_holidays_do_not_open_an_ordinary_day():
    assert explain("2026-11-30", [a_period(8)]) == "2026-11-30 周一，闭馆"


def test_a_make_up_workday_has_the_hours_of_the_weekday_it_stands_for():
    swap = a_make_up_day("2026-10-10", "2026-10-07", "国庆节")
    saturday = date(2026, 10, 10)
    hours = HoursBook.of(saturday, saturday, WORKDAYS_OF_A_SUB_POINT, calendar=[swap]).on(SITE, saturday)

    assert hours.spans == (a_span("2026-10-10 08:30-11:30"), a_span("2026-10-10 13:00-16:30"))
    assert hours.because is Because.MAKE_UP
    assert hours.explain() == "2026-10-10 周六，调休上班，按周三时间开放"


def test_a_make_up_workday_takes_the_hours_in_force_on_the_day_itself():
    """20 September 2026 stands for Tuesday 6 October, but keeps the summer hours that still run."""
    swap = a_make_up_day("2026-09-20", "2026-10-06", "国庆节")
    summer = a_period(2, "07:30", "18:00", valid_until=date(2026, 9, 30))
    autumn = a_period(2, "08:30", "17:00", valid_from=date(2026, 10, 1))
    sunday = date(2026, 9, 20)

    assert HoursBook.of(sunday, sunday, [summer, autumn], calendar=[swap]).on(SITE, sunday).words == "07:30–18:00"


def test_a_make_up_workday_for_a_day_the_site_never_opens_stays_closed():
    swap = a_make_up_day("2026-10-10", "2026-10-07", "国庆节")

    assert explain("2026-10-10", [a_period(1)], calendar=[swap]) == "2026-10-10 周六，调休上班，和平常的周三一样闭馆"


def test_a_special_day_comes_before_calendar_and_week():
    holiday = a_day_off("2026-10-01", "国庆节")
    fair = an_exception("2026-10-01", "09:00", "12:00", reason="国庆游园会")
    repair = an_exception("2026-12-02", reason="电梯检修")

    assert explain("2026-10-01", ALL_WEEK, [fair], [holiday]) == "2026-10-01 周四，国庆游园会，09:00–12:00 开放"
    assert explain("2026-12-02", ALL_WEEK, [repair]) == "2026-12-02 周三，电梯检修，闭馆"


def test_a_special_day_of_several_stretches_gives_its_reason_once():
    stretches = [
        an_exception("2026-12-02", "09:00", "11:00", reason="消防演习"),
        an_exception("2026-12-02", "14:00", "16:00", reason="消防演习"),
    ]

    assert explain("2026-12-02", ALL_WEEK, stretches) == "2026-12-02 周三，消防演习，09:00–11:00、14:00–16:00 开放"


def test_another_sites_special_day_changes_nothing_here():
    elsewhere = an_exception("2026-12-02", reason="电梯检修")
    elsewhere.centre = Centre(pk=2)

    assert explain("2026-12-02", ALL_WEEK, [elsewhere]) == "2026-12-02 周三，08:30–17:00 开放"


# What it says


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2026-11-30", "2026-11-30 周一，08:30–17:00 开放"),
        ("2026-12-01", "2026-12-01 周二，08:30–17:00、18:30–20:00 开放"),
    ],
)
def test_explain_is_a_sentence(day: str, sentence: str):
    assert explain(day, ALL_WEEK + EVENINGS) == sentence


@pytest.mark.parametrize(
    ("day", "weekday"),
    [
        ("2026-10-09", 5),
        ("2026-10-10", 3),  # a make-up workday, for Wednesday the 7th
        ("2026-10-02", None),  # a public holiday
        ("2026-10-01", None),  # one with special hours
        ("2026-09-20", 2),  # a make-up workday with special hours, for Tuesday the 6th
    ],
)
def test_weekday_is_that_whose_plans_hold(day: str, weekday: int | None):
    calendar = [
        a_make_up_day("2026-09-20", "2026-10-06", "国庆节"),
        a_day_off("2026-10-01", "国庆节"),
        a_day_off("2026-10-02", "国庆节"),
        a_make_up_day("2026-10-10", "2026-10-07", "国庆节"),
    ]
    special = [
        an_exception("2026-10-01", "09:00", "12:00", reason="国庆游园会"),
        an_exception("2026-09-20", "09:00", "12:00", reason="消防演习"),
    ]
    book = HoursBook.of(date(2026, 9, 20), date(2026, 10, 10), ALL_WEEK, special, calendar)

    assert book.on(SITE, date.fromisoformat(day)).weekday == weekday


@pytest.mark.parametrize(
    ("day", "mark", "reason"),
    [
        ("2026-10-01", "休", "国庆游园会"),
        ("2026-10-02", "休", "国庆节"),
        ("2026-10-10", "班", "国庆节"),
        ("2026-10-09", "", ""),
    ],
)
def test_mark_is_the_calendars_and_reason_the_days(day: str, mark: str, reason: str):
    calendar = [
        a_day_off("2026-10-01", "国庆节"),
        a_day_off("2026-10-02", "国庆节"),
        a_make_up_day("2026-10-10", "2026-10-07", "国庆节"),
    ]
    fair = an_exception("2026-10-01", "09:00", "12:00", reason="国庆游园会")
    hours = HoursBook.of(date(2026, 10, 1), date(2026, 10, 10), ALL_WEEK, [fair], calendar).on(
        SITE, date.fromisoformat(day)
    )

    assert (hours.mark, hours.reason) == (mark, reason)


def test_a_date_outside_the_book_is_refused():
    book = HoursBook.of(MONDAY, date(2026, 12, 6), WORKDAYS_OF_A_SUB_POINT)

    with pytest.raises(DayNotLoaded):
        book.on(SITE, date(2026, 12, 7))


# Loading


@pytest.mark.django_db
def test_load_reads_all_that_decides():
    centre = a_centre()
    open_daily(centre, "08:30-17:00")
    OpeningPeriod.objects.filter(day=7).update(valid_until=date(2026, 11, 29))
    SpecialHours.objects.create(centre=centre, on=date(2026, 12, 2), reason="电梯检修")
    CalendarDay.objects.create(on=date(2026, 12, 3), kind="off", name="示例节")

    book = HoursBook.load([centre], MONDAY, date(2026, 12, 6))

    assert [book.on(centre, date(2026, 12, day)).words for day in range(1, 7)] == [
        "08:30–17:00",
        "",
        "",
        "08:30–17:00",
        "08:30–17:00",
        "",
    ]


@pytest.mark.django_db
def test_load_takes_one_query_for_any_number_of_sites_and_days(django_assert_num_queries):
    centres = [a_centre() for _ in range(4)]
    for centre in centres:
        open_daily(centre, "08:30-11:30", "13:00-16:30")

    with django_assert_num_queries(1):
        book = HoursBook.load(centres, MONDAY, date(2027, 11, 30))
    with django_assert_num_queries(0):
        assert book.on(centres[3], date(2027, 11, 30)).is_open


# Laws


@st.composite
def periods(draw: st.DrawFn) -> OpeningPeriod:
    opens, closes = sorted(draw(st.lists(CLOCK, min_size=2, max_size=2, unique=True)))
    first = draw(DAYS)
    until = draw(st.none() | st.integers(0, 400).map(lambda days: first + timedelta(days=days)))
    return OpeningPeriod(
        centre=SITE, day=draw(st.integers(1, 8)), opens=opens, closes=closes, valid_from=first, valid_until=until
    )


@given(weekly=st.lists(periods(), max_size=12), day=DAYS)
def test_spans_lie_on_their_day_in_order_and_apart(weekly: list[OpeningPeriod], day: date):
    spans = HoursBook.of(day, day, weekly).on(SITE, day).spans

    assert all(at(f"{day} 00:00") <= s.starts_at < s.ends_at < at(f"{day} 00:00") + timedelta(days=1) for s in spans)
    assert all(earlier.ends_at < later.starts_at for earlier, later in pairwise(spans))


@given(weekly=st.lists(periods(), max_size=12), day=DAYS, minute=st.integers(0, 1439))
def test_a_moment_is_open_exactly_when_a_valid_period_of_that_weekday_says_so(
    weekly: list[OpeningPeriod], day: date, minute: int
):
    moment = at(f"{day} 00:00") + timedelta(minutes=minute)

    is_open = any(span.contains(moment) for span in HoursBook.of(day, day, weekly).on(SITE, day).spans)

    assert is_open == any(
        period.day == day.isoweekday()
        and period.valid_from <= day <= (period.valid_until or date.max)
        and period.opens <= moment.time() < period.closes
        for period in weekly
    )
