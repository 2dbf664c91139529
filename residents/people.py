"""The registry of who holds rows about a resident, so that two entries of one person can be merged, and a person
can read (export) or erase (forget) what we know, without `residents` importing anybody.

Each app fills it in `AppConfig.ready()`; tests/residents/test_people.py fails when a foreign key to Resident is
nobody's:

    people.register(
        "bookings",
        keys=["Booking.booked_for"],
        repoint=repoint,   # (gone, kept): the rows of one become the other's
        export=export,     # (resident): what we know, as JSON holds it, under words that the reader understands
        forget=forget,     # (resident): what could tell who it was goes; times, rooms and counts stay
        unfinished=unfinished,  # (resident, now): sentences about what has to end before a person can be forgotten
        let_go=let_go,     # (account): it ends while the person stays; its key goes from what it did
        sites=sites,       # (resident, now): where they are expected, or else were last
    )
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from django.apps import apps
from django.db.models import Exists, OuterRef, QuerySet

from centres.models import Centre
from residents.models import Resident, User

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"


@dataclass(frozen=True)
class Holder:
    app: str
    keys: frozenset[str]  # "Model.field" of the app's foreign keys to Resident
    light_keys: frozenset[str]  # those of rows that keep nobody on record: how they wish to be told
    repoint: Callable[[Resident, Resident], None]
    export: Callable[[Resident], dict[str, Json]]
    forget: Callable[[Resident], None]
    unfinished: Callable[[Resident, datetime], list[str]]
    let_go: Callable[[User], None]
    sites: Callable[[Resident, datetime], list[Centre]]


def _nothing(resident: Resident, now: datetime) -> list[str]:
    return []


def _none_done(account: User) -> None:
    """The account has left no trace in this app."""


def _nowhere(resident: Resident, now: datetime) -> list[Centre]:
    return []


_holders: dict[str, Holder] = {}


def register(
    app: str,
    *,
    keys: Collection[str],
    repoint: Callable[[Resident, Resident], None],
    export: Callable[[Resident], dict[str, Json]],
    forget: Callable[[Resident], None],
    unfinished: Callable[[Resident, datetime], list[str]] = _nothing,
    let_go: Callable[[User], None] = _none_done,
    sites: Callable[[Resident, datetime], list[Centre]] = _nowhere,
    light_keys: Collection[str] = (),
) -> None:
    if app in _holders:
        raise ValueError(f"{app} is registered twice.")
    _holders[app] = Holder(
        app, frozenset(keys), frozenset(light_keys), repoint, export, forget, unfinished, let_go, sites
    )


def holders() -> Iterable[Holder]:
    return tuple(_holders.values())


def unheld() -> QuerySet[Resident]:
    """Residents of whom no app holds anything."""
    residents = Resident.objects.all()
    for holder in holders():
        for key in holder.keys:
            model, field = key.split(".")
            rows = apps.get_model(holder.app, model)._default_manager.filter(**{field: OuterRef("pk")})
            residents = residents.exclude(Exists(rows))
    return residents
