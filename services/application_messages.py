"""Text messages about applications. Nothing of what was written in them is said."""

from datetime import datetime

from django.utils.translation import gettext as _

from centres.words import moment_words
from notices import wordings
from residents import telling
from residents.models import User
from residents.telling import Person, in_own_language, say
from services.models import Application

KINDS = {state: f"application-{state}" for state in Application.State.values}  # of wordings


def concerned(application: Application, *, by: User) -> list[Person]:
    return telling.concerned(application.resident, application.applied_by, application.channel, by=by)


def tell(application: Application, *, by: User, now: datetime) -> None:
    """In which state it is now; once for each step. Whom no message reaches is called."""
    with in_own_language():
        reason = application.reason.strip().rstrip("。.！!；;")
        facts = {
            "service": application.service.name,
            "why": _(" Note: %(reason)s.") % {"reason": reason} if reason else "",
            "phone": application.centre.phone,
        }
        if application.is_arranged and application.visit_at:
            where = {"moment": moment_words(application.visit_at), "place": application.visit_place}
            facts["visit"] = _("%(moment)s, %(place)s") % where
        if application.is_received:
            del facts["why"]
    words = wordings.words(KINDS[application.state], facts)
    people = concerned(application, by=by)
    if by.is_staff and application.state in (Application.State.RECEIVED, Application.State.CONTACTED):
        people = [person for person in people if person.has_message]  # whom none reaches is on the telephone
    for person in people:
        request_id = f"application-{application.pk}-{application.state}-{now.timestamp():.0f}-{person.key}"
        say(person, words, centre=application.centre, request_id=request_id, now=now)
