"""A number that belongs to somebody else now: networks give numbers out again after a while.

Whoever had it keeps their entry and what stands on it, but neither the number nor the account that signs in with it.
Nothing is sent to the number about them any more; the sites where they are expected are told.
"""

import logging
from datetime import datetime

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

import notices.actions
from centres.models import Centre
from centres.retries import retry_on_deadlock
from residents import actions, people, relatives
from residents.models import Relative, Resident, User
from residents.telling import in_own_language

logger = logging.getLogger("residents.new_owner")


class CannotGiveUp(Exception):
    """One sentence: why the number stays."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


# Whose is it?


@transaction.atomic
def doubt(*, user: User, name: str, now: datetime) -> bool:
    """A code has proved the number of an account: whether they have to say who they are before they see anything.

    So it is where nobody has signed in for long, unless they have just written the `name` that we know. It stays so
    until it is answered, however often they come.
    """
    account = User.objects.select_for_update().get(pk=user.pk)
    resident = Resident.objects.of_account(account)
    is_long = (account.last_login or account.joined_at) <= now - settings.NUMBER_IN_DOUBT_AFTER
    is_doubtful = resident is not None and resident.name != name and bool(account.doubted_at or is_long)
    account.doubted_at = (account.doubted_at or now) if is_doubtful else None
    account.save(update_fields=["doubted_at"])
    return is_doubtful


def recognise(*, user: User) -> None:
    """They are who we know. Said twice it is said once."""
    User.objects.filter(pk=user.pk).update(doubted_at=None)


@retry_on_deadlock
@transaction.atomic
def take_over(*, user: User, now: datetime) -> User | None:
    """They are somebody else: the account of the one before them ends, and they get a fresh one.

    None where the question was answered meanwhile. Raises CannotGiveUp.
    """
    resident = Resident.objects.of_account(user)
    if resident is None or not User.objects.filter(pk=user.pk).exclude(doubted_at=None).exists():
        return None
    if not give_up(resident=resident, number=user.phone, by=None, now=now):
        return None
    fresh = actions.account_for(phone=user.phone)
    actions.prove_number(by=fresh, phone=user.phone, now=now)
    return fresh


# Giving it up


@retry_on_deadlock
@transaction.atomic
def give_up(*, resident: Resident, number: str, by: User | None, now: datetime) -> bool:
    """Take the number off the entry, and end the account that signs in with it. False where it had gone already.

    `by` is the member of staff who says so. Raises CannotGiveUp for an account that has done an office's work.
    """
    known = Resident.objects.select_for_update(of=["self"]).select_related("user").filter(pk=resident.pk).first()
    account = known.user if known and known.user and known.user.phone == number else None
    if known is None or not number or (known.phone != number and account is None):
        return False
    keys = [f"resident-{known.pk}", *([f"account-{account.pk}"] if account else [])]
    sites = [site for holder in people.holders() for site in holder.sites(known, now)]
    if account:
        _end_account(account, now=now)
    unsaid = notices.actions.take_back(to=number, recipient_keys=keys)
    Resident.objects.filter(pk=known.pk, phone=number).update(phone="")
    _tell_desks(known, sites, [notice.body for notice in unsaid if notice.recipient_key == keys[0]], now=now)
    _note(known, account, by)
    return True


def _end_account(account: User, *, now: datetime) -> None:
    """Those whom it acted for are told; it is told nothing, for its number is somebody else's."""
    if account.is_staff:
        raise CannotGiveUp(_("The number of a staff account is changed by a system administrator."))
    worked = CannotGiveUp(_("This account has worked for the office. Please ask a system administrator."))
    if LogEntry.objects.filter(user=account).exists():
        raise worked
    for relative in Relative.objects.active().of_user(account):
        relatives.unlink(relative=relative, by=account, now=now)
    for holder in people.holders():
        holder.let_go(account)
    try:
        User.objects.get(pk=account.pk).delete()
    except ProtectedError as error:
        raise worked from error


def _tell_desks(resident: Resident, sites: list[Centre], unsaid: list[str], *, now: datetime) -> None:
    """A line on the call list of each, and on the first one's what no message could say any more."""
    with in_own_language():
        words = _(
            "Their number belongs to somebody else now, and no message reaches them. Please ask for the new one when "
            "they come by."
        )
    lines = [(site, words) for site in sites] + [(sites[0], body) for body in unsaid if sites]
    for site, body in lines:
        notices.actions.ask_to_call(
            to=_other_number(resident), body=body, place=site.slug, recipient_key=f"resident-{resident.pk}", now=now
        )


def _other_number(resident: Resident) -> str:
    """What is left to call, such as a landline."""
    return Resident.objects.values_list("phone", flat=True).get(pk=resident.pk)


def _note(resident: Resident, account: User | None, by: User | None) -> None:
    """By keys, as everything about people is."""
    logger.info(
        "The number of resident %s (account %s) is somebody else's, says %s",
        resident.pk,
        account.pk if account else None,
        f"account {by.pk}" if by else "its new owner",
    )
    if by is None:
        return
    with in_own_language():
        words = _("The number belongs to somebody else now.")
    LogEntry.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(Resident),
        object_id=str(resident.pk),
        object_repr=f"{Resident._meta.verbose_name} {resident.pk}",
        action_flag=CHANGE,
        change_message=words,
    )
