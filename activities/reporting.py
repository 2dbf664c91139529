"""What activities add to the report of use: sums by site, of the dates in the period. docs/report.md"""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext_lazy as _

from activities.models import Enrolment, EnrolmentWait, Session
from centres.claimants import Served, added_up
from centres.models import Centre
from fairness.waiting import WaitingEntry
from residents.channels import channel_words

WORDS = _("activities")


def report(*, centres: Sequence[Centre], first: date, last: date) -> list[Served]:
    """Three queries. Two who come together are two. Places of a date that does not take place are nobody's."""
    dates = Session.objects.at(centres).between(first, last).order_by()
    takes_place = Q(state=Session.State.CONFIRMED)
    counts = dates.values(centre_id=F("occupancy__room__centre")).annotate(
        held=Count("pk", filter=takes_place),
        called_off=Count("pk", filter=Q(state=Session.State.CANCELLED)),
        seats=Sum("capacity", filter=takes_place),
    )
    found = [Served.of(WORDS, row, places=row["seats"]) for row in counts]
    confirmed = dates.confirmed().values("pk")
    has_place = Q(state=Enrolment.State.ENROLLED)
    people = Enrolment.objects.filter(session__in=confirmed).order_by()
    for row in people.values("channel", centre_id=F("session__occupancy__room__centre")).annotate(
        taken=Sum("persons", filter=has_place, default=0),
        came=Sum("persons", filter=Q(checked_in_at__isnull=False), default=0),
        missed=Sum("persons", filter=Q(missed_at__isnull=False), default=0),
        given_back=Sum("persons", filter=Q(state=Enrolment.State.WITHDRAWN), default=0),
    ):
        channels = channel_words({row["channel"]: row["taken"]})
        found.append(Served.of(WORDS, row, people=row["taken"], channels=channels))
    lines = EnrolmentWait.objects.filter(session__in=dates.values("pk")).order_by()
    waited = lines.values(centre_id=F("session__occupancy__room__centre")).annotate(
        waited=Count("pk"), got_one=Count("pk", filter=Q(state=WaitingEntry.State.ACCEPTED))
    )
    found += [Served.of(WORDS, row) for row in waited]
    return added_up(found)
