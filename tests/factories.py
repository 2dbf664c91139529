"""Things for tests: each call makes a new one, sensible unless told otherwise, and says only what matters."""

import itertools
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F
from django.utils.timezone import localdate, now

from activities.models import Activity, Draw, DrawTicket, Enrolment, EnrolmentWait, Session, SessionAnswer
from bookings.models import Booking, Series
from centres.availability import DAY
from centres.models import Centre, Committee, Occupancy, OpeningPeriod, Room, Want
from centres.spans import Span
from centres.words import local_day
from fairness.draw import new_seed, sha256
from fairness.models import KeptWindow, RuleSet
from notices.models import Notice, Wording
from office.models import Announcement
from residents.actions import agree
from residents.models import Membership, Post, PrivacyNotice, Relative, Resident, Team, User
from services.models import SPACE, Application, Appointment, AppointmentWait, MealOrder, Menu, Service, ServiceDay

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 11, 30)  # the week of the mock-ups: no holiday near it
_numbers = itertools.count(1000)  # numbers below are written out in tests


# Time


def at(text: str) -> datetime:
    """A moment in Shanghai: at("2026-11-30 09:00")."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def a_span(text: str) -> Span:
    """A stretch of one day in Shanghai: a_span("2026-11-30 09:00-10:30")."""
    day, hours = text.split()
    starts, ends = hours.split("-")
    return Span(at(f"{day} {starts}"), at(f"{day} {ends}"))


def weekly(text: str, times: int) -> list[Span]:
    """The same hours for so many weeks."""
    first = a_span(text)
    weeks = [timedelta(weeks=number) for number in range(times)]
    return [Span(first.starts_at + week, first.ends_at + week) for week in weeks]


# Places


def a_committee(*, name: str = "") -> Committee:
    return Committee.objects.create(name=name or f"示例{next(_numbers)}村居委会")


def a_centre(*, slug: str = "", name: str = "", **fields: object) -> Centre:
    """A neighbourhood centre without rooms or hours."""
    number = next(_numbers)
    return Centre.objects.create(
        **{
            "slug": slug or f"t{number}",
            "kind": Centre.Kind.CENTRE,
            "number": number,
            "name": name or f"第{number}示例睦邻中心",
            "short_name": f"{number}中心",
            "committee": fields.pop("committee", None) or a_committee(),
            "address": f"示例路{number}号",
            "phone": "021-0000 1000",
            **fields,
        }
    )


def a_sub_point(*, extends: Centre | None = None, slug: str = "", name: str = "", **fields: object) -> Centre:
    return a_centre(kind=Centre.Kind.SUB_POINT, extends=extends or a_centre(), slug=slug, name=name, **fields)


def a_room(*, centre: Centre | None = None, capacity: int = 20, **fields: object) -> Room:
    number = next(_numbers)
    return Room.objects.create(
        **{
            "centre": centre or a_centre(),
            "number": str(number),
            "name": f"示例活动室{number}",
            "capacity": capacity,
            "area": 40,
            **fields,
        }
    )


def a_hall(*, centre: Centre | None = None, parts: int = 2, **fields: object) -> Room:
    """A divisible hall and its parts; `hall.parts.all()` are the parts."""
    hall = a_room(centre=centre, capacity=30 * parts, **fields)
    for part in range(1, parts + 1):
        a_room(centre=hall.centre, whole=hall, number=f"{hall.number}-{part}", capacity=30)
    return hall


def open_daily(
    centre: Centre, *hours: str, days: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7), valid_from: date = date(2020, 1, 1)
) -> None:
    """Open the site every day, or on `days` (1 is Monday, 8 a public holiday): open_daily(c, "08:30-17:00")."""
    for day, stretch in itertools.product(days, hours):
        opens, closes = (time.fromisoformat(text) for text in stretch.split("-"))
        OpeningPeriod.objects.create(centre=centre, day=day, opens=opens, closes=closes, valid_from=valid_from)


def an_occupancy(
    *,
    room: Room | None = None,
    span: str | Span = "2026-11-30 09:00-10:30",
    kind: str = "booking",
    title: str = "",
    clearing: int = 0,
    standing: str = "firm",
    held_until: datetime | None = None,
    now: datetime | None = None,
) -> Occupancy:
    """Time taken through the one door, with minutes of clearing; a hall takes its parts along."""
    want = Want(room or a_room(), a_span(span) if isinstance(span, str) else span, timedelta(minutes=clearing))
    [occupancy] = Occupancy.objects.claim(
        [want], kind=kind, title=title, standing=standing, held_until=held_until, now=now or want.span.starts_at
    )
    return occupancy


# People


def a_user(*, phone: str = "", password: str | None = None, **fields: object) -> User:
    """An account with a verified number; without `password` it cannot sign in by password."""
    fields.setdefault("phone_verified_at", at("2026-01-01 09:00"))
    return User.objects.create_user(phone or f"139{next(_numbers):08d}", password, **fields)


def a_resident(*, user: User | None = None, name: str = "张示例", **fields: object) -> Resident:
    """A resident; with `user`, the person behind that account, who has agreed to the privacy notice of today."""
    phone = user.phone if user else f"138{next(_numbers):08d}"
    if user and (notice := PrivacyNotice.objects.owed_by(user, localdate())):
        agree(by=user, notice=notice, now=now())
    return Resident.objects.create(**{"user": user, "name": name, "phone": phone, **fields})


def a_privacy_notice(*, published_on: str = "2026-11-01", text: str = "一、我们记下什么") -> PrivacyNotice:
    return PrivacyNotice.objects.create(version=f"v{next(_numbers)}", text=text, published_on=published_on)


def staff_of(centre: Centre) -> User:
    return _with_post(role=Post.Role.CENTRE_STAFF, centre=centre)


def a_street_officer() -> User:
    return _with_post(role=Post.Role.STREET_OFFICE)


def a_system_admin() -> User:
    return _with_post(role=Post.Role.SYSTEM_ADMIN)


def _with_post(*, role: str, centre: Centre | None = None) -> User:
    user = a_user()
    Post.objects.create(user=user, role=role, centre=centre)
    user.refresh_from_db()  # a trigger has set is_staff
    return user


# Messages


def a_notice(**fields: object) -> Notice:
    """A message in the outbox that waits to be sent."""
    return Notice.objects.create(
        **{
            "to": "13800000001",
            "body": "您约好了",
            "channel": "trial",
            "request_id": f"request-{next(_numbers)}",
            "created_at": at("2026-11-30 09:00"),
            **fields,
        }
    )


def a_wording(key: str, body: str, **fields: object) -> Wording:
    """The office's own words for one kind of message, as they are stored."""
    return Wording.objects.create(
        **{"key": key, "body": body, "changed_by": "account-1", "changed_at": at("2026-11-28 09:00"), **fields}
    )


