"""Near times for a clerk whose wish was refused: buttons in the form that send the same wish for one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.http import QueryDict
from django.utils.timezone import localtime

from bookings.alternatives import Alternative
from bookings.explaining import Wanted, taken, why_not
from bookings.words import where_words
from centres.models import Centre, RoomTaken
from centres.words import when_words
from fairness.rules import Refused

FIELD = "instead"  # the button's name; its value says where and when
PARTS = ("room", "on", "starts", "ends")  # as the form's fields say it


@dataclass(frozen=True, slots=True)
class Instead:
    """One alternative. Where the clerk may not book, `value` is empty, and `phone` says whom to call."""

    when: str
    where: str
    kind: str
    value: str
    slug: str  # of the site whose board takes it
    phone: str

    @classmethod
    def of(cls, each: Alternative, *, own: Sequence[Centre]) -> Self:
        centre, span = each.room.centre, each.span
        starts, ends = localtime(span.starts_at), localtime(span.ends_at)
        value = f"{each.room.pk} {starts:%Y-%m-%d %H:%M} {ends:%H:%M}" if centre in own else ""
        where = f"{each.room.name}·{where_words(each.room)}"
        return cls(when_words(span), where, str(each.kind.label), value, centre.slug, centre.phone)


def near(
    refused: Exception | None,
    wish: Mapping[str, Any],
    *,
    party: int,
    own: Sequence[Centre],
    now: datetime,
    leaving: UUID | None = None,
) -> list[Instead]:
    """What could be had instead of the `room` and `span` of a wish; nothing for what no other time mends.

    `own` are the sites whose boards take it.
    """
    match refused:
        case Refused():
            refusals = refused.refusals
        case RoomTaken():
            refusals = [taken()]
        case _:
            return []
    wanted = Wanted(wish["room"], wish["span"], party, now, is_online=False)
    answer = why_not(refusals, wanted, leaving=leaving)
    return [Instead.of(each, own=own) for each in answer.near]


def typed(data: QueryDict) -> QueryDict:
    """What was sent, with the time and room of the button that was pressed; one that says neither changes nothing."""
    parts = data.get(FIELD, "").split()
    if len(parts) != len(PARTS):
        return data
    changed = data.copy()
    for name, value in zip(PARTS, parts, strict=True):
        changed[name] = value
    return changed
