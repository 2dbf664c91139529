"""Who has signed up for the activities of the example data, and who waits: one date is full."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from activities import actions
from activities.models import Enrolment, Session
from activities.together import Together
from office.example_data import accounts
from office.example_data.people import People
from office.example_data.scene import Scene
from residents.channels import Channel
from residents.models import Resident

FULL = "编织"  # its next date; two wait
TAKEN = {"书法": 7, "老年电影": 14, "健康讲座": 11, "亲子阅读": 5, "手工": 4}  # of the next date of each
EARLIER = timedelta(hours=1)
CHILDREN = ("小明", "朵朵", "乐乐", "豆豆")


def load_places(scene: Scene, people: People) -> None:
    """Fill the next date of each; one that anybody has signed up for stays as it is."""
    for name, count in TAKEN.items():
        if session := _next(scene, name):
            _fill(session, people.neighbours[:count], scene, people)
            if name == "书法":
                _enrol(session, people.resident, accounts.RESIDENT, Channel.WEB, scene, people)
            if name == "健康讲座":
                _enrol(session, people.neighbours[count], accounts.STREET_OFFICE, Channel.COMMITTEE, scene, people)
    if session := _next(scene, FULL):
        helped, *others = people.neighbours
        _enrol(session, helped, accounts.RELATIVE, Channel.RELATIVE, scene, people)
        _fill(session, others[: session.places.free], scene, people)
        _wait(session, people, scene)


def _next(scene: Scene, name: str) -> Session | None:
    """None once somebody has signed up for it: that it was filled before."""
    to_come = Session.objects.upcoming(scene.now).filter(activity__name=name, occupancy__starts_at__gt=scene.now)
    session = to_come.filter(occupancy__starts_at__gt=scene.now + timedelta(days=1)).with_place().first()
    return None if session is None or session.enrolments.exists() else session


def _fill(session: Session, neighbours: Sequence[Resident], scene: Scene, people: People) -> None:
    for number, neighbour in enumerate(neighbours):
        channel = Channel.PHONE if number % 2 else Channel.DESK
        _enrol(session, neighbour, accounts.STREET_OFFICE, channel, scene, people)


def _enrol(
    session: Session, resident: Resident, account: str, channel: str, scene: Scene, people: People
) -> Enrolment | None:
    """Nobody is written to: the neighbourhood is invented. Who has a place elsewhere of the course keeps that."""
    session.refresh_from_db(fields=["taken", "taken_at_desk"])
    together = along(session, resident, scene.today.year)
    if session.places.free < max(session.activity.sizes):
        return None
    place = actions.enrol(
        session=session,
        resident=resident,
        by=people.accounts[account],
        channel=channel,
        token=uuid.uuid4(),
        together=together,
        now=scene.now - EARLIER,
        tell=False,
    )
    session.refresh_from_db(fields=["taken", "taken_at_desk"])
    return place


def along(session: Session, resident: Resident, year: int) -> Together:
    """Where children come, each with one of four names; where one may bring somebody, every third does."""
    persons = 2 if max(session.activity.sizes) > 1 and not resident.pk % 3 else 1
    return Together(persons, CHILDREN[resident.pk % len(CHILDREN)], year - 5, agrees=True)


def _wait(session: Session, people: People, scene: Scene) -> None:
    first, second = people.neighbours[20], people.resident
    waiting = [(first, accounts.STREET_OFFICE, Channel.PHONE), (second, accounts.RESIDENT, Channel.WEB)]
    for number, (resident, account, channel) in enumerate(waiting):
        actions.join(
            session=session,
            resident=resident,
            by=people.accounts[account],
            channel=channel,
            now=scene.now - EARLIER + timedelta(minutes=number),
        )
