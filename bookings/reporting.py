"""What bookings add to the report of use: sums by site, of those that begin in the period. docs/report.md"""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext_lazy as _

from bookings.models import Booking, BookingWait
from centres.availability import DAY, local_midnight
from centres.claimants import Served, added_up
from centres.models import Centre
from fairness.waiting import WaitingEntry
from residents.channels import channel_words

WORDS = _("bookings")


def report(*, centres: Sequence[Centre], first: date, last: date) -> list[Served]:
    """Two queries. What waits for a decision, was declined or expired is no booking yet."""
    since, until = local_midnight(first), local_midnight(last + DAY)
    found = []
    rows = Booking.objects.at(centres).filter(Booking.between(since, until)).order_by()
    counts = rows.values("channel", centre_id=F("occupancy__room__centre")).annotate(
        held=Count("pk", filter=HELD),
        people=Sum("party", filter=HELD, default=0),
        called_off=Count("pk", filter=Q(state=Booking.State.CANCELLED)),
        came=Count("pk", filter=Q(checked_in_at__isnull=False)),
        missed=Count("pk", filter=Q(state=Booking.State.NO_SHOW)),
    )
    for row in counts:
        channels = channel_words({row["channel"]: row["held"]})
        found.append(Served.of(WORDS, row, taken=row["held"], channels=channels))
    lines = BookingWait.objects.at(list(centres)).filter(starts_at__gte=since, starts_at__lt=until).order_by()
    waited = lines.values(centre_id=F("room__centre")).annotate(
        waited=Count("pk"), got_one=Count("pk", filter=Q(state=WaitingEntry.State.ACCEPTED))
    )
    found += [Served.of(WORDS, row) for row in waited]
    return added_up(found)


HELD = Q(state__in=set(Booking.STANDING) - {Booking.State.PENDING})
