"""Hold the rules of signing up against a wish."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from activities.models import Draw, Enrolment, Session
from activities.models.programme import FirstFor
from fairness.programme import sign_up
from fairness.rules import Refused
from residents.models import Resident


def refuse(
    session: Session, dates: Sequence[Session], resident: Resident, *, now: datetime, waive: bool = False
) -> None:
    """Raises Refused with every rule that their wish breaks."""
    has_one = Enrolment.objects.enrolled().filter(session__in=[*dates, session], resident=resident).exists()
    wish = sign_up_of(session, resident, now=now, has_one=has_one, draw=undecided_draw(session))
    if refusals := sign_up.broken(wish, waive=waive):
        raise Refused(refusals)


def undecided_draw(session: Session) -> Draw | None:
    """The one that decides who has its places; nobody signs up before."""
    return Draw.objects.undecided().of_session(session).select_related("session").first()


def sign_up_of(
    session: Session,
    resident: Resident | None,
    *,
    now: datetime,
    has_one: bool = False,
    draw: Draw | None = None,
) -> sign_up.SignUp:
    """What the rules ask; without `resident`, of anybody."""
    activity = session.activity
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
        born=resident.birth_year if resident else None,
        has_one=has_one,
        drawn_at=draw.draws_at if draw else None,
        apply_until=draw.closes_at if draw else None,
        only_for=[each.name for each in activity.committees.all()],
        committee=resident.committee.name if resident and resident.committee else "",
        first_for=activity.get_first_for_display() if is_early else "",
        is_first=not is_early or resident is None or _is_first(session, resident, now=now),
        everybody_from=activity.everybody_from,
        asks_committee=activity.first_for == FirstFor.NEAR and resident is not None and not resident.committee_id,
    )


REMEMBERED = timedelta(days=180)  # whoever had a place in it since then is no first-timer


def _is_first(session: Session, resident: Resident, *, now: datetime) -> bool:
    """Whether they are among those who may sign up some days before the others."""
    if session.activity.first_for == FirstFor.NEAR:
        return resident.committee_id == session.occupancy.room.centre.committee_id
    had = Enrolment.objects.enrolled().filter(session__activity=session.activity, resident=resident)
    return not had.filter(session__occupancy__starts_at__gte=now - REMEMBERED).exists()
