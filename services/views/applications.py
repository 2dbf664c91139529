"""Apply for a service that begins with an assessment, see how far it is, and withdraw."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from centres.claimants import CannotChange
from centres.models import Centre
from residents.guards import signed_in
from services import actions, applications
from services.forms import ApplicationForm
from services.models import Application, Service
from services.views.asking import who_asks


def application_new(request: HttpRequest, pk: int) -> HttpResponse:
    services = Service.objects.published().filter(is_application=True).select_related("centre")
    service = get_object_or_404(services, pk=pk)
    at_work = _("This account is for work. Please apply for residents at the desk.")
    people = who_asks(request, at_work=at_work, back=service.get_absolute_url())
    if isinstance(people, HttpResponse):
        return people
    number = {"call_number": signed_in(request).phone}
    form = ApplicationForm(request.POST or None, service=service, elders=people[1:], initial=number)
    if form.is_valid():
        try:
            made = actions.apply(
                service=service,
                resident=form.elder or people[0],
                by=signed_in(request),
                channel=Application.Channel.RELATIVE if form.elder else Application.Channel.WEB,
                now=timezone.now(),
                **form.wish(),
            )
        except CannotChange as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, _("It has arrived. We call within three working days."))
            return redirect(made)
    return render(request, "services/application_new.html", {"service": service, "form": form} | _call(service.centre))


@require_safe
@login_required
def application_detail(request: HttpRequest, pk: int) -> HttpResponse:
    application = get_object_or_404(Application.objects.of_user(signed_in(request)).with_people(), pk=pk)
    kind, words = applications.badge(application)
    context = {
        "application": application,
        "kind": kind,
        "words": words,
        "says": applications.says(application),
        "rows": applications.rows_of(application),
    }
    return render(request, "services/application.html", context | _call(application.centre))


@login_required
def application_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """After a look."""
    by = signed_in(request)
    application = get_object_or_404(Application.objects.of_user(by).with_people(), pk=pk)
    if request.method != "POST":
        return render(request, "services/application_withdraw.html", {"application": application})
    try:
        actions.withdraw_application(application=application, by=by, now=timezone.now())
    except CannotChange as error:
        messages.warning(request, error.sentence)
    else:
        messages.success(request, _("Withdrawn; what you wrote is deleted."))
    return redirect(application)


def _call(centre: Centre | None) -> dict[str, str]:
    return {"phone": centre.phone, "phone_of": centre.name} if centre else {}
