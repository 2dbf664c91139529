"""Hold the rules of signing up against a wish."""

from collections.abc import Sequence
from datetime import datetime

from activities.models import Draw, Enrolment, Session
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
    )
