"""Text messages about places in activities, to those whom somebody else's doing concerns.

Whoever acts is not written to: the page tells them. How each is reached: residents.telling; in which words:
activities.wordings, or the office's own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.models import AbsenceMark, Draw, DrawTicket, Enrolment, EnrolmentWait, Session
from centres.claimants import Told
from centres.models import Occupancy
from centres.words import moment_words, when_words
from fairness import missed
from fairness.models import Numbers
from fairness.waiting import next_daytime
from notices import wordings
from residents import names
from residents.models import User
from residents.phones import masked
from residents.telling import Person, concerned, in_own_language, keep_back, say


def tell_enrolled(enrolment: Enrolment, dates: int, *, by: User, now: datetime) -> None:
    session = enrolment.session
    kind = "activity-enrolled" if dates == 1 else "activity-enrolled-course"
    words = _words(kind, session, count=dates, ref=enrolment.ref)
    people = _of_place(enrolment, by=by)
    if by.may_run(session.occupancy.room.centre):  # whom no message reaches is at the desk, or on the telephone
        people = [person for person in people if person.has_message]
    _queue(f"enrolment-{enrolment.pk}-enrolled", words, people, session, now=now)


def told_of_enrolment(enrolment: Enrolment, *, by: User) -> Told:
    """What staff read who signed them up; the person is at the desk or on the telephone."""
    reached = [person for person in _of_place(enrolment, by=by) if person.has_message]
    if not reached:
        return Told((), (_("No message reaches %(name)s: please say day and time twice.") % {"name": enrolment.name},))
    numbers = _(", ").join(person.masked_address for person in reached)
    return Told((_("A text message goes to %(numbers)s.") % {"numbers": numbers},))


def tell_withdrawn(enrolment: Enrolment, *, by: User, now: datetime) -> Told:
    words = _words("activity-withdrawn", enrolment.session)
    people = _of_place(enrolment, by=by)
    return _queue(f"enrolment-{enrolment.pk}-withdrawn", words, people, enrolment.session, now=now)


def tell_comes_alone(enrolment: Enrolment, *, by: User, now: datetime) -> Told:
    words = _words("activity-comes-alone", enrolment.session)
    event = f"enrolment-{enrolment.pk}-comes-alone"
    return _queue(event, words, _of_place(enrolment, by=by), enrolment.session, now=now)


def tell_added(
    session: Session,
    rows: Iterable[Enrolment],
    *,
    old: Sequence[Session],
    new: Sequence[Session],
    by: User,
    now: datetime,
) -> Told:
    """A course has more dates: those so far beside the new ones, to all who have a place in it."""
    with in_own_language():
        dates = {"old": _dates_words(old), "new": _dates_words(new), "name": session.activity.name}
    words = _words("activity-date-added", session, **dates)
    event = "-".join(["added", *(str(each.pk) for each in new)])
    concerns = [(f"enrolment-{row.pk}-{event}", _of_place(row, by=by)) for row in rows]
    return _all(_each(concerns, words, session, now=now))


LISTED = 3  # dates; of more, the first and the last are named


def _dates_words(sessions: Sequence[Session]) -> str:
    words = [when_words(each.occupancy) for each in sessions]
    if len(words) <= LISTED:
        return _("; ").join(words)
    facts = {"count": len(words), "first": words[0], "last": words[-1]}
    return _("%(count)d dates, from %(first)s to %(last)s") % facts


def tell_moved(session: Session, *, old: Occupancy, reason: str, by: User, now: datetime) -> Told:
    """Old and new side by side, to all who have a place or stand in line."""
    new = session.occupancy
    if (old.room_id, old.span) == (new.room_id, new.span):
        return Told()
    with in_own_language():
        places = {"name": session.activity.name, "old": _place(old), "new": _place(new)}
    words = _words("activity-moved", session, reason=reason, **places)
    waiting = _words("activity-moved-waiting", session, reason=reason, **places)
    applied = _words("activity-moved-draw", session, reason=reason, **places)
    rows = Enrolment.objects.enrolled().filter(session=session).with_place()
    entries = EnrolmentWait.objects.alive().in_line_for(session).with_place()
    draws = Draw.objects.undecided().of_session(session)
    tickets = DrawTicket.objects.standing().filter(draw__in=draws).with_draw()
    event = f"moved-{new.pk}"
    have = [(f"enrolment-{row.pk}-{event}", _of_place(row, by=by)) for row in rows]
    wait = [(f"wait-e{row.pk}-{event}", _of_wait(row, by=by)) for row in entries]
    apply = [(f"ticket-{row.pk}-{event}", _of_ticket(row, by=by)) for row in tickets]
    return _all(
        [
            *_each(have, words, session, now=now),
            *_each(wait, waiting, session, now=now),
            *_each(apply, applied, session, now=now),
        ]
    )


def tell_meeting_point(session: Session, *, by: User, now: datetime) -> Told:
    """To all who have a place or stand in line; the sentence of place and time says where."""
    words, event = _words("activity-meeting-point", session), f"meet-{now:%Y%m%d%H%M%S%f}"
    rows = Enrolment.objects.enrolled().filter(session=session).with_place()
    entries = EnrolmentWait.objects.alive().in_line_for(session).with_place()
    concerns = [
        *((f"enrolment-{row.pk}-{event}", _of_place(row, by=by)) for row in rows),
        *((f"wait-e{row.pk}-{event}", _of_wait(row, by=by)) for row in entries),
    ]
    return _all(_each(concerns, words, session, now=now))


@dataclass(frozen=True, slots=True)
class Dropped:
    """A date that does not take place: who had a place, who waited for it alone, who was told when its draw ended."""

    session: Session
    places: Sequence[Enrolment]
    waiting: Sequence[EnrolmentWait]
    told: Told


def tell_cancelled(dropped: Sequence[Dropped], *, by: User, now: datetime) -> Told:
    """One activity's dates that do not take place, to whoever had places in them or stood in line: one message each.

    Who goes on waiting for the other dates of a course, or stays in their draw, is told of each date.
    """
    dates: dict[str, list[Session]] = {}  # by the address
    first: dict[str, tuple[Person, str]] = {}
    for each in dropped:
        waited_for = [one.session for one in dropped] if each.session.activity.is_course else [each.session]
        concerns = [
            *((_of_place(row, by=by), [each.session], f"enrolment-{row.pk}-cancelled") for row in each.places),
            *((_of_wait(row, by=by), waited_for, f"wait-e{row.pk}-cancelled") for row in each.waiting),
        ]
        for people, sessions, event in concerns:
            for person in people:
                known = dates.setdefault(_address(person), [])
                known += [session for session in sessions if session not in known]
                _add(first, person, event)
    told = []
    for address, (person, event) in first.items():
        sessions = dates[address]
        told.append(_queue(event, _cancelled_words(sessions), [person], sessions[0], now=now))
    return _all([*told, *(one for each in dropped for one in _tell_dropped(each.session, by=by, now=now))])


def _cancelled_words(sessions: Sequence[Session]) -> str:
    """Why it is said once; the reason is the same for all."""
    first, reason = sessions[0], sessions[0].cancel_reason
    if len(sessions) == 1:
        return _words("activity-cancelled", first, reason=reason)
    with in_own_language():
        dates = {"name": first.activity.name, "dates": _dates_words(sessions)}
    return _words("activity-cancelled-dates", first, reason=reason, **dates)


def _tell_dropped(session: Session, *, by: User, now: datetime) -> list[Told]:
    words = _words("activity-date-dropped", session, reason=session.cancel_reason)
    entries = EnrolmentWait.objects.alive().in_line_for(session).with_place()
    tickets = DrawTicket.objects.standing().filter(draw__in=Draw.objects.undecided().of_session(session)).with_draw()
    event = f"dropped-{session.pk}"
    concerns = [
        *((f"wait-e{row.pk}-{event}", _of_wait(row, by=by)) for row in entries),
        *((f"ticket-{row.pk}-{event}", _of_ticket(row, by=by)) for row in tickets),
    ]
    return _each(concerns, words, session, now=now)


# Who came


def tell_missed(mark: AbsenceMark, numbers: Numbers, *, now: datetime) -> None:
    """In the daytime, with the way to excuse it. Where booking on the web is limited now, it says until when."""
    session = mark.enrolment.session
    words = _words("activity-missed", session)
    with in_own_language():
        if (record := missed.record_of(mark.resident, numbers, now=now)).limited_until:
            words = _("%(sentence)s %(further)s") % {"sentence": words, "further": record.words(numbers)}
    heard_at = next_daytime(now, numbers.offers_from, numbers.offers_until)
    not_before = heard_at if heard_at > now else None
    people = _of_place(mark.enrolment, by=None)
    _queue(_missed(mark), words, people, session, now=now, not_before=not_before)


def _missed(mark: AbsenceMark) -> str:
    return f"enrolment-{mark.enrolment_id}-missed-{mark.happened_at:%Y%m%d}"


def tell_present(enrolment: Enrolment, mark: AbsenceMark, *, by: User, now: datetime) -> Told:
    """The message about the absence is kept back while it can be; who got it gets another."""
    people = _of_place(enrolment, by=by)
    aware = [person for person in people if not keep_back(request_id=f"{_missed(mark)}-{person.key}")]
    words = _words("activity-present", enrolment.session)
    return _queue(f"enrolment-{enrolment.pk}-present", words, aware, enrolment.session, now=now)


def tell_answered(mark: AbsenceMark, *, by: User, now: datetime) -> Told:
    """What the office says of one they missed: that it is excused, or why it counts."""
    enrolment, event = mark.enrolment, "excused" if mark.is_excused else "upheld"
    words = _words(f"activity-{event}", enrolment.session, reason=mark.answer)
    return _queue(f"enrolment-{enrolment.pk}-{event}", words, _of_place(enrolment, by=by), enrolment.session, now=now)


# To those in line


def tell_offered(entry: EnrolmentWait, numbers: Numbers, *, now: datetime) -> Told:
    """In the daytime; who is written to at night reads it in the morning, when the offer's clock begins to run."""
    assert entry.offer_ends_at
    with in_own_language():
        until = moment_words(entry.offer_ends_at)
    words = _words("activity-offered", entry.session, until=until)
    heard_at = next_daytime(now, numbers.offers_from, numbers.offers_until)
    not_before = heard_at if heard_at > now else None
    people = _of_wait(entry, by=None)
    return _queue(f"wait-e{entry.pk}-offered", words, people, entry.session, now=now, not_before=not_before)


