"""Lunch at the desk: the count list for the kitchen, on paper and as a table, and orders on the telephone."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from centres.claimants import CannotChange
from centres.form_fields import read_key, tidy
from centres.models import Centre
from centres.words import date_words, local_day
from office.desk.again import Choice
from residents import looks
from residents.guards import staff_member
from residents.models import Resident, User
from residents.telling import Person
from services import actions
from services.forms import MealForm
from services.models import MealOrder, Menu

MENUS_AT_MOST = 9


@dataclass(frozen=True, slots=True)
class Count:
    """The orders of one menu, those eaten here first, and how many portions that is."""

    menu: Menu
    here: Sequence[MealOrder]
    brought: Sequence[MealOrder]

    @classmethod
    def of(cls, menu: Menu) -> Self:
        orders = list(menu.orders.standing().select_related("resident").order_by("ordered_at", "pk"))
        return cls(
            menu,
            [each for each in orders if not each.is_delivered],
            [each for each in orders if each.is_delivered],
        )

    @property
    def portions_here(self) -> int:
        return sum(each.portions for each in self.here)

    @property
    def portions_brought(self) -> int:
        return sum(each.portions for each in self.brought)

    @property
    def portions(self) -> int:
        return self.portions_here + self.portions_brought

    def rows(self) -> list[list[str]]:
        """For a table: who, how many, where, and the number to call."""
        return [
            [
                each.resident.name if each.resident else "",
                str(each.portions),
                each.get_how_display(),
                each.address,
                each.resident.phone if each.resident else "",
            ]
            for each in (*self.here, *self.brought)
        ]


@require_safe
@login_required
def kitchen(request: HttpRequest, slug: str) -> HttpResponse:
    """The next day that is cooked, or the one of the address."""
    user, centre = _at(request, slug)
    now = timezone.now()
    menus = list(Menu.objects.standing().at([centre]).coming(local_day(now)).with_count()[:MENUS_AT_MOST])
    menu = _menu(request, centre) or next(iter(menus), None)
    count = Count.of(menu) if menu else None
    if count:
        _note(user, count)
    context = {
        "centre": centre,
        "menus": menus,
        "menu": menu,
        "count": count,
        "is_open": bool(menu and menu.is_open(now)),
        "is_today": bool(menu and menu.on == local_day(now)),
    }
    return render(request, "office/desk/kitchen.html", context)


@require_POST
@login_required
def kitchen_brought(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Tick one order off, or take the tick back."""
    user, centre = _at(request, slug)
    menu = get_object_or_404(Menu.objects.at([centre]), pk=pk)
    is_brought = "brought" in request.POST
    key = request.POST.get("brought" if is_brought else "back", "")
    order = get_object_or_404(menu.orders.all(), pk=read_key(key))
    try:
        actions.mark_brought(order=order, is_brought=is_brought, by=user, now=timezone.now())
    except actions.NoMeal as why:
        messages.warning(request, why.sentence)
    return redirect(f"{reverse('desk:kitchen', args=[slug])}?menu={menu.pk}#brought")


