"""Sign up for a date, or for all dates of a course, or stand in line; and what one has afterwards.

Whoever is not signed in, or has not agreed to a new privacy notice, is asked to first and comes back here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities import actions, rows
from activities.actions.judging import sign_up_of, undecided_draw
from activities.forms import Asks, WhomForm
from activities.models import Draw, Enrolment, EnrolmentWait, Session, SessionAnswer
from activities.near import near
from activities.signs import Sign, of_course, signs
from activities.together import may_be_minor
from centres.claimants import CannotChange
from centres.words import date_words, local_day
from fairness.programme import calendars, sign_up, thanks_page
from fairness.programme.thanks_page import Question
from fairness.rules import Refused
from residents import looks
from residents.acting import people_of
from residents.channels import Channel
from residents.guards import ask_consent, owes_consent, signed_in
from residents.models import Resident, User
from timetables.calendars import Status, calendar, download


@dataclass(frozen=True, slots=True)
class Chosen:
    """A date, all that go with it, and who asks at which moment."""

    session: Session
    dates: Sequence[Session]  # to come: of a course all of them
    resident: Resident
    elders: Sequence[Resident]
    by: User
    now: datetime
    draw: Draw | None = None  # that is to decide who has a place


def enrol(request: HttpRequest, pk: int) -> HttpResponse:
    """`step` wait: stand in line; anything else that is sent: sign up."""
    found = Session.objects.published().with_place().prefetch_related("activity__committees")
    chosen = choose(request, get_object_or_404(found, pk=pk))
    if isinstance(chosen, HttpResponse):
        return chosen
    form = whom_form(request, chosen)
    if request.method != "POST" and not chosen.elders and (entry := _waits(chosen)):
        return redirect(entry)
    if not form.is_valid():
        return _page(request, chosen, form, _first_look(chosen))
    whose = form.elder or chosen.resident
    channel = Channel.RELATIVE if form.elder else Channel.WEB
    if request.POST.get("step") == "wait":
        return _join(request, chosen, form, whose, channel)
    try:
        place = actions.enrol(
            session=chosen.session,
            resident=whose,
            by=chosen.by,
            channel=channel,
            token=form.cleaned_data["token"],
            together=form.together,
            now=chosen.now,
        )
    except Refused as error:
        return _page(request, chosen, form, [refusal.sentence for refusal in error.refusals])
    except actions.NoPlaceLeft:
        return _no_place_left(request, chosen, form)
    except CannotChange as error:
        return _page(request, chosen, form, [error.sentence])
    if not place.is_enrolled:
        messages.warning(request, sent_before())
        return redirect("activities:enrol", pk)
    messages.success(request, _("It is yours. See you on %(day)s!") % {"day": date_words(place_day(place))})
    return redirect(place)


def sent_before() -> str:
    """Of a form sent once more after what it brought was given back."""
    return _("This form was sent before, and what it brought has been given back since. Here is a fresh one.")


def whom_form(request: HttpRequest, chosen: Chosen) -> WhomForm:
    """With the questions that matter for this activity and the people whom one may sign up."""
    year = local_day(chosen.session.occupancy.starts_at).year
    minors = any(may_be_minor(each.birth_year, year) for each in chosen.elders)
    asks = Asks.of([chosen.session.activity], minors=minors)
    return WhomForm(request.POST or None, elders=chosen.elders, asks=asks, year=local_day(chosen.now).year)


def _no_place_left(request: HttpRequest, chosen: Chosen, form: WhomForm) -> HttpResponse:
    """As it stands by now: two may find one place left."""
    words = _("The last place has just gone. It is not your fault.")
    session = Session.objects.with_place().get(pk=chosen.session.pk)
    now = replace(chosen, session=session, dates=_dates(session, chosen.now))
    if form.together.persons > 1 and (sign := _sign(now)) and sign.may_enrol:
        words = _("There are not two places left. You can stand in line for two, or come alone.")
    return _page(request, now, form, [words], status=409)


def place_day(place: Enrolment) -> datetime:
    return place.session.occupancy.starts_at


def _join(request: HttpRequest, chosen: Chosen, form: WhomForm, whose: Resident, channel: Channel) -> HttpResponse:
    try:
        entry = actions.join(
            session=chosen.session,
            resident=whose,
            by=chosen.by,
            channel=channel,
            together=form.together,
            now=chosen.now,
        )
    except actions.PlaceLeft:
        messages.success(request, _("A place has just become free: you can sign up right away."))
        return redirect("activities:enrol", chosen.session.pk)
    except Refused as error:
        return _page(request, chosen, form, [refusal.sentence for refusal in error.refusals])
    except CannotChange as error:
        return _page(request, chosen, form, [error.sentence])
    messages.success(request, _("You stand in line. When it is your turn we send you a text message."))
    return redirect(entry)


def choose(request: HttpRequest, session: Session) -> Chosen | HttpResponse:
    """All dates that go with this one, and who asks; or the page that has to come first."""
    now = timezone.now()
    if not isinstance(request.user, User):
        return redirect_to_login(request.get_full_path())
    known = people_of(request.user)
    resident = next((each for each in known if each.user_id == request.user.pk), None)
    if resident is None:
        return _name_first(request, session)
    if owes_consent(request.user):
        return ask_consent(request)
    elders = [each for each in known if each != resident]
    dates = _dates(session, now)
    return Chosen(session, dates, resident, elders, request.user, now, undecided_draw(session))


def _dates(session: Session, now: datetime) -> list[Session]:
    """Of a course all to come, in order; else itself."""
    if not session.activity.is_course:
        return [session]
    together = Session.objects.signed_up_with(session, now).with_place().order_by("occupancy__starts_at")
    return list(together) or [session]


def _waits(chosen: Chosen) -> EnrolmentWait | None:
    """Their place in this line, where they have one."""
    return EnrolmentWait.objects.alive().in_line_for(chosen.session).filter(resident=chosen.resident).first()


def _first_look(chosen: Chosen) -> list[str]:
    """What would be refused to anybody; with nobody else to choose, what is refused to them."""
    whom = None if chosen.elders else chosen.resident
    has_one = bool(whom) and Enrolment.objects.enrolled().filter(session__in=chosen.dates, resident=whom).exists()
    wish = sign_up_of(
        chosen.session, whom, by=chosen.by, channel=Channel.WEB, now=chosen.now, has_one=has_one, draw=chosen.draw
    )
    return [refusal.sentence for refusal in sign_up.broken(wish)]


def _page(
    request: HttpRequest, chosen: Chosen, form: WhomForm, refusals: Sequence[str], *, status: int = 200
) -> HttpResponse:
    sign = _sign(chosen)
    may_wait = bool(sign and sign.may_wait) and (not refusals or form.is_bound)
    may_enrol = bool(sign and sign.may_enrol) and (not refusals or form.is_bound)
    centre = chosen.session.occupancy.room.centre
    context = {
        "session": chosen.session,
        "form": form,
        "rows": rows.of_session(chosen.session, chosen.dates),
        "count": len(chosen.dates),
        "refusals": refusals,
        "sign": sign,
        "may_enrol": may_enrol,
        "may_wait": may_wait,
        "near": [] if may_enrol else near(chosen.session, now=chosen.now),
        "whom": "" if chosen.elders else chosen.resident.name,
        "phone": centre.phone,
        "phone_of": centre.name,
    }
    return render(request, "activities/enrol.html", context, status=status)


def _sign(chosen: Chosen) -> Sign | None:
    found = signs(chosen.dates, now=chosen.now, draws=[chosen.draw] if chosen.draw else [], is_whole=True)
    if chosen.session.activity.is_course:
        return of_course(chosen.dates, found, now=chosen.now)
    return found.get(chosen.session.pk)


def _name_first(request: HttpRequest, session: Session) -> HttpResponse:
    """Somebody new tells a name and comes back; an account for work signs others up, at the desk."""
    if request.user.is_staff:
        messages.info(request, _("This account is for work. Please sign residents up at the desk."))
        return redirect(session.activity)
    return redirect_to_login(request.get_full_path(), reverse("residents:profile"))


# What one has


@require_safe
@login_required
def enrolment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One's place; staff of the site read it, too."""
    enrolment, now = _readable(request, pk), timezone.now()
    if (user := signed_in(request)).is_staff and enrolment.resident_id:
        looks.note(user, "resident", enrolment.resident_id)
    dates = _claimed(enrolment)
    centre = enrolment.session.occupancy.room.centre
    context = {
        "enrolment": enrolment,
        "badge": rows.badge(enrolment, now=now),
        "rows": rows.of_enrolment(enrolment, dates, now=now),
        "may_answer": Enrolment.objects.of_user(user).to_be_asked(now).filter(pk=pk).exists(),
        "may_withdraw": enrolment.is_enrolled and any(not each.has_begun(now) for each in dates),
        "phone": centre.phone,
        "phone_of": centre.name,
    }
    return render(request, "activities/enrolment.html", context)