def tell_lapsed(entry: EnrolmentWait, *, now: datetime) -> Told:
    words = _words("activity-lapsed", entry.session)
    return _queue(f"wait-e{entry.pk}-lapsed", words, _of_wait(entry, by=None), entry.session, now=now)


def tell_line_closed(entry: EnrolmentWait, *, now: datetime) -> Told:
    words = _words("activity-line-closed", entry.session)
    return _queue(f"wait-e{entry.pk}-closed", words, _of_wait(entry, by=None), entry.session, now=now)


# To those who applied for a place that is drawn by lot


def list_notes(draw: Draw) -> list[str]:
    """What people read above a list of tickets."""
    with in_own_language():
        activity, place = draw.session.activity.name, _place(draw.session.occupancy)
        return [
            _("Yanji Neighbours, list of tickets for the draw"),
            _("%(name)s, %(place)s") % {"name": activity, "place": place},
        ]


def tell_applied(ticket: DrawTicket, *, by: User, now: datetime) -> None:
    """To whom somebody else has applied for; who is at the desk or on the telephone hears it there."""
    people = _of_ticket(ticket, by=by)
    if by.may_run(ticket.draw.session.occupancy.room.centre):
        people = [person for person in people if person.has_message]
    _tell_ticket("applied", ticket, people, now=now, drawn=ticket.draw.draws_at)


