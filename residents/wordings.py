"""What is told about accounts and relatives, and when. The office may say each in its own words."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from notices import wordings
from notices.wordings import Fact
from residents.teams import wordings as of_teams

CODE = Fact(pgettext_lazy("fact", "code"), "123456")
HELPER = Fact(
    pgettext_lazy("fact", "helper"), _("Li Shili (daughter)"), _("Who acts for somebody, and who they are to them.")
)
ELDER = Fact(pgettext_lazy("fact", "neighbour"), _("Ouyang Shili"), _("For whom they act."))
PHONE = Fact(pgettext_lazy("fact", "phone"), "021-0000 1001", _("The number of the portal."))
PAIR = {"helper": HELPER, "elder": ELDER, "phone": PHONE}


def register() -> None:
    of_teams.register()
    wordings.register(
        "account-code",
        words=_("Yanji Neighbours: your code is %(code)s. It is good for %(minutes)d minutes; tell it to nobody."),
        about=_("They sign in, or prove their number"),
        facts={"code": CODE, "minutes": Fact(pgettext_lazy("fact", "minutes"), "5", _("How long the code is good."))},
        needs={"code"},
    )
    wordings.register(
        "account-idle",
        words=_(
            "Yanji Neighbours: nobody has signed in with this number for two years. Sign in once by %(day)s to keep"
            " the account; else we delete it, as the privacy notice says. Booking by phone works without one."
        ),
        about=_("Nobody has used their account for two years"),
        facts={"day": Fact(pgettext_lazy("fact", "last day to sign in"), _("Wed 30 December 2026"))},
        needs={"day"},
    )
    wordings.register(
        "relative-code",
        words=_(
            "Yanji Neighbours: %(helper)s asks to book rooms and activities for you. If you agree, tell them the code "
            "%(code)s. If not, you need do nothing."
        ),
        about=_("Somebody wants to act for them, and asks for their consent"),
        facts={"helper": HELPER, "code": CODE},
        needs={"helper", "code"},
    )
    wordings.register(
        "relative-begun",
        words=_(
            "Yanji Neighbours: %(helper)s can book rooms and activities for %(elder)s from now on. Not right? "
            "Please call %(phone)s, or end it on the page about you."
        ),
        about=_("A relative begins to act for somebody; to both"),
        facts=PAIR,
        needs={"helper", "elder", "phone"},
    )
    wordings.register(
        "relative-ended",
        words=_("Yanji Neighbours: %(helper)s books for %(elder)s no more. Questions? Please call %(phone)s."),
        about=_("A relative acts for somebody no more; to both"),
        facts=PAIR,
        needs={"helper", "elder", "phone"},
    )
