"""What one does with services: put days on the programme, give numbers, serve."""

from services.actions.appointments import give_back, take
from services.actions.changes import cancel_day, move_day
from services.actions.days import arrange_each, cancel, move, new_day, schedule, schedule_weekly
from services.actions.desk import (
    begin,
    call_next,
    complete,
    finish,
    finish_and_call,
    miss,
    skip,
    ticket,
    undo,
    welcome_late,
)
from services.actions.meals import NoMeal, cancel_meal, order_meal

__all__ = [
    "NoMeal",
    "arrange_each",
    "begin",
    "call_next",
    "cancel",
    "cancel_day",
    "cancel_meal",
    "complete",
    "finish",
    "finish_and_call",
    "give_back",
    "miss",
    "move",
    "move_day",
    "new_day",
    "order_meal",
    "schedule",
    "schedule_weekly",
    "skip",
    "take",
    "ticket",
    "undo",
    "welcome_late",
]