def tell_ticket_withdrawn(ticket: DrawTicket, *, by: User, now: datetime) -> Told:
    return _tell_ticket("withdrawn", ticket, _of_ticket(ticket, by=by), now=now)


def tell_won(ticket: DrawTicket, dates: int, *, now: datetime) -> Told:
    kind = "won" if dates == 1 else "won-course"
    return _tell_ticket(kind, ticket, _of_ticket(ticket, by=None), now=now, count=dates)


def tell_lost(ticket: DrawTicket, in_line: int, *, now: datetime) -> Told:
    """`in_line` is their place in it, 0 for none."""
    with in_own_language():
        words = _(" You are number %(place)d in line; when it is your turn we tell you.")
        line = words % {"place": in_line} if in_line else ""
    return _tell_ticket("lost", ticket, _of_ticket(ticket, by=None), now=now, line=line)


def tell_draw_cancelled(
    tickets: Iterable[DrawTicket], session: Session, reason: str, *, by: User | None, now: datetime
) -> Told:
    """One message for each ticket, with its number; `session` is what it was for, of a course the first date."""
    return _all(
        [
            _tell_ticket("cancelled", each, _of_ticket(each, by=by), now=now, session=session, reason=reason)
            for each in tickets
        ]
    )


def _of_ticket(ticket: DrawTicket, *, by: User | None) -> list[Person]:
    return concerned(ticket.resident, ticket.applied_by, ticket.channel, by=by)


