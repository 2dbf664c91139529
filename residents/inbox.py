"""What somebody was told, to be read on the portal, too: the outbox as its recipients see it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat

import notices.actions
from notices.models import Notice, NoticeQuerySet
from residents.models import Preferences, Resident, User


def messages_of(user: User, resident: Resident) -> NoticeQuerySet:
    """Under either name, the newest first."""
    return Notice.objects.told_to(f"account-{user.pk}", f"resident-{resident.pk}")


def unread(user: User) -> int:
    """How many, in one query; 0 for somebody who has told no name yet."""
    mine = Resident.objects.filter(user=user).values("pk")[:1]
    as_resident = Concat(Value("resident-"), Cast(Subquery(mine), TextField()), output_field=TextField())
    read_at = Preferences.objects.of_user(user).values("read_at")[:1]
    since = Coalesce(Subquery(read_at), Value(user.joined_at))
    return Notice.objects.told_to(f"account-{user.pk}", as_resident).filter(created_at__gt=since).count()


def repoint(gone: Resident, kept: Resident) -> None:
    notices.actions.readdress(old_key=f"resident-{gone.pk}", new_key=f"resident-{kept.pk}")


@transaction.atomic
def note_read(*, resident: Resident, until: datetime) -> None:
    """They have read all that was written up to this moment; an older page sent again takes nothing back."""
    known, _created = Preferences.objects.get_or_create(resident=resident)
    unread_then = Q(read_at=None) | Q(read_at__lt=until)
    Preferences.objects.filter(unread_then, pk=known.pk).update(read_at=until)
