"""About me: the profile of whoever is signed in, the first questions to a newcomer, and the privacy notice."""

from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from residents import actions, inbox, mine
from residents.forms import AgreeForm, NewcomerForm, ProfileForm
from residents.guards import signed_in
from residents.models import PrivacyNotice, Resident, User
from residents.seed import notice_in_force

LONGEST_HEADING = 20  # characters


@never_cache
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    resident = Resident.objects.of_account(user)
    if resident is None and not user.is_staff:
        return welcome(request, user)
    owed = PrivacyNotice.objects.owed_by(user, timezone.localdate())
    form = ProfileForm(request.POST or None, instance=resident, owes_consent=bool(owed)) if resident else None
    if form and form.is_valid():
        form.save()
        if owed:
            actions.agree(by=user, notice=owed, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("residents:profile")
    consent = user.consents.select_related("notice").first()
    about = {
        "also": mine.pages(),
        "form": form,
        "posts": user.held_posts,
        "consent": consent,
        "rows": ways_in(user),
        "unread": inbox.unread(user) if resident else 0,
    }
    return render(request, "residents/profile.html", about)


def ways_in(user: User) -> list[dict[str, str]]:
    """How this person signs in, as rows with a link to change each."""
    has_password = user.has_usable_password()
    number = {"term": _("Mobile number"), "words": user.phone}
    if not user.is_staff:
        number["change_url"] = reverse("account_change_phone")
    password = {
        "term": _("Password"),
        "words": _("yes, there is one") if has_password else _("none, text messages do"),
        "change_url": reverse("account_change_password" if has_password else "account_set_password"),
    }
    second_step = {"term": _("Second step"), "words": _("a code from an app"), "change_url": reverse("mfa_index")}
    return [number, password, second_step] if user.is_staff else [number, password]


def welcome(request: HttpRequest, user: User) -> HttpResponse:
    """Somebody has proved a number but told no name yet: ask for it, then on to where they were going."""
    form = NewcomerForm(request.POST or None)
    if form.is_valid():
        actions.sign_up(
            by=user,
            name=form.cleaned_data["name"],
            committee=form.cleaned_data["committee"],
            notice=notice_in_force(timezone.localdate()),
            now=timezone.now(),
        )
        return HttpResponseRedirect(get_next_redirect_url(request) or reverse("residents:profile"))
    return render(request, "residents/welcome.html", {"form": form, "next": get_next_redirect_url(request)})


@never_cache
@login_required
def agree(request: HttpRequest) -> HttpResponse:
    """The privacy notice has a new version: ask once, then on to where they were going."""
    user, today = signed_in(request), timezone.localdate()
    notice, form = PrivacyNotice.objects.owed_by(user, today), AgreeForm(request.POST or None)
    way_on = get_next_redirect_url(request)
    if notice and form.is_valid():
        actions.agree(by=user, notice=notice, now=timezone.now())
        notice = None
    if notice is None:
        return HttpResponseRedirect(way_on or reverse("residents:profile"))
    return render(request, "residents/agree.html", {"form": form, "next": way_on, "notice": notice})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    notice = PrivacyNotice.objects.in_force(timezone.localdate())
    if notice is None:
        raise Http404
    return render(request, "residents/privacy.html", {"notice": notice, "parts": parts(notice.text)})


def parts(text: str) -> list[tuple[bool, str]]:
    """The paragraphs of a notice; a short one without a full stop is a heading (True)."""
    paragraphs = [paragraph.strip() for paragraph in text.split("\n\n") if paragraph.strip()]
    return [(len(words) <= LONGEST_HEADING and not words.endswith("。"), words) for words in paragraphs]
