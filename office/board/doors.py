"""Today's sheet for each door of a site, with the code that is good today: A4, printed in the morning."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from centres import addresses, almanac
from centres.models import Centre, Room
from centres.words import date_words, local_day
from fairness.checkin import Door
from fairness.models import Numbers, RuleBook
from fairness.rules import takes_bookings
from fairness.rules.promises import checking_in
from residents.guards import staff_member
from timetables import papers, site_week
from timetables.site_week import Row, SiteWeek
from timetables.typesetting import DoorSheet, DoorWords, Entry, Mark, compile_doors
from timetables.weeks import Week


@require_safe
@login_required
def doors(request: HttpRequest, slug: str) -> HttpResponse:
    """All rooms in use in one PDF, or the one asked for by `room`."""
    centre = get_object_or_404(staff_member(request).sites(), slug=slug)
    now = timezone.now()
    week = site_week.load(centre, Week.of(local_day(now)), now=now)
    asked = request.GET.get("room", "")
    rows = [row for row in week.rows if row.is_shown and asked in ("", str(row.room.pk))]
    if not rows:
        messages.warning(request, _("There is no room to print a sheet for."))
        return redirect("board:today", slug)
    rules = RuleBook.load([row.room for row in rows])
    sheets = [_sheet(request, week, row, rules.of(row.room), now=now) for row in rows]
    title = _("%(site)s, doors of %(day)s") % {"site": centre.name, "day": date_words(now)}
    pdf = compile_doors(sheets, words=_words(now), title=title, created_at=now, language=_language())
    named = content_disposition_header(as_attachment=False, filename=f"{title}.pdf") or ""
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": named})


def _sheet(request: HttpRequest, week: SiteWeek, row: Row, numbers: Numbers, *, now: datetime) -> DoorSheet:
    on = local_day(now)
    cell = next(cell for cell in row.cells if cell.on == on)
    shut = [Entry(cell.shut, mark=Mark.HATCHED)] if cell.shut else []
    day = almanac.of(on)
    return DoorSheet(
        room=row.room.name,
        site=_site(week.centre),
        plate=(week.centre.short_name, row.room.number),
        day=date_words(now),
        lunar="·".join(filter(None, [_("lunar %(day)s") % {"day": day.words}, day.occasion])),
        entries=(*shut, *(papers.entry(event) for event in cell.happening)),
        nothing=_("Nothing is booked today: come in and ask the desk."),
        notes=() if cell.shut else _notes(row.room, numbers),
        url=addresses.public(request, reverse("office:door", args=[Door.of(row.room, on).token])),
        phone=week.centre.phone,
    )


def _notes(room: Room, numbers: Numbers) -> tuple[str, ...]:
    """What whoever stands before a door wants to know: when to come, and whether one could have the room."""
    if not takes_bookings(room):
        return ()
    return checking_in(room, numbers), _("Times with nothing written can be booked.")


def _words(now: datetime) -> DoorWords:
    return DoorWords(
        scan=_("You have come? Scan here"),
        steps=(
            _("then write your booking number."),
            _("Or tell the desk your name:"),
            _("that is just as good."),
        ),
        printed=_("Good on %(day)s only; tomorrow another code hangs here.") % {"day": date_words(now)},
        sample=papers.stamp(),
    )


def _site(centre: Centre) -> str:
    return "·".join(filter(None, [centre.name, centre.address]))


def _language() -> str:
    return (get_language() or "zh").split("-")[0]
