"""Hold the rules of signing up against a wish."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from activities.models import Draw, Enrolment, Session
from activities.models.programme import FirstFor
from activities.together import Together, may_be_guardian, may_be_minor
from centres.words import local_day
from fairness.programme import sign_up
from fairness.rules import Refused
from residents.channels import ONLINE
from residents.models import Relative, Resident, User


def refuse(
    session: Session,
    dates: Sequence[Session],
    resident: Resident,
    *,
    together: Together,
    by: User,
    channel: str,
    now: datetime,
    waive: bool = False,
) -> None:
    """Raises Refused with every rule that their wish breaks."""
    has_one = Enrolment.objects.enrolled().filter(session__in=[*dates, session], resident=resident).exists()
    draw = undecided_draw(session)
    wish = sign_up_of(
        session, resident, by=by, channel=channel, together=together, now=now, has_one=has_one, draw=draw
    )
    if refusals := sign_up.broken(wish, waive=waive):
        raise Refused(refusals)


def as_it_counts(together: Together, session: Session, resident: Resident) -> Together:
    """What is kept of who comes along, here and for them."""
    is_minor = may_be_minor(resident.birth_year, _year(session))
    return together.of(is_with_child=session.activity.is_with_child, is_minor=is_minor)


def _year(session: Session) -> int:
    return local_day(session.occupancy.starts_at).year


def undecided_draw(session: Session) -> Draw | None:
    """The one that decides who has its places; nobody signs up before."""
    return Draw.objects.undecided().of_session(session).select_related("session").first()


def sign_up_of(
    session: Session,
    resident: Resident | None,
    *,
    now: datetime,
    by: User | None = None,
    channel: str = "",
    together: Together | None = None,
    has_one: bool = False,
    draw: Draw | None = None,
) -> sign_up.SignUp:
    """What the rules ask; without `resident`, of anybody, and without `together`, before the form is filled in."""
    activity = session.activity
    year, own_born = _year(session), resident.birth_year if resident else None
    with_child, is_minor = activity.is_with_child, may_be_minor(own_born, year)
    coming = together or Together(min(activity.sizes))
    is_early = activity.everybody_from is not None and now < activity.everybody_from
    return sign_up.SignUp(
        name=resident.name if resident else "",
        phone=session.occupancy.room.centre.phone,
        starts_at=session.occupancy.starts_at,
        closes_at=session.closes_at,
        now=now,
        has_places=session.has_places,
        opens_at=activity.opens_at,
        cancel_reason=session.cancel_reason,
        age_from=activity.age_from,
        age_until=activity.age_until,
        born=coming.child_born if with_child else own_born,
        has_one=has_one,
        persons=coming.persons,
        sizes=activity.sizes,
        lacks_child=with_child and together is not None and not coming.child_name,
        lacks_child_born=with_child and together is not None and activity.has_ages and coming.child_born is None,
        is_minor=is_minor or with_child,
        has_guardian=_has_guardian(resident, by=by, channel=channel, year=year, is_minor=is_minor),
        guardian_agrees=together is None or coming.agrees,
        drawn_at=draw.draws_at if draw else None,
        apply_until=draw.closes_at if draw else None,
        only_for=[each.name for each in activity.committees.all()],
        committee=resident.committee.name if resident and resident.committee else "",
        first_for=activity.get_first_for_display() if is_early else "",
        is_first=not is_early or resident is None or _is_first(session, resident, now=now),
        everybody_from=activity.everybody_from,
        asks_committee=activity.first_for == FirstFor.NEAR and resident is not None and not resident.committee_id,
    )


def _has_guardian(resident: Resident | None, *, by: User | None, channel: str, year: int, is_minor: bool) -> bool:
    """Of a child with an entry of its own, whoever acts for it; else the one who signs up, if grown up.

    At the desk, that is who is on record as acting for it: their name and number are known.
    """
    if resident is None:
        return True
    if not is_minor:
        return may_be_guardian(resident.birth_year, year)
    helpers = Relative.objects.active().filter(elder=resident).with_people()
    if channel in ONLINE:
        helpers = helpers.filter(user=by)
    known = [each.user.resident for each in helpers if hasattr(each.user, "resident")]
    return any(may_be_guardian(helper.birth_year, year) for helper in known)


REMEMBERED = timedelta(days=180)  # whoever had a place in it since then is no first-timer


def _is_first(session: Session, resident: Resident, *, now: datetime) -> bool:
    """Whether they are among those who may sign up some days before the others."""
    if session.activity.first_for == FirstFor.NEAR:
        return resident.committee_id == session.occupancy.room.centre.committee_id
    had = Enrolment.objects.enrolled().filter(session__activity=session.activity, resident=resident)
    return not had.filter(session__occupancy__starts_at__gte=now - REMEMBERED).exists()
