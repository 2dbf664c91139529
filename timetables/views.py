"""The week of a site on screen and paper, and many sites in one PDF for the street office."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from centres import addresses
from centres.models import Centre
from residents.guards import staff_member
from timetables import pages, papers, site_week
from timetables.forms import PrintForm
from timetables.weeks import UnknownWeek, Week


@require_safe
def week(request: HttpRequest, slug: str) -> HttpResponse:
    """What happens at one site in one week."""
    now = timezone.now()
    shown = _week_asked(request)
    centre = _site(slug, shown, now=now)
    if shown is None:
        return _to_this_week(request, centre)
    site = site_week.load(centre, shown, now=now)
    context = {
        "centre": centre,
        "usual_centre": centre.slug,
        "phone": centre.phone,
        "phone_of": centre.name,
        "week": shown,
        "this_week": Week.of(timezone.localdate(now)),
        "page": pages.page(site, url=_address(request, centre, shown), now=now),
        "now": now,
    }
    return render(request, "timetables/week.html", context)


@require_safe
def week_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    shown = _week_asked(request)
    centre = _site(slug, shown, now=now)
    if shown is None:
        return _to_this_week(request, centre)
    return _pdf(request, [centre], shown, now=now)


@require_safe
@login_required
def print_room(request: HttpRequest) -> HttpResponse:
    """Choose a week and sites, then one PDF of all of them."""
    now = timezone.now()
    form = PrintForm(request.GET or None, sites=staff_member(request).sites(), now=now)
    if form.is_valid():
        return _pdf(request, list(form.cleaned_data["centre"]), form.cleaned_data["week"], now=now)
    return render(request, "timetables/print_room.html", {"form": form})


def _site(slug: str, shown: Week | None, *, now: datetime) -> Centre:
    """The site whose door has this address, as long as it has something to show in that week."""
    week = shown or Week.of(timezone.localdate(now))
    return get_object_or_404(site_week.sites(Centre.objects.all(), week, week, now=now), slug=slug)


def _week_asked(request: HttpRequest) -> Week | None:
    text = request.GET.get("week", "")
    try:
        return Week.parse(text) if text else Week.of(timezone.localdate())
    except UnknownWeek:
        return None


def _to_this_week(request: HttpRequest, centre: Centre) -> HttpResponse:
    messages.warning(request, _("There is no such week; this is the current one."))
    return redirect("timetables:week", centre.slug)


def _address(request: HttpRequest, centre: Centre, shown: Week) -> str:
    return addresses.public(request, f"{reverse('timetables:week', args=[centre.slug])}?week={shown}")


def _pdf(request: HttpRequest, centres: Sequence[Centre], shown: Week, *, now: datetime) -> HttpResponse:
    weeks = site_week.load_many(centres, shown, now=now)
    urls = {centre.pk: _address(request, centre, shown) for centre in centres}
    name = papers.file_name(centres, shown)
    return HttpResponse(
        papers.week_pdf(weeks, urls=urls, now=now),
        content_type="application/pdf",
        headers={"Content-Disposition": content_disposition_header(as_attachment=False, filename=name)},
    )
