"""The weekly programme and the services of the example data, from programme.json."""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import NotRequired, TypedDict

from activities import actions as activity_actions
from activities.models import Activity
from centres.models import Centre, Room, RoomTaken
from centres.spans import Span
from office.example_data.scene import Scene, span_of
from residents.models import User
from services import actions as service_actions
from services.models import Provider, Service

PROGRAMME = Path(__file__).parent / "programme.json"


class Entry(TypedDict):
    """An activity or a service, and when and where it takes place."""

    name: str
    fields: dict[str, str | int | bool]
    hours: str  # 09:00-10:30
    places: list[tuple[str, str]]  # site, room
    days: NotRequired[list[int]]
    of_month: NotRequired[tuple[int, int]]
    in_turn_from_the_15th: NotRequired[bool]  # on the 15th or the next open day, another place each month
    provider: NotRequired[str]


class Programme(TypedDict):
    activities: list[Entry]
    services: list[Entry]
    providers: list[dict[str, str]]


def load_programme(scene: Scene, *, by: User) -> None:
    """Schedule what is missing; what staff moved, cancelled or planned themselves stays as it is."""
    data: Programme = json.loads(PROGRAMME.read_text(encoding="utf-8"))
    for entry in data["activities"]:
        activity, _created = Activity.objects.get_or_create(name=entry["name"], defaults=_fields(scene, entry))
        known = set(activity.sessions.values_list("occupancy__room", "occupancy__starts_at"))
        for room, span in _dates(scene, entry):
            if (room.pk, span.starts_at) not in known:
                with suppress(RoomTaken):
                    activity_actions.schedule(activity=activity, room=room, span=span, by=by, now=scene.begun_at)
    for each in data["providers"]:
        Provider.objects.get_or_create(name=each["name"], defaults=each)
    providers = {each.name: each for each in Provider.objects.all()}
    for entry in data["services"]:
        usual = {"provided_by": providers.get(entry.get("provider", ""))}
        fields = {**_fields(scene, entry), **usual}
        service, _created = Service.objects.get_or_create(name=entry["name"], defaults=fields)
        known = set(service.days.values_list("occupancy__room", "occupancy__starts_at"))
        for room, span in _dates(scene, entry):
            if (room.pk, span.starts_at) not in known:
                with suppress(RoomTaken):
                    service_actions.schedule(
                        service=service, room=room, span=span, provider=entry["provider"], by=by, now=scene.begun_at
                    )


def _fields(scene: Scene, entry: Entry) -> dict[str, object]:
    """The site where it takes place organises it; what takes place at several is the street office's."""
    rooms = _rooms(scene, entry)
    centre: Centre | None = rooms[0].centre if len(rooms) == 1 else None
    return {**entry["fields"], "centre": centre}


def _rooms(scene: Scene, entry: Entry) -> list[Room]:
    return [scene.rooms[site, room] for site, room in entry["places"]]


def _dates(scene: Scene, entry: Entry) -> Iterator[tuple[Room, Span]]:
    if "in_turn_from_the_15th" in entry:
        yield from _in_turn(scene, entry)
        return
    for room in _rooms(scene, entry):
        for span in scene.open_days(room, entry["hours"], _days(scene, entry)):
            yield room, span


def _days(scene: Scene, entry: Entry) -> Sequence[date]:
    first, last = entry.get("of_month", (1, 31))
    return [day for day in scene.weekdays(*entry.get("days", [])) if first <= day.day <= last]


def _in_turn(scene: Scene, entry: Entry) -> Iterator[tuple[Room, Span]]:
    rooms = _rooms(scene, entry)
    for fifteenth in (day for day in scene.days() if day.day == 15):
        room = rooms[fifteenth.month % len(rooms)]
        candidates = [day for day in scene.days() if fifteenth <= day < fifteenth + timedelta(weeks=2)]
        for span in scene.open_days(room, entry["hours"], candidates)[:1]:
            yield room, span


OUTING = {
    "kind": Activity.Kind.EXERCISE,
    "leader": "陆老师",
    "audience": "走得动一小时的邻居",
    "introduction": "慢慢走，沿河看看花，中间歇两回。下小雨照常，下大雨改期。",
    "bring": "一杯水、一把伞",
    "capacity": 12,
}


def load_outing(scene: Scene, *, by: User) -> None:
    """One place outdoors, and a walk that begins at the gate of the centre."""
    centre = Centre.objects.get(slug="c1")
    place, _created = Room.objects.get_or_create(
        centre=centre,
        number="W1",
        defaults={
            "name": "杨浦滨江",
            "capacity": 30,
            "area": 1,
            "is_bookable": False,
            "is_outdoors": True,
            "introduction": "出门活动用的地方，不在楼里。",
        },
    )
    walk, _created = Activity.objects.get_or_create(name="滨江散步", defaults={**OUTING, "centre": centre})
    day = scene.next(4)
    if scene.open_days(place, "13:30-15:00", [day]) and not walk.sessions.exists():
        activity_actions.schedule_each(
            activity=walk,
            room=place,
            spans=[span_of(day, "13:30-15:00")],
            meeting_point="一中心大门口，13:20",
            by=by,
            now=scene.begun_at,
        )
