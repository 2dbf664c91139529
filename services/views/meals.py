"""Lunch: the menus of the coming days, ordering, and one's order while the kitchen has not counted."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from centres.claimants import CannotChange
from centres.form_fields import read_key
from residents.guards import signed_in
from residents.models import Resident
from services import actions
from services.forms import MealForm
from services.models import MealOrder, Menu
from services.views.asking import who_asks

MENUS_SHOWN = 30


@require_safe
def meal_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    menus = Menu.objects.coming(timezone.localdate()).with_count()[:MENUS_SHOWN]
    context = {"menus": [(menu, menu.is_open(now), _left(menu)) for menu in menus]}
    return render(request, "services/meals.html", context)


def _left(menu: Menu) -> int | None:
    return None if menu.portions is None else max(0, menu.portions - getattr(menu, "ordered", 0))


def meal_order(request: HttpRequest, pk: int) -> HttpResponse:
    """Order, or change the order of this day."""
    menu, now = get_object_or_404(Menu.objects.select_related("centre"), pk=pk), timezone.now()
    at_work = _("This account is for work. Please order for residents at the desk.")
    people = who_asks(request, at_work=at_work, back=reverse("services:meal-list"))
    if isinstance(people, HttpResponse):
        return people
    resident, elders = people[0], people[1:]
    had = _had(request, menu, people)
    form = MealForm(request.POST or None, delivers=menu.delivers, elders=elders, initial=_as_ordered(had, resident))
    if form.is_valid():
        try:
            order = actions.order_meal(
                menu=menu,
                resident=form.elder or resident,
                by=signed_in(request),
                channel=MealOrder.Channel.RELATIVE if form.elder else MealOrder.Channel.WEB,
                now=now,
                **form.wish(),
            )
        except (actions.NoMeal, CannotChange) as why:
            if isinstance(why, actions.NoMeal) and why.code == "again":
                messages.info(request, why.sentence)
                return redirect("services:meal-order", menu.pk)
            form.add_error(None, why.sentence)
        else:
            messages.success(request, _("Ordered: %(what)s.") % {"what": order.words})
            return redirect("services:appointment-list")
    context = {"menu": menu, "form": form, "is_open": menu.is_open(now), "had": had}
    return render(request, "services/meal_order.html", context | _call(menu))


def _had(request: HttpRequest, menu: Menu, people: Sequence[Resident]) -> MealOrder | None:
    """The order that the link named, of those this reader may change; else one's own of this day."""
    theirs = MealOrder.objects.standing().filter(menu=menu, resident__in=people)
    named = theirs.filter(pk=read_key(request.GET.get("order", ""))).first()
    return named or theirs.filter(resident=people[0]).first()


def _as_ordered(had: MealOrder | None, resident: Resident) -> dict[str, object]:
    if had is None:
        return {}
    whom = MealForm.MYSELF if had.resident_id == resident.pk else MealForm.key_of(had.resident_id)
    return {"portions": had.portions, "how": had.how, "address": had.address, "whom": whom}


@login_required
def meal_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    by, now = signed_in(request), timezone.now()
    order = get_object_or_404(MealOrder.objects.of_user(by).with_menu(), pk=pk)
    if request.method != "POST":
        is_open = not order.is_cancelled and order.menu.is_open(now)
        context = {"order": order, "is_open": is_open} | _call(order.menu)
        return render(request, "services/meal_cancel.html", context)
    try:
        actions.cancel_meal(order=order, by=by, now=now)
    except (actions.NoMeal, CannotChange) as why:
        messages.info(request, why.sentence)
    else:
        messages.success(request, _("Cancelled; the kitchen knows."))
    return redirect("services:appointment-list")


def _call(menu: Menu) -> dict[str, str]:
    return {"phone": menu.centre.phone, "phone_of": menu.centre.name}
