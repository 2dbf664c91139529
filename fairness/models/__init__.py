"""What is asked of whoever wants a room, in numbers that staff change."""

from fairness.models.kept_windows import KeptWindow
from fairness.models.numbers import GRACE, NUMBERS, IfAbsent, Numbers, OpenTo
from fairness.models.rule_sets import RuleBook, RuleSet, of_room

__all__ = ["GRACE", "NUMBERS", "IfAbsent", "KeptWindow", "Numbers", "OpenTo", "RuleBook", "RuleSet", "of_room"]