@require_safe
@login_required
def kitchen_csv(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """With a mark that tells spreadsheets that it is UTF-8."""
    user, centre = _at(request, slug)
    count = Count.of(get_object_or_404(Menu.objects.at([centre]).select_related("centre"), pk=pk))
    _note(user, count)
    name = _("lunch %(site)s %(date)s") % {"site": centre.short_name, "date": count.menu.on.isoformat()}
    named = content_disposition_header(as_attachment=True, filename=f"{name}.csv") or ""
    headers = {"Content-Disposition": named, "Cache-Control": "private, no-store"}
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8", headers=headers)
    writer = csv.writer(response)
    writer.writerow([_("Name"), _("Portions"), _("Here or brought"), _("Where to"), _("Phone")])
    writer.writerows([_harmless(cell) for cell in row] for row in count.rows())
    writer.writerow([_("All"), str(count.portions)])
    writer.writerow([_("Price"), _harmless(count.menu.price_words)])
    return response


def _harmless(cell: str) -> str:
    """No spreadsheet takes what somebody typed for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


@login_required
def person_meals(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """`menu` chooses a day; then how many, and where it is eaten. What they ordered is changed or cancelled here, and
    once the kitchen has counted it is taken off its list."""
    user, centre = _at(request, slug)
    now = timezone.now()
    resident = get_object_or_404(Resident.objects.select_related("user"), pk=pk)
    looks.note(user, "resident", resident.pk)
    menu = _menu(request, centre)
    orders = MealOrder.objects.filter(resident=resident).upcoming(local_day(now)).with_menu()
    had = next((each for each in orders if menu and each.menu_id == menu.pk), None)
    form = MealForm(request.POST or None, delivers=bool(menu and menu.delivers), initial=_as_before(resident, had))
    if menu and request.method == "POST":
        answer = _order_or_cancel(request, form, menu, resident, had, by=user, now=now)
        if answer:
            return answer
    own = list(user.sites())
    context = {
        "centre": centre,
        "resident": resident,
        "menu": menu,
        "is_open": bool(menu and menu.is_open(now)),
        "form": form,
        "had": had,
        "has": [(each, "" if each == had else order_url(each, own)) for each in orders],
        "choices": [] if menu else _choices(centre, resident, now=now),
    }
    return render(request, "office/desk/person_meals.html", context)


def _order_or_cancel(
    request: HttpRequest,
    form: MealForm,
    menu: Menu,
    resident: Resident,
    had: MealOrder | None,
    *,
    by: User,
    now: datetime,
) -> HttpResponse | None:
    """None where the form says what is wrong."""
    try:
        if request.POST.get("step") == "cancel" and had:
            actions.cancel_meal(order=had, by=by, now=now)
            counted = _("Taken off the list; the kitchen has counted it already, so please call out to them.")
            messages.success(request, _("Cancelled; the kitchen knows.") if menu.is_open(now) else counted)
        elif form.is_valid():
            phone = MealOrder.Channel.PHONE
            order = actions.order_meal(menu=menu, resident=resident, by=by, channel=phone, now=now, **form.wish())
            messages.success(request, _ordered_words(order, resident))
        else:
            return None
    except (actions.NoMeal, CannotChange) as why:
        if isinstance(why, actions.NoMeal) and why.code == "again":
            messages.info(request, why.sentence)
            return redirect(request.get_full_path())
        form.add_error(None, why.sentence)
        return None
    return redirect("desk:person", menu.centre.slug, resident.pk)


def order_url(order: MealOrder, own: Sequence[Centre]) -> str:
    """Where staff change it or take it off; empty for another site's, and where nobody's name stands on it."""
    if order.resident_id is None or order.menu.centre not in own:
        return ""
    return _url(order.menu.centre, order.resident_id, order.menu_id)


def _url(centre: Centre, resident: int, menu: int) -> str:
    return f"{reverse('desk:person-meals', args=[centre.slug, resident])}?menu={menu}"


def _ordered_words(order: MealOrder, resident: Resident) -> str:
    is_reached = Person.of_resident(resident).has_message
    told = _("A text message goes out.") if is_reached else _("No message reaches them.")
    words = _("Please say: lunch on %(date)s, %(what)s. %(told)s")
    return words % {"date": date_words(order.on), "what": order.words, "told": told}


def _as_before(resident: Resident, had: MealOrder | None) -> dict[str, object]:
    """What they ordered, or else how they had it last time."""
    last = had or MealOrder.objects.filter(resident=resident).order_by("-ordered_at").first()
    return {"portions": last.portions, "how": last.how, "address": last.address} if last else {}


def _choices(centre: Centre, resident: Resident, *, now: datetime) -> list[Choice]:
    coming = Menu.objects.standing().at([centre]).coming(local_day(now)).with_count()
    found = [menu for menu in coming if menu.is_open(now)][:MENUS_AT_MOST]
    return [
        Choice(date_words(menu.on), "、".join(menu.dish_list), _url(centre, resident.pk, menu.pk)) for menu in found
    ]


def _menu(request: HttpRequest, centre: Centre) -> Menu | None:
    asked = tidy(request.GET.get("menu", ""))
    menus = Menu.objects.at([centre]).select_related("centre")
    return menus.filter(pk=read_key(asked)).first()


def _note(user: User, count: Count) -> None:
    people = [each.resident_id for each in (*count.here, *count.brought) if each.resident_id]
    looks.note(user, "resident", *people)


def _at(request: HttpRequest, slug: str) -> tuple[User, Centre]:
    user = staff_member(request)
    return user, get_object_or_404(user.sites(), slug=slug)
