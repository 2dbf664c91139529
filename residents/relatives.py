"""Relatives and helpers (代办): linked by the consent of whom they act for, ended by either side at any time.

Whoever acts for somebody locks that one's row (as every booking does) before asking whether they may; whoever ends
the link locks it, too: what is booked after the end is refused.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

import notices.actions
from notices import wordings
from residents.models import Relative, Resident, User
from residents.people import Json
from residents.phones import is_mobile


class CannotLink(Exception):
    """One sentence: why they are not linked."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@transaction.atomic
def link(
    *, elder: Resident, user: User, kinship: str, how: Relative.How, now: datetime, by: User | None = None
) -> Relative:
    """From now on the account acts for them. Done twice it is done once. `by` is the member of staff who records it.

    Both are told. Raises CannotLink for oneself, for accounts of staff, and where five are linked already.
    """
    Resident.objects.select_for_update().get(pk=elder.pk)
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if elder.user_id == user.pk:
        raise CannotLink(_("For yourself you need nobody's consent."))
    if user.is_staff or not Resident.objects.filter(user=user).exists():
        raise CannotLink(_("This account cannot act for others. It has to be a resident's."))
    if linked := Relative.objects.active().filter(elder=elder, user=user).first():
        return linked
    if Relative.objects.active().filter(user=user).count() >= Relative.MOST:
        raise CannotLink(_("One acts for %(count)d neighbours at most.") % {"count": Relative.MOST})
    if Relative.objects.active().filter(elder=elder).count() >= Relative.MOST:
        raise CannotLink(_("At most %(count)d people act for one neighbour.") % {"count": Relative.MOST})
    linked = Relative.objects.create(elder=elder, user=user, kinship=kinship, how=how, since=now, recorded_by=by)
    _tell(linked, has_begun=True, by=by or user, now=now)
    return linked


@transaction.atomic
def unlink(*, relative: Relative, by: User, now: datetime) -> None:
    """They act for them no more, at once. Done twice it is done once; the other side is told."""
    Resident.objects.select_for_update().get(pk=relative.elder_id)
    ended = Relative.objects.active().filter(pk=relative.pk).update(ended_at=now, ended_by=by)
    relative.refresh_from_db()
    if ended:
        _tell(relative, has_begun=False, by=by, now=now)


def acts_for(user: User, resident: Resident) -> bool:
    """Whether this account acts for somebody else at this moment; ask behind a lock of the resident's row."""
    return Relative.objects.active().filter(user=user, elder=resident).exists()


def _tell(relative: Relative, *, has_begun: bool, by: User, now: datetime) -> None:
    """Both sides, but whoever did it themselves; a relative ended on the web hears of it."""
    linked = Relative.objects.with_people().get(pk=relative.pk)
    with translation.override(settings.LANGUAGE_CODE):
        facts = {"elder": linked.elder.name, "helper": linked.helper, "phone": settings.PHONE}
        words = wordings.words("relative-begun" if has_begun else "relative-ended", facts)
    numbers = {linked.elder.phone: f"resident-{linked.elder_id}", linked.user.phone: f"account-{linked.user_id}"}
    for number, key in numbers.items():
        if is_mobile(number) and number != by.phone:
            notices.actions.queue(to=number, body=words, recipient_key=key, now=now)


# What becomes of the rows


def repoint(gone: Resident, kept: Resident) -> None:
    """Where both entries had the same relative, the older link stays."""
    for row in Relative.objects.filter(elder=gone):
        is_double = row.ended_at is None and Relative.objects.active().filter(elder=kept, user=row.user_id).exists()
        if is_double or row.user_id == kept.user_id:
            row.delete()
        else:
            Relative.objects.filter(pk=row.pk).update(elder=kept)


def export(resident: Resident) -> dict[str, Json]:
    rows = Relative.objects.filter(elder=resident).with_people()
    return {
        "relatives": [
            {
                "who": row.helper,
                "agreed": row.get_how_display(),
                "since": row.since.isoformat(),
                "until": row.ended_at.isoformat() if row.ended_at else None,
            }
            for row in rows
        ]
    }


def forget(resident: Resident) -> None:
    Relative.objects.filter(elder=resident).delete()
