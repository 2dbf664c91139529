"""`/account/messages/`: what somebody was told; and how they wish to be told, with an e-mail address a code proves."""

from datetime import datetime, timedelta

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

import notices.actions
from centres.form_fields import tidy
from residents import codes, inbox, wishes
from residents.guards import signed_in
from residents.models import Preferences, Resident, User
from residents.names import masked_email
from residents.telling import EMAIL, in_own_language

A_PAGE = 20
ASKED = "email_asked"  # in the session: which address, under which seal
LAST = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)


class WishesForm(forms.Form):
    """How one is told. The address is another form's: it takes a code."""

    by_text = forms.BooleanField(label=gettext_lazy("By text message"), required=False)
    by_email = forms.BooleanField(label=gettext_lazy("By e-mail"), required=False)
    by_call = forms.BooleanField(
        label=gettext_lazy("Please call me instead"),
        help_text=gettext_lazy("The desk calls, and no messages go out."),
        required=False,
    )
    reminders = forms.BooleanField(label=gettext_lazy("Remind me the day before"), required=False)

    def __init__(self, *args: object, has_email: bool, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        if not has_email:
            del self.fields["by_email"]


class TidyEmailField(forms.EmailField):
    """Full-width letters and stray spaces are a slip of the finger: ｗａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ."""

    def to_python(self, value: object) -> str | None:
        return super().to_python("".join(tidy(value).split()) if isinstance(value, str) else value)


class EmailForm(forms.Form):
    email = TidyEmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Please fill in your e-mail address."),
            "invalid": gettext_lazy("This is no e-mail address yet. It looks like name@example.com."),
            "max_length": gettext_lazy("An e-mail address has at most 254 characters."),
        },
    )


class EmailCodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("The code from the e-mail"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "input-s"}),
        error_messages={"required": gettext_lazy("Please fill in the six digits from the e-mail.")},
    )


@never_cache
@login_required
def message_list(request: HttpRequest) -> HttpResponse:
    """Looking changes nothing; the button says that they are read."""
    user, resident = _who(request)
    if resident is None:
        return redirect("residents:profile")
    if request.method == "POST":
        if until := _moment(request.POST.get("until", "")):
            inbox.note_read(resident=resident, until=min(until, timezone.now()))
        return redirect("residents:message-list")
    page = Paginator(inbox.messages_of(user, resident), A_PAGE).get_page(request.GET.get("page"))
    since = wishes.wishes_of(resident).read_at or user.joined_at
    lines = [(each, each.created_at > since) for each in page]
    context = {
        "page": page,
        "lines": lines,
        "until": lines[0][0].created_at.isoformat() if any(is_new for _each, is_new in lines) else "",
    }
    return render(request, "residents/message_list.html", context)


def _moment(text: str) -> datetime | None:
    """None for what our own page never sends: no date, or the 30th of February."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and timezone.is_aware(moment) else None


@never_cache
@login_required
def preferences(request: HttpRequest) -> HttpResponse:
    _user, resident = _who(request)
    if resident is None:
        return redirect("residents:profile")
    stands = wishes.wishes_of(resident)
    form = WishesForm(request.POST or None, has_email=bool(stands.email), initial=_as_it_stands(stands))
    if request.method == "POST" and form.is_valid():
        try:
            wishes.wish(resident=resident, **{"by_email": False, **form.cleaned_data})
        except wishes.NoWayLeft as error:
            form.add_error(None, error.sentence)
        else:
            called = form.cleaned_data["by_call"]
            messages.success(request, _("From now on the desk calls you.") if called else _("Saved."))
            return redirect("residents:preferences")
    context = {"form": form, "email": stands.email, "offers_email": settings.EMAIL_OFFERED}
    return render(request, "residents/preferences.html", context)


def _as_it_stands(stands: Preferences) -> dict[str, bool]:
    return {
        "by_text": stands.by_text,
        "by_email": stands.by_email,
        "by_call": stands.by_call,
        "reminders": stands.reminders,
    }


@never_cache
@login_required
def email(request: HttpRequest) -> HttpResponse:
    """A code goes to the address; whoever reads it there types it in."""
    _user, resident = _who(request)
    if resident is None or not settings.EMAIL_OFFERED:
        return redirect("residents:preferences" if resident else "residents:profile")
    form = EmailForm(request.POST or None)
    if form.is_valid() and (asked := _ask(request, form)):
        return asked
    return render(request, "residents/email.html", {"form": form})


def _ask(request: HttpRequest, form: EmailForm) -> HttpResponse | None:
    """Send the code; None with a sentence on the form where it may not be sent."""
    address, now = form.cleaned_data["email"], timezone.now()
    try:
        codes.note_sending(request, address)
    except ValidationError as wait:
        form.add_error("email", wait)
        return None
    digits = codes.new_code()
    seal = codes.sealed(digits)
    codes.keep(seal, good_until=now + LAST)
    with in_own_language():
        words = _("Yanji Neighbours: your code is %(code)s, good for five minutes. Nobody from us asks for it.")
        subject = _("Your code for Yanji Neighbours")
    notices.actions.send_code(
        to=address, subject=subject, body=words % {"code": digits}, channel=EMAIL, keep_body_until=now + LAST, now=now
    )
    request.session[ASKED] = {"seal": seal, "email": address, "until": (now + LAST).isoformat()}
    return redirect("residents:email-code")


@never_cache
@login_required
def email_code(request: HttpRequest) -> HttpResponse:
    _user, resident = _who(request)
    asked = request.session.get(ASKED)
    if resident is None or not asked or datetime.fromisoformat(asked["until"]) <= timezone.now():
        messages.info(request, _("That code is no longer good. Ask for a new one; nothing else is lost."))
        return redirect("residents:email")
    form = EmailCodeForm(request.POST or None)
    if form.is_valid():
        if codes.try_to_open(form.cleaned_data["code"], asked["seal"]):
            codes.use_up(asked["seal"])
            del request.session[ASKED]
            wishes.prove_email(resident=resident, email=asked["email"])
            messages.success(request, _("From now on our messages go to this mailbox, too."))
            return redirect("residents:preferences")
        if codes.is_used_up(asked["seal"]):
            del request.session[ASKED]
            messages.info(request, _("The code was wrong five times, so it is no longer good. Ask for a new one."))
            return redirect("residents:email")
        form.add_error("code", _("The code is not right. Please compare it with the e-mail once more."))
    context = {"form": form, "address": masked_email(asked["email"]), "is_trial": settings.SMS_CHANNEL == "trial"}
    return render(request, "residents/email_code.html", context)


@require_POST
@login_required
def email_remove(request: HttpRequest) -> HttpResponse:
    _user, resident = _who(request)
    if resident:
        wishes.forget_email(resident=resident)
        messages.success(request, _("The address is gone. Messages go another way."))
    return redirect("residents:preferences")


def _who(request: HttpRequest) -> tuple[User, Resident | None]:
    """An account for work has nothing here."""
    user = signed_in(request)
    return user, None if user.is_staff else Resident.objects.of_account(user)
