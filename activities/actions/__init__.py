"""What one does with activities; each is one verb, atomic, and may be done twice."""

from activities.actions.drawing import (
    announce,
    apply,
    cancel_draw,
    draw_when_due,
    freeze,
    lots_of,
    reveal,
    withdraw_ticket,
)
from activities.actions.enrolling import NoPlaceLeft, enrol, withdraw, withdraw_deadline
from activities.actions.offering import numbers_of
from activities.actions.scheduling import cancel, move, schedule, schedule_weekly, set_places, set_places_to_come
from activities.actions.waiting import (
    PlaceLeft,
    accept,
    close_lines,
    join,
    leave,
    offer_what_is_free,
    pass_on_lapsed,
)

__all__ = [
    "NoPlaceLeft",
    "PlaceLeft",
    "accept",
    "announce",
    "apply",
    "cancel",
    "cancel_draw",
    "close_lines",
    "draw_when_due",
    "enrol",
    "freeze",
    "join",
    "leave",
    "lots_of",
    "move",
    "numbers_of",
    "offer_what_is_free",
    "pass_on_lapsed",
    "reveal",
    "schedule",
    "schedule_weekly",
    "set_places",
    "set_places_to_come",
    "withdraw",
    "withdraw_deadline",
    "withdraw_ticket",
]
