"""What signing in leaves behind, and when it goes: numbers never proved, sessions, codes, counts of tries."""

from contextlib import suppress
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import ProtectedError

from residents.models import SealedCode, User


def forget_abandoned_accounts(now: datetime) -> None:
    """One by one: an account that anything stands on record for stays, and keeps no other one."""
    for user in User.objects.abandoned(now):
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
