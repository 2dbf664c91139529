"""The public pages of services: what there is for which need, and one service with its dates and free numbers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fairness.programme import calendars, pages
from services import showing
from services.alternatives import days_ahead
from services.models import Service, ServiceDay
from timetables.calendars import calendar, download

DAYS_SHOWN = 12


@require_safe
def service_list(request: HttpRequest) -> HttpResponse:
    """The days chosen, each with how many numbers are left."""
    now, (choice, sites) = timezone.now(), pages.choice(request.GET, Service)
    week = choice.chosen(ServiceDay.objects.with_given(), timezone.localdate())
    numbered = [day for day in week if day.plan and not (day.is_walk_in or day.is_cancelled or day.has_begun(now))]
    offers = ((day.pk, showing.DayOffer.of(day, free)) for day, free in days_ahead(numbered, now=now, is_online=True))
    badges = {pk: ("full" if offer.is_full else "free", offer.left) for pk, offer in offers}
    context = {
        "services": Service.objects.published().with_next(now).by_group(),
        "days": pages.days_of(week, badges),
    }
    chosen = pages.list_context(choice, sites, Service, len(week), feed="services:feed-ics")
    return render(request, "services/list.html", context | chosen)


@require_safe
def feed_ics(request: HttpRequest) -> HttpResponse:
    """What was chosen, as a calendar to subscribe to."""
    choice, _sites = pages.choice(request.GET, Service)
    found = pages.to_subscribe(ServiceDay.objects.all(), choice, timezone.localdate())
    entries = calendars.entries(request, found)
    return download(calendar(entries, now=timezone.now(), name=_("Services")), "yanji-services")


@require_safe
def service_ics(request: HttpRequest, pk: int) -> HttpResponse:
    """All its days to come, and those cancelled."""
    service = get_object_or_404(Service.objects.published(), pk=pk)
    days = pages.coming(service.days.all(), timezone.localdate())
    entries = calendars.entries(request, days)
    return download(calendar(entries, now=timezone.now(), name=service.name), f"yanji-service-{service.pk}")


@require_safe
def service_detail(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    service = get_object_or_404(Service.objects.published().select_related("centre", "provided_by"), pk=pk)
    dates = pages.dates(service.days.all(), timezone.localdate())
    context = {"offering": service, "dates": dates, "committees": list(service.committees.all())}
    if service.is_by_number and not service.is_walk_in:
        numbered = service.days.by_number().upcoming(now).with_place().with_given()[:DAYS_SHOWN]
        found = days_ahead(list(numbered), now=now, is_online=True)
        context["numbers"] = [showing.DayOffer.of(day, free) for day, free in found]
    return render(request, "services/detail.html", context | pages.call(service.centre, dates))
