"""How a person is told: by text message, by e-mail, or by a call from a desk, as they wish and as it reaches them.

What the messages say, the apps know that have something to tell. Each message is a row of the outbox, written in the
transaction of the change, in the portal's own language, whatever the clerk reads. One that comes back as undeliverable
goes another way (`reach_otherwise`): what is essential is never lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self, TypedDict

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

import notices.actions
from centres.models import Centre
from notices.models import Notice
from residents.models import Preferences, Resident, User
from residents.names import masked_email
from residents.phones import is_mobile, masked

EMAIL = "email"  # the channel
AGAIN = "-else"  # ends the request number of what goes another way
CALLED = "-call"  # and of what staff decided to call about


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be told; `key` says who it is in the outbox."""

    key: str
    name: str
    phone: str
    email: str = ""
    by_text: bool = True
    reminders: bool = field(default=True, compare=False)

    @classmethod
    def of_resident(cls, resident: Resident) -> Self:
        """The number left for them; their account's where that one cannot receive a message."""
        account = resident.user if not is_mobile(resident.phone) else None
        phone = account.phone if account else resident.phone
        return cls(f"resident-{resident.pk}", resident.name, phone, **_wishes(resident))

    @classmethod
    def of_account(cls, user: User) -> Self:
        resident = getattr(user, "resident", None)
        return cls(f"account-{user.pk}", "", user.phone, **(_wishes(resident) if resident else {}))

    @property
    def gets_texts(self) -> bool:
        return self.by_text and is_mobile(self.phone)

    @property
    def has_message(self) -> bool:
        """A message reaches them; else the desk calls."""
        return self.gets_texts or bool(self.email)

    @property
    def masked_address(self) -> str:
        """Where a message goes, as others may read it: 138****1234."""
        places = [masked(self.phone)] if self.gets_texts else []
        return _(", ").join([*places, *([masked_email(self.email)] if self.email else [])])


class _Wishes(TypedDict, total=False):
    email: str
    by_text: bool
    reminders: bool


def _wishes(resident: Resident) -> _Wishes:
    wishes: Preferences | None = getattr(resident, "preferences", None)
    if wishes is None:
        return {}
    return {
        "email": wishes.email if wishes.by_email else "",
        "by_text": wishes.by_text,
        "reminders": wishes.reminders,
    }


def say(
    person: Person,
    words: str,
    *,
    centre: Centre,
    request_id: str,
    now: datetime,
    not_before: datetime | None = None,
    may_wait: bool = False,
    is_essential: bool = True,
) -> None:
    """By every way they wish; whom none reaches stands on the call list of the site's desk.

    What is not essential (a reminder) they may have switched off.
    """
    if not is_essential and not person.reminders:
        return
    if not person.has_message:
        notices.actions.ask_to_call(
            to=person.phone, body=words, place=centre.slug, recipient_key=person.key, request_id=request_id, now=now
        )
        return
    ways = [(person.phone, "")] if person.gets_texts else []
    ways += [(person.email, EMAIL)] if person.email else []
    for number, (to, channel) in enumerate(ways):
        notices.actions.queue(
            to=to,
            body=words,
            subject=str(_("A message from Yanji Neighbours")) if channel else "",
            recipient_key=person.key,
            channel=channel,
            request_id=f"{request_id}-{channel}" if number else request_id,
            place=centre.slug if is_essential else "",
            now=now,
            not_before=not_before,
            may_wait=may_wait,
        )


def keep_back(*, request_id: str) -> bool:
    """A message that became untrue before it went out. True when nobody has tried to send it yet, by any way."""
    ways = _ways(request_id)
    untried = [notices.actions.withdraw(request_id=each) for each in ways if Notice.objects.asked_for(each).exists()]
    return bool(untried) and all(untried)


@transaction.atomic
def reach_otherwise(now: datetime) -> None:
    """For the worker: an essential message that was given up (no such number, no such mailbox) goes another way.

    By text message where an e-mail came back and the person has a mobile; else by a call from the desk of its site.
    Nothing is done where another way has carried it already, or where only a mailbox is known of somebody erased.
    """
    for notice in Notice.objects.undelivered(now).select_for_update(skip_locked=True):
        base = notice.request_id.removesuffix(f"-{EMAIL}")
        ways = _ways(base)
        if Notice.objects.on_its_way(*ways, *(f"{way}{CALLED}" for way in ways)):
            continue
        notice.is_carried_on = True
        notice.save(update_fields=["is_carried_on"])
        person = _person_of(notice.recipient_key)
        if person is None and notice.channel == EMAIL:
            continue
        number = person.phone if person else notice.to
        go = notices.actions.queue if notice.channel == EMAIL and is_mobile(number) else notices.actions.ask_to_call
        go(
            to=number,
            body=notice.body,
            place=notice.place,
            recipient_key=notice.recipient_key,
            request_id=f"{base}{AGAIN}",
            now=now,
        )


def _ways(request_id: str) -> list[str]:
    return [request_id, f"{request_id}-{EMAIL}", f"{request_id}{AGAIN}"]


def _person_of(key: str) -> Person | None:
    """Whoever the outbox knows by this key; None for somebody who is erased."""
    kind, _dash, pk = key.partition("-")
    if kind == "resident":
        resident = Resident.objects.select_related("user", "preferences").filter(pk=pk).first()
        return Person.of_resident(resident) if resident else None
    user = User.objects.filter(pk=pk).first()
    return Person.of_account(user) if user else None


def each_once(people: Sequence[Person], number: str | None) -> list[Person]:
    """Each number once, and not the actor's own."""
    return list({person.phone or person.key: person for person in people if person.phone != number}.values())


def in_own_language() -> translation.override:
    return translation.override(settings.LANGUAGE_CODE)
