"""What services add to the report of use: sums of service days and lunches by site. docs/report.md"""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext_lazy as _

from centres.availability import local_midnight
from centres.claimants import Served, added_up
from centres.models import Centre
from centres.spans import Span
from fairness.waiting import WaitingEntry
from residents.channels import channel_words
from services.models import Appointment, AppointmentWait, MealOrder, Menu, ServiceDay
from services.plan import Plan

DAYS, LUNCHES = _("service days"), _("lunches")
NUMBERED = ("minutes", "chairs", "places_at_most")


def report(*, centres: Sequence[Centre], first: date, last: date) -> list[Served]:
    """Five queries."""
    return added_up([*_days(centres, first, last), *_lunches(centres, first, last)])


def _days(centres: Sequence[Centre], first: date, last: date) -> list[Served]:
    """Numbers of a day that does not take place are nobody's any more."""
    dates = ServiceDay.objects.at(centres).between(first, last).order_by()
    length = F("occupancy__ends_at") - F("occupancy__starts_at")
    alike = dates.values("state", *NUMBERED, centre_id=F("occupancy__room__centre"), length=length)
    found = []
    for row in alike.annotate(count=Count("pk")):
        if row["state"] == ServiceDay.State.CANCELLED:
            found.append(Served(row["centre_id"], DAYS, called_off=row["count"]))
            continue
        places = None
        if row["minutes"] is not None:
            starts = local_midnight(first)
            span = Span(starts, starts + row["length"])
            plan = Plan(span, row["minutes"], row["chairs"], at_most=row["places_at_most"])
            places = plan.places * row["count"]
        found.append(Served(row["centre_id"], DAYS, held=row["count"], places=places))
    numbers = Appointment.objects.taken().filter(day__in=dates.confirmed().values("pk")).order_by()
    for row in numbers.values("channel", centre_id=F("day__occupancy__room__centre")).annotate(
        taken=Count("pk", filter=~Q(state=Appointment.State.CANCELLED)),
        came=Count("pk", filter=Q(state__in=[Appointment.State.IN_SERVICE, Appointment.State.DONE])),
        missed=Count("pk", filter=Q(state=Appointment.State.NO_SHOW)),
        given_back=Count("pk", filter=Q(state=Appointment.State.CANCELLED)),
    ):
        channels = channel_words({row["channel"]: row["taken"]})
        found.append(Served.of(DAYS, row, people=row["taken"], channels=channels))
    lines = AppointmentWait.objects.filter(day__in=dates.values("pk")).order_by()
    waited = lines.values(centre_id=F("day__occupancy__room__centre")).annotate(
        waited=Count("pk"), got_one=Count("pk", filter=Q(state=WaitingEntry.State.ACCEPTED))
    )
    found += [Served.of(DAYS, row) for row in waited]
    return found


def _lunches(centres: Sequence[Centre], first: date, last: date) -> list[Served]:
    """A day of lunch is one; an order is what somebody has of it, its portions are people."""
    menus = Menu.objects.at(list(centres)).filter(on__range=(first, last)).order_by()
    cooked = Q(cancelled_at=None)
    counts = menus.values("centre_id").annotate(
        held=Count("pk", filter=cooked),
        called_off=Count("pk", filter=~cooked),
        seats=Sum("portions", filter=cooked),
    )
    found = [Served.of(LUNCHES, row, places=row["seats"]) for row in counts]
    orders = MealOrder.objects.filter(menu__in=menus.standing().values("pk")).order_by()
    for row in orders.values("channel", centre_id=F("menu__centre")).annotate(
        taken=Count("pk", filter=cooked),
        people=Sum("portions", filter=cooked, default=0),
        given_back=Count("pk", filter=~cooked),
    ):
        channels = channel_words({row["channel"]: row["taken"]})
        found.append(Served.of(LUNCHES, row, channels=channels))
    return found
