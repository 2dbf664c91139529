"""What every message says: the list with when it is sent and what it costs, and the office's own words for one."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from notices import actions, lengths, wordings
from notices.models import Wording
from notices.wordings import Occasion
from residents.guards import staff_member
from residents.models import User

CENT = Decimal("0.01")  # of a yuan: 分


@dataclass(frozen=True, slots=True)
class Said:
    """One kind of message, as the list shows it."""

    key: str
    about: str
    words: str  # with a sample of each fact
    price: str
    is_own: bool
    is_outdated: bool

    @classmethod
    def of(cls, told: Occasion, own: str | None) -> "Said":
        fits = own is not None and told.fits(own)
        words = told.example(own if own is not None and fits else told.default_body())
        return cls(told.key, str(told.about), words, price_words(words), fits, own is not None and not fits)


def price_words(words: str) -> str:
    """62个字，1条，约0.05元."""
    count = lengths.pieces(words)
    pieces = ngettext(
        "%(length)d characters, %(count)d piece, about %(cost)s yuan",
        "%(length)d characters, %(count)d pieces, about %(cost)s yuan",
        count,
    )
    return pieces % {
        "length": lengths.length(words),
        "count": count,
        "cost": lengths.cost(count).quantize(CENT, ROUND_HALF_UP),
    }


class WordsForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("What the message says"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
        error_messages={"max_length": gettext_lazy("That is much too long for a text message.")},
    )


@login_required
def wording_list(request: HttpRequest) -> HttpResponse:
    """All of them, those that do not fit any more first."""
    _office(request)
    own = dict(Wording.objects.values_list("key", "body"))
    said = [Said.of(told, own.get(told.key)) for told in wordings.occasions()]
    said.sort(key=lambda each: not each.is_outdated)
    return render(request, "office/board/wording_list.html", {"said": said})


@login_required
def wording(request: HttpRequest, key: str) -> HttpResponse:
    """Look at it with samples, put it into other words, or go back to the default ones; looking saves nothing."""
    by, told = _office(request), _told(key)
    own = Wording.objects.filter(key=key).first()
    body = own.body if own else told.default_body()
    step = request.POST.get("step", "look")
    if request.method == "POST" and step == "default":
        if actions.use_default_words(key=key, by=f"account-{by.pk}"):
            messages.success(request, _("The default words go out again."))
        return redirect("board:wording", key)
    form = WordsForm(request.POST or None, initial={"words": told.as_written(body)})
    if request.method == "POST" and form.is_valid():
        body = told.as_stored(form.cleaned_data["words"])
        faults = list(wordings.faults(told, body))
        for fault in faults:
            form.add_error("words", fault)
        if not faults and step == "save":
            _save(told, body, by)
            messages.success(request, _("Saved. From now on this message says it so."))
            return redirect("board:wording", key)
    example = told.example(body) if not form.errors and told.fits(body) else ""
    default = told.example(told.default_body())
    context = {
        "told": told,
        "form": form,
        "own": own,
        "is_outdated": own is not None and not told.fits(own.body),
        "facts": told.facts.values(),
        "needed": [told.facts[each].name for each in told.facts if each in told.needs],
        "example": example,
        "price": price_words(example) if example else "",
        "default": default,
        "default_price": price_words(default),
    }
    return render(request, "office/board/wording.html", context)


def _save(told: Occasion, body: str, by: User) -> None:
    """Whoever writes the default words anew wants the default words."""
    if body == told.default_body():
        actions.use_default_words(key=told.key, by=f"account-{by.pk}")
    else:
        actions.put_into_words(key=told.key, body=body, by=f"account-{by.pk}", now=timezone.now())


def _told(key: str) -> Occasion:
    try:
        return wordings.occasion(key)
    except KeyError:
        raise Http404 from None


def _office(request: HttpRequest) -> User:
    """The street office's, and system administrators'. Raises PermissionDenied for a site's staff."""
    user = staff_member(request)
    if user.sees_all_sites:
        return user
    raise PermissionDenied
