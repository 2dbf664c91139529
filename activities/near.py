"""Where else: other dates of the same activity, and what is like it, with a place left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from activities.models import Activity, Session
from activities.models.programme import days
from activities.signs import Sign, signs
from centres.words import when_words

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
    """At most three for the same people: of the same activity first, then of its kind; at the same site first, then
    the soonest."""
    activity, site = session.activity, session.occupancy.room.centre_id
    like = Q(activity=activity) | (Q(activity__kind=activity.kind) & _for_the_same(activity, now))
    found = Session.objects.to_sign_up_for(now).filter(like).exclude(pk=session.pk).with_place()
    if activity.is_course:
        found = found.exclude(activity=activity)
    same_first = Case(When(activity=activity, then=0), default=1)
    here_first = Case(When(occupancy__room__centre=site, then=0), default=1)
    in_order = found.order_by(same_first, here_first, "occupancy__starts_at", "pk")
    return _with_places(list(in_order[:LOOKED_AT]), now=now)[:AT_MOST]


def _for_the_same(activity: Activity, now: datetime) -> Q:
    """What whoever may come to this one may come to, too, as far as it says for whom it is."""
    return _of_age(activity) & _of_committees(activity) & _for_everybody_by(now)


def _of_age(activity: Activity) -> Q:
    """Some age is right for both; where a child comes along, the ages are the child's."""
    of_child = Q(activity__party=Activity.Party.CHILD)
    ages = of_child if activity.is_with_child else ~of_child
    if activity.age_until is not None:
        ages &= Q(activity__age_from=None) | Q(activity__age_from__lte=activity.age_until)
    if activity.age_from is not None:
        ages &= Q(activity__age_until=None) | Q(activity__age_until__gte=activity.age_from)
    return ages


def _of_committees(activity: Activity) -> Q:
    """For residents of all committees, or at least of those for which this one is."""
    links = Activity.committees.through.objects
    own = links.filter(activity=activity)
    theirs = links.filter(activity=OuterRef(OuterRef("activity"))).values("committee")
    for_all = ~Exists(links.filter(activity=OuterRef("activity")))
    return Q(for_all) | Q(Exists(own), ~Exists(own.exclude(committee__in=theirs)))


def _for_everybody_by(now: datetime) -> Q:
    """Not in the days in which it is for some first."""
    return Q(activity__first_days=None) | Q(activity__opens_at__lte=Value(now) - days(F("activity__first_days")))


def _with_places(sessions: Sequence[Session], *, now: datetime) -> list[Near]:
    """Those where one can sign up on the web; a course once."""
    seen, found = set(), []
    said = signs(sessions, now=now, draws=[])  # what is drawn by lot is not among them
    for each in sessions:
        key = each.activity_id if each.activity.is_course else (each.activity_id, each.pk)
        if (sign := said.get(each.pk)) and sign.may_enrol and key not in seen:
            seen.add(key)
            found.append(_near(each, sign))
    return found


def _near(session: Session, sign: Sign) -> Near:
    room = session.occupancy.room
    return Near(
        name=session.activity.name,
        when=when_words(session.occupancy),
        where=f"{room.centre.short_name}\u2060·{room.name}",
        says=sign.words,
        url=sign.url,
    )
