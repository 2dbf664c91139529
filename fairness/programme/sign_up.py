"""The rules of signing up for a place, as a list one can read aloud.

Each says nothing, or refuses with a sentence and, where it can, when it would work. All broken ones are told at once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from centres.availability import local_midnight
from centres.words import local_day, moment_words
from fairness.rules import Refusal

Answer = tuple[str, datetime | None] | None


@dataclass(frozen=True, slots=True)
class SignUp:
    """A place wanted by somebody, and what the rules need to know. `has_one`: they are on the list already.

    `opens_at` None: from the start; `born` None: nobody asked, and nobody is refused for it. Where a child comes
    along, the ages are the child's: `born` is its year of birth.
    """

    name: str
    phone: str
    starts_at: datetime
    closes_at: datetime
    now: datetime
    has_places: bool = True
    opens_at: datetime | None = None
    cancel_reason: str = ""
    age_from: int | None = None
    age_until: int | None = None
    born: int | None = None
    has_one: bool = False
    persons: int = 1  # who come under this sign-up
    sizes: Sequence[int] = (1,)  # how many may
    lacks_child: bool = False
    lacks_child_born: bool = False
    is_minor: bool = False  # somebody comes who may be under 14
    has_guardian: bool = True
    guardian_agrees: bool = True
    drawn_at: datetime | None = None  # when the places are drawn by lot, while that has not been done
    apply_until: datetime | None = None
    only_for: Sequence[str] = ()  # committees; none: for everybody
    committee: str = ""  # theirs; empty: not told
    first_for: str = ""  # in words: for whom it is first
    is_first: bool = True  # whether they are among these
    everybody_from: datetime | None = None
    asks_committee: bool = False  # whether being among these depends on a committee they have not told


def _wants_signing_up(wish: SignUp) -> Answer:
    return None if wish.has_places else (_("You need not sign up for this: just come along."), None)


def _takes_place(wish: SignUp) -> Answer:
    if not wish.cancel_reason:
        return None
    return _("This date does not take place: %(reason)s. Please look at what is near it.") % {
        "reason": wish.cancel_reason.strip().rstrip("。.！!；;")
    }, None


def _is_to_come(wish: SignUp) -> Answer:
    if wish.now < wish.starts_at:
        return None
    return _("This date has begun or is over. Please choose another one."), None


def _has_opened(wish: SignUp) -> Answer:
    if wish.opens_at is None or wish.opens_at <= wish.now:
        return None
    words = _("Sign-up opens on %(moment)s, on the web, by phone and at the desk alike.")
    return words % {"moment": moment_words(wish.opens_at)}, wish.opens_at


def _has_not_closed(wish: SignUp) -> Answer:
    if wish.now < wish.closes_at or wish.now >= wish.starts_at:
        return None
    words = _("Sign-up ended on %(moment)s. Please call %(phone)s; perhaps you can still come along.")
    return words % {"moment": moment_words(wish.closes_at), "phone": wish.phone}, None


def _is_not_drawn(wish: SignUp) -> Answer:
    if wish.drawn_at is None or wish.apply_until is None:
        return None
    facts = {"until": moment_words(wish.apply_until), "drawn": moment_words(wish.drawn_at)}
    if wish.now < wish.apply_until:
        words = _("These places are drawn by lot on %(drawn)s. Apply until %(until)s; to be first is no advantage.")
        return words % facts, None
    words = _("These places are drawn by lot on %(drawn)s. What is left then is for whoever comes first.")
    return words % facts, wish.drawn_at


def _is_old_enough(wish: SignUp) -> Answer:
    """By the year: whoever reaches the age in it may come."""
    if wish.age_from is None or wish.born is None or wish.born + wish.age_from <= local_day(wish.starts_at).year:
        return None
    facts = {"age": wish.age_from, "phone": wish.phone}
    words = _("This is for neighbours who are %(age)d or older. Please call %(phone)s if it matters to you.")
    return words % facts, local_midnight(date(wish.born + wish.age_from, 1, 1))


def _is_young_enough(wish: SignUp) -> Answer:
    if wish.age_until is None or wish.born is None or local_day(wish.starts_at).year - wish.born <= wish.age_until + 1:
        return None
    words = _("This is for neighbours who are %(age)d or younger. Please call %(phone)s if it matters to you.")
    return words % {"age": wish.age_until, "phone": wish.phone}, None


def _lives_there(wish: SignUp) -> Answer:
    if not wish.only_for or wish.committee in wish.only_for:
        return None
    facts = {"committees": _(", ").join(wish.only_for), "phone": wish.phone}
    if not wish.committee:
        words = _(
            "This is for residents of %(committees)s. Do you live there? Please say so under “My details”, then come "
            "back, or call %(phone)s."
        )
    else:
        words = _("This is for residents of %(committees)s. Please call %(phone)s if it matters to you.")
    return words % facts, None


def _is_among_the_first(wish: SignUp) -> Answer:
    """For some days it is for some first; what is left then is for everybody."""
    if wish.everybody_from is None or wish.now >= wish.everybody_from or wish.is_first:
        return None
    facts = {"whom": wish.first_for, "moment": moment_words(wish.everybody_from)}
    if wish.asks_committee:
        words = _(
            "Until %(moment)s this is for %(whom)s first. Are you one? Please say your committee under “My details”. "
            "What is left then is for everybody."
        )
    else:
        words = _("Until %(moment)s this is for %(whom)s first. What is left then is for everybody.")
    return words % facts, wish.everybody_from


def _is_the_first(wish: SignUp) -> Answer:
    if not wish.has_one:
        return None
    return _("%(name)s has a place here already; nothing more is to be done.") % {"name": wish.name}, None


def _comes_as_arranged(wish: SignUp) -> Answer:
    if wish.persons in wish.sizes:
        return None
    if max(wish.sizes) == 1:
        words = _("Here everybody signs up alone. Whoever comes with you signs up, too; we gladly help: %(phone)s.")
    else:
        words = _("At most two sign up together here. We gladly help with more: %(phone)s.")
    return words % {"phone": wish.phone}, None


def _names_the_child(wish: SignUp) -> Answer:
    if wish.lacks_child:
        return _("A parent and a child come here together: please write the child's given name."), None
    if wish.lacks_child_born:
        return _("Please write the child's year of birth: this is for children of a certain age."), None
    return None


def _comes_with_guardian(wish: SignUp) -> Answer:
    """个人信息保护法: of somebody under 14 nothing is kept unless a guardian agrees. Nobody may waive it."""
    if not wish.is_minor:
        return None
    if not wish.has_guardian:
        words = _("Children under 14 are signed up by a grown-up guardian. Please ask yours, or call %(phone)s.")
        return words % {"phone": wish.phone}, None
    if not wish.guardian_agrees:
        return _("A child under 14 comes only if the guardian agrees. Please tick the box about it."), None
    return None


RULES: tuple[tuple[str, Callable[[SignUp], Answer], bool], ...] = (  # code, rule, whether staff may waive it
    ("no_sign_up", _wants_signing_up, False),
    ("cancelled", _takes_place, False),
    ("begun", _is_to_come, False),
    ("opens", _has_opened, False),
    ("closed", _has_not_closed, True),
    ("draw", _is_not_drawn, False),
    ("age", _is_old_enough, True),
    ("age", _is_young_enough, True),
    ("committee", _lives_there, True),
    ("first", _is_among_the_first, True),
    ("party", _comes_as_arranged, False),
    ("child", _names_the_child, False),
    ("guardian", _comes_with_guardian, False),
    ("twice", _is_the_first, False),
)


def broken(wish: SignUp, *, waive: bool = False) -> list[Refusal]:
    """Every rule the wish breaks; with `waive` only those that staff cannot waive."""
    refusals = []
    for code, rule, may_be_waived in RULES:
        if (waive and may_be_waived) or (answer := rule(wish)) is None:
            continue
        sentence, possible_at = answer
        refusals.append(Refusal(code, sentence, possible_at, may_be_waived))
    return refusals
