"""Rooms, days and numbers of people in the words of the pages about booking."""

from collections.abc import Sequence
from datetime import date

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from centres.models import Centre, Room
from centres.words import weekday_words


def call(centre: Centre) -> dict[str, str]:
    """Whom to phone while one reads about this site, as base.html shows it."""
    return {"phone": centre.phone, "phone_of": centre.name}


def full_day_words(day: date) -> str:
    """2026年11月30日 周一."""
    words = pgettext("date format", "j F Y")
    return f"{dateformat.format(day, words)} {weekday_words(day)}"


def people_words(count: int) -> str:
    return ngettext("%(count)d person", "%(count)d people", count) % {"count": count}


def floor_words(room: Room) -> str:
    """1楼, 地下1层."""
    if room.floor < 0:
        return _("basement level %(floor)d") % {"floor": -room.floor}
    return _("floor %(floor)d") % {"floor": room.floor}


def where_words(room: Room) -> str:
    """延吉社区第三睦邻中心·1楼; no line begins with the dot."""
    return f"{room.centre.name}\u2060·{floor_words(room)}"


def seats_words(room: Room) -> str:
    return ngettext("seats %(count)d", "seats %(count)d", room.capacity) % {"count": room.capacity}


def area_words(room: Room) -> str:
    return _("%(area)d square metres") % {"area": room.area}


def list_words(words: Sequence[str]) -> str:
    """投影、音响."""
    return pgettext("between two things", ", ").join(words)


def access_words(room: Room) -> list[str]:
    """What a body with a stick, a wheelchair or a hearing aid needs to know, the way in first."""
    steps = ngettext("%(count)d step on the way in", "%(count)d steps on the way in", room.steps)
    facts = [
        (room.is_step_free, _("no steps, a wheelchair can enter")),
        (room.steps > 0, steps % {"count": room.steps}),
        (room.has_lift, _("a lift")),
        (room.floor > 1 and not room.has_lift, _("stairs only")),
        (room.has_accessible_toilet, _("an accessible toilet")),
        (room.has_armchairs, _("chairs with arms")),
        (room.has_hearing_loop, _("a hearing loop")),
    ]
    return [words for holds, words in facts if holds]
