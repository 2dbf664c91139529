"""What one does with activities; each is one verb, atomic, and may be done twice."""

from activities.actions.arranging import schedule_each
from activities.actions.coming import (
    check_in,
    keep_list,
    mark_absences,
    note_absence,
    take_back_absence,
    undo_check_in,
    window_of,
)
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
from activities.actions.ending import Ended, cancel_to_come, to_end
from activities.actions.enrolling import NoPlaceLeft, come_alone, enrol, withdraw, withdraw_deadline
from activities.actions.listing import enrol_listed
from activities.actions.meeting import set_meeting_point
from activities.actions.offering import numbers_of
from activities.actions.scheduling import cancel, move, schedule, set_places, set_places_to_come
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
    "Ended",
    "NoPlaceLeft",
    "PlaceLeft",
    "accept",
    "announce",
    "apply",
    "cancel",
    "cancel_draw",
    "cancel_to_come",
    "check_in",
    "close_lines",
    "come_alone",
    "draw_when_due",
    "enrol",
    "enrol_listed",
    "freeze",
    "join",
    "keep_list",
    "leave",
    "lots_of",
    "mark_absences",
    "move",
    "note_absence",
    "numbers_of",
    "offer_what_is_free",
    "pass_on_lapsed",
    "reveal",
    "schedule",
    "schedule_each",
    "set_meeting_point",
    "set_places",
    "set_places_to_come",
    "take_back_absence",
    "to_end",
    "undo_check_in",
    "window_of",
    "withdraw",
    "withdraw_deadline",
    "withdraw_ticket",
]
