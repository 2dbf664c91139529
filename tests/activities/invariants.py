"""What must hold of all places and lines together, after whatever happened at once."""

from collections.abc import Iterator

from django.db.models import Count, F, Q

from activities.models import Enrolment, EnrolmentWait
from fairness.programme.places import miscounted
from notices.models import Notice


def contradictions() -> list[str]:
    """Each as a sentence; empty when all is well."""
    return [*miscounted(Enrolment, "session", each=F("persons")), *_of_people(), *_of_offers(), *_of_two()]


def _of_people() -> Iterator[str]:
    known = Enrolment.objects.kept().exclude(resident=None)
    twice = known.order_by().values("session", "resident").annotate(times=Count("pk"))
    for row in twice.filter(times__gt=1):
        yield f"{row['resident']} has {row['times']} places in {row['session']}"
    for row in Enrolment.objects.kept().filter(session__state="cancelled"):
        yield f"{row.pk} has a place in what does not take place"
    has_one = Enrolment.objects.enrolled().values("session", "resident")
    for wait in EnrolmentWait.objects.alive():
        if has_one.filter(session=wait.session_id, resident=wait.resident_id).exists():
            yield f"{wait.pk} waits for what they have"


def _of_offers() -> Iterator[str]:
    offered = EnrolmentWait.objects.offered()
    for row in Enrolment.objects.offered().exclude(claim__in=offered.values("claim")):
        yield f"{row.pk} is kept for nobody"
    for wait in offered.exclude(claim__in=Enrolment.objects.offered().values("claim")):
        yield f"{wait.pk} is offered a place that is not kept"
    for wait in EnrolmentWait.objects.filter(state="accepted").exclude(
        claim__in=Enrolment.objects.filter(~Q(state="offered")).values("claim")
    ):
        yield f"{wait.pk} accepted a place that nobody has"


def _of_two() -> Iterator[str]:
    """Who comes together, and how many, is the same in all dates of a claim, and in the offer that made it."""
    rows = Enrolment.objects.kept().order_by()
    for claim in rows.values("claim").annotate(ways=Count(F("persons"), distinct=True)).filter(ways__gt=1):
        yield f"{claim['claim']} is for one here and for two there"
    for wait in EnrolmentWait.objects.offered():
        if rows.offered().filter(claim=wait.claim).exclude(persons=wait.persons, child_name=wait.child_name).exists():
            yield f"{wait.pk} is offered other places than they asked for"
    for row in rows.exclude(child_name="").filter(Q(agreed_at=None) | ~Q(persons=2)):
        yield f"{row.pk} brings a child without a place, or without a guardian"


def told_twice() -> list[str]:
    alike = Notice.objects.values("to", "body").annotate(times=Count("pk")).filter(times__gt=1)
    return [notice["body"] for notice in alike]
