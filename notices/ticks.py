"""What the worker does again and again: a registry that each app fills in `AppConfig.ready()`.

A tick gets the moment it runs at, and must be safe to run twice, late, or not at all for a while: what is to be
done stands in the database, never in the worker.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Tick:
    name: str
    every: timedelta
    function: Callable[[datetime], None]


_ticks: dict[str, Tick] = {}


def register(name: str, every: timedelta, function: Callable[[datetime], None]) -> None:
    if name in _ticks:
        raise ValueError(f"Two ticks are called {name!r}.")
    _ticks[name] = Tick(name, every, function)


def registered() -> Iterable[Tick]:
    return tuple(_ticks.values())
