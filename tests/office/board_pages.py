"""The week board's pages as tests open them: addresses, forms as they are sent, and what stands on the answer."""

import uuid

from django.urls import reverse

from centres.models import Room
from tests.factories import at

NOW = at("2026-11-29 10:00")  # a Sunday morning
WEEK = "2026-W49"


def url(page: str, *args: object) -> str:
    return reverse(f"board:{page}", args=["c1", *args])


def wanted(room: Room, /, **changes: object) -> dict[str, object]:
    """A booking form as the page sends it."""
    return {
        "room": room.pk,
        "on": "2026-11-30",
        "starts": "09:00",
        "ends": "10:30",
        "name": "张示例",
        "phone": "13800000001",
        "party": "8",
        "purpose": "喝茶聊天",
        "channel": "phone",
        "waiver": "",
        "token": str(uuid.uuid4()),
        **changes,
    }


def closing(room: Room, **changes: object) -> dict[str, object]:
    """A form that takes a room out of use, as the page sends it."""
    return {
        "room": room.pk,
        "on": "2026-11-30",
        "starts": "08:30",
        "ends": "17:00",
        "title": "地板打蜡",
        "token": str(uuid.uuid4()),
        **changes,
    }


def flash(response) -> list[str]:
    """What stands above the page that the answer leads to."""
    return [str(message) for message in response.context["messages"]]


def errors(response) -> str:
    form = response.context["form"]
    return " ".join(str(error) for field in form.errors.values() for error in field)
