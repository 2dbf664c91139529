"""Places of the example data that are drawn by lot: one draw is open, one has been drawn."""

import uuid
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.utils.timezone import make_aware

from activities import actions
from activities.models import Draw, Session
from office.example_data import accounts
from office.example_data.people import People
from office.example_data.places import along
from office.example_data.scene import Scene
from residents.channels import Channel
from residents.models import Resident

OPEN, DRAWN = "手工", "亲子阅读"  # the last date of each in these weeks
DAYS_OPEN = (-2, -1, 3, 4)  # announced, open, closed, drawn; from today
DAYS_DRAWN = (-6, -5, -2, -1)
APPLIED = {OPEN: 13, DRAWN: 11}


def load_draws(scene: Scene, people: People) -> None:
    """Where the last date is not in a draw yet, and nobody has signed up for it."""
    if session := _last(scene, OPEN):
        draw = _announced(session, DAYS_OPEN, scene, people)
        _apply(draw, people.neighbours[5 : 5 + APPLIED[OPEN]], people)
        _ticket(draw, people.resident, accounts.RESIDENT, Channel.WEB, people)
    if session := _last(scene, DRAWN):
        draw = _announced(session, DAYS_DRAWN, scene, people)
        _apply(draw, people.neighbours[: APPLIED[DRAWN]], people)
        actions.freeze(draw=draw, now=draw.closes_at)
        actions.reveal(draw=draw, now=draw.draws_at, tell=False)


def _last(scene: Scene, name: str) -> Session | None:
    to_come = Session.objects.confirmed().filter(activity__name=name, occupancy__starts_at__gt=_day(scene, 8))
    session = to_come.with_places().with_place().order_by("-occupancy__starts_at", "-pk").first()
    return None if session is None or session.draws.exists() or session.enrolments.exists() else session


def _day(scene: Scene, days: int, hour: int = 10) -> datetime:
    return make_aware(datetime.combine(scene.today + timedelta(days=days), time(hour)))


def _announced(session: Session, days: tuple[int, int, int, int], scene: Scene, people: People) -> Draw:
    announced, opens, closes, drawn = (_day(scene, each) for each in days)
    return actions.announce(
        session=session, opens_at=opens, closes_at=closes, draws_at=drawn, by=people.officer, now=announced
    )


def _apply(draw: Draw, neighbours: Sequence[Resident], people: People) -> None:
    for number, neighbour in enumerate(neighbours):
        channel = Channel.PHONE if number % 2 else Channel.DESK
        _ticket(draw, neighbour, accounts.STREET_OFFICE, channel, people)


def _ticket(draw: Draw, resident: Resident, account: str, channel: str, people: People) -> None:
    """Nobody is written to: the neighbourhood is invented."""
    actions.apply(
        draw=draw,
        resident=resident,
        by=people.accounts[account],
        channel=channel,
        token=uuid.uuid4(),
        together=along(draw.session, resident, draw.opens_at.year),
        now=draw.opens_at,
        tell=False,
    )
