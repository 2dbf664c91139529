"""Where those who come to a date meet; told to all whom it concerns."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from activities import messages
from activities.models import Session
from centres.claimants import CannotChange, Told
from centres.retries import retry_on_deadlock
from residents.models import User


@retry_on_deadlock
@transaction.atomic
def set_meeting_point(*, session: Session, meeting_point: str, by: User, now: datetime) -> Told:
    """Another point to meet, or none but the place itself. The same again tells nobody. Raises CannotChange."""
    to_come = Session.objects.confirmed().filter(pk=session.pk, occupancy__starts_at__gt=now)
    if to_come.exclude(meeting_point=meeting_point).update(meeting_point=meeting_point):
        return messages.tell_meeting_point(Session.objects.with_place().get(pk=session.pk), by=by, now=now)
    if not to_come.exists():
        raise CannotChange(_("This date has begun, is over or was cancelled; where one meets stays as it is."))
    return Told()
