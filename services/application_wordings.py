"""What is told about applications, and when. The office may say each in its own words."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from notices import wordings
from notices.wordings import Fact

SERVICE = Fact(pgettext_lazy("fact", "service"), _("Day care"))
VISIT = Fact(pgettext_lazy("fact", "when and where the assessment is"), _("Wed 9 December 9:30, at home"))
WHY = Fact(
    pgettext_lazy("fact", "note"),
    _(" Note: please have the medical record ready."),
    _("A sentence of its own, as staff wrote it. Nothing where they wrote none."),
)
PHONE = Fact(pgettext_lazy("fact", "phone"), "021-0000 1003", _("The number of the site."))

FACTS = {"service": SERVICE, "why": WHY, "phone": PHONE}


def register() -> None:
    wordings.register(
        "application-received",
        words=_(
            "Yanji Neighbours: the application for %(service)s has arrived. We call within three working days. "
            "Questions? Please call %(phone)s."
        ),
        about=_("Somebody else has applied for them"),
        facts={"service": SERVICE, "phone": PHONE},
        needs={"service", "phone"},
    )
    wordings.register(
        "application-contacted",
        words=_(
            "Yanji Neighbours: about the application for %(service)s we have spoken.%(why)s Next we arrange the "
            "assessment. Questions? Please call %(phone)s."
        ),
        about=_("Staff have called about an application"),
        facts=FACTS,
        needs={"service", "why", "phone"},
    )
    wordings.register(
        "application-arranged",
        words=_(
            "Yanji Neighbours: the assessment for %(service)s is on %(visit)s.%(why)s Does it not suit? Please call "
            "%(phone)s."
        ),
        about=_("The assessment is arranged, or arranged anew"),
        facts={**FACTS, "visit": VISIT},
        needs={"service", "visit", "why", "phone"},
    )
    wordings.register(
        "application-done",
        words=_(
            "Yanji Neighbours: the application for %(service)s is settled.%(why)s Questions? Please call %(phone)s."
        ),
        about=_("An application is settled"),
        facts=FACTS,
        needs={"service", "why", "phone"},
    )
    wordings.register(
        "application-withdrawn",
        words=_(
            "Yanji Neighbours: the application for %(service)s is withdrawn, and what was written in it is deleted."
            "%(why)s Was that a mistake? Please call %(phone)s."
        ),
        about=_("Somebody else has withdrawn their application"),
        facts=FACTS,
        needs={"service", "phone"},
    )
    wordings.register(
        "application-unsuitable",
        words=_(
            "Yanji Neighbours: we are sorry, %(service)s does not fit.%(why)s We gladly look for something else "
            "together: %(phone)s."
        ),
        about=_("An application does not fit"),
        facts=FACTS,
        needs={"service", "why", "phone"},
    )
