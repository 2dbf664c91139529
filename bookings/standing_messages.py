"""One message to a team's leader about its standing hours, however many dates it concerns."""

from datetime import datetime

from django.utils.translation import gettext as _

from bookings.links import series_address
from bookings.models import Booking, Series
from centres.claimants import Told
from centres.words import date_words, local_day
from notices import wordings
from residents.models import User
from residents.phones import masked
from residents.telling import Person, in_own_language, say


def tell_series(
    series: Series, event: str, *, by: User | None, now: datetime, since: datetime | None = None, reason: str = ""
) -> Told:
    """One message to the leader, however many dates it concerns."""
    leader = series.team.leader
    if by is not None and leader.user_id == by.pk:
        return Told()
    with in_own_language():
        words = _series_words(series, event, now=now, since=since, reason=reason)
    person = Person.of_resident(leader)
    request_id = f"series-{series.pk}-{event}-{int(now.timestamp())}"
    say(person, words, centre=series.room.centre, request_id=request_id, now=now)
    if not person.has_message:
        facts = {"name": leader.masked_name, "phone": masked(person.phone)}
        return Told((), (_("No message reaches %(name)s: please call %(phone)s.") % facts,))
    return Told((_("A text message goes to %(numbers)s.") % {"numbers": person.masked_address},))


def _series_words(series: Series, event: str, *, now: datetime, since: datetime | None, reason: str) -> str:
    use, reason = series.use(now), reason.strip().rstrip("。.！!；;")
    facts = {
        "team": series.team.name,
        "room": f"{series.room.centre.short_name}{series.room.name}",
        "rhythm": series.rhythm,
        "times": f"{series.starts:%H:%M}–{series.ends:%H:%M}",
        "first": date_words(series.first_on),
        "last": date_words(series.last_on),
        "count": series.bookings.exclude(state=Booking.State.CANCELLED).count(),
        "out": series.left_out.count(),
        "since": date_words(local_day(since)) if since else "",
        "why": _(" Reason: %(reason)s.") % {"reason": reason} if reason else "",
        "day": date_words(series.confirm_by),
        "used": use.used,
        "over": use.over,
        "phone": series.room.centre.phone,
        "link": series_address(series),
    }
    return wordings.words(f"series-{event.replace('_', '-')}", facts)
