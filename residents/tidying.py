"""What people and their signing in leave behind, and when it goes: accounts nobody uses, persons nobody knows any
more, sessions, codes, counts of tries. The privacy notice promises it (docs/privacy.md)."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import ProtectedError, QuerySet

import notices.actions
from centres.words import date_words
from notices import wordings
from residents import people
from residents.models import Resident, SealedCode, User
from residents.telling import in_own_language

KNOWN = timedelta(days=365)  # how long the desk knows somebody without account who has not come


def forget_abandoned_accounts(now: datetime) -> None:
    """One by one: an account that anything stands on record for stays, and keeps no other one."""
    _delete_each(User.objects.abandoned(now))


def tell_idle_accounts(now: datetime) -> None:
    with in_own_language():
        last_day = date_words(now + User.DAYS_TO_COME_BACK, with_year=True)
    for user in User.objects.to_be_told(now):
        with transaction.atomic():
            words = wordings.words("account-idle", {"day": last_day})
            notices.actions.queue(to=user.phone, body=words, recipient_key=f"account-{user.pk}", now=now)
            user.told_idle_at = now
            user.save(update_fields=["told_idle_at"])


def forget_idle_accounts(now: datetime) -> None:
    """Whoever they were the desk knows for a while yet (`forget_strangers`), if they come by."""
    _delete_each(User.objects.to_be_deleted(now))


def forget_strangers(now: datetime) -> None:
    """People without account of whom nothing stands anywhere: no booking of the last year, no team."""
    for pk in list(people.unheld().filter(user=None, registered_at__lte=now - KNOWN).values_list("pk", flat=True)):
        with transaction.atomic():
            Resident.objects.select_for_update().filter(pk=pk).first()  # wait for who books for them just now
            people.unheld().filter(pk=pk, user=None).delete()


def _delete_each(users: QuerySet[User]) -> None:
    for user in users:
        with suppress(ProtectedError), transaction.atomic():
            user.delete()


def forget_old_sessions(now: datetime) -> None:
    Session.objects.filter(expire_date__lte=now).delete()


def forget_old_codes(now: datetime) -> None:
    SealedCode.objects.old(now).delete()


def forget_old_counts(now: datetime) -> None:
    """Rows of the cache whose time is over; Django itself drops them only when a million are there."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cache_rows WHERE expires <= %s", [now])
