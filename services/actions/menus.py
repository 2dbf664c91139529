"""What the kitchen changes: a menu that is not cooked, and other dishes. Whoever ordered hears of it."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from centres.claimants import CannotChange, Told
from centres.retries import retry_on_deadlock
from residents.models import User
from services import meal_messages
from services.models import MealOrder, Menu


@retry_on_deadlock
@transaction.atomic
def cancel_menu(*, menu: Menu, reason: str, by: User, now: datetime) -> Told:
    """It is not cooked, and its orders go with it; taken back by writing a new menu. Done twice it is done once.

    Raises CannotChange without a reason, or when the day is over.
    """
    menu = _locked(menu)
    if menu.is_cancelled:
        return Told()
    _refuse_past(menu, now=now)
    if not reason.strip():
        raise CannotChange(_("Please say why: those who would have come read it."))
    orders = _orders(menu)
    Menu.objects.filter(pk=menu.pk).update(cancelled_at=now, cancelled_by=by, cancel_reason=reason.strip())
    MealOrder.objects.filter(pk__in=[each.pk for each in orders]).update(cancelled_at=now, cancelled_by=by)
    return meal_messages.tell_menu_cancelled(orders, reason=reason, by=by, now=now)


@retry_on_deadlock
@transaction.atomic
def change_dishes(*, menu: Menu, dishes: str, reason: str, tells: bool, by: User, now: datetime) -> Told:
    """Other dishes; told to those who ordered where staff wish so. Raises CannotChange."""
    menu = _locked(menu)
    if menu.is_cancelled:
        raise CannotChange(_("This menu was cancelled. Please write a new one."))
    _refuse_past(menu, now=now)
    if not dishes.strip():
        raise CannotChange(_("Please write what there is."))
    if dishes.strip() == menu.dishes.strip():
        return Told()
    Menu.objects.filter(pk=menu.pk).update(dishes=dishes.strip())
    if not tells:
        return Told()
    return meal_messages.tell_dishes_changed(_orders(menu), dishes=dishes, reason=reason, by=by, now=now)


def _locked(menu: Menu) -> Menu:
    Menu.objects.select_for_update(no_key=True).get(pk=menu.pk)
    return Menu.objects.select_related("centre").get(pk=menu.pk)


def _orders(menu: Menu) -> list[MealOrder]:
    standing = MealOrder.objects.standing().filter(menu=menu).with_menu()
    return list(standing.select_related("menu__centre", "resident__user", "ordered_by").order_by("pk"))


def _refuse_past(menu: Menu, *, now: datetime) -> None:
    if localtime(now).date() > menu.on:
        raise CannotChange(_("This day is over; it stays in the record as it is."))
