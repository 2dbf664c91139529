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
from bookings.actions.common import numbers_of
from bookings.actions.deciding import approve, complete, decline, expire_undecided

__all__ = [
    "approve",
    "book",
    "cancel",
    "cancel_deadline",
    "cancelled_before",
    "complete",
    "decline",
    "expire_undecided",
    "may_take_back",
    "may_undo",
    "move",
    "move_deadline",
    "numbers_of",
    "refuse_late_change",
    "take_back_until",
    "undo_cancel",
    "undo_deadline",
]
