"""A menu that changes: other dishes, or a kitchen that cannot cook. Whoever ordered hears of it."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.claimants import CannotChange, Told
from residents.guards import staff_member
from residents.models import User
from services import actions
from services.models import Menu


class MenuChangeForm(forms.Form):
    """One press changes the dishes, another one cancels the day."""

    step = forms.ChoiceField(choices=[("dishes", ""), ("cancel", "")])
    dishes = forms.CharField(
        label=gettext_lazy("Dishes"),
        help_text=gettext_lazy("In plain words, a line for each."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    tells = forms.BooleanField(label=gettext_lazy("Tell those who ordered"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("Whoever ordered reads it: “the stove is broken”."),
        max_length=120,
        required=False,
    )


@login_required
def menu_change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    user = staff_member(request)
    centre = get_object_or_404(user.sites(), slug=slug)
    menu = get_object_or_404(Menu.objects.at([centre]).with_count(), pk=pk)
    form = MenuChangeForm(request.POST or None, initial={"dishes": menu.dishes})
    if form.is_valid():
        try:
            told = _change(menu, form, by=user)
        except CannotChange as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, _("Changed."))
            for words in (*told.done, *told.to_do):
                messages.info(request, words)
            return redirect("desk:kitchen", slug)
    ordered = getattr(menu, "ordered", 0)
    context = {"centre": centre, "menu": menu, "form": form, "ordered": ordered}
    return render(request, "office/desk/menu_change.html", context)


def _change(menu: Menu, form: MenuChangeForm, *, by: User) -> Told:
    wish, now = form.cleaned_data, timezone.now()
    if wish["step"] == "cancel":
        return actions.cancel_menu(menu=menu, reason=wish["reason"], by=by, now=now)
    return actions.change_dishes(
        menu=menu, dishes=wish["dishes"], reason=wish["reason"], tells=wish["tells"], by=by, now=now
    )
