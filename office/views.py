"""The public pages of what spans all claimants: home, the sites, the blackboard."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from centres.models import Centre
from centres.remembered import site_of
from office.home import Choice, Home
from office.models import Announcement
from office.sites import all_sites, site_page
from office.sketch import sketch
from office.usual import remember
from residents.models import User


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("show", "")
    page = Home.load(
        chosen=Choice(wanted) if wanted in Choice.values else Choice.TODAY,
        user=request.user if isinstance(request.user, User) else None,
        site=site_of(request),
        now=timezone.now(),
    )
    context: dict[str, object] = {"home": page, "choices": list(Choice)}
    if page.usual:
        context |= {"phone": page.usual.centre.phone, "phone_of": page.usual.centre.name}
    return render(request, "office/home.html", context)


@require_POST
def remember_site(request: HttpRequest) -> HttpResponse:
    """Keep where the reader goes as a rule; an empty choice is forgotten. `stay` leads back to the site's own page."""
    slug = request.POST.get("centre", "")
    centre = get_object_or_404(Centre.objects.active(), slug=slug) if slug else None
    if centre and "stay" in request.POST:
        messages.success(request, _("Noted: the home page begins with what is free here."))
        response = redirect("office:centre-detail", slug)
    else:
        response = redirect("office:home")
    remember(response, centre)
    return response


@require_safe
def centre_list(request: HttpRequest) -> HttpResponse:
    sites = all_sites(now=timezone.now())
    context = {"sites": sites, "plates": sketch([site.centre for site in sites])}
    return render(request, "office/centre_list.html", context)


@require_safe
def centre_detail(request: HttpRequest, slug: str) -> HttpResponse:
    centre = get_object_or_404(Centre.objects.active().select_related("extends"), slug=slug)
    context = {
        "page": site_page(centre, now=timezone.now()),
        "is_remembered": site_of(request) == slug,
        "usual_centre": centre.slug,
        "phone": centre.phone,
        "phone_of": centre.name,
    }
    return render(request, "office/centre_detail.html", context)


@require_safe
def announcement_list(request: HttpRequest) -> HttpResponse:
    shown = Announcement.objects.shown(timezone.localdate())
    return render(request, "office/announcement_list.html", {"announcements": shown})
