"""Who has booked what in the example data: teams every week, neighbours up to seven days ahead."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.utils.timezone import localdate, localtime

import fairness.missed
from bookings import actions
from bookings.actions import Date
from bookings.models import Booking, BookingMark
from centres.models import Room, RoomTaken
from centres.recurrence import Every
from centres.spans import Span
from fairness.models import RuleBook
from fairness.rules import Refused
from office.example_data import accounts
from office.example_data.people import People
from office.example_data.scene import Scene, span_of
from office.example_data.shares import THEATRE
from residents.models import Resident, Team, User

TOKENS = uuid.UUID("a3d1c0de-5a1e-4f2b-9f4e-0c1e2026beef")  # a token for each wish, so that loading twice books once
WISHES_A_DAY = 16
CANCELLED_IN = 12  # every twelfth
LENGTHS = [60, 60, 90, 90, 120]
DAYS_LATER, MINUTES_LATER = [0, 0, 0, 1, 3], [0, 2, 10, 40, 180, 400]  # after the release, when most people ask
PURPOSES = {
    "棋牌室": ["下象棋", "打牌", "搓麻将"],
    "舞蹈房": ["排练舞蹈", "练太极"],
    "阅览室": ["读报小组", "读书会"],
    "议事室": ["楼组长碰头", "业委会讨论"],
    "多媒体活动室": ["看老照片", "同学聚会"],
}
ANYTHING = ["喝茶聊天", "老同事聚会", "排节目", "学手机"]
NOT_FOR_NEIGHBOURS = {"家庭医生工作室", "心理疏导室", "健康小屋", "骑手驿站", "便民服务角"}


@dataclass(frozen=True, slots=True)
class Standing:
    """A team's hour of every week."""

    team: str
    weekdays: tuple[int, ...]
    hours: str
    site: str
    room: str
    party: int
    purpose: str


STANDING = [
    Standing("延吉四村乒乓队", (4,), "09:00-11:00", "c3", "百姓健身房", 12, "训练"),
    Standing("延七广场舞队", (2, 4), "08:30-09:30", "c3", "舞蹈房", 24, "排练"),
    Standing("敦化合唱团", (5,), "13:30-15:30", "c2", "音乐室", 18, "排练"),
    Standing("控江七村沪剧社", (3,), "13:00-15:00", "p07", "棋牌室", 15, "排戏"),
    Standing("友谊编织组", (2,), "13:30-15:30", "p08", "议事室", 10, "编织"),
    Standing("内江太极队", (1, 4), "08:30-09:30", "p11", "舞蹈小厅", 16, "晨练"),
]


def load_bookings(scene: Scene, people: People) -> None:
    for standing in STANDING:
        _book_standing(scene, standing, people)
    _book_for_the_resident(scene, people)
    _ask_for_the_theatre(scene, people)
    _stay_away_once(scene, people)
    for day in scene.days():
        if day <= scene.today + timedelta(days=7):
            _book_for_neighbours(scene, day, people)


def _book_standing(scene: Scene, standing: Standing, people: People) -> None:
    """Entered by the street office before everything: once, and again only for weeks that were not there yet."""
    team, room = people.teams[standing.team], scene.rooms[standing.site, standing.room]
    days = scene.weekdays(*standing.weekdays)
    known = set(Booking.objects.filter(team=team, occupancy__room=room).values_list("occupancy__starts_at", flat=True))
    spans = [span for span in scene.open_days(room, standing.hours, days) if span.starts_at not in known]
    if not spans:
        return
    first, last = min(spans, key=_start), max(spans, key=_start)
    actions.create_series(
        team=team,
        room=room,
        every=str(Every.WEEK if len(standing.weekdays) == 1 else Every.CHOSEN),
        starts=localtime(first.starts_at).time(),
        ends=localtime(first.ends_at).time(),
        dates=[Date(localdate(span.starts_at), room, span) for span in sorted(spans, key=_start)],
        party=standing.party,
        purpose=standing.purpose,
        by=people.officer,
        token=uuid.uuid5(TOKENS, f"{standing.team} {first.starts_at.isoformat()} {last.starts_at.isoformat()}"),
        now=scene.begun_at,
        tell=False,
    )


def _start(span: Span) -> datetime:
    return span.starts_at


def _book_for_the_resident(scene: Scene, people: People) -> None:
    """The first account has been here last week, and comes again as soon as the room is free."""
    room = scene.rooms["c3", "阳光客厅"]
    open_days = scene.open_days(room, "15:00-16:30", scene.days())
    last_week = [span for span in open_days if span.ends_at < scene.now - timedelta(days=5)][-1:]
    coming = [span for span in open_days if scene.now + timedelta(hours=12) < span.starts_at][:1]
    for span in [*last_week, *coming]:
        _book(
            room,
            span,
            party=6,
            purpose="喝茶聊天",
            booked_for=people.resident,
            by=people.accounts[accounts.RESIDENT],
            channel=Booking.Channel.WEB,
            now=min(scene.now, span.starts_at - timedelta(days=2)),
        )