@require_safe
@login_required
def enrolment_ics(request: HttpRequest, pk: int) -> HttpResponse:
    """All dates that were signed up for together."""
    enrolment = _readable(request, pk)
    entries = [calendars.entry(request, each, reminds=enrolment.is_enrolled) for each in _claimed(enrolment)]
    if not enrolment.is_enrolled:
        entries = [replace(each, status=Status.CANCELLED) for each in entries]
    return download(calendar(entries, now=timezone.now()), f"yanji-place-{enrolment.pk}")


@login_required
def enrolment_thanks(request: HttpRequest, pk: int) -> HttpResponse:
    """One question on the day after; answered without a name."""
    mine, now = Enrolment.objects.of_user(signed_in(request)), timezone.now()
    place = get_object_or_404(mine.exclude(state=Enrolment.State.OFFERED).with_place(), pk=pk)
    may_answer = mine.to_be_asked(now).filter(pk=pk).exists()
    asked = Question(place, place.session, SessionAnswer, may_answer, place.get_absolute_url())
    centre = place.session.occupancy.room.centre
    return thanks_page.answer(request, asked, {"phone": centre.phone, "phone_of": centre.name})


@login_required
def enrolment_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The question first; once it is answered, the place goes to the line. `step` companion: only theirs."""
    enrolment, now = _readable(request, pk), timezone.now()
    if request.method == "POST":
        try:
            give_back = actions.come_alone if request.POST.get("step") == "companion" else actions.withdraw
            told = give_back(enrolment=enrolment, by=signed_in(request), now=now)
        except CannotChange as error:
            messages.warning(request, error.sentence)
        else:
            messages.success(request, _("Given back; a neighbour is glad. Thank you for saying so."))
            for words in told.to_do if signed_in(request).is_staff else ():
                messages.warning(request, words)
        return redirect(enrolment)
    if not enrolment.is_enrolled:
        return redirect(enrolment)
    dates = [each for each in _claimed(enrolment) if not each.has_begun(now)]
    centre = enrolment.session.occupancy.room.centre
    context = {
        "enrolment": enrolment,
        "rows": rows.of_session(enrolment.session, dates),
        "count": len(dates),
        "phone": centre.phone,
        "phone_of": centre.name,
    }
    return render(request, "activities/withdraw.html", context)


def _readable(request: HttpRequest, pk: int) -> Enrolment:
    """One that this reader may see; of an offer only its place in line is shown."""
    found = Enrolment.objects.readable_by(signed_in(request)).exclude(state=Enrolment.State.OFFERED)
    return get_object_or_404(found.with_place(), pk=pk)


def _claimed(enrolment: Enrolment) -> list[Session]:
    """All dates that were signed up for together and stand as this one does."""
    together = Enrolment.objects.filter(claim=enrolment.claim, resident=enrolment.resident_id, state=enrolment.state)
    found = Session.objects.filter(enrolments__in=together).with_place()
    return list(found.order_by("occupancy__starts_at")) or [enrolment.session]
