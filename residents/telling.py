"""How a person is told: by text message, or, whom none reaches, by a call from a desk.

What the messages say, the apps know that have something to tell. Each message is a row of the outbox, written in the
transaction of the change, in the portal's own language, whatever the clerk reads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.conf import settings
from django.utils import translation

import notices.actions
from centres.models import Centre
from residents.models import Resident, User
from residents.phones import is_mobile


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be told; `key` says who it is in the outbox."""

    key: str
    name: str
    phone: str

    @classmethod
    def of_resident(cls, resident: Resident) -> Self:
        """The number left for them; their account's where that one cannot receive a message."""
        account = resident.user if not is_mobile(resident.phone) else None
        return cls(f"resident-{resident.pk}", resident.name, account.phone if account else resident.phone)

    @classmethod
    def of_account(cls, user: User) -> Self:
        return cls(f"account-{user.pk}", "", user.phone)

    @property
    def has_mobile(self) -> bool:
        return is_mobile(self.phone)


def say(
    person: Person,
    words: str,
    *,
    centre: Centre,
    request_id: str,
    now: datetime,
    not_before: datetime | None = None,
    may_wait: bool = False,
) -> None:
    """By text message; whom none reaches stands on the call list of the site's desk."""
    if person.has_mobile:
        notices.actions.queue(
            to=person.phone,
            body=words,
            recipient_key=person.key,
            request_id=request_id,
            now=now,
            not_before=not_before,
            may_wait=may_wait,
        )
        return
    notices.actions.ask_to_call(
        to=person.phone, body=words, place=centre.slug, recipient_key=person.key, request_id=request_id, now=now
    )


def each_once(people: Sequence[Person], number: str | None) -> list[Person]:
    """Each number once, and not the actor's own."""
    return list({person.phone or person.key: person for person in people if person.phone != number}.values())


def in_own_language() -> translation.override:
    return translation.override(settings.LANGUAGE_CODE)
