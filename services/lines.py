"""A place in line as pages show it: for whom, since when, which turn, and what became of it."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.words import moment_words, when_words
from residents.acting import helper_words
from residents.mine import Item, Section
from residents.models import User
from services import showing
from services.models import AppointmentWait
from services.queue import about_words


def badge(entry: AppointmentWait, *, now: datetime) -> tuple[str, str, str]:
    """Kind and words, and what it means in a sentence."""
    if entry.is_offered and entry.offer_ends_at and entry.offer_ends_at > now:
        says = _("It is your turn: %(what)s is kept for you until %(moment)s.")
        facts = {"what": offered_words(entry), "moment": moment_words(entry.offer_ends_at)}
        return "free", _("Your turn"), says % facts
    if entry.is_waiting and not entry.day.has_begun(now):
        says = _("You are number %(place)d in line. When it is your turn we send you a text message.")
        return "wait", _("In line"), says % {"place": entry.ahead + 1}
    ended = {
        AppointmentWait.State.ACCEPTED: _("You took it; it stands among your numbers."),
        AppointmentWait.State.REFUSED: _("You let it go; thank you, the next in line was glad."),
        AppointmentWait.State.LEFT: _("You left the line."),
        AppointmentWait.State.CLOSED: entry.day.cancel_reason or _("Nobody gave a number back. We are sorry."),
    }
    went_on = _("The offer ended, and went to the next in line.")
    return "gone", entry.get_state_display(), ended.get(AppointmentWait.State(entry.state), went_on)


def offered_words(entry: AppointmentWait) -> str:
    """7号，大约 9:30."""
    plan = entry.day.plan
    about = about_words(plan.starts(entry.number)) if plan and entry.number else ""
    return _("%(number)s, %(about)s") % {"number": entry.number_words, "about": about}


def rows_of(entry: AppointmentWait) -> list[showing.Row]:
    helper = helper_words(resident=entry.resident_id, by=entry.joined_by_id, channel=entry.channel)
    who = _("by %(helper)s") % {"helper": helper} if helper else ""
    if not helper and not entry.is_made_online:
        who = entry.get_channel_display()
    return [
        *showing.rows_of(entry.day),
        showing.Row(_("For"), entry.resident.name),
        showing.Row(_("In line since"), moment_words(entry.joined_at), who),
    ]


def line_words(ahead: int) -> str:
    """How many stand in line; empty for nobody."""
    words = ngettext("%(count)d neighbour waits.", "%(count)d neighbours wait.", ahead)
    return words % {"count": ahead} if ahead else ""


def sections(user: User, now: datetime) -> list[Section]:
    """For 我的: places in line, those that want an answer first."""
    alive = AppointmentWait.objects.of_user(user).alive().with_ahead().with_place()
    waiting = alive.filter(day__occupancy__starts_at__gt=now)
    in_line = sorted(waiting, key=lambda entry: (not entry.is_offered, entry.day.occupancy.starts_at))
    title = _("Waiting list of services")
    return [Section("number-lines", title, [_item(each, user, now=now) for each in in_line])]


def _item(entry: AppointmentWait, user: User, *, now: datetime) -> Item:
    kind, words, says = badge(entry, now=now)
    return Item(
        when=when_words(entry.day.occupancy),
        what=entry.day.service.name,
        where=showing.place_words(entry.day),
        url=entry.get_absolute_url(),
        badge=(kind, words),
        whose=entry.resident.name if entry.resident.user_id != user.pk else "",
        says=says,
        wants_answer=kind == "free",
    )
