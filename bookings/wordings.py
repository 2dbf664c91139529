"""What is told about bookings, standing hours and lines, and when. The office may say each in its own words."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from notices import wordings
from notices.wordings import Fact

WHERE = _("Third Centre dance room, Mon 30 November 09:00–10:30")
REF = Fact(pgettext_lazy("fact", "booking number"), "H7K3MQ")
WHAT = Fact(pgettext_lazy("fact", "place and time"), WHERE)
WHY = Fact(
    pgettext_lazy("fact", "reason"),
    _(" Reason: a pipe has burst."),
    _("A sentence of its own, as staff wrote it. Nothing where they wrote none."),
)
PHONE = Fact(pgettext_lazy("fact", "phone"), "021-0000 1003", _("The number of the site."))
SITE = Fact(pgettext_lazy("fact", "site"), _("Third Centre"))
ROOM = Fact(pgettext_lazy("fact", "room"), _("dance room"))
TIMES = Fact(pgettext_lazy("fact", "times"), "09:00–10:30")

CANCEL = Fact(
    pgettext_lazy("fact", "cancel link"),
    "https://yanji.example/c/MTI6MXZwUk9YOmE4V0xL/",
    _("The page where they cancel without signing in."),
)

BOOKING = {"what": WHAT, "ref": REF, "phone": PHONE}
WITH_REASON = {**BOOKING, "why": WHY}
LINE = {"what": WHAT, "phone": PHONE}

# Standing hours
TEAM = Fact(pgettext_lazy("fact", "team"), _("Friendship Knitting"))
THEIR_ROOM = Fact(pgettext_lazy("fact", "room"), _("Third Centre dance room"), _("With its site."))
RHYTHM = Fact(pgettext_lazy("fact", "rhythm"), _("every week"))
FIRST = Fact(pgettext_lazy("fact", "first date"), _("Mon 30 November"))
LAST = Fact(pgettext_lazy("fact", "last date"), _("Mon 22 February"))
COUNT = Fact(pgettext_lazy("fact", "number of dates"), "12")
OUT = Fact(pgettext_lazy("fact", "dates left out"), "1", _("How many."))
SINCE = Fact(pgettext_lazy("fact", "first day of the change"), _("Mon 14 December"))
DAY = Fact(pgettext_lazy("fact", "last day to answer"), _("Mon 14 December"))
USED = Fact(pgettext_lazy("fact", "dates used"), "5", _("How many."))
OVER = Fact(pgettext_lazy("fact", "dates so far"), "8", _("How many."))
LINK = Fact(
    pgettext_lazy("fact", "link"),
    "https://yanji.example/standing/MTI6MXZwUk9YOmE4V0xL/",
    _("The page where the leader says yes."),
)

SERIES = {"team": TEAM, "room": THEIR_ROOM, "times": TIMES, "phone": PHONE}
USE = {"used": USED, "over": OVER}


def register() -> None:
    _register_bookings()
    _register_missed()
    _register_lines()
    _register_series()


def _register_bookings() -> None:
    wordings.register(
        "booking-entered",
        words=_(
            "Yanji Neighbours: %(what)s is booked for you, number %(ref)s. If you cannot come, please call %(phone)s."
        ),
        about=_("Somebody else has booked for them"),
        facts=BOOKING,
        needs={"what", "ref", "phone"},
    )
    wordings.register(
        "booking-moved",
        words=_(
            "Yanji Neighbours: your booking %(ref)s has changed. Before: %(old)s. Now: %(what)s.%(why)s "
            "If you cannot come, please call %(phone)s."
        ),
        about=_("Somebody else has moved their booking"),
        facts={
            **WITH_REASON,
            "old": Fact(
                pgettext_lazy("fact", "old place and time"), _("Third Centre music room, Sun 29 November 13:00–14:30")
            ),
        },
        needs={"what", "why", "phone"},
    )
    wordings.register(
        "booking-cancelled",
        words=_(
            "Yanji Neighbours: your booking %(ref)s is cancelled: %(what)s.%(why)s Questions? Please call %(phone)s."
        ),
        about=_("Somebody else has cancelled their booking"),
        facts=WITH_REASON,
        needs={"what", "why", "phone"},
    )
    wordings.register(
        "booking-restored",
        words=_(
            "Yanji Neighbours: your booking %(ref)s stands again: %(what)s. You can come. Questions? Call %(phone)s."
        ),
        about=_("A cancelled booking has been brought back"),
        facts=BOOKING,
        needs={"what", "phone"},
    )
    wordings.register(
        "booking-approved",
        words=_(
            "Yanji Neighbours: the office says yes: %(what)s is yours, number %(ref)s. If you cannot come, please "
            "call %(phone)s."
        ),
        about=_("The office says yes to what they asked for"),
        facts=BOOKING,
        needs={"what", "ref", "phone"},
    )
    wordings.register(
        "booking-declined",
        words=_(
            "Yanji Neighbours: the office could not agree to %(what)s (%(ref)s).%(why)s We gladly help you find "
            "another time: %(phone)s."
        ),
        about=_("The office says no to what they asked for"),
        facts=WITH_REASON,
        needs={"what", "why", "phone"},
    )
    wordings.register(
        "booking-expired",
        words=_(
            "Yanji Neighbours: we are sorry, nobody could decide about %(what)s (%(ref)s) in time, and the time is "
            "free again. Please call %(phone)s, we help you find another one."
        ),
        about=_("The office has not decided in time"),
        facts=BOOKING,
        needs={"what", "phone"},
    )
    wordings.register(
        "booking-reminder",
        words=_(
            "Yanji Neighbours: tomorrow %(times)s, %(site)s %(room)s, number %(ref)s. Cannot come? Please cancel: "
            "%(link)s, or call %(phone)s; somebody else is glad of it."
        ),
        about=_("They come tomorrow; sent the day before"),
        facts={"times": TIMES, "site": SITE, "room": ROOM, "ref": REF, "link": CANCEL, "phone": PHONE},
        needs={"times", "room", "phone"},
    )


def _register_missed() -> None:
    wordings.register(
        "booking-missed",
        words=_(
            "Yanji Neighbours: nobody came to %(what)s (%(ref)s). If you could not help it, tell us on the page "
            "or call %(phone)s; it can be excused."
        ),
        about=_(
            "Nobody came to their booking. Until when booking on the web is limited, if it is, follows by itself."
        ),
        facts=BOOKING,
        needs={"what", "phone"},
    )
    wordings.register(
        "booking-missed-team",
        words=_("Yanji Neighbours: nobody came to %(what)s (%(ref)s). Questions? Please call %(phone)s."),
        about=_("Nobody came to a team's booking; to its leader"),
        facts=BOOKING,
        needs={"what", "phone"},
    )
    wordings.register(
        "booking-present",
        words=_("Yanji Neighbours: you were there on %(what)s (%(ref)s); the note that nobody came is gone."),
        about=_("The note that nobody came has been taken back"),
        facts=BOOKING,
        needs={"what"},
    )
    wordings.register(
        "booking-excused",
        words=_("Yanji Neighbours: %(what)s (%(ref)s) does not count as missed.%(why)s"),
        about=_("A missed booking has been excused"),
        facts=WITH_REASON,
        needs={"what", "why"},
    )
    wordings.register(
        "booking-upheld",
        words=_(
            "Yanji Neighbours: we have read what you wrote about %(what)s (%(ref)s). It counts as missed.%(why)s "
            "Questions? Please call %(phone)s."
        ),
        about=_("A missed booking counts, though they wrote how it was"),
        facts=WITH_REASON,
        needs={"what", "why", "phone"},
    )


def _register_lines() -> None:
    wordings.register(
        "wait-offered",
        words=_(
            "Yanji Neighbours: it is your turn: %(what)s is kept for you until %(until)s. Take it under “Mine” on the "
            "web, or call %(phone)s. No more need of it? Let us know, the next in line is glad."
        ),
        about=_("It is their turn in line"),
        facts={**LINE, "until": Fact(pgettext_lazy("fact", "kept until"), _("Sat 28 November 14:00"))},
        needs={"what", "until", "phone"},
    )
    wordings.register(
        "wait-lapsed",
        words=_("Yanji Neighbours: %(what)s went to the next in line. Call %(phone)s, we help you find another time."),
        about=_("They did not answer, and the next in line has it"),
        facts=LINE,
        needs={"what", "phone"},
    )
    wordings.register(
        "wait-closed",
        words=_(
            "Yanji Neighbours: we are sorry, nobody gave %(what)s back. Call %(phone)s, we help you find another one."
        ),
        about=_("They stood in line, and nothing became free"),
        facts=LINE,
        needs={"what", "phone"},
    )


def _register_series() -> None:
    wordings.register(
        "series-made",
        words=_(
            "Yanji Neighbours: %(team)s has standing hours in %(room)s, %(rhythm)s %(times)s, %(count)d dates from "
            "%(first)s to %(last)s, %(out)d left out. Questions? Please call %(phone)s."
        ),
        about=_("A team has standing hours; to its leader"),
        facts={**SERIES, "rhythm": RHYTHM, "count": COUNT, "first": FIRST, "last": LAST, "out": OUT},
        needs={"room", "times", "phone"},
    )
    wordings.register(
        "series-moved",
        words=_(
            "Yanji Neighbours: the standing hours of %(team)s change from %(since)s on: now %(room)s %(times)s. "
            "Questions? Please call %(phone)s."
        ),
        about=_("Standing hours move; to the leader"),
        facts={**SERIES, "since": SINCE},
        needs={"room", "times", "since", "phone"},
    )
    wordings.register(
        "series-ended",
        words=_(
            "Yanji Neighbours: the standing hours of %(team)s in %(room)s end: no more from %(since)s on.%(why)s "
            "Questions? Please call %(phone)s."
        ),
        about=_("Standing hours end; to the leader"),
        facts={**SERIES, "since": SINCE, "why": WHY},
        needs={"room", "since", "why", "phone"},
    )
    wordings.register(
        "series-asked",
        words=_(
            "Yanji Neighbours: does %(team)s still want its hours in %(room)s %(times)s? Used %(used)d of %(over)d so "
            "far. Please say yes by %(day)s: %(link)s or call %(phone)s. Without a word they go back to everyone."
        ),
        about=_("Whether standing hours are still wanted; to the leader"),
        facts={**SERIES, **USE, "day": DAY, "link": LINK},
        needs={"room", "day", "link", "phone"},
    )
    wordings.register(
        "series-given-back",
        words=_(
            "Yanji Neighbours: nobody confirmed the hours of %(team)s in %(room)s %(times)s (used %(used)d of "
            "%(over)d), and they are free for everyone now. You want them again? Please call %(phone)s."
        ),
        about=_("Nobody confirmed standing hours, and they are over; to the leader"),
        facts={**SERIES, **USE},
        needs={"room", "times", "phone"},
    )
