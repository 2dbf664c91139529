"""The 4 centres and 13 sub-points to start from, read from data/sites.json."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import NotRequired, TypedDict

from django.db import transaction

from centres.models import Centre, Committee, Equipment, OpeningPeriod, Room

SITES = Path(__file__).parent / "data" / "sites.json"


class RoomEntry(TypedDict):
    number: str
    name: str
    floor: int
    capacity: int
    area: int
    equipment: list[str]
    access: list[str]  # lift, accessible_toilet, hearing_loop, armchairs
    steps: NotRequired[int]
    introduction: NotRequired[str]
    note: NotRequired[str]
    is_bookable: NotRequired[bool]
    parts: NotRequired[list["RoomEntry"]]


class SiteEntry(TypedDict):
    slug: str
    kind: str
    number: int
    name: str
    short_name: str
    committee: str
    extends: NotRequired[str]
    address: str
    way_there: NotRequired[str]
    phone: str
    operator: NotRequired[str]
    introduction: str
    map: tuple[int, int]
    rooms: list[RoomEntry]


class HoursEntry(TypedDict):
    days: list[int]
    opens: str
    closes: str


class Sites(TypedDict):
    valid_from: str
    opening_hours: dict[str, list[HoursEntry]]  # by kind of site
    sites: list[SiteEntry]


@dataclass(frozen=True, slots=True)
class Loaded:
    added: Sequence[Centre]
    known: int


@transaction.atomic
def load_sites() -> Loaded:
    """Create the sites that are missing, with rooms and hours. A site that is there stays as staff left it."""
    data: Sites = json.loads(SITES.read_text(encoding="utf-8"))
    known = set(Centre.objects.values_list("slug", flat=True))
    added = []
    for entry in data["sites"]:
        if entry["slug"] in known:
            continue
        centre = _add_site(entry)
        _open(centre, data["opening_hours"][entry["kind"]], valid_from=date.fromisoformat(data["valid_from"]))
        for room in entry["rooms"]:
            _add_room(centre, room)
        added.append(centre)
    return Loaded(added, known=len(data["sites"]) - len(added))


def _add_site(entry: SiteEntry) -> Centre:
    committee, _created = Committee.objects.get_or_create(name=entry["committee"])
    across, down = entry["map"]
    return Centre.objects.create(
        slug=entry["slug"],
        kind=entry["kind"],
        number=entry["number"],
        name=entry["name"],
        short_name=entry["short_name"],
        committee=committee,
        extends=Centre.objects.get(slug=entry["extends"]) if "extends" in entry else None,
        address=entry["address"],
        way_there=entry.get("way_there", ""),
        phone=entry["phone"],
        operator=entry.get("operator", ""),
        introduction=entry["introduction"],
        map_x=across,
        map_y=down,
    )


def _open(centre: Centre, hours: Sequence[HoursEntry], *, valid_from: date) -> None:
    OpeningPeriod.objects.bulk_create(
        OpeningPeriod(
            centre=centre,
            day=day,
            opens=time.fromisoformat(stretch["opens"]),
            closes=time.fromisoformat(stretch["closes"]),
            valid_from=valid_from,
        )
        for stretch in hours
        for day in stretch["days"]
    )


def _add_room(centre: Centre, entry: RoomEntry, whole: Room | None = None) -> None:
    room = Room.objects.create(
        centre=centre,
        whole=whole,
        number=entry["number"],
        name=entry["name"],
        floor=entry["floor"],
        capacity=entry["capacity"],
        area=entry["area"],
        introduction=entry.get("introduction", ""),
        note=entry.get("note", ""),
        is_bookable=entry.get("is_bookable", True),
        steps=entry.get("steps", 0),
        **_access(entry["access"]),
    )
    room.equipment.set(Equipment.objects.get_or_create(name=name)[0] for name in entry["equipment"])
    for part in entry.get("parts", []):
        _add_room(centre, part, whole=room)


def _access(facts: Sequence[str]) -> Mapping[str, bool]:
    return {f"has_{fact}": True for fact in facts}
