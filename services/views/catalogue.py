"""The public pages of services: what there is for which need, and one service with its dates and free numbers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from fairness.programme import pages
from services import showing
from services.alternatives import days_ahead
from services.models import Service, ServiceDay

DAYS_SHOWN = 12


@require_safe
def service_list(request: HttpRequest) -> HttpResponse:
    """Each day of the week with how many numbers are left."""
    now, week = timezone.now(), pages.coming_week(ServiceDay.objects.with_given(), timezone.localdate())
    numbered = [day for day in week if day.plan and not (day.is_walk_in or day.is_cancelled or day.has_begun(now))]
    offers = ((day.pk, showing.DayOffer.of(day, free)) for day, free in days_ahead(numbered, now=now, is_online=True))
    badges = {pk: ("full" if offer.is_full else "free", offer.left) for pk, offer in offers}
    context = {
        "services": Service.objects.published().with_next(now).by_group(),
        "days": pages.days_of(week, badges),
    }
    return render(request, "services/list.html", context)


@require_safe
def service_detail(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    service = get_object_or_404(Service.objects.published().select_related("centre", "provided_by"), pk=pk)
    dates = pages.dates(service.days.all(), timezone.localdate())
    context = {"offering": service, "dates": dates}
    if service.is_by_number and not service.is_walk_in:
        numbered = service.days.by_number().upcoming(now).with_place().with_given()[:DAYS_SHOWN]
        found = days_ahead(list(numbered), now=now, is_online=True)
        context["numbers"] = [showing.DayOffer.of(day, free) for day, free in found]
    return render(request, "services/detail.html", context | pages.call(service.centre, dates))
