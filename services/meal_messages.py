"""Text messages about lunch, to those for whom somebody else ordered or cancelled."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from centres.words import date_words, moment_words
from notices import wordings
from residents.models import User
from residents.telling import Person, each_once, in_own_language, say
from services.models import MealOrder


def concerned(order: MealOrder, *, by: User) -> list[Person]:
    if order.resident is None or order.resident.user_id == by.pk:
        return []
    return each_once([Person.of_resident(order.resident)], by.phone)


def tell_ordered(order: MealOrder, *, by: User, now: datetime) -> None:
    words = _words("meal-ordered", order)
    people = [person for person in concerned(order, by=by) if person.has_message]
    _queue(order, f"ordered-{order.form_token.hex[:8]}", words, people, now=now)


def tell_cancelled(order: MealOrder, *, by: User, now: datetime) -> None:
    words = _words("meal-cancelled", order)
    _queue(order, "cancelled", words, concerned(order, by=by), now=now)


def _queue(order: MealOrder, event: str, words: str, people: Sequence[Person], *, now: datetime) -> None:
    for person in people:
        say(person, words, centre=order.menu.centre, request_id=f"meal-{order.pk}-{event}-{person.key}", now=now)


def _words(kind: str, order: MealOrder) -> str:
    with in_own_language():
        facts = _facts(order)
    return wordings.words(kind, facts)


def _facts(order: MealOrder) -> dict[str, str]:
    centre = order.menu.centre
    what = _("%(date)s, %(site)s, %(order)s") % {
        "date": date_words(order.on),
        "site": centre.short_name,
        "order": order.words,
    }
    return {"what": what, "until": moment_words(order.menu.closes_at), "phone": centre.phone}
