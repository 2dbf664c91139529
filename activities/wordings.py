"""What is told about places in activities, and when. The office may say each in its own words."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from notices import wordings
from notices.wordings import Fact

WHAT = Fact(
    pgettext_lazy("fact", "activity, place and time"),
    _("Calligraphy, First Centre art room, Tue 1 December 09:00–10:30"),
)
NAME = Fact(pgettext_lazy("fact", "activity"), _("Calligraphy"))
OLD = Fact(pgettext_lazy("fact", "old place and time"), _("First Centre art room, Tue 1 December 09:00–10:30"))
NEW = Fact(pgettext_lazy("fact", "new place and time"), _("First Centre reading room, Wed 2 December 09:00–10:30"))
COUNT = Fact(pgettext_lazy("fact", "number of dates"), "6")
UNTIL = Fact(pgettext_lazy("fact", "kept until"), _("Sat 28 November 14:00"))
WHY = Fact(
    pgettext_lazy("fact", "reason"),
    _(" Reason: the teacher is ill."),
    _("A sentence of its own, as staff wrote it. Nothing where they wrote none."),
)
PHONE = Fact(pgettext_lazy("fact", "phone"), "021-0000 1001", _("The number of the site."))

NUMBER = Fact(pgettext_lazy("fact", "ticket number"), "7")
DRAWN = Fact(pgettext_lazy("fact", "when it is drawn"), _("Sat 28 November 14:00"))
LINE = Fact(
    pgettext_lazy("fact", "place in line"),
    _(" You are number 3 in line; when it is your turn we tell you."),
    _("A sentence of its own. Nothing where the line is full."),
)

PLACE = {"what": WHAT, "phone": PHONE}
REF = Fact(pgettext_lazy("fact", "booking number"), "K7M2QX", _("By which they say at the door that they are there."))
AT_THE_DOOR = {**PLACE, "ref": REF}
TICKET = {**PLACE, "number": NUMBER}
MOVED = {"name": NAME, "old": OLD, "new": NEW, "why": WHY, "phone": PHONE}
DATES = Fact(pgettext_lazy("fact", "dates"), _("Tue 1 December 09:00–10:30; Tue 8 December 09:00–10:30"))
OLD_DATES = Fact(pgettext_lazy("fact", "dates it had"), _("Tue 1 December 09:00–10:30; Tue 8 December 09:00–10:30"))
NEW_DATES = Fact(pgettext_lazy("fact", "new dates"), _("Tue 15 December 09:00–10:30"))


def register() -> None:
    wordings.register(
        "activity-enrolled",
        words=_(
            "Yanji Neighbours: you have a place: %(what)s, number %(ref)s. If you cannot come, please call %(phone)s."
        ),
        about=_("Somebody else has signed them up for an activity"),
        facts=AT_THE_DOOR,
        needs={"what", "phone"},
    )
    wordings.register(
        "activity-enrolled-course",
        words=_(
            "Yanji Neighbours: you have a place in the course, %(count)d dates, the first: %(what)s. If you "
            "cannot come, please call %(phone)s."
        ),
        about=_("Somebody else has signed them up for a course"),
        facts={**PLACE, "count": COUNT},
        needs={"what", "phone"},
    )
    wordings.register(
        "activity-withdrawn",
        words=_("Yanji Neighbours: your place was given back: %(what)s. Questions? Please call %(phone)s."),
        about=_("Somebody else has given their place back"),
        facts=PLACE,
        needs={"what", "phone"},
    )
    wordings.register(
        "activity-reminder",
        words=_(
            "Yanji Neighbours: tomorrow we look forward to you: %(what)s, number %(ref)s. If you cannot come, give "
            "the place back under “Mine” or call %(phone)s; a neighbour is glad."
        ),
        about=_("The day before an activity"),
        facts=AT_THE_DOOR,
        needs={"what", "phone"},
    )
    _register_changes()
    _register_marks()
    _register_lines()
    _register_draws()
    _register_together()


def _register_changes() -> None:
    wordings.register(
        "activity-moved",
        words=_(
            "Yanji Neighbours: %(name)s has changed. Before: %(old)s. Now: %(new)s.%(why)s Your place stays. If you "
            "cannot come, please call %(phone)s."
        ),
        about=_("An activity moves; to those who have a place"),
        facts=MOVED,
        needs={"name", "new", "why", "phone"},
    )
    wordings.register(
        "activity-moved-waiting",
        words=_(
            "Yanji Neighbours: %(name)s, for which you stand in line, has changed. Before: %(old)s. Now: %(new)s."
            "%(why)s Questions? Please call %(phone)s."
        ),
        about=_("An activity moves; to those in line"),
        facts=MOVED,
        needs={"name", "new", "why", "phone"},
    )
    wordings.register(
        "activity-meeting-point",
        words=_("Yanji Neighbours: please mind where we meet: %(what)s. Questions? Please call %(phone)s."),
        about=_("An activity meets at another point; to those who have a place or stand in line"),
        facts=PLACE,
        needs={"what", "phone"},
    )
    wordings.register(
        "activity-cancelled",
        words=_(
            "Yanji Neighbours: we are sorry, %(what)s does not take place.%(why)s It counts for nobody as missed. We "
            "gladly help you find something else: %(phone)s."
        ),
        about=_("An activity does not take place"),
        facts={**PLACE, "why": WHY},
        needs={"what", "why", "phone"},
    )
    wordings.register(
        "activity-cancelled-dates",
        words=_(
            "Yanji Neighbours: we are sorry, %(name)s does not take place: %(dates)s.%(why)s It counts for nobody as "
            "missed. We gladly help you find something else: %(phone)s."
        ),
        about=_("Several dates of an activity do not take place"),
        facts={"name": NAME, "dates": DATES, "why": WHY, "phone": PHONE},
        needs={"name", "dates", "why", "phone"},
    )


def _register_marks() -> None:
    wordings.register(
        "activity-missed",
        words=_(
            "Yanji Neighbours: your place was kept, and nobody noted that you came: %(what)s. If you were there, or "
            "could not help it, tell us on the page or call %(phone)s; it can be put right."
        ),
        about=_(
            "They did not come to an activity. Until when booking on the web is limited, if it is, follows by itself."
        ),
        facts=PLACE,
        needs={"what", "phone"},
    )
    wordings.register(
        "activity-present",
        words=_("Yanji Neighbours: you were there: %(what)s; the note that you did not come is gone."),
        about=_("The note that they did not come has been taken back"),
        facts=PLACE,
        needs={"what"},
    )
    wordings.register(
        "activity-excused",
        words=_("Yanji Neighbours: %(what)s does not count as missed.%(why)s"),
        about=_("A missed activity has been excused"),
        facts={**PLACE, "why": WHY},
        needs={"what", "why"},
    )
    wordings.register(
        "activity-upheld",
        words=_(
            "Yanji Neighbours: we have read what you wrote about %(what)s. It counts as missed.%(why)s Questions? "
            "Please call %(phone)s."
        ),
        about=_("A missed activity counts, though they wrote how it was"),
        facts={**PLACE, "why": WHY},
        needs={"what", "why", "phone"},
    )


def _register_lines() -> None:
    wordings.register(
        "activity-offered",
        words=_(
            "Yanji Neighbours: it is your turn: a place in %(what)s is kept for you until %(until)s. Take it under "
            "“Mine” on the web, or call %(phone)s. No more need of it? Let us know, the next in line is glad."
        ),
        about=_("It is their turn in line for an activity"),
        facts={**PLACE, "until": UNTIL},
        needs={"what", "until", "phone"},
    )
    wordings.register(
        "activity-lapsed",
        words=_(
            "Yanji Neighbours: the place in %(what)s went to the next in line. Call %(phone)s, we help you find "
            "another date."
        ),
        about=_("They did not answer, and the next in line has the place"),
        facts=PLACE,
        needs={"what", "phone"},
    )
    wordings.register(
        "activity-line-closed",
        words=_(
            "Yanji Neighbours: we are sorry, nobody gave a place in %(what)s back. Call %(phone)s, we help you find "
            "another date."
        ),
        about=_("They stood in line for an activity, and nothing became free"),
        facts=PLACE,
        needs={"what", "phone"},
    )


def _register_draws() -> None:
    wordings.register(
        "draw-applied",
        words=_(
            "Yanji Neighbours: you have applied for %(what)s; your ticket is number %(number)s. It is drawn on "
            "%(drawn)s, and we tell you either way. Questions? Please call %(phone)s."
        ),
        about=_("Somebody else has applied for them, for places that are drawn by lot"),
        facts={**TICKET, "drawn": DRAWN},
        needs={"what", "number", "drawn", "phone"},
    )
    wordings.register(
        "draw-withdrawn",
        words=_(
            "Yanji Neighbours: your ticket number %(number)s for %(what)s was taken out of the draw. Questions? "
            "Please call %(phone)s."
        ),
        about=_("Somebody else has taken their ticket out of a draw"),
        facts=TICKET,
        needs={"what", "number", "phone"},
    )
    wordings.register(
        "draw-won",
        words=_(
            "Yanji Neighbours: your ticket number %(number)s was drawn: you have a place: %(what)s. If you cannot "
            "come, please call %(phone)s; the next in line is glad."
        ),
        about=_("Their ticket was drawn"),
        facts=TICKET,
        needs={"what", "number", "phone"},
    )
    wordings.register(
        "draw-won-course",
        words=_(
            "Yanji Neighbours: your ticket number %(number)s was drawn: you have a place in the course, %(count)d "
            "dates, the first: %(what)s. If you cannot come, please call %(phone)s; the next in line is glad."
        ),
        about=_("Their ticket was drawn, for a course"),
        facts={**TICKET, "count": COUNT},
        needs={"what", "number", "phone"},
    )
    wordings.register(
        "draw-lost",
        words=_(
            "Yanji Neighbours: your ticket number %(number)s was not drawn this time: %(what)s.%(line)s In the next "
            "draw your ticket weighs more. We gladly help you find something else: %(phone)s."
        ),
        about=_("Their ticket was not drawn"),
        facts={**TICKET, "line": LINE},
        needs={"what", "number", "line", "phone"},
    )
    wordings.register(
        "draw-cancelled",
        words=_(
            "Yanji Neighbours: we are sorry, there is no draw for %(what)s.%(why)s Your ticket number %(number)s "
            "counts for nobody as lost. We gladly help you find something else: %(phone)s."
        ),
        about=_("A draw is called off, or what it was for does not take place"),
        facts={**TICKET, "why": WHY},
        needs={"what", "number", "why", "phone"},
    )
    wordings.register(
        "activity-moved-draw",
        words=_(
            "Yanji Neighbours: %(name)s, for which you have applied, has changed. Before: %(old)s. Now: %(new)s."
            "%(why)s Your ticket stays in the draw. If you cannot come, please call %(phone)s."
        ),
        about=_("An activity moves; to those who applied for a draw"),
        facts=MOVED,
        needs={"name", "new", "why", "phone"},
    )


def _register_together() -> None:
    wordings.register(
        "activity-date-dropped",
        words=_(
            "Yanji Neighbours: one date of the course does not take place: %(what)s.%(why)s For the other dates all "
            "stays as it was: you are in line, or in the draw. Questions? Please call %(phone)s."
        ),
        about=_("One date of a course does not take place; to those in line or in the draw"),
        facts={**PLACE, "why": WHY},
        needs={"what", "why", "phone"},
    )
    wordings.register(
        "activity-comes-alone",
        words=_(
            "Yanji Neighbours: your companion's place was given back, yours stays: %(what)s. Questions? Please call "
            "%(phone)s."
        ),
        about=_("Somebody else has given their companion's place back"),
        facts=PLACE,
        needs={"what", "phone"},
    )
    wordings.register(
        "activity-date-added",
        words=_(
            "Yanji Neighbours: %(name)s goes on. So far: %(old)s. New: %(new)s. You have a place there, too. If you "
            "cannot come, please call %(phone)s."
        ),
        about=_("A course has one more date; to those who have a place"),
        facts={"name": NAME, "old": OLD_DATES, "new": NEW_DATES, "phone": PHONE},
        needs={"name", "new", "phone"},
    )
