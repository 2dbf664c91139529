"""What one does with sessions: schedule them, once or weekly, move them, cancel them."""

from datetime import datetime

from activities.models import Activity, Session
from centres.models import Room
from centres.spans import Span
from fairness.programme.actions import Arranged, arrange, arrange_weekly, cancel, move
from residents.models import User

__all__ = ["cancel", "move", "schedule", "schedule_weekly"]


def schedule(*, activity: Activity, room: Room, span: Span, by: User, now: datetime) -> Session:
    """One session. Raises RoomTaken, or CannotChange when the site is closed or the time has passed."""
    return arrange(happening=Session(activity=activity), room=room, span=span, by=by, now=now)


def schedule_weekly(
    *, activity: Activity, room: Room, span: Span, times: int, by: User, now: datetime
) -> Arranged[Session]:
    """A session a week; dates that are closed or taken are left out and named."""
    return arrange_weekly(new=lambda: Session(activity=activity), room=room, span=span, times=times, by=by, now=now)
