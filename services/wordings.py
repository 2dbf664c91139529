"""What is told about numbers at services and about lunch, and when. The office may say each in its own words."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from notices import wordings
from notices.wordings import Fact

WHAT = Fact(
    pgettext_lazy("fact", "service, number, time and place"),
    _("Haircut, Sat 12 December number 7, about 9:40, Third Centre sun room"),
)
SERVICE = Fact(pgettext_lazy("fact", "service"), _("Haircut"))
NEW = Fact(
    pgettext_lazy("fact", "number, time and place"),
    _("Haircut, Sat 12 December number 7, about 9:40, Third Centre sun room"),
)
OLD = Fact(
    pgettext_lazy("fact", "old time and place"), _("Sat 5 December number 7, about 9:40, Third Centre sun room")
)
WHY = Fact(
    pgettext_lazy("fact", "reason"),
    _(" Reason: the barber is ill."),
    _("A sentence of its own, as staff wrote it. Nothing where they wrote none."),
)
NUMBER = Fact(pgettext_lazy("fact", "number"), _("number 7"))
TIME = Fact(pgettext_lazy("fact", "time"), _("about 9:40"))
OLD_TIME = Fact(pgettext_lazy("fact", "old time"), _("Sat 12 December, about 9:40"))
NEW_TIME = Fact(pgettext_lazy("fact", "new time"), _("Sat 12 December, about 10:10"))
SITE = Fact(pgettext_lazy("fact", "site"), _("Third Centre"))
ROOM = Fact(pgettext_lazy("fact", "room"), _("sun room"))
LUNCH = Fact(pgettext_lazy("fact", "date, site and portions"), _("Mon 30 November, Third Centre, 1 portion"))
DISHES = Fact(pgettext_lazy("fact", "dishes"), _("steamed fish, tofu, soup"))
UNTIL = Fact(pgettext_lazy("fact", "until when it can be changed"), _("Sun 29 November 15:00"))
PHONE = Fact(pgettext_lazy("fact", "phone"), "021-0000 1003", _("The number of the site."))

DAY = Fact(pgettext_lazy("fact", "service day"), _("Haircut, Third Centre sun room, Sat 12 December 08:30–10:30"))
IN_LINE = Fact(
    pgettext_lazy("fact", "number in a day"),
    _("Haircut, Third Centre sun room, Sat 12 December 08:30–10:30, number 7, about 9:30"),
)
OLD_PLACE = Fact(pgettext_lazy("fact", "old place and time"), _("Third Centre sun room, Sat 5 December 08:30–10:30"))
NEW_PLACE = Fact(pgettext_lazy("fact", "new place and time"), _("Third Centre sun room, Sat 12 December 08:30–10:30"))

HAS = {"what": WHAT, "phone": PHONE}
MEAL = {"what": LUNCH, "phone": PHONE}


def register() -> None:
    wordings.register(
        "number-taken",
        words=_(
            "Yanji Neighbours: %(what)s is kept for you. If you cannot come, please call %(phone)s; somebody else is "
            "glad of it."
        ),
        about=_("Somebody else has taken a number for them"),
        facts=HAS,
        needs={"what", "phone"},
    )
    wordings.register(
        "number-given-back",
        words=_("Yanji Neighbours: %(what)s is cancelled. Questions? Please call %(phone)s."),
        about=_("Somebody else has given their number back"),
        facts=HAS,
        needs={"what", "phone"},
    )
    wordings.register(
        "number-moved",
        words=_(
            "Yanji Neighbours: %(service)s has changed. Before: %(old)s. Now: %(what)s.%(why)s If you cannot "
            "come, please call %(phone)s."
        ),
        about=_("A service day moves; to all who have a number"),
        facts={"service": SERVICE, "old": OLD, "what": NEW, "why": WHY, "phone": PHONE},
        needs={"what", "why", "phone"},
    )
    wordings.register(
        "number-day-cancelled",
        words=_(
            "Yanji Neighbours: we are sorry, %(what)s does not take place.%(why)s Call %(phone)s, we help you "
            "find another day."
        ),
        about=_("A service day does not take place; to all who have a number"),
        facts={**HAS, "why": WHY},
        needs={"what", "why", "phone"},
    )
    wordings.register(
        "number-reminder",
        words=_(
            "Yanji Neighbours: tomorrow %(service)s, %(number)s, %(time)s, %(site)s %(room)s. Cannot come? Please "
            "cancel on the web under “Mine”, or call %(phone)s; somebody else is glad of it."
        ),
        about=_("They have a number tomorrow; sent the day before"),
        facts={"service": SERVICE, "number": NUMBER, "time": TIME, "site": SITE, "room": ROOM, "phone": PHONE},
        needs={"service", "number", "phone"},
    )
    wordings.register(
        "number-times-changed",
        words=_(
            "Yanji Neighbours: the time of your number has changed: %(service)s, %(number)s. Before: %(old)s. Now: "
            "%(new)s, %(site)s %(room)s.%(why)s If you cannot come, please call %(phone)s."
        ),
        about=_("A service day takes longer or shorter for each; to all whose time moves by more than ten minutes"),
        facts={
            "service": SERVICE,
            "number": NUMBER,
            "old": OLD_TIME,
            "new": NEW_TIME,
            "site": SITE,
            "room": ROOM,
            "why": WHY,
            "phone": PHONE,
        },
        needs={"service", "number", "new", "why", "phone"},
    )
    _register_marks()
    _register_lines()
    _register_meals()


def _register_marks() -> None:
    wordings.register(
        "number-missed",
        words=_(
            "Yanji Neighbours: your number was called, and nobody noted that you came: %(what)s. If you were there, "
            "or could not help it, tell us on the page or call %(phone)s; it can be put right."
        ),
        about=_(
            "They did not come to their number. Until when booking on the web is limited, if it is, follows by itself."
        ),
        facts={"what": WHAT, "phone": PHONE},
        needs={"what", "phone"},
    )
    wordings.register(
        "number-excused",
        words=_("Yanji Neighbours: %(what)s does not count as missed.%(why)s"),
        about=_("A missed number has been excused"),
        facts={"what": WHAT, "why": WHY},
        needs={"what", "why"},
    )
    wordings.register(
        "number-upheld",
        words=_(
            "Yanji Neighbours: we have read what you wrote about %(what)s. It counts as missed.%(why)s Questions? "
            "Please call %(phone)s."
        ),
        about=_("The office has read an appeal about a missed number, and it counts"),
        facts={"what": WHAT, "why": WHY, "phone": PHONE},
        needs={"what", "why", "phone"},
    )


def _register_lines() -> None:
    wordings.register(
        "number-offered",
        words=_(
            "Yanji Neighbours: it is your turn: %(what)s is kept for you until %(until)s. Take it under “Mine” on the "
            "web, or call %(phone)s. No more need of it? Let us know, the next in line is glad."
        ),
        about=_("It is their turn in line for a number"),
        facts={"what": IN_LINE, "until": UNTIL, "phone": PHONE},
        needs={"what", "until", "phone"},
    )
    wordings.register(
        "number-lapsed",
        words=_("Yanji Neighbours: %(what)s went to the next in line. Call %(phone)s, we help you find another day."),
        about=_("They did not answer, and the next in line has the number"),
        facts={"what": IN_LINE, "phone": PHONE},
        needs={"what", "phone"},
    )
    wordings.register(
        "number-line-closed",
        words=_(
            "Yanji Neighbours: we are sorry, nobody gave a number back: %(what)s. Call %(phone)s, we help you find "
            "another day."
        ),
        about=_("They stood in line for a number, and nothing became free"),
        facts={"what": DAY, "phone": PHONE},
        needs={"what", "phone"},
    )
    wordings.register(
        "number-line-moved",
        words=_(
            "Yanji Neighbours: %(service)s, for which you stand in line, has changed. Before: %(old)s. Now: %(new)s."
            "%(why)s Questions? Please call %(phone)s."
        ),
        about=_("A service day moves; to those in line"),
        facts={"service": SERVICE, "old": OLD_PLACE, "new": NEW_PLACE, "why": WHY, "phone": PHONE},
        needs={"service", "new", "why", "phone"},
    )
    wordings.register(
        "number-line-cancelled",
        words=_(
            "Yanji Neighbours: we are sorry, %(what)s does not take place.%(why)s Call %(phone)s, we help you "
            "find another day."
        ),
        about=_("A service day does not take place; to those in line"),
        facts={"what": DAY, "why": WHY, "phone": PHONE},
        needs={"what", "why", "phone"},
    )


def _register_meals() -> None:
    wordings.register(
        "meal-ordered",
        words=_(
            "Yanji Neighbours: lunch is ordered for you: %(what)s. Change or cancel until %(until)s: call %(phone)s."
        ),
        about=_("Somebody else has ordered lunch for them"),
        facts={**MEAL, "until": UNTIL},
        needs={"what", "phone"},
    )
    wordings.register(
        "meal-cancelled",
        words=_("Yanji Neighbours: your lunch is cancelled: %(what)s. Questions? Please call %(phone)s."),
        about=_("Somebody else has cancelled their lunch"),
        facts=MEAL,
        needs={"what", "phone"},
    )
    wordings.register(
        "meal-menu-cancelled",
        words=_(
            "Yanji Neighbours: we are sorry, there is no lunch: %(what)s.%(why)s Nothing was paid, so nothing has to "
            "be given back. Call %(phone)s, we help you find a meal elsewhere."
        ),
        about=_("A lunch is not cooked; to all who ordered"),
        facts={**MEAL, "why": WHY},
        needs={"what", "why", "phone"},
    )
    wordings.register(
        "meal-dishes-changed",
        words=_(
            "Yanji Neighbours: other dishes for your lunch: %(what)s. Now there is: %(dishes)s.%(why)s Questions? "
            "Please call %(phone)s."
        ),
        about=_("The dishes of a lunch change; to those who ordered, where staff wish so"),
        facts={**MEAL, "dishes": DISHES, "why": WHY},
        needs={"what", "dishes", "phone"},
    )
