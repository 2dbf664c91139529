"""How the places of an activity are given, in one sentence for everybody."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from activities.models import Activity, Draw, Session
from activities.signs import draws_of


def how_given(activity: Activity, sessions: Iterable[Session], draws: Sequence[Draw], *, now: datetime) -> str:
    """Of its dates to come; empty where nobody signs up. `draws`: those of the activity that were not called off."""
    coming = [each for each in sessions if each.has_places and each.is_confirmed and not each.has_begun(now)]
    if not coming:
        return ""
    by_lot = draws_of(coming, draws)
    if len(by_lot) == len(coming):
        return _("By lot: it makes no difference who applies first.")
    if by_lot:
        return _("Some dates by lot, the others first come, first served.")
    if _are_drawn(activity, coming, draws):
        return _("They were drawn by lot. What is given back goes to those in line, then to whoever comes first.")
    if activity.everybody_from and now < activity.everybody_from:
        whom = activity.get_first_for_display()
        return _("First for %(whom)s, then first come, first served.") % {"whom": whom}
    return _("First come, first served.")


def _are_drawn(activity: Activity, coming: Sequence[Session], draws: Sequence[Draw]) -> bool:
    drawn = {draw.session_id for draw in draws if draw.is_drawn}
    return bool(drawn) and (activity.is_course or all(each.pk in drawn for each in coming))