# Rules and bookings


def a_rule_set(*, centre: Centre | None = None, room: Room | None = None, **numbers: object) -> RuleSet:
    """Numbers of a site or a room that differ from the default ones."""
    return RuleSet.objects.create(centre=centre, room=room, **numbers)


def default_rules(**numbers: object) -> None:
    """Change everybody's numbers: default_rules(days_ahead=14)."""
    RuleSet.objects.filter(centre=None, room=None).update(**numbers)


def a_kept_window(
    *,
    centre: Centre | None = None,
    room: Room | None = None,
    weekday: int = 2,
    hours: str = "13:30-15:00",
    valid_from: date = date(2020, 1, 1),
    valid_until: date | None = None,
) -> KeptWindow:
    """Time kept for phone and desk every Tuesday, in all rooms of a site or in one."""
    opens, closes = (time.fromisoformat(text) for text in hours.split("-"))
    valid = {"valid_from": valid_from, "valid_until": valid_until}
    return KeptWindow.objects.create(centre=centre, room=room, weekday=weekday, opens=opens, closes=closes, **valid)


def a_team(
    *, leader: Resident | None = None, name: str = "", state: str = Team.State.APPROVED, **fields: object
) -> Team:
    asked = {"applied_at": at("2026-11-20 09:00")} if state == Team.State.PENDING else {}
    why = {"decision": "请补名单"} if state == Team.State.DECLINED else {}
    named = {"leader": leader or a_resident(), "name": name or f"示例{next(_numbers)}队", "state": state}
    return Team.objects.create(**{**asked, **why, **named, **fields})


def a_member(team: Team, resident: Resident | None = None, **fields: object) -> Membership:
    """Somebody who belongs to it; state="asked" or role="deputy" say how."""
    moment = at("2026-11-20 09:00")
    decided = {} if fields.get("state") == Membership.State.ASKED else {"decided_at": moment}
    usual = {"state": Membership.State.ACTIVE, "asked_at": moment, **decided}
    return Membership.objects.create(**{"team": team, "resident": resident or a_resident(), **usual, **fields})


def a_series(
    *, team: Team | None = None, room: Room | None = None, made_at: str = "2026-11-02 10:00", **fields: object
) -> Series:
    """A row without bookings; actions.create_series makes both."""
    first_on = date(2026, 11, 30)
    return Series.objects.create(
        **{
            "team": team or a_team(),
            "room": room or a_room(),
            "every": "week",
            "starts": time(9),
            "ends": time(10, 30),
            "first_on": first_on,
            "last_on": first_on + timedelta(weeks=10),
            "party": 6,
            "purpose": "排练",
            "made_by": a_street_officer(),
            "made_at": at(made_at),
            "ask_on": date(2026, 12, 14),
            "confirm_by": date(2026, 12, 28),
            **fields,
        }
    )


