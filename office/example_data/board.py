"""The blackboard, and a room out of use, in the example data."""

from contextlib import suppress
from datetime import timedelta

from centres.models import Centre, RoomTaken
from office.actions.closures import close_rooms
from office.example_data.scene import Scene, span_of
from office.models import Announcement, ClosureHold
from residents.models import User

THURSDAY, FRIDAY, SATURDAY = 4, 5, 6
REPAIR = "电脑检修"
A_FEW_DAYS = timedelta(days=3)


def load_board(scene: Scene) -> None:
    thursday, friday = scene.next(THURSDAY), scene.next(FRIDAY)
    haircuts = [day for day in scene.weekdays(SATURDAY) if 8 <= day.day <= 14 and day > scene.today]
    lines = [
        ("c1", thursday, f"信息苑{REPAIR}半天", "上午不开放，下午照常。急着打印的，前台帮您打。"),
        ("c1", friday, "理事会例会欢迎旁听", "下午三点在议事室，想添什么、改什么，来说一说。"),
        (
            None,
            scene.today + timedelta(days=3),
            "天冷了，来中心坐坐",
            "热水一直有。腿脚不便的邻居，打个电话，我们在门口接您。",
        ),
        *((None, day, "理发日", "三中心和杨家浜，八点半到十一点，每位10元，先到先理。") for day in haircuts[:1]),
    ]
    for slug, on, title, text in lines:
        Announcement.objects.get_or_create(
            title=title,
            on=on,
            defaults={
                "text": text,
                "centre": Centre.objects.get(slug=slug) if slug else None,
                "shown_from": scene.today,
                "shown_until": on,
            },
        )


def load_closure(scene: Scene, *, by: User) -> None:
    """Before the neighbours book."""
    room, span = scene.rooms["c1", "信息苑"], span_of(scene.next(THURSDAY), "08:30-12:00")
    known = ClosureHold.objects.filter(occupancy__room=room, occupancy__starts_at=span.starts_at)
    if not known.exists():
        with suppress(RoomTaken):
            close_rooms(wants=[(room, span)], title=REPAIR, by=by, now=scene.now)
