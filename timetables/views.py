"""The week of a site on screen and paper, and many sites in one PDF for the street office."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from centres import addresses
from centres.models import Centre
from residents.guards import staff_member
from timetables import conditional, feeds, pages, papers, site_week
from timetables.forms import PrintForm
from timetables.weeks import UnknownWeek, Week


@require_safe
def week(request: HttpRequest, slug: str) -> HttpResponse:
    """What happens at one site in one week."""
    now = timezone.now()
    shown = _week_asked(request)
    if shown is None:
        return _to_this_week(request, slug)
    centre = _site(slug, [shown], now=now)
    loaded = site_week.load(centre, shown, now=now, with_badges=True)
    page = pages.page(loaded, url=_address(request, centre, shown), now=now)
    today = timezone.localdate(now)
    context = {
        "centre": centre,
        "usual_centre": centre.slug,
        "phone": centre.phone,
        "phone_of": centre.name,
        "week": shown,
        "this_week": Week.of(today),
        "page": page,
        "today": today,
    }
    return conditional.page(request, "timetables/week.html", context, shown=(page, today, _facts(centre)))


@require_safe
def week_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    shown = _week_asked(request)
    if shown is None:
        return _to_this_week(request, slug)
    centre = _site(slug, [shown], now=now)
    return _pdf(request, [centre], shown, now=now, typeset=papers.typeset_once)


@require_safe
def week_feed(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """A week for other programs; a calendar of no week in particular goes on with the coming ones."""
    now = timezone.now()
    first = _week_asked(request)
    if first is None:
        return HttpResponseNotFound(_("There is no such week."), content_type="text/plain; charset=utf-8")
    is_subscribed = kind == "ics" and not request.GET.get("week")
    weeks = first.run(feeds.WEEKS_SUBSCRIBED) if is_subscribed else [first]
    centre = _site(slug, weeks, now=now)
    url = _address(request, centre, None if is_subscribed else first)
    feed = feeds.feed_of(site_week.load_run(centre, weeks, now=now), url=url, now=now)
    name = papers.file_name([centre], None if is_subscribed else first, kind=kind)

    def written() -> HttpResponse:
        media_type, content = feeds.write(feed, kind, now=now)
        return HttpResponse(content, content_type=media_type, headers=_named(name))

    return conditional.file(request, shown=(kind, feed), make=written)


@require_safe
@login_required
def print_room(request: HttpRequest) -> HttpResponse:
    """Choose a week and sites, then one PDF of all of them."""
    now = timezone.now()
    form = PrintForm(request.GET or None, sites=staff_member(request).sites(), now=now)
    if form.is_valid():
        chosen = form.cleaned_data
        return _pdf(request, list(chosen["centre"]), chosen["week"], now=now, typeset=papers.typeset)
    return render(request, "timetables/print_room.html", {"form": form})


def _site(slug: str, weeks: Sequence[Week], *, now: datetime) -> Centre:
    """The site whose door has this address, as long as it has something to show in these weeks."""
    return get_object_or_404(site_week.sites(Centre.objects.all(), weeks[0], weeks[-1], now=now), slug=slug)


def _week_asked(request: HttpRequest) -> Week | None:
    text = request.GET.get("week", "")
    try:
        return Week.parse(text) if text else Week.of(timezone.localdate())
    except UnknownWeek:
        return None


def _to_this_week(request: HttpRequest, slug: str) -> HttpResponse:
    messages.warning(request, _("There is no such week; this is the current one."))
    return redirect("timetables:week", slug)


def _address(request: HttpRequest, centre: Centre, shown: Week | None) -> str:
    """The page of that week, or of whichever is the current one."""
    path = reverse("timetables:week", args=[centre.slug])
    return addresses.public(request, f"{path}?week={shown}" if shown else path)


def _facts(centre: Centre) -> list[object]:
    """All that is known of the site itself."""
    return [getattr(centre, field.attname) for field in centre._meta.concrete_fields]


def _pdf(
    request: HttpRequest, centres: Sequence[Centre], shown: Week, *, now: datetime, typeset: papers.Typesetter
) -> HttpResponse:
    urls = {centre.pk: _address(request, centre, shown) for centre in centres}
    paper = papers.paper(site_week.load_many(centres, shown, now=now), urls=urls, now=now)

    def typeset_now() -> HttpResponse:
        name = _named(papers.file_name(centres, shown))
        return HttpResponse(typeset(paper, now=now), content_type="application/pdf", headers=name)

    return conditional.file(request, shown=paper, make=typeset_now)


def _named(file_name: str) -> dict[str, str]:
    return {"Content-Disposition": content_disposition_header(as_attachment=False, filename=file_name) or ""}
