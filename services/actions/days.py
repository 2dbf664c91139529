"""What one does with service days: schedule them, once or as a rota, move them, cancel them."""

from collections.abc import Sequence
from datetime import datetime

from centres.models import Room
from centres.spans import Span
from fairness.programme.actions import Arranged, arrange, arrange_each, cancel, move
from residents.models import User
from services.models import Service, ServiceDay

__all__ = ["cancel", "move", "new_day", "schedule", "schedule_each"]


def new_day(service: Service, provider: str = "") -> ServiceDay:
    """A day as its service says: how many numbers, and by whom unless somebody else is named."""
    usual = service.provided_by.name if service.provided_by else ""
    return ServiceDay(
        service=service,
        provider=provider or usual,
        minutes=service.minutes,
        chairs=service.chairs,
        places_at_most=service.places_at_most,
        kept_percent=service.kept_percent,
        late_minutes=service.late_minutes,
        is_walk_in=service.is_walk_in,
    )


def schedule(*, service: Service, room: Room, span: Span, by: User, now: datetime, provider: str = "") -> ServiceDay:
    """One day of a service. Raises RoomTaken, or CannotChange when the site is closed or the time has passed."""
    return arrange(happening=new_day(service, provider), room=room, span=span, by=by, now=now)


def schedule_each(
    *, service: Service, stops: Sequence[tuple[Room, Span]], by: User, now: datetime, provider: str = ""
) -> Arranged[ServiceDay]:
    """The days of a rota, each at its place; dates that are closed or taken are left out and named."""
    return arrange_each(new=lambda: new_day(service, provider), stops=stops, by=by, now=now)
