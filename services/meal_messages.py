"""Text messages about lunch, to those for whom somebody else ordered or cancelled."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.claimants import Told
from centres.words import date_words, moment_words
from notices import wordings
from residents import telling
from residents.models import User
from residents.telling import Person, in_own_language, say
from services.models import MealOrder


def concerned(order: MealOrder, *, by: User) -> list[Person]:
    return telling.concerned(order.resident, order.ordered_by, order.channel, by=by)


def tell_ordered(order: MealOrder, *, by: User, now: datetime) -> None:
    words = _words("meal-ordered", order)
    people = [person for person in concerned(order, by=by) if person.has_message]
    _queue(order, f"ordered-{order.form_token.hex[:8]}", words, people, now=now)


def tell_cancelled(order: MealOrder, *, by: User, now: datetime) -> None:
    words = _words("meal-cancelled", order)
    _queue(order, "cancelled", words, concerned(order, by=by), now=now)


def tell_menu_cancelled(orders: Sequence[MealOrder], *, reason: str, by: User, now: datetime) -> Told:
    return _tell_all(orders, "meal-menu-cancelled", "off", {"why": reason_words(reason)}, by=by, now=now)


def tell_dishes_changed(orders: Sequence[MealOrder], *, dishes: str, reason: str, by: User, now: datetime) -> Told:
    with in_own_language():
        lines = _(", ").join(line.strip() for line in dishes.splitlines() if line.strip())
    facts = {"dishes": lines, "why": reason_words(reason)}
    return _tell_all(orders, "meal-dishes-changed", f"dishes-{now.timestamp():.0f}", facts, by=by, now=now)


def reason_words(reason: str) -> str:
    with in_own_language():
        reason = reason.strip().rstrip("。.！!；;")
        return _(" Reason: %(reason)s.") % {"reason": reason} if reason else ""


def _tell_all(
    orders: Sequence[MealOrder], kind: str, event: str, further: dict[str, str], *, by: User, now: datetime
) -> Told:
    """Each who ordered, and the relative who did it for them."""
    told: list[Person] = []
    for order in orders:
        people = concerned(order, by=by)
        with in_own_language():
            facts = {name: words for name, words in _facts(order).items() if name != "until"}
        _queue(order, event, wordings.words(kind, {**facts, **further}), people, now=now)
        told += people
    sent = sum(person.has_message for person in told)
    done = ngettext("%(count)d text message goes out.", "%(count)d text messages go out.", sent)
    to_do = ngettext(
        "%(count)d neighbour gets no message and stands on the call list of the desk.",
        "%(count)d neighbours get no message and stand on the call list of the desk.",
        len(told) - sent,
    )
    calls = (to_do % {"count": len(told) - sent},) if len(told) > sent else ()
    return Told((done % {"count": sent},) if sent else (), calls)


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
