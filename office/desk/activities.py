"""Sign somebody up at the desk or on the telephone: the open dates of this site, one press each."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from activities import actions, draw_page
from activities.forms import Asks, TogetherForm
from activities.messages import told_of_enrolment
from activities.models import Activity, Draw, DrawTicket, Enrolment, EnrolmentWait, Session, SessionQuerySet
from activities.signs import Line, draws_of, fullest_of, lines_of
from activities.together import CONSENT_READ_OUT, may_be_minor
from activities.views.enrolling import sent_before
from centres.claimants import CannotChange
from centres.form_fields import TokenField
from centres.models import Centre
from centres.words import local_day, moment_words, spoken_words, when_words
from fairness.programme.places import Places
from office.board.refusals import Outcome, told_on
from office.desk.forms import CHANNELS
from residents import looks
from residents.channels import Channel
from residents.guards import staff_member
from residents.models import Resident, User

KEYS, A_PAGE = 9, 30


class SignUpForm(TogetherForm):
    """Which date, who comes along, how they came, and why an exception is made where one is needed."""

    agrees = forms.BooleanField(label=CONSENT_READ_OUT, required=False)
    session = forms.IntegerField(widget=forms.HiddenInput)
    step = forms.ChoiceField(choices=[("enrol", ""), ("wait", ""), ("apply", "")], widget=forms.HiddenInput)
    channel = forms.ChoiceField(
        label=gettext_lazy("How did they come?"),
        choices=[(each.value, each.label) for each in CHANNELS],
        widget=forms.RadioSelect,
        initial=Channel.PHONE.value,
    )
    waiver = forms.CharField(
        label=gettext_lazy("Reason for an exception"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Only if a rule shall be set aside, such as the age. It is kept on record."),
    )
    token = TokenField()


@dataclass(frozen=True, slots=True)
class Open:
    """A date one can sign up, wait or apply for, as a numbered button; `has_one`: they are on its list.

    `ticket` is their number in a draw; a draw that is not open now has no button.
    """

    session: Session
    key: str
    when: str
    facts: str
    is_full: bool
    may_wait_for_two: bool = False  # one place is left, and two may come
    has_one: bool = False
    waits: bool = False
    draw: Draw | None = None
    can_apply: bool = False
    ticket: int = 0

    @property
    def value(self) -> str:
        if self.draw:
            return f"apply-{self.session.pk}"
        return f"{'wait' if self.is_full else 'enrol'}-{self.session.pk}"


@login_required
def activities(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One press signs them up; where it is full, one press puts them in line."""
    user, now = staff_member(request), timezone.now()
    centre = get_object_or_404(user.sites(), slug=slug)
    resident = get_object_or_404(Resident.objects.select_related("user"), pk=pk)
    looks.note(user, "resident", resident.pk)
    page = Paginator(_dates(centre, now).once_a_course(now), A_PAGE).get_page(request.GET.get("page"))
    dates = list(page)
    form, outcome = _form(request, resident, dates, now=now), Outcome()
    if form.is_valid():
        session = get_object_or_404(_dates(centre, now), pk=form.cleaned_data["session"])
        with told_on(form, outcome):
            if answer := _done(request, session, resident, form, by=user, now=now):
                return answer
            form.add_error(None, _full_words(form))
    context = {
        "centre": centre,
        "resident": resident,
        "form": form,
        "page": page,
        "dates": _open(dates, resident, now=now),
        "may_be_waived": bool(outcome.refused) or bool(form["waiver"].value()),
    }
    return render(request, "office/desk/activities.html", context)


def _form(request: HttpRequest, resident: Resident, dates: Sequence[Session], *, now: datetime) -> SignUpForm:
    """The button pressed says what and for which date: enrol-12. It asks what any of the dates here asks."""
    year = local_day(now).year
    asks = Asks.of([each.activity for each in dates], minors=may_be_minor(resident.birth_year, year))
    if request.method != "POST":
        initial = {"channel": request.GET.get("channel", Channel.PHONE.value)}
        return SignUpForm(initial=initial, asks=asks, year=year, insists=False)
    step, _dash, session = request.POST.get("do", "").partition("-")
    return SignUpForm({**request.POST.dict(), "step": step, "session": session}, asks=asks, year=year, insists=False)


def _full_words(form: SignUpForm) -> str:
    if form.together.persons > 1:
        return _("There are not two places left. You can put the two in line, or sign one up alone.")
    return _("It has just become full. You can put them in line.")


