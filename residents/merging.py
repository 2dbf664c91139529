"""Two entries of one person become one: everything that stood on the one stands on the other."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from centres.retries import retry_on_deadlock
from residents import people
from residents.models import Merge, Resident, User

MANY = 50  # groups on one page


class CannotMerge(Exception):
    """One sentence: why these two stay two."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@retry_on_deadlock
@transaction.atomic
def merge(*, gone: Resident, kept: Resident, by: User, now: datetime) -> Resident:
    """Put what stands on `gone` on `kept`, and let `gone` go. What only `gone` knew (number, committee) is kept.

    Whoever books for either of them at this moment waits, or is told that the entry was merged.
    Raises CannotMerge for one and the same, for two accounts, and when one of them has gone meanwhile.
    """
    locked = Resident.objects.select_for_update().filter(pk__in=[gone.pk, kept.pk]).order_by("pk")
    found = {resident.pk: resident for resident in locked}
    if gone.pk == kept.pk:
        raise CannotMerge(_("This is one and the same entry."))
    if len(found) < 2:
        raise CannotMerge(_("One of the two was merged or removed meanwhile. Please look again."))
    gone, kept = found[gone.pk], found[kept.pk]
    if gone.user_id and kept.user_id:
        raise CannotMerge(_("Both have an account of their own. Please ask them which number they keep."))
    for holder in people.holders():
        holder.repoint(gone, kept)
    _take_over(gone, kept)
    Merge.objects.filter(kept=gone).update(kept=kept)
    Merge.objects.create(kept=kept, gone=gone.pk, merged_at=now, merged_by=by)
    gone.delete()
    kept.save()
    return kept


def _take_over(gone: Resident, kept: Resident) -> None:
    """What only the entry that goes knew; its account first lets go of it, since an account has one person."""
    if gone.user and not kept.user:
        kept.user, kept.phone = gone.user, kept.phone or gone.phone
        Resident.objects.filter(pk=gone.pk).update(user=None)
    kept.phone = kept.phone or gone.phone
    kept.committee = kept.committee or gone.committee
    kept.birth_year = kept.birth_year or gone.birth_year
    if gone.met_at and not kept.met_at:
        kept.met_at, kept.met_by = gone.met_at, gone.met_by


def look_alike(resident: Resident) -> list[Resident]:
    """Others who may be the same person: of the same name and number, or one of the two with a like of the other."""
    same_name, same_letters = Q(name=resident.name), Q(initials=resident.initials)
    like = same_name & Q(phone="")
    if resident.phone:
        like |= Q(phone=resident.phone) & (same_name | same_letters)
    if resident.birth_year:
        like |= same_name & Q(birth_year=resident.birth_year)
    if not resident.phone:
        like |= same_name
    found = Resident.objects.filter(like).exclude(pk=resident.pk).select_related("committee", "user").order_by("pk")
    return list(found[:MANY])


def groups() -> list[Sequence[Resident]]:
    """Entries that share name and number, or number and initials: most likely one person each."""
    twice = (
        Resident.objects.exclude(phone="")
        .values("phone", "initials")
        .annotate(count=Count("pk"))
        .filter(count__gt=1)
        .order_by("phone", "initials")[:MANY]
    )
    keys = [(row["phone"], row["initials"]) for row in twice]
    alike = Resident.objects.filter(phone__in={phone for phone, _letters in keys}).select_related("committee", "user")
    by_key: dict[tuple[str, str], list[Resident]] = {key: [] for key in keys}
    for resident in alike.order_by("pk"):
        if (resident.phone, resident.initials) in by_key:
            by_key[resident.phone, resident.initials].append(resident)
    return list(by_key.values())
