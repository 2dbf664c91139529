"""Applications as pages show them: how far each has come, for whom, and what is to be done."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.words import date_words, local_day, moment_words
from centres.workdays import Workdays
from residents.acting import helper_words
from residents.mine import Item, Section
from residents.models import User
from services.models import Application
from services.showing import Row

State = Application.State

BADGES = {
    State.RECEIVED: "wait",
    State.CONTACTED: "wait",
    State.ARRANGED: "done",
    State.DONE: "full",
    State.WITHDRAWN: "gone",
    State.UNSUITABLE: "stop",
}


def badge(application: Application) -> tuple[str, str]:
    return BADGES[State(application.state)], application.get_state_display()


def says(application: Application) -> str:
    """What comes next, for whoever applied."""
    phone = {"phone": application.centre.phone}
    sentences = {
        State.RECEIVED: _("We call you within three working days. Questions? Please call %(phone)s.") % phone,
        State.CONTACTED: _("We have spoken. Next we arrange a day on which somebody looks what is needed."),
        State.ARRANGED: _("Does the day not suit? Please call %(phone)s.") % phone,
        State.DONE: _("It is settled. Questions? Please call %(phone)s.") % phone,
        State.WITHDRAWN: _("You withdrew it; what you wrote is deleted."),
        State.UNSUITABLE: _("This does not fit. We gladly look for something else together: %(phone)s.") % phone,
    }
    return sentences[State(application.state)]


def rows_of(application: Application) -> list[Row]:
    helper = helper_words(resident=application.resident_id, by=application.applied_by_id, channel=application.channel)
    who = _("by %(helper)s") % {"helper": helper} if helper else application.get_channel_display()
    agreed = {"version": application.consent_version, "moment": moment_words(application.consented_at)}
    visit = moment_words(application.visit_at) if application.visit_at else ""
    rows = [
        Row(_("For"), application.resident.name),
        Row(_("Assessment"), visit, application.visit_place),
        Row(_("Note"), application.reason),
        Row(_("What help is needed"), application.help_needed),
        Row(_("Number to call"), application.call_number, application.call_whom),
        Row(_("When to call"), application.call_when),
        Row(_("Applied"), moment_words(application.applied_at), who),
        Row(_("Agreed"), _("to the sentence of %(version)s, %(moment)s") % agreed),
        Row(_("Site"), application.centre.name, application.centre.phone),
    ]
    return [row for row in rows if row.words]


def age_words(application: Application, today: date) -> str:
    days = (today - local_day(application.applied_at)) // timedelta(days=1)
    return ngettext("%(count)d day old", "%(count)d days old", days) % {"count": days} if days else _("from today")


def due_words(application: Application, workdays: Workdays) -> str:
    return _("call until %(date)s") % {"date": date_words(application.call_by(workdays))}


def sections(user: User, now: datetime) -> list[Section]:
    """For 我的."""
    found = Application.objects.of_user(user).open().with_people()
    return [Section("applications", _("Applications"), [_item(each, user) for each in found])]


def _item(application: Application, user: User) -> Item:
    at = application.visit_at or application.applied_at
    return Item(
        when=moment_words(at) if application.is_arranged else _("applied on %(date)s") % {"date": date_words(at)},
        what=application.service.name,
        where=application.visit_place or application.centre.name,
        url=application.get_absolute_url(),
        badge=badge(application),
        whose=application.resident.name if application.resident.user_id != user.pk else "",
        says=says(application),
    )