def a_booking(
    *,
    room: Room | None = None,
    span: str | Span = "2026-11-30 09:00-10:30",
    booked_for: Resident | None = None,
    clearing: int = 15,
    **fields: object,
) -> Booking:
    """A confirmed booking that no rule was asked about; by the resident's own account where there is one.

    Whoever booked as a relative is linked.
    """
    team = fields.get("team")
    resident = booked_for or (team.leader if isinstance(team, Team) else a_resident())
    occupancy = an_occupancy(
        room=room, span=span, kind=Booking.KIND, title=team.name if isinstance(team, Team) else "", clearing=clearing
    )
    if fields.get("channel") == Booking.Channel.RELATIVE and isinstance(by := fields.get("booked_by"), User):
        Relative.objects.active().filter(elder=resident, user=by).exists() or a_relative(elder=resident, user=by)
    return Booking.objects.create(
        **{
            "occupancy": occupancy,
            "booked_for": resident,
            "booked_by": resident.user,
            "channel": Booking.Channel.WEB,
            "booked_at": occupancy.starts_at - timedelta(days=2),
            "party": 6,
            "purpose": "喝茶聊天",
            **fields,
        }
    )


def a_relative(*, elder: Resident, user: User, kinship: str = "女儿") -> Relative:
    """Somebody who acts for them, since they said a code."""
    return Relative.objects.create(elder=elder, user=user, kinship=kinship, how="code", since=at("2026-11-01 10:00"))


# The programme


def an_activity(*, name: str = "", **fields: object) -> Activity:
    return Activity.objects.create(
        **{"name": name or f"示例活动{next(_numbers)}", "kind": Activity.Kind.EXERCISE, **fields}
    )


def a_service(*, name: str = "", **fields: object) -> Service:
    return Service.objects.create(
        **{"name": name or f"示例服务{next(_numbers)}", "need": Service.Need.HEALTH, **fields}
    )


def a_session(
    *,
    activity: Activity | None = None,
    room: Room | None = None,
    span: str | Span = "2026-11-30 09:00-10:30",
    by: User | None = None,
    **fields: object,
) -> Session:
    """A session that nobody asked for opening hours."""
    activity = activity or an_activity()
    occupancy = an_occupancy(room=room, span=span, kind=Session.KIND, title=activity.door_title)
    made = {"arranged_by": by or a_street_officer(), "arranged_at": occupancy.starts_at - timedelta(days=30)}
    return Session.objects.create(**{"activity": activity, "occupancy": occupancy, **made, **fields})


def an_enrolment(
    *,
    session: Session | None = None,
    resident: Resident | None = None,
    channel: str = "web",
    by: User | None = None,
    **fields: object,
) -> Enrolment:
    """A place that no rule was asked about, counted; by the resident's own account where there is one."""
    session = session or a_session(capacity=12)
    resident = resident or a_resident()
    enrolment = Enrolment.objects.create(
        **{
            "session": session,
            "resident": resident,
            "enrolled_by": by or resident.user,
            "enrolled_at": session.occupancy.starts_at - timedelta(days=2),
            "channel": channel,
            **fields,
        }
    )
    if enrolment.is_kept:
        at_desk = 0 if enrolment.is_made_online else enrolment.persons
        counted = Session.objects.filter(pk=session.pk)
        counted.update(taken=F("taken") + enrolment.persons, taken_at_desk=F("taken_at_desk") + at_desk)
        session.refresh_from_db()
    return enrolment


def an_answer(*, session: Session | None = None, **fields: object) -> SessionAnswer:
    """What somebody said of a session, without having been asked."""
    session = session or a_session()
    made = {"how": "good", "given_on": local_day(session.occupancy.starts_at) + DAY}
    return SessionAnswer.objects.create(**{"happening": session, **made, **fields})


def a_wait(
    *, session: Session, resident: Resident | None = None, joined_at: str = "2026-11-20 09:00", **fields: object
) -> EnrolmentWait:
    """Somebody in line for a place."""
    resident = resident or a_resident()
    made = {"joined_at": at(joined_at), "joined_by": resident.user, "channel": "web"}
    return EnrolmentWait.objects.create(**{"session": session, "resident": resident, **made, **fields})


