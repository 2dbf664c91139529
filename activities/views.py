"""The public pages of activities: the coming week, and one activity with its dates."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from activities.models import Activity, Session
from fairness.programme import pages


@require_safe
def activity_list(request: HttpRequest) -> HttpResponse:
    context = {
        "days": pages.next_days(Session.objects.all(), timezone.localdate()),
        "activities": Activity.objects.published().with_next(timezone.now()).by_group(),
    }
    return render(request, "activities/list.html", context)


@require_safe
def activity_detail(request: HttpRequest, pk: int) -> HttpResponse:
    activity = get_object_or_404(Activity.objects.published().select_related("centre"), pk=pk)
    dates = pages.dates(activity.sessions.all(), timezone.localdate())
    return render(
        request, "activities/detail.html", {"offering": activity, "dates": dates} | pages.call(activity.centre, dates)
    )