def _ask_for_the_theatre(scene: Scene, people: People) -> None:
    """The relative waits for the office's word; whoever loads this later than it was decided finds another request."""
    room, by = scene.rooms[THEATRE], people.accounts[accounts.RELATIVE]
    coming = [day for day in scene.days() if scene.today + timedelta(days=2) <= day]
    resident = Resident.objects.of_account(by)
    if resident is None or Booking.objects.pending().filter(booked_for=resident).exists():
        return
    for span in scene.open_days(room, "15:30-17:00", coming):
        asked = _book(
            room,
            span,
            party=40,
            purpose="老邻居联欢",
            booked_for=resident,
            by=by,
            channel=Booking.Channel.WEB,
            now=scene.now,
        )
        if asked:
            break


def _stay_away_once(scene: Scene, people: People) -> None:
    """The relative missed a booking the week before last, and has written to the office about it."""
    room, by = scene.rooms["c1", "艺趣园"], people.accounts[accounts.RELATIVE]
    resident = Resident.objects.of_account(by)
    past = [span for span in scene.open_days(room, "14:00-15:00", scene.days()) if span.ends_at < scene.now]
    if resident is None or not past or BookingMark.objects.filter(resident=resident).exists():
        return
    missed = _book(
        room,
        past[0],
        party=3,
        purpose="写春联",
        booked_for=resident,
        by=by,
        channel=Booking.Channel.WEB,
        now=past[0].starts_at - timedelta(days=1),
    )
    if missed:
        actions.note_absence(booking=missed, by=None, now=past[0].ends_at, tell=False)
        fairness.missed.appeal(mark=missed.mark, text="那天下雨，路上摔了一跤", now=scene.now)


def _book_for_neighbours(scene: Scene, day: date, people: People) -> None:
    """The same wishes for a day whenever it is loaded; those that the rules of that moment refuse are left out."""
    rooms = [room for room in scene.rooms.values() if room.is_bookable and room.name not in NOT_FOR_NEIGHBOURS]
    rules, chance = RuleBook.load(rooms), Random(day.isoformat())  # noqa: S311
    for number in range(WISHES_A_DAY):
        room = chance.choice(rooms)
        starts = f"{chance.choice([9, 10, 13, 14, 15]):02d}:{chance.choice(['00', '30'])}"
        span = _lasting(day, starts, chance.choice(LENGTHS))
        waited = timedelta(days=chance.choice(DAYS_LATER), minutes=chance.choice(MINUTES_LATER))
        asked_at = rules.of(room).released_at(day) + waited
        resident, party = chance.choice(people.neighbours), chance.randint(2, min(room.capacity, 10))
        purpose = chance.choice(PURPOSES.get(room.name, ANYTHING))
        channel = chance.choice([Booking.Channel.PHONE, Booking.Channel.DESK])
        if asked_at > scene.now or not scene.is_open(room, span):
            continue
        booking = _book(
            room,
            span,
            party=party,
            purpose=purpose,
            booked_for=resident,
            by=people.officer,
            channel=channel,
            now=asked_at,
        )
        if booking and booking.is_confirmed and number % CANCELLED_IN == 0 and span.starts_at > scene.now:
            actions.cancel(booking=booking, by=people.officer, reason="临时有事", now=scene.now)


def _lasting(day: date, starts: str, minutes: int) -> Span:
    begins = span_of(day, f"{starts}-23:59").starts_at
    return Span(begins, begins + timedelta(minutes=minutes))


def _book(
    room: Room,
    span: Span,
    *,
    party: int,
    purpose: str,
    booked_for: Resident,
    by: User,
    channel: str,
    now: datetime,
    team: Team | None = None,
    waiver: str = "",
) -> Booking | None:
    """Through the same door as everybody; None when the rules or somebody faster stood in the way."""
    wished_before = Booking.objects.filter(
        booked_for=booked_for, occupancy__room=room, occupancy__starts_at=span.starts_at
    )
    if wished_before.exists():  # and what was cancelled since stays cancelled
        return None
    wish = f"{room.centre.slug} {room.number} {span.starts_at.isoformat()} {booked_for.name}"
    try:
        return actions.book(
            room=room,
            span=span,
            party=party,
            purpose=purpose,
            booked_for=booked_for,
            by=by,
            channel=channel,
            team=team,
            waiver=waiver,
            token=uuid.uuid5(TOKENS, wish),
            tell=False,
            now=now,
        )
    except (Refused, RoomTaken):
        return None
