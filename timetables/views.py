"""The week of a site on screen and paper, and all sites in one PDF for the street office."""

from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from centres.models import Centre
from residents.guards import staff_member
from timetables import pages, papers, site_week
from timetables.forms import PrintForm
from timetables.weeks import UnknownWeek, Week


@require_safe
def week(request: HttpRequest, slug: str) -> HttpResponse:
    """What happens at one site in one week. An unknown week leads to this one, with a word about it."""
    centre = get_object_or_404(Centre.objects.active().select_related("committee"), slug=slug)
    shown = _week_asked(request)
    if shown is None:
        messages.warning(request, _("There is no such week; this is the current one."))
        return redirect("timetables:week", slug)
    site = site_week.load(centre, shown, now=timezone.now())
    context = {
        "centre": centre,
        "usual_centre": centre.slug,
        "week": shown,
        "page": pages.page(site, today=timezone.localdate()),
        "range": papers.range_words(site),
        "lunar": papers.lunar_words(site),
        "hours": papers.hours_words(site.hours),
    }
    return render(request, "timetables/week.html", context)


@require_safe
def week_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    centre = get_object_or_404(Centre.objects.active(), slug=slug)
    shown = _week_asked(request)
    if shown is None:
        messages.warning(request, _("There is no such week; this is the current one."))
        return redirect("timetables:week", slug)
    return _pdf(request, [centre], shown, name=f"{centre.slug}-{shown}.pdf")


@require_safe
@login_required
def print_room(request: HttpRequest) -> HttpResponse:
    """Choose a week and sites, then one PDF of all of them."""
    own = staff_member(request).sites().filter(is_active=True)
    form = PrintForm(request.GET if "week" in request.GET else None, sites=own, today=timezone.localdate())
    if form.is_valid():
        shown = form.cleaned_data["week"]
        return _pdf(request, list(form.cleaned_data["centre"]), shown, name=f"yanji-{shown}.pdf")
    return render(request, "timetables/print_room.html", {"form": form})


def _week_asked(request: HttpRequest) -> Week | None:
    text = request.GET.get("week", "")
    try:
        return Week.parse(text) if text else Week.of(timezone.localdate())
    except UnknownWeek:
        return None


def _pdf(request: HttpRequest, centres: Iterable[Centre], shown: Week, *, name: str) -> HttpResponse:
    now = timezone.now()
    weeks = site_week.load_many(list(centres), shown, now=now)
    urls = {
        site.centre.pk: request.build_absolute_uri(
            f"{reverse('timetables:week', args=[site.centre.slug])}?week={shown}"
        )
        for site in weeks
    }
    return HttpResponse(
        papers.week_pdf(weeks, urls=urls, now=now),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )
