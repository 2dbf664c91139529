"""Text messages about numbers of service days, to those whom somebody else's doing concerns.

Whoever acts is not written to. How each is reached: residents.telling; in which words: services.wordings, or the
office's own.
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.claimants import Told
from centres.models import Occupancy
from centres.words import date_words, span_words
from fairness import missed
from fairness.models import Numbers
from fairness.waiting import next_daytime
from notices import wordings
from residents import telling
from residents.models import User
from residents.telling import Person, in_own_language, say
from services.models import Appointment, NumberMark, ServiceDay
from services.queue import about_words
from services.terms import Shift


def concerned(appointment: Appointment, *, by: User | None) -> list[Person]:
    return telling.concerned(appointment.resident, appointment.booked_by, appointment.channel, by=by)


def tell_taken(appointment: Appointment, *, by: User, now: datetime) -> None:
    words = _words("number-taken", appointment)
    people = concerned(appointment, by=by)
    if not appointment.is_made_online:  # whom no message reaches is at the desk, or on the telephone
        people = [person for person in people if person.has_message]
    _queue(appointment, appointment.day.occupancy, "taken", words, people, now=now)


def tell_given_back(appointment: Appointment, *, by: User, now: datetime) -> Told:
    words, people = _words("number-given-back", appointment), concerned(appointment, by=by)
    count = _queue(appointment, appointment.day.occupancy, "back", words, people, now=now)
    return _told(count, [appointment], by=by)


def tell_day_moved(
    appointments: Sequence[Appointment], *, old: Occupancy, new: Occupancy, reason: str, by: User, now: datetime
) -> Told:
    """Old and new side by side, to everybody who has a number."""
    if not appointments or (old.room_id, old.span) == (new.room_id, new.span):
        return Told()
    people = 0
    for appointment in appointments:
        with in_own_language():
            before = _when_and_where(appointment, old)
        words = _words("number-moved", appointment, new, reason, old=before)
        people += _queue(appointment, new, "moved", words, concerned(appointment, by=by), now=now)
    return _told(people, appointments, by=by)


def tell_day_cancelled(appointments: Sequence[Appointment], *, reason: str, by: User, now: datetime) -> Told:
    people = 0
    for appointment in appointments:
        words = _words("number-day-cancelled", appointment, reason=reason)
        occupancy = appointment.day.occupancy
        people += _queue(appointment, occupancy, "off", words, concerned(appointment, by=by), now=now)
    return _told(people, appointments, by=by)


def tell_times_changed(shifts: Sequence[Shift], *, day: ServiceDay, reason: str, by: User, now: datetime) -> Told:
    """Old and new side by side, to everybody whose time moves that much."""
    people, occupancy = 0, day.occupancy
    for shift in shifts:
        with in_own_language():
            facts = {
                "service": day.service.name,
                "number": shift.appointment.number_words,
                "old": _("%(date)s, %(time)s") % {"date": date_words(shift.old), "time": about_words(shift.old)},
                "new": _("%(date)s, %(time)s") % {"date": date_words(shift.new), "time": about_words(shift.new)},
                "site": occupancy.room.centre.short_name,
                "room": occupancy.room.name,
                "why": _why(reason),
                "phone": occupancy.room.centre.phone,
            }
        words, event = wordings.words("number-times-changed", facts), f"times-{now.timestamp():.0f}"
        concerns = concerned(shift.appointment, by=by)
        people += _queue(shift.appointment, occupancy, event, words, concerns, now=now)
    return _told(people, [shift.appointment for shift in shifts], by=by)


def tell_missed(mark: NumberMark, numbers: Numbers, *, now: datetime) -> None:
    """In the daytime, with the way to excuse it. Where booking on the web is limited now, it says until when."""
    number = mark.appointment
    words = _words("number-missed", number)
    with in_own_language():
        if (record := missed.record_of(mark.resident, numbers, now=now)).limited_until:
            words = _("%(sentence)s %(further)s") % {"sentence": words, "further": record.words(numbers)}
    heard_at = next_daytime(now, numbers.offers_from, numbers.offers_until)
    not_before = heard_at if heard_at > now else None
    people = concerned(number, by=None)
    _queue(number, number.day.occupancy, "missed", words, people, now=now, not_before=not_before)


def tell_answered(mark: NumberMark, *, by: User, now: datetime) -> Told:
    """What the office says of one they missed: that it is excused, or why it counts."""
    number, event = mark.appointment, "excused" if mark.is_excused else "upheld"
    words = _words(f"number-{event}", number, reason=mark.answer)
    people = _queue(number, number.day.occupancy, event, words, concerned(number, by=by), now=now)
    return _told(people, [number], by=by)


def _told(messages: int, appointments: Sequence[Appointment], *, by: User) -> Told:
    calls = [person for each in appointments for person in concerned(each, by=by) if not person.has_message]
    done = ngettext("%(count)d text message goes out.", "%(count)d text messages go out.", messages)
    to_do = ngettext(
        "%(count)d neighbour gets no message and stands on the call list of the desk.",
        "%(count)d neighbours get no message and stand on the call list of the desk.",
        len(calls),
    )
    return Told((done % {"count": messages},) if messages else (), (to_do % {"count": len(calls)},) if calls else ())


def _queue(
    appointment: Appointment,
    occupancy: Occupancy,
    event: str,
    words: str,
    people: Sequence[Person],
    *,
    now: datetime,
    not_before: datetime | None = None,
) -> int:
    """One message to each of them, however often this very event is told; how many go out as text messages."""
    for person in people:
        request_id = f"number-{appointment.pk}-{event}-{occupancy.pk}-{person.key}"
        say(person, words, centre=occupancy.room.centre, request_id=request_id, now=now, not_before=not_before)
    return sum(person.has_message for person in people)


def _words(
    kind: str, appointment: Appointment, occupancy: Occupancy | None = None, reason: str = "", **further: str
) -> str:
    with in_own_language():
        facts = _facts(appointment, occupancy, reason)
    return wordings.words(kind, {**facts, **further})


def _facts(appointment: Appointment, occupancy: Occupancy | None = None, reason: str = "") -> dict[str, str]:
    occupancy = occupancy or appointment.day.occupancy
    service = appointment.day.service.name
    where = _when_and_where(appointment, occupancy)
    return {
        "service": service,
        "what": f"{service} {where}",
        "why": _why(reason),
        "phone": occupancy.room.centre.phone,
    }


def _why(reason: str) -> str:
    reason = reason.strip().rstrip("。.！!；;")
    return _(" Reason: %(reason)s.") % {"reason": reason} if reason else ""


def _when_and_where(appointment: Appointment, occupancy: Occupancy) -> str:
    """12月12日（周六）7号，大约 9:40，三中心阳光客厅."""
    return _("%(date)s %(number)s, %(time)s, %(site)s %(room)s") % {
        "date": date_words(occupancy.starts_at),
        "number": appointment.number_words,
        "time": planned_words(appointment, occupancy),
        "site": occupancy.room.centre.short_name,
        "room": occupancy.room.name,
    }


def planned_words(appointment: Appointment, occupancy: Occupancy) -> str:
    plan = appointment.day.plan_at(occupancy.span)
    return about_words(plan.starts(appointment.number)) if plan else span_words(occupancy)
