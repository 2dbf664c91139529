"""What one does with a team: found it, have it registered, join and leave it, name deputies, pass the lead on.

Each action locks the team's row first, as every booking of a team does: what is booked after a deputy has gone is
refused. Whoever acts is not written to; the others are told.
"""

from residents.teams.common import TeamRefused, runs
from residents.teams.leading import answer_lead, appoint_leader, ask_to_lead, take_question_back
from residents.teams.members import add_member, ask_to_join, leave, make_deputy, make_member, take_in, turn_down
from residents.teams.registering import (
    add_paper,
    apply,
    decline,
    describe,
    found,
    give_up,
    register,
    remove_paper,
    strike_off,
    withdraw,
)

__all__ = [
    "TeamRefused",
    "add_member",
    "add_paper",
    "answer_lead",
    "apply",
    "appoint_leader",
    "ask_to_join",
    "ask_to_lead",
    "decline",
    "describe",
    "found",
    "give_up",
    "leave",
    "make_deputy",
    "make_member",
    "register",
    "remove_paper",
    "runs",
    "strike_off",
    "take_in",
    "take_question_back",
    "turn_down",
    "withdraw",
]
