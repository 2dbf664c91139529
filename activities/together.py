"""Who comes under one sign-up: one alone, two together, or a parent with a child; and what a guardian agrees to.

As little as possible is known of whoever comes along: a companion is a second place and has no name. Of a child it is
the given name, by which it is called at the door, and the year of birth where the activity has ages.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

NEEDS_GUARDIAN_BELOW = 14  # 个人信息保护法, article 31
ADULT_FROM = 18

CONSENT_VERSION = "2026-11"  # of the sentences below; a new sentence is a new version
CONSENT = gettext_lazy(
    "I am the child's guardian, or the guardian has asked me. I stay responsible for the child, and agree that the "
    "given name and the year of birth, where asked for, are kept for this activity and deleted a year after it."
)

CONSENT_READ_OUT = gettext_lazy(
    "Read out to the guardian, who agrees: “I stay responsible for the child. The given name and the year of birth, "
    "where asked for, are kept for this activity and deleted a year after it.”"
)


@dataclass(frozen=True, slots=True)
class Together:
    """As somebody asks for it. `agrees`: the guardian's box was ticked."""

    persons: int = 1
    child_name: str = ""
    child_born: int | None = None
    agrees: bool = False

    def fields(self, *, now: datetime) -> dict[str, object]:
        """What rows of places and lines keep of it."""
        return {
            "persons": self.persons,
            "child_name": self.child_name,
            "child_born": self.child_born,
            "agreed_at": now if self.agrees else None,
            "agreed_version": CONSENT_VERSION if self.agrees else "",
        }

    def of(self, *, is_with_child: bool, is_minor: bool) -> Self:
        """As it counts: a child comes with whoever signs up, nobody else names one, and only of children is consent
        kept."""
        if is_with_child:
            return type(self)(2, self.child_name, self.child_born, self.agrees)
        return type(self)(self.persons, agrees=self.agrees and is_minor)


ALONE = Together()


def may_be_minor(born: int | None, year: int) -> bool:
    """Whether somebody may still be under 14 in that year: whoever turns 14 in it counts as a child."""
    return born is not None and year - born <= NEEDS_GUARDIAN_BELOW


def may_be_guardian(born: int | None, year: int) -> bool:
    """Whoever told no year of birth is taken for grown up; nobody else is asked."""
    return born is None or year - born >= ADULT_FROM


def with_whom(persons: int, child_name: str, child_born: int | None) -> str:
    """For lists: 带孩子小明（2018年生）, 带一位同伴; empty for one alone."""
    if child_name and child_born:
        return _("with child %(name)s, born %(year)d") % {"name": child_name, "year": child_born}
    if child_name:
        return _("with child %(name)s") % {"name": child_name}
    return _("with a companion") if persons > 1 else ""
