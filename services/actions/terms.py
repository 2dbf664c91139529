"""Change the terms of a day that is arranged: nobody loses a number, and whose time moves is told."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from centres.claimants import CannotChange, Told
from centres.retries import retry_on_deadlock
from residents.models import User
from services import messages
from services.actions.offering import locked, offer
from services.models import Appointment, ServiceDay
from services.terms import Change, Terms


def look_at_terms(*, day: ServiceDay, terms: Terms, now: datetime) -> Change:
    """What it would mean; nothing is written. Raises CannotChange where it cannot be."""
    plan = day.plan
    if plan is None:
        raise CannotChange(_("No numbers are given here: just come along."))
    if day.is_cancelled:
        raise CannotChange(_("This date was cancelled before."))
    if day.has_begun(now):
        raise CannotChange(_("This date has begun or is over; it stays in the record as it is."))
    standing = day.appointments.standing().with_place().select_related("booked_by", "resident__user")
    change = Change.of(plan, terms, list(standing.order_by("number")))
    if not change.new.places:
        raise CannotChange(_("With that not a single number fits into the day."))
    refuse_lost(change.lost)
    return change


def refuse_lost(lost: Sequence[Appointment]) -> None:
    if lost:
        words = _("These numbers are somebody's, and there would be no place for them: %(numbers)s.")
        raise CannotChange(words % {"numbers": _(", ").join(each.number_words for each in lost)})


@retry_on_deadlock
@transaction.atomic
def change_terms(*, day: ServiceDay, terms: Terms, reason: str, by: User, now: datetime) -> Told:
    """Whose time moves by more than ten minutes reads old and new; new numbers go to the line first.

    Raises CannotChange where somebody would lose a number.
    """
    day = locked(day)
    change = look_at_terms(day=day, terms=terms, now=now)
    ServiceDay.objects.filter(pk=day.pk).update(
        minutes=terms.minutes,
        chairs=terms.chairs,
        places_at_most=terms.places_at_most,
        kept_percent=terms.kept_percent,
    )
    day.refresh_from_db(fields=["minutes", "chairs", "places_at_most", "kept_percent"])
    told = messages.tell_times_changed(change.told, day=day, reason=reason, by=by, now=now)
    offer(day, now=now)
    return told
