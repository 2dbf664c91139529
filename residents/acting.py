"""Who acts for whom: one lock for each person, and the question behind it.

Whoever wishes something for somebody locks that one's row first: limits count, and consent holds, at this moment.
"""

from django.db.models import F, Q
from django.utils.translation import gettext as _

from centres.claimants import CannotChange
from centres.lookups import AnyOf
from residents.channels import Channel
from residents.models import Relative, Resident, User
from residents.relatives import acts_for


def lock_resident(resident: int) -> None:
    """Whoever acts for the same person waits here. Inside a transaction.

    Rows that name them can be written meanwhile, such as an offer of whoever gives a place back.
    Raises CannotChange for somebody whose entry was merged with another one, or removed, meanwhile.
    """
    if not Resident.objects.select_for_update(no_key=True).filter(pk=resident).exists():
        raise CannotChange(_("This person's entry was changed meanwhile. Please look again."))


def may_act(*, by: User, resident: Resident, channel: str) -> None:
    """A relative acts for somebody as long as that one agrees; behind the lock of their row.

    Raises CannotChange once it has ended.
    """
    if channel == Channel.RELATIVE and resident.user_id != by.pk and not acts_for(by, resident):
        raise CannotChange(
            _("You cannot book for %(name)s any more. Please ask them, or call us.") % {"name": resident.name}
        )


def people_of(user: User) -> list[Resident]:
    """Who signs in with this account, and whom they act for."""
    acted_for = AnyOf(F("pk"), Relative.objects.all().elders_of(user))
    return list(Resident.objects.filter(Q(user=user) | Q(acted_for)).order_by("pk"))


def helper_words(*, resident: int | None, by: int | None, channel: str) -> str:
    """李示例（女儿）, where a relative's account (`by`, its key) acted for somebody; else empty."""
    if channel != Channel.RELATIVE or resident is None or by is None:
        return ""
    link = Relative.objects.filter(elder=resident, user=by).with_people().last()
    return link.helper if link else ""
