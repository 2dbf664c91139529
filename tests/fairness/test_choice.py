"""What a reader chose of a programme: days, site and kind, in the address."""

from datetime import date

import pytest

from activities.models import Activity
from centres.models import Centre
from fairness.programme.choice import Choice, When

SITES = [Centre(slug="c1", short_name="一中心"), Centre(slug="p05", short_name="某路")]


def read(**params):
    return Choice.read(params, offering=Activity, sites=SITES)


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        ("today", date(2026, 12, 31), date(2026, 12, 31)),
        ("tomorrow", date(2027, 1, 1), date(2027, 1, 1)),
        ("week", date(2026, 12, 31), date(2027, 1, 6)),
        ("next", date(2027, 1, 4), date(2027, 1, 10)),
    ],
)
def test_days_on_the_last_of_the_year_in_week_53(when, first, last):
    assert read(when=when).days(date(2026, 12, 31)) == (first, last)


@pytest.mark.parametrize("today", [date(2026, 11, 30), date(2026, 12, 6)])
def test_next_week_begins_on_the_monday_to_come(today):
    assert read(when="next").days(today) == (date(2026, 12, 7), date(2026, 12, 13))


@pytest.mark.parametrize(
    "params", [{"when": "yesterday"}, {"site": "c9"}, {"kind": "gold"}, {"kind": "x" * 300}, {"site": "c1 OR 1=1"}]
)
def test_what_cannot_be_read_is_left_out_and_said(params):
    choice = read(**params)
    assert choice == Choice(unread=True)
    assert "看不懂" in choice.said


def test_empty_ones_are_no_mistake():
    assert read(when="", site="", kind="") == Choice()
    assert Choice().said == ""


def test_a_chip_keeps_the_other_choices():
    choice = read(when="today", site="p05", kind="music")
    assert [chip.query for chip in choice.chips()] == [
        "when=today&site=p05&kind=music",
        "when=tomorrow&site=p05&kind=music",
        "site=p05&kind=music",
        "when=next&site=p05&kind=music",
    ]
    assert [chip.is_chosen for chip in choice.chips()] == [each == When.TODAY for each in When]
    assert choice.feed_query == "site=p05&kind=music"
