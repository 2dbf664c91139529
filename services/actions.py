"""What one does with service days: schedule them, once or weekly, move them, cancel them."""

from datetime import datetime

from centres.models import Room
from centres.spans import Span
from fairness.programme.actions import Arranged, arrange, arrange_weekly, cancel, move
from residents.models import User
from services.models import Service, ServiceDay

__all__ = ["cancel", "move", "schedule", "schedule_weekly"]


def schedule(*, service: Service, room: Room, span: Span, by: User, now: datetime, provider: str = "") -> ServiceDay:
    """One day of a service. Raises RoomTaken, or CannotChange when the site is closed or the time has passed."""
    day = ServiceDay(service=service, provider=provider)
    return arrange(happening=day, room=room, span=span, by=by, now=now)


def schedule_weekly(
    *, service: Service, room: Room, span: Span, times: int, by: User, now: datetime, provider: str = ""
) -> Arranged[ServiceDay]:
    """A day a week; dates that are closed or taken are left out and named."""
    return arrange_weekly(
        new=lambda: ServiceDay(service=service, provider=provider), room=room, span=span, times=times, by=by, now=now
    )
