"""What must hold of all places and lines together, after whatever happened at once."""

from collections.abc import Iterator

from django.db.models import Count, Q

from activities.models import Enrolment, EnrolmentWait
from fairness.programme.places import miscounted
from notices.models import Notice


def contradictions() -> list[str]:
    """Each as a sentence; empty when all is well."""
    return [*miscounted(Enrolment, "session"), *_of_people(), *_of_offers()]


def _of_people() -> Iterator[str]:
    twice = Enrolment.objects.kept().order_by().values("session", "resident").annotate(times=Count("pk"))
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


def told_twice() -> list[str]:
    alike = Notice.objects.values("to", "body").annotate(times=Count("pk")).filter(times__gt=1)
    return [notice["body"] for notice in alike]
