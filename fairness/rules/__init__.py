"""The rules of booking a room, as a list one can read aloud.

Each rule looks at a `Wish` and says nothing, or refuses it with a sentence for the resident and,
where it can, the next moment the wish would come true. All broken rules are told at once. The page
预约须知 renders the same list, so that what is printed is what is enforced.
"""

from dataclasses import replace
from datetime import date

from centres.models import Room
from fairness.models import Numbers
from fairness.rules.limits import LIMITS
from fairness.rules.promises import PROMISES
from fairness.rules.times import TIMES
from fairness.rules.who import WHO
from fairness.rules.wish import Has, Refusal, Refused, Rule, Wish, takes_bookings

__all__ = ["RULES", "Has", "Refusal", "Refused", "Rule", "Wish", "broken", "statements", "takes_bookings"]

RULES: tuple[Rule, ...] = (*TIMES[:1], *WHO, *TIMES[1:], *LIMITS, *PROMISES)


def broken(wish: Wish, *, waive: bool = False, only_limits: bool = False) -> list[Refusal]:
    """Every rule the wish breaks, in the order of RULES.

    With `waive` only those staff cannot waive; with `only_limits` only how many bookings one may have.
    """
    refusals = []
    for rule in RULES:
        if only_limits and not rule.is_limit:
            continue
        if (waive and rule.may_be_waived) or (answer := rule.broken_by(wish)) is None:
            continue
        sentence, possible_at = answer
        refusals.append(Refusal(rule.code, sentence, possible_at, rule.may_be_waived))
    return refusals


def statements(room: Room, numbers: Numbers, *, on: date) -> list[str]:
    """预约须知: what the rules ask of this room on this date, in the order they are asked."""
    in_force = replace(numbers, kept=tuple(window for window in numbers.kept if window.is_valid(on)))
    return [words for rule in RULES if (words := rule.statement(room, in_force))]
