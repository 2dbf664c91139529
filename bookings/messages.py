"""Text messages about a booking, to those whom somebody else's doing concerns.

Whoever acts is not written to: the page tells them, and a message costs money. How each is reached: residents.telling;
in which words: bookings.wordings, or the office's own.
"""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from bookings.models import Booking, BookingMark, BookingWait
from centres.claimants import Told
from centres.models import Occupancy
from centres.words import moment_words, when_words
from fairness import missed
from fairness.models import Numbers
from fairness.waiting import next_daytime
from notices import wordings
from residents import names
from residents.models import Resident, User
from residents.phones import masked
from residents.relatives import acts_for
from residents.teams import runs
from residents.telling import Person, each_once, in_own_language, keep_back, say


def concerned(booking: Booking, *, by: User | None) -> list[Person]:
    """Who has to learn what `by`, or the worker (None), does with it: whom it is for (a team: its leader), and
    whose account made it.

    Each number once.
    """
    resident = booking.team.leader if booking.team else booking.booked_for
    if resident is None:
        return []  # taken off the record: it was a year ago
    actor, number = (by.pk, by.phone) if by else (None, None)
    team = booking.team.name if booking.team else ""
    people = [] if by and resident.user_id == actor else [Person.of_resident(resident, about=team)]
    if booking.is_made_online and booking.booked_by_id not in (None, actor, resident.user_id):
        assert booking.booked_by
        if _may_hear(booking.booked_by, booking, resident):
            people.append(Person.of_account(booking.booked_by, about=team or resident.name))
    return each_once(people, number)


def _may_hear(maker: User, booking: Booking, resident: Resident) -> bool:
    """A relative whom they have let go hears nothing more of them, nor does a deputy of the team who is none now."""
    if booking.team is not None:
        return runs(maker, booking.team)
    return booking.channel != Booking.Channel.RELATIVE or acts_for(maker, resident)


def tell_entered(booking: Booking, *, by: User, now: datetime) -> None:
    people = concerned(booking, by=by)
    if by.may_run(booking.room.centre):  # whom no message reaches is at the desk, or on the telephone
        people = [person for person in people if person.has_message]
    _tell(booking, "entered", people=people, now=now)


def tell_moved(booking: Booking, *, old: Occupancy, new: Occupancy, reason: str, by: User, now: datetime) -> Told:
    if (old.room_id, old.span) == (new.room_id, new.span):
        return Told()
    people = concerned(booking, by=by)
    return _tell(booking, "moved", people=people, now=now, occupancy=new, reason=reason, old=old)


def tell_cancelled(booking: Booking, *, by: User | None, now: datetime) -> Told:
    people = concerned(booking, by=by)
    return _tell(booking, "cancelled", people=people, now=now, reason=booking.why_cancelled)


def tell_approved(booking: Booking, *, by: User, now: datetime) -> Told:
    return _tell(booking, "approved", people=concerned(booking, by=by), now=now)


def tell_declined(booking: Booking, *, by: User, now: datetime) -> Told:
    return _tell(booking, "declined", people=concerned(booking, by=by), now=now, reason=booking.decision)


def tell_expired(booking: Booking, *, now: datetime) -> Told:
    return _tell(booking, "expired", people=concerned(booking, by=None), now=now)


def tell_missed(
    booking: Booking, mark: BookingMark | None, numbers: Numbers, *, by: User | None, now: datetime
) -> Told:
    """Where booking on the web is limited from now on, the message says until when."""
    with in_own_language():
        words = _words(booking, "missed" if booking.team is None else "missed-team", booking.occupancy)
        if mark and (record := missed.record_of(mark.resident, numbers, now=now)).limited_until:
            words = _("%(sentence)s %(further)s") % {"sentence": words, "further": record.words(numbers)}
    return _queue(booking, booking.occupancy, _missed(mark), words, people=concerned(booking, by=by), now=now)


def _missed(mark: BookingMark | None) -> str:
    """Each mark is told, though the booking may bear several one after the other."""
    return f"missed-{mark.pk}" if mark else "missed"


def tell_present(booking: Booking, mark: BookingMark | None, *, old: Occupancy, by: User, now: datetime) -> Told:
    """The message about the absence is kept back while it can be; who got it gets another."""
    people = concerned(booking, by=by)
    aware = [person for person in people if not keep_back(request_id=_request_id(booking, old, _missed(mark), person))]
    event = f"present-{mark.pk}" if mark else "present"
    return _tell(booking, "present", people=aware, now=now, event=event)


def tell_answered(mark: BookingMark, *, by: User, now: datetime) -> Told:
    event = "excused" if mark.is_excused else "upheld"
    return _tell(mark.booking, event, people=concerned(mark.booking, by=by), now=now, reason=mark.answer)


def tell_restored(booking: Booking, *, old: Occupancy, new: Occupancy, by: User | None, now: datetime) -> Told:
    """A message about the cancelling that has not left the house yet stays there; who got one gets another.

    A call that nobody has made yet is not made.
    """
    people = concerned(booking, by=by)
    kept_back = [person for person in people if keep_back(request_id=_request_id(booking, old, "cancelled", person))]
    aware = [person for person in people if person not in kept_back]
    sent = _tell(booking, "restored", people=aware, now=now, occupancy=new)
    if not (quiet_ones := [person.masked_address for person in kept_back if person.has_message]):
        return sent
    quiet = _("The message about the cancelling to %(numbers)s was kept back.") % {"numbers": _(", ").join(quiet_ones)}
    return Told((*sent.done, quiet), sent.to_do)


