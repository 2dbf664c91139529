"""What one does with a booking. Every page, the admin and the worker come through here."""

from bookings.actions.booking import book, move
from bookings.actions.cancelling import (
    cancel,
    cancel_deadline,
    cancelled_before,
    may_take_back,
    may_undo,
    move_deadline,
    refuse_late_change,
    take_back_until,
    undo_cancel,
    undo_deadline,
)
from bookings.actions.coming import (
    check_in,
    note_absence,
    release_missed,
    take_back_absence,
    undo_check_in,
    window_of,
)
from bookings.actions.common import numbers_of
from bookings.actions.deciding import approve, complete, decline, expire_undecided
from bookings.actions.slips import renew_slip
from bookings.actions.standing_hours import Date, ask_leaders, give_back_unconfirmed
from bookings.actions.standing_hours import confirm as confirm_series
from bookings.actions.standing_hours import create as create_series
from bookings.actions.standing_hours import end as end_series
from bookings.actions.standing_hours import shift as shift_series
from bookings.actions.waiting import NotTaken, close_lines, offer_what_is_free, pass_on_lapsed
from bookings.actions.waiting import accept as accept_offer
from bookings.actions.waiting import join as join_line
from bookings.actions.waiting import leave as leave_line

__all__ = [
    "Date",
    "NotTaken",
    "accept_offer",
    "approve",
    "ask_leaders",
    "book",
    "cancel",
    "cancel_deadline",
    "cancelled_before",
    "check_in",
    "close_lines",
    "complete",
    "confirm_series",
    "create_series",
    "decline",
    "end_series",
    "expire_undecided",
    "give_back_unconfirmed",
    "join_line",
    "leave_line",
    "may_take_back",
    "may_undo",
    "move",
    "move_deadline",
    "note_absence",
    "numbers_of",
    "offer_what_is_free",
    "pass_on_lapsed",
    "refuse_late_change",
    "release_missed",
    "renew_slip",
    "shift_series",
    "take_back_absence",
    "take_back_until",
    "undo_cancel",
    "undo_check_in",
    "undo_deadline",
    "window_of",
]