def a_draw(*, session: Session | None = None, **fields: object) -> Draw:
    """Announced on Wednesday 25 November, open from Thursday until Tuesday, drawn on Wednesday 2 December."""
    session = session or a_session(span="2026-12-08 09:00-10:30", capacity=3)
    seed = new_seed()
    made = {
        "seed": seed,
        "commitment": sha256(seed),
        "announced_at": at("2026-11-25 12:00"),
        "announced_by": session.arranged_by,
        "opens_at": at("2026-11-26 09:00"),
        "closes_at": at("2026-12-01 17:00"),
        "draws_at": at("2026-12-02 10:00"),
    }
    return Draw.objects.create(**{"session": session, **made, **fields})


def a_ticket(*, draw: Draw, resident: Resident | None = None, **fields: object) -> DrawTicket:
    """The next number, in the urn."""
    resident = resident or a_resident()
    draw.tickets_given += 1
    draw.save(update_fields=["tickets_given"])
    made = {"applied_by": resident.user, "applied_at": at("2026-11-27 12:00"), "channel": "web"}
    return DrawTicket.objects.create(
        **{"draw": draw, "number": draw.tickets_given, "resident": resident, **made, **fields}
    )


def a_service_day(
    *,
    service: Service | None = None,
    room: Room | None = None,
    span: str | Span = "2026-11-30 09:00-11:00",
    by: User | None = None,
    **fields: object,
) -> ServiceDay:
    """A day of a service that nobody asked for opening hours."""
    service = service or a_service()
    occupancy = an_occupancy(room=room, span=span, kind=ServiceDay.KIND, title=service.door_title)
    made = {"arranged_by": by or a_street_officer(), "arranged_at": occupancy.starts_at - timedelta(days=30)}
    return ServiceDay.objects.create(**{"service": service, "occupancy": occupancy, **made, **fields})


def an_appointment(
    *, day: ServiceDay | None = None, number: int = 1, resident: Resident | None = None, **fields: object
) -> Appointment:
    """A number that no rule was asked about; by the resident's own account where there is one."""
    day = day or a_service_day(minutes=20)
    resident = resident or a_resident()
    made = {"booked_at": day.occupancy.starts_at - timedelta(days=2), "channel": Appointment.Channel.WEB}
    who = {"resident": resident, "booked_by": resident.user}
    place = {"day": day, "number": number, "turn": number * SPACE}
    return Appointment.objects.create(**{**place, **made, **who, **fields})


def an_application(
    *, service: Service | None = None, resident: Resident | None = None, **fields: object
) -> Application:
    """Somebody applied for care, and agreed that it is kept."""
    service = service or a_service(is_application=True, is_walk_in=False)
    resident = resident or a_resident()
    made = {"applied_at": at("2026-12-07 09:00"), "applied_by": resident.user, "channel": "web"}
    what = {"help_needed": "妈妈82岁，走路和吃饭要人帮😊", "call_number": "13800001111"}
    agreed = {"consent_version": "2026-11-27", "consented_at": at("2026-12-07 09:00")}
    whose = {"service": service, "resident": resident, "centre": service.centre or a_centre()}
    return Application.objects.create(**{**whose, **made, **what, **agreed, **fields})


def a_number_wait(
    *, day: ServiceDay, resident: Resident | None = None, joined_at: str = "2026-12-01 09:00", **fields: object
) -> AppointmentWait:
    """Somebody in line for a number."""
    resident = resident or a_resident()
    made = {"joined_at": at(joined_at), "joined_by": resident.user, "channel": "web"}
    return AppointmentWait.objects.create(**{"day": day, "resident": resident, **made, **fields})


def a_menu(*, centre: Centre | None = None, on: date = MONDAY + timedelta(days=1), **fields: object) -> Menu:
    """Lunch of the Tuesday, ordered until Monday at three."""
    what = {"dishes": "红烧肉\n炒青菜", "price": 15}
    return Menu.objects.create(**{"centre": centre or a_centre(), "on": on, **what, **fields})


def a_meal_order(*, menu: Menu | None = None, resident: Resident | None = None, **fields: object) -> MealOrder:
    menu, resident = menu or a_menu(), resident or a_resident()
    made = {"channel": MealOrder.Channel.WEB, "ordered_by": resident.user, "ordered_at": menu.closes_at - DAY}
    return MealOrder.objects.create(**{"menu": menu, "on": menu.on, "resident": resident, **made, **fields})


# The blackboard


def an_announcement(*, title: str = "", on: date = MONDAY, **fields: object) -> Announcement:
    """A line about `on`, on the board for a week before it and on the day itself."""
    shown = {"shown_from": on - timedelta(days=7), "shown_until": on}
    return Announcement.objects.create(**{"title": title or f"示例通知{next(_numbers)}", "on": on, **shown, **fields})
