"""The registry of what somebody has: each app that keeps something for people says what, and 我的 lists it all.

Filled in `AppConfig.ready()`; the page asks no app by name.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from django_stubs_ext import StrOrPromise

from residents.models import User


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to come: when, what, where, for whom if not for themselves, and in which state it is."""

    when: str
    what: str
    where: str
    url: str
    badge: tuple[str, str]  # kind and words, as components/badge.html shows it
    whose: str = ""
    says: str = ""
    wants_answer: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Things of one kind; without any it is not shown."""

    key: str
    title: str
    items: Sequence[Item]


Source: TypeAlias = Callable[[User, datetime], list[Section]]
_sources: dict[str, Source] = {}


def register(app: str, source: Source) -> None:
    if app in _sources:
        raise ValueError(f"{app} is registered twice.")
    _sources[app] = source


def sections(user: User, now: datetime) -> list[Section]:
    found = (section for source in _sources.values() for section in source(user, now))
    return [section for section in found if section.items]


# Pages of one's own that stand elsewhere


@dataclass(frozen=True, slots=True)
class Page:
    """A page of one's own things: the name of its address, and the words of the link to it."""

    name: str
    words: StrOrPromise
    icon: str


_pages: dict[str, Page] = {}


def register_page(name: str, *, words: StrOrPromise, icon: str) -> None:
    """The link to it stands on 我的 and on 我的资料."""
    _pages[name] = Page(name, words, icon)


def pages() -> Sequence[Page]:
    return tuple(_pages.values())
