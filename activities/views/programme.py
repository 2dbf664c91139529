"""The public pages of activities: the coming week, and one activity with its dates."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities.giving import how_given
from activities.models import Activity, Draw, Enrolment, EnrolmentWait, Session
from activities.near import Near, near
from activities.signs import Date, Sign, of_course, signs
from fairness.programme import calendars, pages
from residents.models import Relative, User
from timetables.calendars import calendar, download

DRAWS_READ, DRAWS_SHOWN = 10, 3


@require_safe
def activity_list(request: HttpRequest) -> HttpResponse:
    """The dates chosen, each with how many places are left, where one signs up."""
    now, (choice, sites) = timezone.now(), pages.choice(request.GET, Activity)
    dates = choice.chosen(Session.objects.all(), timezone.localdate())
    badges = {pk: (sign.kind, sign.words) for pk, sign in signs(dates, now=now).items() if sign}
    context = {
        "days": pages.days_of(dates, badges),
        "activities": Activity.objects.published().with_next(now).by_group(),
    }
    chosen = pages.list_context(choice, sites, Activity, len(dates), feed="activities:feed-ics")
    return render(request, "activities/list.html", context | chosen)


@require_safe
def feed_ics(request: HttpRequest) -> HttpResponse:
    """What was chosen, as a calendar to subscribe to."""
    choice, _sites = pages.choice(request.GET, Activity)
    found = pages.to_subscribe(Session.objects.all(), choice, timezone.localdate())
    entries = calendars.entries(request, found)
    return download(calendar(entries, now=timezone.now(), name=_("Activities")), "yanji-activities")


@require_safe
def activity_ics(request: HttpRequest, pk: int) -> HttpResponse:
    """All its dates to come, and those cancelled."""
    activity = _activity(request, pk)
    sessions = pages.coming(activity.sessions.all(), timezone.localdate())
    entries = calendars.entries(request, sessions)
    return download(calendar(entries, now=timezone.now(), name=activity.name), f"yanji-activity-{activity.pk}")


@require_safe
def activity_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Each date with how many places are left, and whether the reader has one; a course says so once, for all."""
    activity = _activity(request, pk)
    now, sessions = timezone.now(), pages.coming(activity.sessions.all(), timezone.localdate())
    latest = Draw.objects.filter(session__activity=activity).exclude(state=Draw.State.CANCELLED)
    draws = list(latest.with_place().defer("listed")[:DRAWS_READ])
    found = signs(sessions, now=now, draws=draws, is_whole=True) if activity.is_published else {}
    own, is_done = _own(request, activity)
    dates = [
        Date(
            each.line,
            None if activity.is_course or (each.pk in own and is_done) else found.get(each.pk),
            own.get(each.pk, ""),
            each.meeting_point,
        )
        for each in sessions
    ]
    context = {
        "offering": activity,
        "dates": dates,
        "course": of_course(sessions, found, now=now) if activity.is_course and not (own and is_done) else None,
        "wants_sign_up": any(found.values()),
        "joins_freely": any(not (each.has_places or each.is_cancelled) for each in sessions),
        "given": how_given(activity, sessions, draws, now=now) if activity.is_published else "",
        "committees": list(activity.committees.all()),
        "first_until": activity.everybody_from if activity.everybody_from and now < activity.everybody_from else None,
        "drawn": [draw for draw in draws if draw.is_drawn][:DRAWS_SHOWN],
        "near": _near(sessions, found, own, now=now),
    }
    return render(
        request, "activities/detail.html", context | pages.call(activity.centre, [date.line for date in dates])
    )


def _activity(request: HttpRequest, pk: int) -> Activity:
    """On the programme; or not any more, and the reader has or had to do with it."""
    activity = get_object_or_404(Activity.objects.select_related("centre"), pk=pk)
    if activity.is_published or (isinstance(request.user, User) and _has_part(request.user, activity)):
        return activity
    raise Http404


def _has_part(user: User, activity: Activity) -> bool:
    return any(
        rows.of_user(user).filter(session__activity=activity).exists()
        for rows in (Enrolment.objects.all(), EnrolmentWait.objects.all())
    )


def _near(
    sessions: Sequence[Session], found: Mapping[int, Sign | None], own: Mapping[int, str], *, now: datetime
) -> list[Near]:
    """What is like it, once all its dates to come are full and the reader has none."""
    full = [each for each in sessions if (sign := found.get(each.pk)) and sign.kind == "full"]
    is_open = any(sign.may_enrol for sign in found.values() if sign)
    return near(full[0], now=now) if full and not is_open and not own else []


def _own(request: HttpRequest, activity: Activity) -> tuple[dict[int, str], bool]:
    """The reader's own places, by session; and whether there is nobody else whom they sign up."""
    if not isinstance(request.user, User) or request.user.is_staff:
        return {}, True
    places = Enrolment.objects.enrolled().filter(session__activity=activity, resident__user=request.user)
    own = {place.session_id: place.get_absolute_url() for place in places}
    return own, not (own and Relative.objects.active().of_user(request.user).exists())
