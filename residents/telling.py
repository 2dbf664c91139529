"""How a person is told: by text message, by e-mail, or by a call from a desk, as they wish and as it reaches them.

What the messages say, the apps know that have something to tell. Each message is a row of the outbox, written in the
transaction of the change, in the portal's own language, whatever the clerk reads. One that comes back as undeliverable
goes another way (`reach_otherwise`): what is essential is never lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self, TypedDict

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

import notices.actions
from centres.models import Centre
from notices.models import Notice
from residents.channels import Channel
from residents.models import Preferences, Resident, User
from residents.names import masked_email
from residents.phones import is_mobile, masked
from residents.relatives import acts_for

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
    about: str = field(default="", compare=False)  # whom they are told of, if not of themselves

    @classmethod
    def of_resident(cls, resident: Resident, *, about: str = "") -> Self:
        """The number left for them; their account's where that one cannot receive a message."""
        account = resident.user if not is_mobile(resident.phone) else None
        phone = account.phone if account else resident.phone
        return cls(f"resident-{resident.pk}", resident.name, phone, about=about, **_wishes(resident))

    @classmethod
    def of_account(cls, user: User, *, about: str = "") -> Self:
        resident = getattr(user, "resident", None)
        return cls(f"account-{user.pk}", "", user.phone, about=about, **(_wishes(resident) if resident else {}))

    @property
    def subject(self) -> str:
        """Whom a message to them is about."""
        return self.about or self.name

    def unnamed(self) -> Self:
        """For a message about several."""
        return replace(self, name="", about="")

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
    words = _addressed(person, words)
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


def _addressed(person: Person, words: str) -> str:
    """With the name of whom it is about, where the reader may take it for their own: a relative, the leader of a team,
    or one of several at a telephone."""
    if not (person.about or _is_shared(person)):
        return words
    signed = words.find("】") + 1 if words.startswith("【") else 0  # who writes stays in front
    with in_own_language():
        return words[:signed] + _("For %(name)s: %(words)s") % {"name": person.subject, "words": words[signed:]}


def _is_shared(person: Person) -> bool:
    if not (person.name and person.gets_texts):
        return False
    return Resident.objects.at_number(person.phone).exclude(pk=person.key.removeprefix("resident-")).exists()


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


def concerned(resident: Resident | None, made_by: User | None, channel: str, *, by: User | None) -> list[Person]:
    """Who has to learn what `by`, or the worker (None), does: whom it is for, and the relative who did it for them and
    acts for them still; not whoever does it. Each number once; nobody where it was taken off the record."""
    if resident is None:
        return []
    actor, number = (by.pk, by.phone) if by else (None, None)
    people = [] if by and resident.user_id == actor else [Person.of_resident(resident)]
    if made_by and channel == Channel.RELATIVE and made_by.pk not in (actor, resident.user_id):
        people += [Person.of_account(made_by, about=resident.name)] if acts_for(made_by, resident) else []
    return each_once(people, number)


def each_once(people: Sequence[Person], number: str | None) -> list[Person]:
    """Each number once, and not the actor's own."""
    return list({person.phone or person.key: person for person in people if person.phone != number}.values())


def in_own_language() -> translation.override:
    return translation.override(settings.LANGUAGE_CODE)
