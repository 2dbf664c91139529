"""The registry of spans with words laid over a room's day: not released yet, kept for the desk.

What a week or a search offers is then what the rules accept. Filled in `AppConfig.ready()`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from centres.spans import Span

if TYPE_CHECKING:
    from centres.hours import HoursBook
    from centres.models import Room


@dataclass(frozen=True, slots=True)
class Overlay:
    """Open, not taken, and yet not to be had on the web at this moment."""

    room_id: int
    span: Span
    words: str


Source = Callable[[Sequence["Room"], "HoursBook", datetime], Iterable[Overlay]]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """`source(rooms, hours, now)` answers for many rooms and all dates of the hours at once, in at most one query.

    `rooms` come with their centre.
    """
    _sources[name] = source


def over(rooms: Sequence["Room"], hours: "HoursBook", now: datetime) -> list[Overlay]:
    return [overlay for source in _sources.values() for overlay in source(rooms, hours, now)]
