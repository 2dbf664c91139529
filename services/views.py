"""The public pages of services: what there is for which need, and one service with its dates."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from fairness.programme import pages
from services.models import Service, ServiceDay


@require_safe
def service_list(request: HttpRequest) -> HttpResponse:
    context = {
        "services": Service.objects.published().with_next(timezone.now()).by_group(),
        "days": pages.next_days(ServiceDay.objects.all(), timezone.localdate()),
    }
    return render(request, "services/list.html", context)


@require_safe
def service_detail(request: HttpRequest, pk: int) -> HttpResponse:
    service = get_object_or_404(Service.objects.published().select_related("centre"), pk=pk)
    dates = pages.dates(service.days.all(), timezone.localdate())
    return render(
        request, "services/detail.html", {"offering": service, "dates": dates} | pages.call(service.centre, dates)
    )
