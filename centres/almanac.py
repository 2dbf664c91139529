"""What the tear-off calendar says of a day: its lunar date, solar term and festival.

Older neighbours plan by these words, so they stand on every week. They are not translated: a quotation of the
calendar reads the same in every language. Months are named as people here say them, 正月 二月 … 十一月 腊月: the
last is never 十二月, which beside "1月8日" would be taken for December.
"""

import datetime
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from lunar_python import Solar

MONTHS: Final = ("正月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "腊月")
FESTIVALS: Final = {
    (1, 1): "春节",
    (1, 15): "元宵节",
    (2, 2): "龙抬头",
    (5, 5): "端午节",
    (7, 7): "七夕节",
    (8, 15): "中秋节",
    (9, 9): "重阳节",
    (12, 8): "腊八节",
}
NEW_YEARS_EVE: Final = "除夕"


@dataclass(frozen=True, slots=True)
class Almanac:
    """One day of the calendar, in words; `term` and `festival` are empty on a plain day."""

    month: str
    day: str
    term: str = ""
    festival: str = ""

    @property
    def words(self) -> str:
        """Month and day: 十月廿二."""
        return self.month + self.day

    @property
    def leaf(self) -> str:
        """The one small word on a calendar leaf: the month on its first day (十一月), else the day (廿二)."""
        return self.month if self.day == "初一" else self.day

    @property
    def occasion(self) -> str:
        """What is special about the day: 冬至, 中秋节, both when they meet, or nothing."""
        return "·".join(word for word in (self.festival, self.term) if word)


@lru_cache(maxsize=2048)
def of(date: datetime.date) -> Almanac:
    """Return the calendar's words for one day in China."""
    lunar = Solar.fromYmd(date.year, date.month, date.day).getLunar()
    month: int = lunar.getMonth()  # negative in a leap month
    return Almanac(
        month=("闰" if month < 0 else "") + MONTHS[abs(month) - 1],
        day=lunar.getDayInChinese(),
        term=lunar.getJieQi(),
        festival=_festival(date, month, lunar.getDay()),
    )


def words_for_range(first: datetime.date, last: datetime.date) -> str:
    """Return the lunar dates of a few days or weeks: 农历十月廿二至廿八, 农历十月廿九至十一月初五."""
    start, end = of(first), of(last)
    if first == last:
        return f"农历{start.words}"
    return f"农历{start.words}至{end.day if end.month == start.month else end.words}"


def _festival(date: datetime.date, month: int, day: int) -> str:
    """Name the festival; a leap month repeats none, and New Year's Eve is the 29th or the 30th."""
    if month == 12 and day >= 29 and _is_new_year(date + datetime.timedelta(days=1)):
        return NEW_YEARS_EVE
    return FESTIVALS.get((month, day), "")


def _is_new_year(date: datetime.date) -> bool:
    lunar = Solar.fromYmd(date.year, date.month, date.day).getLunar()
    return bool(lunar.getMonth() == 1 and lunar.getDay() == 1)
