"""Places in the activities of a site: how full each date is, who has signed up and who waits, how many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from activities import actions
from activities.models import Enrolment, EnrolmentWait, Session
from activities.papers import sign_in_pdf
from activities.rows import made_words
from activities.signs import waiting_by_line
from centres.form_fields import TidyIntegerField, read_key
from centres.models import Centre
from centres.words import moment_words, when_words
from office.board.refusals import told_above, told_on
from residents import looks
from residents.guards import staff_member
from residents.models import User

A_PAGE = 40
NUMBER = {"inputmode": "numeric", "autocomplete": "off", "class": "input-s"}


class PlacesForm(forms.Form):
    """How many places a date has, and how many of them are kept."""

    capacity = TidyIntegerField(
        label=gettext_lazy("How many places?"),
        min_value=1,
        max_value=1000,
        required=False,
        widget=forms.TextInput(attrs=NUMBER),
        help_text=gettext_lazy("Empty: people just come along."),
    )
    kept = TidyIntegerField(
        label=gettext_lazy("Of these kept for phone and desk"),
        min_value=0,
        max_value=1000,
        required=False,
        widget=forms.TextInput(attrs=NUMBER),
        help_text=gettext_lazy("Until the day before. Empty: the usual share."),
    )
    all_to_come = forms.BooleanField(label=gettext_lazy("The same for all dates to come"), required=False)


@dataclass(frozen=True, slots=True)
class Taken:
    """Somebody on the list, in full: staff tick them off and call them."""

    place: Enrolment
    phone: str
    how: str
    since: str
    badge: tuple[str, str]

    @classmethod
    def of(cls, place: Enrolment) -> Self:
        phone = place.resident.phone if place.resident else ""
        how = made_words(place) or place.get_channel_display()
        return cls(place, phone or _("no phone"), how, moment_words(place.enrolled_at), _came_badge(place))


def _came_badge(place: Enrolment) -> tuple[str, str]:
    """When and how they came."""
    if place.checked_in_at:
        words = _("%(time)s, %(how)s")
        facts = {"time": f"{localtime(place.checked_in_at):%H:%M}", "how": place.get_checked_in_how_display()}
        return "done", words % facts
    return ("gone", _("Did not come")) if place.was_missed else ("", "")


@dataclass(frozen=True, slots=True)
class Waits:
    """Somebody in line."""

    entry: EnrolmentWait
    phone: str
    facts: str

    @classmethod
    def of(cls, entry: EnrolmentWait) -> Self:
        since = _("in line since %(moment)s") % {"moment": moment_words(entry.joined_at)}
        until = (
            _("kept until %(moment)s") % {"moment": moment_words(entry.offer_ends_at)} if entry.offer_ends_at else ""
        )
        facts = [since, until, entry.get_channel_display()]
        return cls(entry, entry.resident.phone or _("no phone"), "\u2060·".join(filter(None, facts)))


@dataclass(frozen=True, slots=True)
class Filling:
    """How full a date is."""

    session: Session
    when: str
    words: str
    waiting: int


@require_safe
@login_required
def sessions(request: HttpRequest, slug: str) -> HttpResponse:
    """The dates to come, and how full each is."""
    _user, centre = _at(request, slug)
    found = Session.objects.confirmed().at([centre]).from_day(localdate()).with_place()
    page = Paginator(found.order_by("occupancy__starts_at", "pk"), A_PAGE).get_page(request.GET.get("page"))
    waiting = waiting_by_line([each for each in page if each.has_places])
    lines = [Filling(each, when_words(each.occupancy), _filling_words(each), waiting.get(each.pk, 0)) for each in page]
    return render(request, "office/board/sessions.html", {"centre": centre, "page": page, "lines": lines})


@login_required
def session(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Who has signed up, for the eye and for paper, and who waits; the form changes how many places there are."""
    user, centre = _at(request, slug)
    found = get_object_or_404(Session.objects.at([centre]).with_place(), pk=pk)
    form = PlacesForm(request.POST or None, initial={"capacity": found.capacity, "kept": found.kept})
    if form.is_valid():
        with told_on(form):
            _set_places(found, form, by=user)
            messages.success(request, _("Changed. New places go to the line first."))
            return redirect("board:session", slug, pk)
    places = list(Enrolment.objects.enrolled().filter(session=found).with_place())
    entries = list(EnrolmentWait.objects.alive().in_line_for(found).with_place().in_line())
    _note(user, places, entries)
    context = {
        "centre": centre,
        "session": found,
        "filling": _filling_words(found),
        "form": form,
        "places": [Taken.of(each) for each in places],
        "may_tick": found.is_confirmed and _is_list_open(found),
        "came": _came_words(places),
        "may_list": _may_list(found),
        "line": [Waits.of(each) for each in entries],
    }
    return render(request, "office/board/session.html", context)


