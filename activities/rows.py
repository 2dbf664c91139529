"""A date, and somebody's place in it, as facts under each other."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from activities.actions import numbers_of, withdraw_deadline
from activities.models import Enrolment, EnrolmentWait, Session
from activities.models.together import Accompanied
from centres import almanac
from centres.rows import Row
from centres.words import date_words, local_day, moment_words, span_words, when_words
from fairness.checkin import window_words
from residents.acting import helper_words


def of_session(session: Session, dates: Sequence[Session] = ()) -> list[Row]:
    """What, when and where; of a course each of its dates."""
    room, activity = session.occupancy.room, session.activity
    on = session.occupancy.starts_at
    lunar = _("lunar %(day)s") % {"day": almanac.of(local_day(on)).words}
    when = [Row(_("Day"), date_words(on, with_year=True), lunar), Row(_("Time"), span_words(session.occupancy))]
    if len(dates) > 1:
        when = [Row(_("Dates"), _("; ").join(when_words(each.occupancy) for each in dates))]
    rows = [
        Row(_("Activity"), activity.name, activity.leader),
        *when,
        Row(_("Place"), f"{room.centre.name}\u2060·{room.name}", room.centre.address),
        Row(_("Where one meets"), session.meeting_point if len(dates) < 2 else ""),
        Row(_("For whom"), activity.audience),
        Row(_("Only for residents of"), _(", ").join(each.name for each in activity.committees.all())),
        Row(_("Age"), activity.age_words),
        Row(_("Who comes"), activity.party_words if session.has_places else ""),
        Row(_("There for you"), activity.provided),
        Row(_("Please bring"), activity.bring),
        Row(_("Price"), activity.price_words),
    ]
    return [row for row in rows if row.words]


def of_enrolment(enrolment: Enrolment, dates: Sequence[Session], *, now: datetime) -> list[Row]:
    session = enrolment.session
    rows = [
        *of_session(session, dates),
        Row(_("For"), enrolment.name, enrolment.with_whom),
        *of_agreement(enrolment),
        Row(_("Signed up"), moment_words(enrolment.enrolled_at), made_words(enrolment)),
        Row(_("Exception because"), enrolment.waiver),
        Row(_("Phone there"), session.occupancy.room.centre.phone),
    ]
    if enrolment.is_enrolled:
        rows += [Row(_("Booking number"), _numbers(enrolment, dates)), Row(_("Checking in"), _check_in(enrolment))]
    if enrolment.ended_at:
        rows.append(Row(_("Given back"), moment_words(enrolment.ended_at), session.cancel_reason))
    elif enrolment.is_enrolled and not session.has_begun(now):
        rows.append(Row(_("If plans change"), how_to_give_back(enrolment, now=now)))
    return [row for row in rows if row.words]


def _numbers(enrolment: Enrolment, dates: Sequence[Session]) -> str:
    """By which one says at the door that one is there; a course has one for each date. Then one query more."""
    if len(dates) == 1:
        return enrolment.ref
    theirs = Enrolment.objects.enrolled().filter(claim=enrolment.claim, resident=enrolment.resident_id)
    by_date = theirs.with_place().order_by("session__occupancy__starts_at")
    return _("; ").join(f"{date_words(each.session.occupancy.starts_at)} {each.ref}" for each in by_date)


def _check_in(enrolment: Enrolment) -> str:
    """When and how one says that one has come; or that one has."""
    if enrolment.checked_in_at:
        return _("noted at %(time)s") % {"time": f"{localtime(enrolment.checked_in_at):%H:%M}"}
    if enrolment.was_missed:
        return _("Noted that you did not come. Was it otherwise? Please tell the desk.")
    return _("%(window)s: scan the code on the door, or tell the desk your name") % {
        "window": window_words(enrolment.session.occupancy.span, numbers_of(enrolment.session))
    }


def of_agreement(row: Accompanied) -> list[Row]:
    """That a guardian agreed, when, and to which version of the sentence."""
    if row.agreed_at is None:
        return []
    version = _("version %(version)s") % {"version": row.agreed_version}
    return [Row(_("Guardian agreed"), moment_words(row.agreed_at), version)]


def made_words(row: Enrolment) -> str:
    """Who did it, where it was somebody else: a relative by name, staff by the way it came."""
    if helper := helper_words(resident=row.resident_id, by=row.enrolled_by_id, channel=row.channel):
        return _("by %(helper)s") % {"helper": helper}
    return "" if row.is_made_online else row.get_channel_display()


def how_to_give_back(enrolment: Enrolment, *, now: datetime) -> str:
    session = enrolment.session
    deadline = withdraw_deadline(enrolment, numbers_of(session))
    if now > deadline:
        return _("Please call %(phone)s, so that we know.") % {"phone": session.occupancy.room.centre.phone}
    return _("Give the place back here until %(moment)s, or call %(phone)s. That is no trouble at all.") % {
        "moment": moment_words(deadline),
        "phone": session.occupancy.room.centre.phone,
    }


def of_wait(entry: EnrolmentWait, dates: Sequence[Session]) -> list[Row]:
    helper = helper_words(resident=entry.resident_id, by=entry.joined_by_id, channel=entry.channel)
    who = _("by %(helper)s") % {"helper": helper} if helper else ""
    if not helper and not entry.is_made_online:
        who = entry.get_channel_display()
    rows = [
        *of_session(entry.session, dates),
        Row(_("For"), entry.resident.name, entry.with_whom),
        *of_agreement(entry),
        Row(_("In line since"), moment_words(entry.joined_at), who),
        Row(_("Exception because"), entry.waiver),
    ]
    return [row for row in rows if row.words]


# The state in a word


def badge(enrolment: Enrolment, *, now: datetime) -> tuple[str, str]:
    if enrolment.is_enrolled and enrolment.session.occupancy.ends_at > now:
        return "done", _("You have a place")
    if enrolment.is_enrolled:
        return "gone", _("Over")
    return "gone", enrolment.get_state_display()


def wait_badge(entry: EnrolmentWait, *, now: datetime) -> tuple[str, str, str]:
    """And what it means in a sentence."""
    if entry.is_offered and entry.offer_ends_at and entry.offer_ends_at > now:
        says = _("It is your turn. The place is kept for you until %(moment)s.")
        return "free", _("Your turn"), says % {"moment": moment_words(entry.offer_ends_at)}
    if entry.is_waiting and not entry.is_over(now):
        says = _("You are number %(place)d in line. When it is your turn we send you a text message.")
        if entry.persons > 1:
            says = _(
                "You are number %(place)d in line, for two places. When both are free we send you a text message; "
                "what would do for one goes to the next who needs one."
            )
        says %= {"place": entry.ahead + 1}
        return "wait", _("In line"), says
    ended = {
        EnrolmentWait.State.ACCEPTED: _("You took it; it stands among your activities."),
        EnrolmentWait.State.REFUSED: _("You let it go; thank you, the next in line was glad."),
        EnrolmentWait.State.LEFT: _("You left the line."),
        EnrolmentWait.State.CLOSED: entry.session.cancel_reason or _("Nobody gave a place back. We are sorry."),
    }
    went_on = _("The offer ended, and went to the next in line.")
    return "gone", entry.get_state_display(), ended.get(EnrolmentWait.State(entry.state), went_on)
