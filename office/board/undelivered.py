"""Messages that perhaps did not arrive (也许已发) or could not be delivered: the street office decides about each."""

import logging
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from centres.models import Centre
from notices import actions
from notices.models import Notice
from residents import looks
from residents.guards import staff_member
from residents.models import User

logger = logging.getLogger("notices")

A_PAGE = 20


@dataclass(frozen=True, slots=True)
class Line:
    notice: Notice
    badge: tuple[str, str]
    desk: str

    @classmethod
    def of(cls, notice: Notice, sites: dict[str, str]) -> "Line":
        kind = "wait" if notice.state == Notice.State.MAYBE else "full"
        return cls(notice, (kind, notice.get_state_display()), sites.get(notice.place, ""))


@require_safe
@login_required
def undelivered(request: HttpRequest) -> HttpResponse:
    """The newest first. Numbers are masked, codes never stand here, and the look is on record."""
    user = _office(request)
    page = Paginator(Notice.objects.in_doubt(timezone.now()), A_PAGE).get_page(request.GET.get("page"))
    sites = dict(Centre.objects.values_list("slug", "short_name"))
    looks.note(user, "undelivered message", *(notice.pk for notice in page))
    context = {"page": page, "lines": [Line.of(notice, sites) for notice in page]}
    return render(request, "office/board/undelivered.html", context)


@require_POST
@login_required
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """`again`, `sent`, or `call`: the desk of the site tells them."""
    user, now = _office(request), timezone.now()
    notice, do = get_object_or_404(Notice.objects.in_doubt(now), pk=pk), request.POST.get("do", "")
    if do == "again":
        is_done, said = actions.send_again(notice, now=now), _("It goes out once more.")
    elif do == "sent":
        is_done, said = actions.count_as_sent(notice, now=now), _("Counted as sent.")
    else:
        usual = Centre.objects.order_by("kind", "number").values_list("slug", flat=True).first()
        is_done = actions.call_instead(notice, place=notice.place or usual or "", now=now)
        said = _("It stands on the call list of the desk.")
    logger.info("Account %s decides about message %s: %s", user.pk, notice.pk, do)
    if is_done:
        messages.success(request, said)
    else:
        messages.warning(request, _("Somebody has decided about it meanwhile."))
    return redirect("board:undelivered")


def _office(request: HttpRequest) -> User:
    user = staff_member(request)
    if user.sees_all_sites:
        return user
    raise PermissionDenied
