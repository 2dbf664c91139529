"""`/account/relatives/`: whom I act for, who acts for me, and how one begins or ends it."""

from datetime import datetime, timedelta

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

import notices.actions
from notices import wordings
from residents import codes, relatives
from residents.actions import whose_number
from residents.fields import MobileField, NameField
from residents.guards import ask_consent, owes_consent, signed_in
from residents.models import Relative, Resident, User
from residents.phones import masked

ASKED = "relative_asked"  # in the session: whose consent was asked for, under which seal
LAST = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)


class TheirMobileField(MobileField):
    """Somebody else's: the browser does not offer one's own."""

    def __init__(self) -> None:
        super().__init__()
        self.label = gettext_lazy("Their mobile number")
        self.help_text = ""
        self.widget.attrs["autocomplete"] = "off"


class AskForm(forms.Form):
    """Whom one would act for; a code goes to their phone, and they say it to whoever asks."""

    name = NameField(label=gettext_lazy("Their name"), help_text="", autocomplete="off")
    phone = TheirMobileField()
    kinship = forms.CharField(
        label=gettext_lazy("Who are you to them?"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Daughter, son, neighbour … They read it in our messages."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ConsentCodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("The code they received"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "input-s"}),
    )


@never_cache
@login_required
def relative_list(request: HttpRequest) -> HttpResponse:
    """Both lists, and the form that asks somebody."""
    user, resident = signed_in(request), _resident(request)
    if resident is None:
        return redirect("residents:profile")
    if owes_consent(user):
        return ask_consent(request)
    form = AskForm(request.POST or None)
    if form.is_valid() and (asked := _ask(request, user, resident, form)):
        return asked
    active = Relative.objects.active().with_people()
    context = {
        "form": form,
        "mine": active.of_user(user),
        "helpers": active.filter(elder=resident),
        "is_full": active.of_user(user).count() >= Relative.MOST,
        "most": Relative.MOST,
    }
    return render(request, "residents/relatives.html", context)


def _ask(request: HttpRequest, user: User, resident: Resident, form: AskForm) -> HttpResponse | None:
    """Send the code; None with a sentence on the form where it may not be sent."""
    phone, now = form.cleaned_data["phone"], timezone.now()
    if phone == user.phone:
        form.add_error("phone", _("This is your own number. For yourself you need nobody's consent."))
        return None
    try:
        codes.note_sending(request, phone)
    except ValidationError as wait:
        form.add_error("phone", wait)
        return None
    digits = "" if User.objects.filter(phone=phone, is_staff=True).exists() else codes.new_code()
    seal = codes.sealed(digits) if digits else codes.sealed_for_nobody()
    codes.keep(seal, good_until=now + LAST)
    if digits:
        _send(phone, digits, resident, now=now)
    request.session[ASKED] = {
        "seal": seal,
        "phone": phone,
        "name": form.cleaned_data["name"],
        "kinship": form.cleaned_data["kinship"],
        "until": (now + LAST).isoformat(),
    }
    return redirect("residents:relative-code")


def _send(phone: str, digits: str, resident: Resident, *, now: datetime) -> None:
    body = wordings.words("relative-code", {"helper": resident.name, "code": digits})
    notices.actions.send_code(to=phone, body=body, keep_body_until=now + LAST, now=now)


@never_cache
@login_required
def relative_code(request: HttpRequest) -> HttpResponse:
    """They agreed, and said the code."""
    user, now = signed_in(request), timezone.now()
    asked = request.session.get(ASKED)
    if not asked or datetime.fromisoformat(asked["until"]) <= now:
        messages.info(request, _("That code is no longer good. Ask for a new one; nothing else is lost."))
        return redirect("residents:relative-list")
    form = ConsentCodeForm(request.POST or None)
    if form.is_valid():
        if codes.try_to_open(form.cleaned_data["code"], asked["seal"]):
            return _linked(request, user, asked, now=now)
        if codes.is_used_up(asked["seal"]):
            del request.session[ASKED]
            messages.info(request, _("The code was wrong five times, so it is no longer good. Ask for a new one."))
            return redirect("residents:relative-list")
        form.add_error("code", _("The code is not right. Please ask them to read it once more."))
    context = {
        "form": form,
        "name": asked["name"],
        "masked_number": masked(asked["phone"]),
        "until": datetime.fromisoformat(asked["until"]),
        "is_trial": settings.SMS_CHANNEL == "trial",
    }
    return render(request, "residents/relative_code.html", context)


def _linked(request: HttpRequest, user: User, asked: dict[str, str], *, now: datetime) -> HttpResponse:
    del request.session[ASKED]
    codes.use_up(asked["seal"])
    elder = whose_number(name=asked["name"], phone=asked["phone"])
    try:
        relatives.link(elder=elder, user=user, kinship=asked["kinship"], how=Relative.How.CODE, now=now)
    except relatives.CannotLink as error:
        messages.warning(request, error.sentence)
    else:
        messages.success(request, _("From now on you can book for %(name)s.") % {"name": elder.name})
    return redirect("residents:relative-list")


@require_POST
@login_required
def relative_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Either side ends it."""
    user, resident = signed_in(request), _resident(request)
    both = Relative.objects.filter(Q(user=user) | Q(elder=resident)) if resident else Relative.objects.of_user(user)
    relative = get_object_or_404(both.with_people(), pk=pk)
    relatives.unlink(relative=relative, by=user, now=timezone.now())
    messages.success(
        request,
        _("Ended. %(helper)s books for %(elder)s no more.")
        % {"helper": relative.helper, "elder": relative.elder.name},
    )
    return redirect("residents:relative-list")


def _resident(request: HttpRequest) -> Resident | None:
    return Resident.objects.of_account(signed_in(request))
