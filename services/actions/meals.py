"""Order lunch, change the order, cancel it: until the kitchen counts."""

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from centres.claimants import CannotChange
from centres.retries import retry_on_deadlock
from centres.words import local_day, moment_words
from residents.acting import lock_resident, may_act
from residents.models import Resident, User
from residents.relatives import acts_for
from services import meal_messages
from services.models import MealOrder, Menu


class NoMeal(Exception):
    """Why not, in a sentence; `code` is off, late, full, here, twice or again."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


@retry_on_deadlock
@transaction.atomic
def order_meal(
    *,
    menu: Menu,
    resident: Resident,
    portions: int,
    how: str,
    address: str,
    by: User,
    channel: str,
    token: uuid.UUID,
    now: datetime,
) -> MealOrder:
    """Order, or change what they ordered of this menu before. The same form sent twice orders once.

    Whoever got it through somebody else gets a message. Raises NoMeal, or CannotChange for a relative whom they have
    let go.
    """
    lock_resident(resident.pk)
    menu = _open(menu, now=now)
    key = uuid.uuid5(token, f"{menu.pk} {resident.pk} {by.pk}")
    if sent_before := MealOrder.objects.with_menu().filter(form_token=key).first():
        if sent_before.is_cancelled:
            raise NoMeal(
                "again", _("This order was cancelled meanwhile. If you still want lunch, please order again.")
            )
        return sent_before
    may_act(by=by, resident=resident, channel=channel)
    had = MealOrder.objects.standing().filter(resident=resident, on=menu.on).select_related("menu__centre").first()
    if had and had.menu_id != menu.pk:
        words = _("For this day lunch is ordered at %(site)s already. Please cancel that one first.")
        raise NoMeal("twice", words % {"site": had.menu.centre.short_name})
    if how == MealOrder.How.DELIVERY and not menu.delivers:
        raise NoMeal("here", _("On this day nothing is brought home. Please eat here, or call us."))
    _check_portions(menu, portions, besides=had)
    wanted = {"portions": portions, "how": how, "address": address if how == MealOrder.How.DELIVERY else ""}
    made = {"ordered_by": by, "channel": channel, "ordered_at": now, "form_token": key}
    if had:
        MealOrder.objects.filter(pk=had.pk).update(**wanted, **made)
        order = MealOrder.objects.with_menu().get(pk=had.pk)
    else:
        order = MealOrder.objects.create(menu=menu, on=menu.on, resident=resident, **wanted, **made)
    meal_messages.tell_ordered(order, by=by, now=now)
    return order


@retry_on_deadlock
@transaction.atomic
def cancel_meal(*, order: MealOrder, by: User, now: datetime) -> None:
    """Done twice it is done once. Raises NoMeal once the kitchen has counted, CannotChange for whom it is none of.

    Staff take it off the list later, too: until the day is over, unless it was brought.
    """
    menu = Menu.objects.select_for_update(no_key=True).get(pk=order.menu_id)
    order = MealOrder.objects.with_menu().get(pk=order.pk)
    if order.is_cancelled:
        return
    resident = order.resident
    is_theirs = resident is not None and (resident.user_id == by.pk or acts_for(by, resident))
    runs_it = by.may_run(order.menu.centre)
    if not is_theirs and not runs_it:
        raise CannotChange(_("You do not act for them any more. Please ask them, or call us."))
    if not runs_it or order.brought_at or local_day(now) > menu.on:
        _refuse_late(menu, now=now)
    MealOrder.objects.filter(pk=order.pk).update(cancelled_at=now, cancelled_by=by)
    meal_messages.tell_cancelled(order, by=by, now=now)


@retry_on_deadlock
@transaction.atomic
def mark_brought(*, order: MealOrder, is_brought: bool, by: User, now: datetime) -> None:
    """Tick off that it is at their door, or take that back; done twice it is done once. Raises NoMeal."""
    menu = Menu.objects.select_for_update(no_key=True).get(pk=order.menu_id)
    if local_day(now) != menu.on:
        raise NoMeal("late", _("What was brought is ticked off on the day itself."))
    to_bring = MealOrder.objects.standing().filter(pk=order.pk, how=MealOrder.How.DELIVERY)
    if not to_bring.exists():
        raise NoMeal("off", _("This lunch is not brought any more. Please look again."))
    if is_brought:
        to_bring.filter(brought_at=None).update(brought_at=now, brought_by=by)
    else:
        to_bring.update(brought_at=None, brought_by=None)


def _open(menu: Menu, *, now: datetime) -> Menu:
    """The menu, locked, as long as the kitchen has not counted."""
    Menu.objects.select_for_update(no_key=True).get(pk=menu.pk)
    menu = Menu.objects.select_related("centre").get(pk=menu.pk)
    _refuse_late(menu, now=now)
    return menu


def _refuse_late(menu: Menu, *, now: datetime) -> None:
    if menu.is_cancelled:
        words = _("On this day nothing is cooked: %(reason)s. Please choose another day.")
        raise NoMeal("off", words % {"reason": menu.cancel_reason.rstrip("。.！!；;")})
    if not menu.is_open(now):
        words = _("Orders were taken until %(moment)s; the kitchen has counted. Please call %(phone)s.")
        raise NoMeal("late", words % {"moment": moment_words(menu.closes_at), "phone": menu.centre.phone})


def _check_portions(menu: Menu, portions: int, *, besides: MealOrder | None) -> None:
    if menu.portions is None:
        return
    others = menu.orders.standing().exclude(pk=besides.pk if besides else 0)
    left = menu.portions - others.aggregate(count=Sum("portions", default=0))["count"]
    if portions > left:
        some, none = _("%(left)d portions are left for this day."), _("All portions of this day are ordered.")
        raise NoMeal("full", some % {"left": left} if left > 0 else none)
