"""A person, or the desk for them, says how they wish to be told."""

from django.db import transaction
from django.utils.translation import gettext as _

from residents.models import Preferences, Resident
from residents.people import Json


class NoWayLeft(Exception):
    """One sentence: without any way open, what is essential would not arrive."""

    def __init__(self) -> None:
        self.sentence = _("Please leave one way open: we have to tell you when something changes or is cancelled.")
        super().__init__(self.sentence)


def wishes_of(resident: Resident) -> Preferences:
    """As they stand; the usual ones, not saved, for somebody who never said."""
    return Preferences.objects.filter(resident=resident).first() or Preferences(resident=resident)


@transaction.atomic
def wish(*, resident: Resident, by_text: bool, by_email: bool, by_call: bool, reminders: bool) -> Preferences:
    """How they are told from now on: by a call, or else by messages. Raises NoWayLeft.

    Without a proved address nothing goes by e-mail.
    """
    wishes = _locked(resident)
    by_text = by_text and not by_call
    by_email = by_email and bool(wishes.email) and not by_call
    if not (by_text or by_email or by_call):
        raise NoWayLeft
    wishes.by_text, wishes.by_email, wishes.by_call, wishes.reminders = by_text, by_email, by_call, reminders
    wishes.save(update_fields=["by_text", "by_email", "by_call", "reminders"])
    return wishes


@transaction.atomic
def prove_email(*, resident: Resident, email: str) -> None:
    """A code has shown that they read this mailbox: messages go there, too."""
    wishes = _locked(resident)
    wishes.email, wishes.by_email = email, True
    wishes.save(update_fields=["email", "by_email"])


@transaction.atomic
def forget_email(*, resident: Resident) -> None:
    """Text messages take over where it was the only way."""
    wishes = _locked(resident)
    wishes.email, wishes.by_email = "", False
    wishes.by_text = wishes.by_text or not wishes.by_call
    wishes.save(update_fields=["email", "by_email", "by_text"])


@transaction.atomic
def wish_to_be_called(*, resident: Resident, is_wanted: bool) -> None:
    """At the desk: no messages, please call; or messages again."""
    wishes = _locked(resident)
    wishes.by_call, wishes.by_text = is_wanted, not is_wanted
    wishes.by_email = wishes.by_email and not is_wanted
    wishes.save(update_fields=["by_call", "by_text", "by_email"])


def _locked(resident: Resident) -> Preferences:
    Preferences.objects.get_or_create(resident=resident)
    return Preferences.objects.select_for_update().get(resident=resident)


# What becomes of the row


def repoint(gone: Resident, kept: Resident) -> None:
    """The wishes of the entry that stays count, where it has any; what either has read stays read."""
    rows = list(Preferences.objects.filter(resident__in=[gone, kept]))
    if not rows:
        return
    said = max(rows, key=lambda row: (row.says_something, row.resident_id == kept.pk))
    said.resident = kept
    said.read_at = max((row.read_at for row in rows if row.read_at), default=None)
    Preferences.objects.filter(pk__in=[row.pk for row in rows if row is not said]).delete()
    said.save(update_fields=["resident", "read_at"])


def export(resident: Resident) -> dict[str, Json]:
    """Nothing for somebody who never said."""
    said = Preferences.objects.filter(resident=resident).first()
    if said is None:
        return {}
    ways = {"text": said.by_text, "email": said.by_email, "call": said.by_call, "reminders": said.reminders}
    return {"told": {"address": said.email, **ways}}


def forget(resident: Resident) -> None:
    Preferences.objects.filter(resident=resident).delete()