def _done(
    request: HttpRequest, session: Session, resident: Resident, form: SignUpForm, *, by: User, now: datetime
) -> HttpResponse | None:
    """None where the last place went meanwhile."""
    wish = form.cleaned_data
    facts = {"name": resident.name, "activity": session.activity.name, "when": spoken_words(session.occupancy)}
    if wish["step"] == "apply":
        return _applied(request, session, resident, form, by=by, now=now)
    if wish["step"] == "wait":
        try:
            actions.join(
                session=session,
                resident=resident,
                by=by,
                channel=wish["channel"],
                now=now,
                together=form.together,
                waiver=wish["waiver"],
            )
        except actions.PlaceLeft:
            messages.info(request, _("A place has just become free: please sign them up."))
            return redirect("desk:activities", _slug(session), resident.pk)
        messages.success(request, _("%(name)s is in line for %(activity)s, %(when)s.") % facts)
        return redirect("desk:person", _slug(session), resident.pk)
    try:
        place = actions.enrol(
            session=session,
            resident=resident,
            by=by,
            channel=wish["channel"],
            token=wish["token"] or uuid.uuid4(),
            waiver=wish["waiver"],
            together=form.together,
            now=now,
        )
    except actions.NoPlaceLeft:
        return None
    if not place.is_enrolled:
        return _anew(request, session, resident)
    messages.success(request, _("%(name)s has a place: %(activity)s, %(when)s.") % facts)
    told = told_of_enrolment(place, by=by)
    for words in (*told.done, *told.to_do):
        messages.info(request, words)
    return redirect("desk:person", _slug(session), resident.pk)


def _anew(request: HttpRequest, session: Session, resident: Resident) -> HttpResponse:
    messages.warning(request, sent_before())
    return redirect("desk:activities", _slug(session), resident.pk)


def _applied(
    request: HttpRequest, session: Session, resident: Resident, form: SignUpForm, *, by: User, now: datetime
) -> HttpResponse:
    """Their ticket comes next, to be read out or printed."""
    wish, draw = form.cleaned_data, draws_of([session]).get(session.pk)
    if draw is None:
        raise CannotChange(_("It has been drawn, or called off, already."))
    ticket = actions.apply(
        draw=draw,
        resident=resident,
        by=by,
        channel=wish["channel"],
        token=wish["token"] or uuid.uuid4(),
        waiver=wish["waiver"],
        together=form.together,
        now=now,
    )
    if ticket.state == DrawTicket.State.WITHDRAWN:
        return _anew(request, session, resident)
    facts = {"name": resident.name, "number": ticket.number, "moment": moment_words(draw.draws_at)}
    messages.success(request, _("%(name)s has ticket number %(number)d. It is drawn on %(moment)s.") % facts)
    return redirect(ticket)


def _slug(session: Session) -> str:
    return session.occupancy.room.centre.slug


def _dates(centre: Centre, now: datetime) -> SessionQuerySet:
    """With places, not begun, here."""
    upcoming = Session.objects.published().with_places().upcoming(now).at([centre])
    return upcoming.filter(occupancy__starts_at__gt=now).with_place()


def _open(dates: Sequence[Session], resident: Resident, *, now: datetime) -> list[Open]:
    waiting, draws, fullest = lines_of(dates), draws_of(dates), fullest_of(dates, now=now)
    tickets = dict(
        DrawTicket.objects.standing().filter(resident=resident, draw__in=draws.values()).values_list("draw", "number")
    )
    mine = set(Enrolment.objects.kept().filter(resident=resident).values_list("session", flat=True))
    lines = set(EnrolmentWait.objects.alive().filter(resident=resident).values_list("session", flat=True))
    return [
        _to_draw(each, number, draw, tickets.get(draw.pk, 0), now=now)
        if (draw := draws.get(each.pk))
        else _one(each, number, waiting[each.pk], fullest[each.pk], has_one=each.pk in mine, waits=each.pk in lines)
        for number, each in enumerate(dates, start=1)
    ]


def _to_draw(session: Session, number: int, draw: Draw, ticket: int, *, now: datetime) -> Open:
    facts = [*_kind_of(session), draw_page.when(draw, now=now)]
    return Open(
        session=session,
        key=str(number) if number <= KEYS else "",
        when=when_words(session.occupancy),
        facts="\u2060·".join(filter(None, facts)),
        is_full=False,
        draw=draw,
        can_apply=draw.is_open(now),
        ticket=ticket,
    )


def _kind_of(session: Session) -> list[str]:
    """Where, and what signing up for it means."""
    course = _("the whole course") if session.activity.is_course else ""
    party = {Activity.Party.COMPANION: _("one or two"), Activity.Party.CHILD: _("parent and child")}
    return [session.occupancy.room.name, course, party.get(Activity.Party(session.activity.party), "")]


def _one(session: Session, number: int, waiting: Line, places: Places, *, has_one: bool, waits: bool) -> Open:
    free, sizes = places.free, session.activity.sizes
    left = ngettext("%(count)d place left", "%(count)d places left", free) % {"count": free}
    line = ngettext("%(count)d neighbour waits.", "%(count)d neighbours wait.", waiting.alive) % {
        "count": waiting.alive
    }
    facts = [*_kind_of(session), left if free else _("Full"), line if waiting.alive else ""]
    return Open(
        session=session,
        key=str(number) if number <= KEYS else "",
        when=when_words(session.occupancy),
        facts="\u2060·".join(filter(None, facts)),
        is_full=free < min(sizes) or (waiting.could_use(free) and not places.kept_left),
        may_wait_for_two=min(sizes) <= free < max(sizes),
        has_one=has_one,
        waits=waits,
    )
