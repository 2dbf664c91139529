"""What is told about teams, and when. The office may say each in its own words."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from notices import wordings
from notices.wordings import Fact

TEAM = Fact(pgettext_lazy("fact", "team"), _("Friendship Knitting"))
WHO = Fact(pgettext_lazy("fact", "name"), _("Ouyang Shili"))
REASON = Fact(pgettext_lazy("fact", "reason"), _("the list of members is missing"), _("As staff wrote it."))
PHONE = Fact(pgettext_lazy("fact", "phone"), "021-0000 1003", _("The number of the site where the team meets."))
FACTS: dict[str, Fact] = {"team": TEAM, "who": WHO, "reason": REASON, "phone": PHONE}


def register() -> None:
    for kind, (words, about, named) in _TOLD.items():
        facts = {key: FACTS[key] for key in ("team", "phone", *named)}
        wordings.register(f"team-{kind}", words=words, about=about, facts=facts, needs={"team", *named})


_TOLD = {
    "registered": (
        _(
            "Yanji Neighbours: %(team)s is registered. You and your deputies can book rooms for it now, on the "
            "web or by calling %(phone)s."
        ),
        _("The office registers their team"),
        (),
    ),
    "declined": (
        _(
            "Yanji Neighbours: the office could not register %(team)s yet. Reason: %(reason)s. Mend it on the "
            "page of the team and ask again, or call %(phone)s; we gladly help."
        ),
        _("The office does not register their team, and why"),
        ("reason",),
    ),
    "struck-off": (
        _(
            "Yanji Neighbours: %(team)s is not registered any more. Reason: %(reason)s. What is booked stays. "
            "Questions? Please call %(phone)s."
        ),
        _("The registration of their team ends, and why"),
        ("reason",),
    ),
    "asked": (
        _(
            "Yanji Neighbours: %(who)s asks to join %(team)s. Say yes or no on the page of the team, or call "
            "%(phone)s."
        ),
        _("Somebody asks to join; to the leader"),
        ("who",),
    ),
    "taken-in": (
        _("Yanji Neighbours: welcome to %(team)s! Questions? Please call %(phone)s."),
        _("They are taken in"),
        (),
    ),
    "turned-down": (
        _(
            "Yanji Neighbours: %(team)s could not take you in this time. Call %(phone)s, we know other teams that"
            " are glad of you."
        ),
        _("They are not taken in"),
        (),
    ),
    "ended": (
        _("Yanji Neighbours: you are no member of %(team)s any more. Questions? Please call %(phone)s."),
        _("Somebody else ends their membership"),
        (),
    ),
    "left": (
        _("Yanji Neighbours: %(who)s has left %(team)s."),
        _("A member leaves; to the leader"),
        ("who",),
    ),
    "deputy": (
        _("Yanji Neighbours: you are a deputy leader of %(team)s now and can book rooms for it."),
        _("They become a deputy"),
        (),
    ),
    "no-deputy": (
        _("Yanji Neighbours: you are no deputy leader of %(team)s any more, and still a member."),
        _("They are a deputy no more"),
        (),
    ),
    "ask-to-lead": (
        _("Yanji Neighbours: %(who)s asks you to lead %(team)s. Say yes or no on the page of the team."),
        _("They are asked to lead the team"),
        ("who",),
    ),
    "lead-taken": (
        _("Yanji Neighbours: %(who)s leads %(team)s from now on. Thank you for all you did."),
        _("The one they asked leads the team now"),
        ("who",),
    ),
    "lead-refused": (
        _("Yanji Neighbours: %(who)s would rather not lead %(team)s. It stays with you."),
        _("The one they asked would rather not"),
        ("who",),
    ),
    "leader-noted": (
        _("Yanji Neighbours: %(who)s leads %(team)s from now on. Not right? Please call %(phone)s."),
        _("The office has noted another leader; to both"),
        ("who",),
    ),
}