def told_of_entry(booking: Booking, *, by: User) -> Told:
    """What staff read who entered it; the person is at the desk or on the telephone."""
    return _told(concerned(booking, by=by), booking, is_present=True)


def _told(people: Sequence[Person], booking: Booking, *, is_present: bool = False) -> Told:
    """To whom a message goes, and whom staff have to tell themselves."""
    numbers = [person.masked_address for person in people if person.has_message]
    done = [_("A text message goes to %(numbers)s.") % {"numbers": _(", ").join(numbers)}] if numbers else []
    unreached = [person for person in people if not person.has_message]
    return Told(tuple(done), tuple(_to_do(person, booking, is_present=is_present) for person in unreached))


def _to_do(person: Person, booking: Booking, *, is_present: bool) -> str:
    """With a way to the number in full, which is not for every eye."""
    facts = {"name": names.masked(person.name), "phone": masked(person.phone)}
    if is_present:
        return _("No message reaches %(name)s: please say the time and the booking number once more.") % facts
    if not person.phone:
        return _("%(name)s has no telephone: please say it face to face.") % facts
    return format_html(
        '{} <a href="{}">{}</a>',
        _("No message reaches %(name)s: please call %(phone)s.") % facts,
        reverse("admin:bookings_booking_change", args=[booking.pk]),
        _("See the number"),
    )


# To those in line


def tell_offered(entry: BookingWait, numbers: Numbers, *, now: datetime) -> Told:
    """In the daytime; who is written to at night reads it in the morning, when the offer's clock begins to run."""
    assert entry.offer_ends_at
    with in_own_language():
        facts = {**_wait_facts(entry), "until": moment_words(entry.offer_ends_at)}
        words = wordings.words("wait-offered", facts)
    heard_at = next_daytime(now, numbers.offers_from, numbers.offers_until)
    return _queue_wait(entry, "offered", words, now=now, not_before=heard_at if heard_at > now else None)


def tell_lapsed(entry: BookingWait, *, now: datetime) -> Told:
    with in_own_language():
        words = wordings.words("wait-lapsed", _wait_facts(entry))
    return _queue_wait(entry, "lapsed", words, now=now)


def tell_line_closed(entry: BookingWait, *, now: datetime) -> Told:
    with in_own_language():
        words = wordings.words("wait-closed", _wait_facts(entry))
    return _queue_wait(entry, "closed", words, now=now)


def _queue_wait(
    entry: BookingWait, event: str, words: str, *, now: datetime, not_before: datetime | None = None
) -> Told:
    person = Person.of_resident(entry.resident)
    request_id = f"wait-{entry.pk}-{event}-{entry.occupancy_id or 0}"
    say(person, words, centre=entry.room.centre, request_id=request_id, now=now, not_before=not_before)
    if person.has_message:
        return Told((_("A text message goes to %(numbers)s.") % {"numbers": person.masked_address},))
    facts = {"name": entry.resident.masked_name, "phone": masked(person.phone)}
    return Told((), (_("No message reaches %(name)s: please call %(phone)s.") % facts,))


def _wait_facts(entry: BookingWait) -> dict[str, str]:
    what = _("%(site)s %(room)s, %(when)s") % {
        "site": entry.room.centre.short_name,
        "room": entry.room.name,
        "when": when_words(entry.span),
    }
    return {"what": what, "phone": entry.room.centre.phone}


# In the outbox


def _tell(
    booking: Booking,
    key: str,
    *,
    people: Sequence[Person],
    now: datetime,
    event: str = "",
    occupancy: Occupancy | None = None,
    reason: str = "",
    old: Occupancy | None = None,
) -> Told:
    """What happened, in the words for it; `event` tells this once from another of the same kind."""
    if not people:
        return Told()
    occupancy = occupancy or booking.occupancy
    words = _words(booking, key, occupancy, reason=reason, old=old)
    return _queue(booking, occupancy, event or key, words, people=people, now=now)


def _words(booking: Booking, key: str, occupancy: Occupancy, *, reason: str = "", old: Occupancy | None = None) -> str:
    with in_own_language():
        facts = _facts(booking, occupancy, reason)
        if old:
            facts["old"] = _what(old)
        return wordings.words(f"booking-{key}", facts)


def _queue(
    booking: Booking, occupancy: Occupancy, event: str, words: str, *, people: Sequence[Person], now: datetime
) -> Told:
    """One message to each of them, however often this very event is told; whom none reaches is called."""
    for person in people:
        request_id = _request_id(booking, occupancy, event, person)
        say(person, words, centre=occupancy.room.centre, request_id=request_id, now=now)
    return _told(people, booking)


def _request_id(booking: Booking, occupancy: Occupancy, event: str, person: Person) -> str:
    """The occupancy tells one move or cancelling from the next of the same booking."""
    return f"booking-{booking.pk}-{event}-{occupancy.pk}-{person.key}"


def _facts(booking: Booking, occupancy: Occupancy, reason: str) -> dict[str, str]:
    reason = reason.strip().rstrip("。.！!；;")
    return {
        "ref": booking.ref,
        "what": _what(occupancy),
        "why": _(" Reason: %(reason)s.") % {"reason": reason} if reason else "",
        "phone": occupancy.room.centre.phone,
    }


def _what(occupancy: Occupancy) -> str:
    """三中心舞蹈房 11月30日（周一）09:00–10:30."""
    return _("%(site)s %(room)s, %(when)s") % {
        "site": occupancy.room.centre.short_name,
        "room": occupancy.room.name,
        "when": when_words(occupancy),
    }