def _tell_ticket(
    event: str,
    ticket: DrawTicket,
    people: Sequence[Person],
    *,
    now: datetime,
    session: Session | None = None,
    reason: str = "",
    drawn: datetime | None = None,
    **further: object,
) -> Told:
    if drawn:
        with in_own_language():
            further["drawn"] = moment_words(drawn)
    session = session or ticket.draw.session
    words = _words(f"draw-{event}", session, reason=reason, number=ticket.number, **further)
    return _queue(f"ticket-{ticket.pk}-{event}", words, people, session, now=now)


# In the outbox


def _of_place(row: Enrolment, *, by: User | None) -> list[Person]:
    return concerned(row.resident, row.enrolled_by, row.channel, by=by)


def _of_wait(entry: EnrolmentWait, *, by: User | None) -> list[Person]:
    return concerned(entry.resident, entry.joined_by, entry.channel, by=by)


def _each(
    concerns: Iterable[tuple[str, Sequence[Person]]], words: str, session: Session, *, now: datetime
) -> list[Told]:
    """The same words to all of them, by event: a telephone that two of them share gets them once."""
    first: dict[str, tuple[Person, str]] = {}
    for event, people in concerns:
        for person in people:
            _add(first, person, event)
    return [_queue(event, words, [person], session, now=now) for person, event in first.values()]


def _add(first: dict[str, tuple[Person, str]], person: Person, event: str) -> None:
    """By address; where one message tells several there, it names none of them."""
    known, told_by = first.get(_address(person), (person, event))
    first[_address(person)] = (known if known.subject == person.subject else known.unnamed(), told_by)


def _address(person: Person) -> str:
    """Where a message goes; who is called, is called by name."""
    if person.gets_texts:
        return person.phone
    return person.email or person.key


def _queue(
    event: str,
    words: str,
    people: Sequence[Person],
    session: Session,
    *,
    now: datetime,
    not_before: datetime | None = None,
) -> Told:
    """One message to each of them, however often this very event is told; whom none reaches is called."""
    centre = session.occupancy.room.centre
    for person in people:
        say(person, words, centre=centre, request_id=f"{event}-{person.key}", now=now, not_before=not_before)
    reached = [person.masked_address for person in people if person.has_message]
    to_do = [_to_do(person) for person in people if not person.has_message]
    return Told(tuple(reached), tuple(to_do))


def _all(told: Sequence[Told]) -> Told:
    """For staff: how many are written to, and each whom no message reaches."""
    count = sum(len(each.done) for each in told)
    words = ngettext(
        "A text message goes to %(count)d neighbour.", "A text message goes to %(count)d neighbours.", count
    )
    return Told((words % {"count": count},) if count else (), tuple(one for each in told for one in each.to_do))


def _to_do(person: Person) -> str:
    facts = {"name": names.masked(person.name), "phone": masked(person.phone)}
    if not person.phone:
        return _("%(name)s has no telephone: please say it face to face.") % facts
    return _("No message reaches %(name)s: please call %(phone)s.") % facts


def place_facts(session: Session) -> dict[str, str]:
    """What takes place, where and when, and whom to call; in the portal's own language."""
    with in_own_language():
        facts = _facts(session)
    return {"what": facts["what"], "phone": facts["phone"]}


def _words(kind: str, session: Session, *, reason: str = "", **further: object) -> str:
    with in_own_language():
        facts = _facts(session, reason=reason)
    return wordings.words(kind, {**facts, **further})


def _facts(session: Session, *, reason: str = "") -> dict[str, str]:
    reason = reason.strip().rstrip("。.！!；;")
    return {
        "what": _what(session),
        "why": _(" Reason: %(reason)s.") % {"reason": reason} if reason else "",
        "phone": session.occupancy.room.centre.phone,
    }


def _what(session: Session) -> str:
    """With where one meets, of an outing."""
    facts = {"name": session.activity.name, "place": _place(session.occupancy), "meet": session.meeting_point}
    if session.meeting_point:
        return _("%(name)s, %(place)s, we meet: %(meet)s") % facts
    return _("%(name)s, %(place)s") % facts


def _place(occupancy: Occupancy) -> str:
    """三中心舞蹈房 11月30日（周一）09:00–10:30."""
    return _("%(site)s %(room)s, %(when)s") % {
        "site": occupancy.room.centre.short_name,
        "room": occupancy.room.name,
        "when": when_words(occupancy),
    }