@require_POST
@login_required
def attendance(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The list as it was ticked. Who signed up, or came by the door, while it was being ticked stays as noted."""
    user, centre = _at(request, slug)
    found = get_object_or_404(Session.objects.confirmed().at([centre]).with_place(), pk=pk)
    with told_above(request):
        count = actions.keep_list(
            session=found,
            shown=_keys(request, "shown"),
            came=_keys(request, "came"),
            was=_keys(request, "was"),
            by=user,
            now=timezone.now(),
        )
        words = ngettext("Saved. %(count)d neighbour was there.", "Saved. %(count)d neighbours were there.", count)
        messages.success(request, words % {"count": count})
    return redirect(f"{reverse('board:session', args=[slug, pk])}#list")


def _keys(request: HttpRequest, name: str) -> set[int]:
    return {read_key(key) for key in request.POST.getlist(name)}


@require_safe
@login_required
def sign_in_sheet(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The list on paper, to be signed."""
    user, centre = _at(request, slug)
    found = get_object_or_404(Session.objects.at([centre]).with_place(), pk=pk)
    places = list(Enrolment.objects.enrolled().filter(session=found).with_place())
    _note(user, places, [])
    pdf = sign_in_pdf(found, places, now=timezone.now())
    headers = {"Content-Disposition": f'inline; filename="sign-in-{found.pk}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _may_list(session: Session) -> bool:
    """Whether a list of names can be signed up: of a draft nobody reads, of children with whom they come."""
    is_open = session.activity.is_published and not session.activity.is_with_child
    return is_open and session.occupancy.starts_at > timezone.now()


def _is_list_open(session: Session) -> bool:
    return actions.window_of(session, actions.numbers_of(session)).opens_at <= timezone.now()


def _came_words(places: Sequence[Enrolment]) -> str:
    """Empty until somebody has come; two who come together are two."""
    came = sum(place.persons for place in places if place.has_come)
    everybody = sum(place.persons for place in places)
    return _("Came: %(came)d of %(all)d") % {"came": came, "all": everybody} if came else ""


def _set_places(session: Session, form: PlacesForm, *, by: User) -> None:
    now, wish = timezone.now(), form.cleaned_data
    if wish["all_to_come"]:
        actions.set_places_to_come(session=session, capacity=wish["capacity"], kept=wish["kept"], by=by, now=now)
    else:
        actions.set_places(session=session, capacity=wish["capacity"], kept=wish["kept"], now=now)


def _filling_words(session: Session) -> str:
    if not session.has_places:
        return _("just come along")
    return _("%(taken)d of %(capacity)d taken, %(kept)d kept for phone and desk") % {
        "taken": session.taken,
        "capacity": session.capacity,
        "kept": session.kept,
    }


def _note(user: User, places: Sequence[Enrolment], entries: Sequence[EnrolmentWait]) -> None:
    people = [place.resident_id for place in places if place.resident_id]
    looks.note(user, "resident", *people, *(entry.resident_id for entry in entries))


def _at(request: HttpRequest, slug: str) -> tuple[User, Centre]:
    user = staff_member(request)
    return user, get_object_or_404(user.sites(), slug=slug)
