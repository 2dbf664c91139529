"""Where else: other dates of the same activity, and what is like it, with a place left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Exists, OuterRef, Q, When
from django.urls import reverse

from activities.models import Activity, Session
from activities.signs import left_words
from centres.words import when_words
from fairness.models import RuleBook
from fairness.programme.places import web_takes_kept

AT_MOST, LOOKED_AT = 3, 12


@dataclass(frozen=True, slots=True)
class Near:
    """One of them as a link to its own sign-up."""

    name: str
    when: str
    where: str
    says: str
    url: str


def near(session: Session, *, now: datetime) -> list[Near]:
    """At most three: of the same activity first, then of its kind, at the same site first, the soonest first."""
    activity = session.activity
    like = Q(activity=activity) | Q(activity__kind=activity.kind) & _for_the_same_people(activity)
    found = Session.objects.to_sign_up_for(now).filter(like).exclude(pk=session.pk).with_place()
    if activity.is_course:
        found = found.exclude(activity=activity)
    same_first = Case(When(activity=activity, then=0), default=1)
    here_first = Case(When(occupancy__room__centre=session.occupancy.room.centre_id, then=0), default=1)
    in_order = found.order_by(same_first, here_first, "occupancy__starts_at")
    return _with_places(list(in_order[:LOOKED_AT]), now=now)[:AT_MOST]


def _for_the_same_people(activity: Activity) -> Q:
    """Not for other committees only, and not only for other ages."""
    others = Activity.committees.through.objects.filter(activity=OuterRef("activity"))
    ours = others.filter(committee__in=activity.committees.all())
    fits = ~Exists(others) | Exists(ours)
    if activity.age_until is not None:
        fits &= Q(activity__age_from__isnull=True) | Q(activity__age_from__lte=activity.age_until)
    if activity.age_from is not None:
        fits &= Q(activity__age_until__isnull=True) | Q(activity__age_until__gte=activity.age_from)
    return fits


def _with_places(sessions: Sequence[Session], *, now: datetime) -> list[Near]:
    rules = RuleBook.load([each.occupancy.room for each in sessions]) if sessions else None
    seen, found = set(), []
    for each in sessions:
        is_open = rules is not None and web_takes_kept(each, rules.of(each.occupancy.room), now)
        free = each.places.free_for(is_online=True, web_takes_kept=is_open)
        key = each.activity_id if each.activity.is_course else (each.activity_id, each.pk)
        if free >= min(each.activity.sizes) and key not in seen:
            seen.add(key)
            found.append(_near(each, free))
    return found


def _near(session: Session, free: int) -> Near:
    room = session.occupancy.room
    return Near(
        name=session.activity.name,
        when=when_words(session.occupancy),
        where=f"{room.centre.short_name}\u2060·{room.name}",
        says=left_words(free),
        url=reverse("activities:enrol", args=[session.pk]),
    )
