"""What one does with services: put days on the programme, give numbers, serve."""

from services.actions.applications import (
    apply,
    arrange_assessment,
    decline_application,
    delete_closed_applications,
    note_contact,
    settle_application,
    withdraw_application,
)
from services.actions.appointments import give_back, take
from services.actions.changes import cancel_day, move_day
from services.actions.days import cancel, move, new_day, schedule, schedule_each
from services.actions.desk import (
    begin,
    call_next,
    complete,
    finish,
    finish_and_call,
    last_step,
    miss,
    skip,
    ticket,
    undo,
    welcome_late,
)
from services.actions.meals import NoMeal, cancel_meal, mark_brought, order_meal
from services.actions.menus import cancel_menu, change_dishes
from services.actions.missing import mark_missed
from services.actions.terms import change_terms, look_at_terms
from services.actions.waiting import (
    NumberLeft,
    accept,
    close_lines,
    join,
    leave,
    offer_what_is_free,
    open_lines,
    pass_on_lapsed,
)

__all__ = [
    "NoMeal",
    "NumberLeft",
    "accept",
    "apply",
    "arrange_assessment",
    "begin",
    "call_next",
    "cancel",
    "cancel_day",
    "cancel_meal",
    "cancel_menu",
    "change_dishes",
    "change_terms",
    "close_lines",
    "complete",
    "decline_application",
    "delete_closed_applications",
    "finish",
    "finish_and_call",
    "give_back",
    "join",
    "last_step",
    "leave",
    "look_at_terms",
    "mark_brought",
    "mark_missed",
    "miss",
    "move",
    "move_day",
    "new_day",
    "note_contact",
    "offer_what_is_free",
    "open_lines",
    "order_meal",
    "pass_on_lapsed",
    "schedule",
    "schedule_each",
    "settle_application",
    "skip",
    "take",
    "ticket",
    "undo",
    "welcome_late",
    "withdraw_application",
]
