"""The pages that no link leads to: forms sent wrong and right, steps of booking and of signing in, trouble."""

import re
import uuid
from collections.abc import Callable
from datetime import time, timedelta
from html import unescape
from itertools import chain
from time import time as unix_time
from urllib.parse import urlsplit

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.test import Client
from django.utils import timezone

from activities.models import Draw, Session
from bookings import actions, slips
from bookings.actions import Date
from bookings.links import cancel_path, series_path
from bookings.models import Booking, BookingWait, Series, SlipTries
from bookings.series import span_on
from centres.models import Centre, Room
from fairness.checkin import Door
from office.example_data.accounts import PASSWORD, RELATIVE, RESIDENT, STREET_OFFICE, TEAM_LEADER
from residents.middleware import SEEN_AT
from residents.models import Consent, Membership, Resident, Team, User
from services.actions import offer_what_is_free
from services.models import Application, Appointment, Service
from tests.factories import (
    a_menu,
    a_notice,
    a_resident,
    a_service,
    a_service_day,
    a_session,
    an_application,
    an_appointment,
    an_enrolment,
)
from tests.journeys.tour import LINK, Guest, begins_soon
from tests.journeys.visitors import kind_of
from tests.residents.codes_by_sms import another, code_for

NEWCOMER, NEIGHBOUR = "13800000901", "13800000902"  # nobody has these numbers yet
TYPED = {"whom": "me", "party": "2", "purpose": "tea", "words": "", "note": ""}


def as_passer_by(guest: Guest) -> None:
    guest.send("/account/login/", login="138", password="")
    guest.send("/account/login/code/", phone="138")
    guest.send("/account/signup/", phone="138")
    guest.send("/account/signup/", phone=NEIGHBOUR, name="欧阳示例", accept="on")
    guest.look("/account/login/code/confirm/")
    guest.send("/account/login/code/confirm/", code=another(code_for(NEIGHBOUR)))
    _with_a_stale_page(guest)
    _as_newcomer(guest)
    _with_a_number_given_out_again(guest)
    _at_the_door(guest)
    _with_a_slip(guest)


def _with_a_slip(guest: Guest) -> None:
    """With nothing filled in, with a number that is none, with the right code: the question and what comes after it,
    and when too many have been tried."""
    page, now = "/bookings/cancel/", timezone.now()
    booking = Booking.objects.upcoming(now).filter(occupancy__starts_at__gte=now + timedelta(days=1)).last()
    assert booking
    slip = {"ref": booking.ref, "code": slips.cancel_code(booking)}
    guest.look(cancel_path(booking))
    guest.send(page, ref="", code="")
    guest.send(page, ref="BCDFGH", code="BCD-FGH")
    guest.send(page, **slip)
    guest.send(page, **slip, step="cancel")
    guest.send(page, **slip, step="undo")
    SlipTries.objects.create(key="booking BCDFGJ", tries=5, until=now + timedelta(hours=1))
    guest.send(page, ref="BCDFGJ", code="BCD-FGH")


def _at_the_door(guest: Guest) -> None:
    """The code of today, with no number and with a wrong one; a code of yesterday, and none at all."""
    today, room = timezone.localdate(), Room.objects.bookable().in_order().first()
    assert room
    door = f"/in/{Door.of(room, today).token}/"
    guest.look(door)
    guest.send(door, ref="")
    guest.send(door, ref="BCDFGH")
    guest.look(f"/in/{Door.of(room, today - timedelta(days=1)).token}/")
    guest.look("/in/nothing/")


def _with_a_stale_page(guest: Guest) -> None:
    strict = Guest(guest.name, Client(enforce_csrf_checks=True), guest.sheets, comes_once=True)
    strict.send("/account/face/", text="xl")


def _with_a_number_given_out_again(guest: Guest) -> None:
    """Nobody has signed in with it for long: the question, on which nothing else opens; and the answer."""
    User.objects.filter(phone=RELATIVE).update(last_login=timezone.now() - settings.NUMBER_IN_DOUBT_AFTER)
    returned = Guest(guest.name, sheets=guest.sheets, comes_once=True)
    returned.client.post("/account/login/code/", {"phone": RELATIVE})
    returned.client.post("/account/login/code/confirm/", {"code": code_for(RELATIVE)})
    returned.look("/account/whose/?next=/bookings/")
    returned.client.post("/account/whose/", {"step": "me"})


def _as_newcomer(guest: Guest) -> None:
    """Whoever proves a number that nobody knows is asked for a name."""
    newcomer = Guest(guest.name, sheets=guest.sheets, comes_once=True)
    newcomer.client.post("/account/login/code/", {"phone": NEWCOMER})
    newcomer.client.post("/account/login/code/confirm/", {"code": code_for(NEWCOMER)})
    newcomer.send("/account/", name="")


def as_resident(guest: Guest) -> None:
    book = _a_time_they_can_have(guest)
    wish = {**TYPED, "token": str(uuid.uuid4())}
    guest.send(book, step="check")
    guest.send(book, **wish, step="check")
    _book_and_cancel(guest, book, wish)
    _move(guest)
    _sign_up(guest)
    _a_number_at_a_service(guest)
    _the_day_after(guest)
    guest.look("/bookings/missed/")
    guest.look(re.sub(r"start=\d\d%3A\d\d&end=\d\d%3A\d\d", "start=03%3A00&end=04%3A00", book))
    guest.send("/account/", name="")
    guest.send("/account/preferences/", reminders="on")
    guest.send("/account/mailbox/", email="zhang")
    guest.send("/account/mailbox/", email="zhang@example.com")
    guest.look("/account/mailbox/code/")
    guest.send("/account/reauthenticate/?next=/account/phone/change/", password="wrong")
    guest.send("/account/reauthenticate/?next=/account/phone/change/", password=PASSWORD)
    guest.send("/account/phone/change/", phone="138")
    guest.send("/account/phone/change/", phone="13800000903")
    guest.send("/account/password/change/", oldpassword="", password1="1", password2="2")
    guest.look("/admin/board/")
    guest.look("/account/relatives/")
    guest.send("/account/relatives/", name="", phone="138")
    guest.send("/account/relatives/", name="赵示例", phone="13900000904", kinship="女儿")
    guest.send("/account/relatives/code/", code="1")
    guest.look("/account/data/erase/")
    _asked_to_agree(guest)


def _a_time_they_can_have(guest: Guest) -> str:
    """Of the free times shown to everybody, some are of a room that this resident has that day already: no form there.

    The first one with a form is the first of its kind from now on, and stays free for whoever opens it; another room's
    is for what comes now.
    """
    links = LINK.findall(guest.sheet_of("bookings:room-search").html)
    books = (unescape(link) for link in links if kind_of(urlsplit(link).path) == "bookings:book")
    times = sorted(books, key=begins_soon)
    seen = (sheet for sheet in list(guest.sheets) if sheet.kind == "bookings:book")
    asked = chain(seen, (guest.look(time) for time in times))
    forms = (sheet for sheet in asked if 'id="id_party"' in sheet.html)
    first = next(forms)
    other = next(sheet for sheet in forms if urlsplit(sheet.path).path != urlsplit(first.path).path)
    guest.sheets.remove(first)
    guest.sheets.insert(0, first)
    return other.path


def _a_number_at_a_service(guest: Guest) -> None:
    """Somebody is faster; then there is none left of that name, and one's own is given back only after a look."""
    taken = (
        Appointment.objects.upcoming(timezone.now())
        .filter(day__is_walk_in=False)
        .exclude(resident__user__phone=guest.visitor.phone)
    )
    somebodys = taken.first()
    assert somebodys
    book = f"/services/days/{somebodys.day_id}/book/?number={somebodys.number}"
    guest.send(book, number="")
    guest.send(book, number=str(somebodys.number), token=str(uuid.uuid4()))
    _in_line_for_a_number(guest)
    _an_application(guest)


def _an_application(guest: Guest) -> None:
    """Without what it needs; sent, seen, and asked whether to withdraw it."""
    page = f"/services/{Service.objects.get(is_application=True).pk}/apply/"
    guest.send(page, whom="me", help_needed="", call_number="12")
    site = Centre.objects.active().earliest("number")
    wish = {"whom": "me", "help_needed": "走路要人扶", "call_number": "021-00001234", "agrees": "on"}
    guest.send(page, **wish, centre=str(site.pk), token=str(uuid.uuid4()))
    asked = Application.objects.get(resident__user__phone=guest.visitor.phone)
    guest.look(asked.get_absolute_url())
    guest.look(f"{asked.get_absolute_url()}withdraw/")


def _a_lunch_that_is_not_cooked(guest: Guest) -> None:
    """Asked why; then cancelled, with a way to a new menu."""
    menu = a_menu(centre=Centre.objects.get(slug="c1"), on=timezone.localdate() + timedelta(days=2))
    guest.look("/desk/c1/kitchen/")
    page = f"/desk/c1/kitchen/{menu.pk}/change/"
    guest.look(page)
    guest.send(page, step="cancel", reason="")
    guest.send(page, step="cancel", reason="炉子坏了")
    guest.look(page)


def _answer_applications(guest: Guest) -> None:
    """One that is overdue, with an assessment of which nothing was said."""
    care, site = Service.objects.get(is_application=True), Centre.objects.get(slug="c1")
    before = timezone.now() - timedelta(days=20)
    asked = an_application(service=care, centre=site, resident=a_resident(name="示例邻居"), applied_at=before)
    guest.look("/desk/c1/applications/")
    guest.look(f"/desk/c1/applications/{asked.pk}/")
    guest.send(f"/desk/c1/applications/{asked.pk}/", step="arrange", on="", at="", place="")


def _in_line_for_a_number(guest: Guest) -> None:
    """A small day that is full, before opening, in nobody's way: in line, with an offer, and without it."""
    room = Room.objects.bookable().in_order().filter(centre__slug="c1").first()
    service = a_service(name="示例测血压", minutes=20, is_walk_in=False)
    on = timezone.localdate() + timedelta(days=5)
    day = a_service_day(service=service, room=room, span=f"{on} 05:00-05:20", minutes=20)
    held = an_appointment(day=day, resident=Resident.objects.exclude(user__phone=guest.visitor.phone).earliest("pk"))
    guest.look(f"/services/days/{day.pk}/")
    guest.look(f"/services/days/{day.pk}/wait/")
    guest.send(f"/services/days/{day.pk}/wait/", whom="me")
    guest.look("/bookings/")
    held.delete()
    offer_what_is_free(timezone.now())
    guest.look("/bookings/")


def _asked_to_agree(guest: Guest) -> None:
    """A relative who agreed to an earlier privacy notice only."""
    relative = Guest(guest.name, sheets=guest.sheets, comes_once=True)
    relative.client.post("/account/login/", {"login": RELATIVE, "password": PASSWORD})
    Consent.objects.filter(user__phone=RELATIVE).delete()
    relative.look("/account/agree/")
    relative.send("/account/agree/")
    relative.client.post("/account/agree/", {"accept": "on"})


def _book_and_cancel(guest: Guest, book: str, wish: dict[str, str]) -> None:
    """A relative takes the room before the resident confirms, and cancels after it."""
    relative = Guest(guest.name, sheets=guest.sheets, comes_once=True)
    relative.client.post("/account/login/", {"login": RELATIVE, "password": PASSWORD})
    booked = relative.send(book, **{**wish, "token": str(uuid.uuid4())}, step="confirm")
    guest.send(book, **wish, step="confirm")
    relative.look("/bookings/missed/")
    _stand_in_line(guest, book, wish)
    relative.look(f"{booked.path}cancel/")
    relative.send(f"{booked.path}cancel/")


def _stand_in_line(guest: Guest, book: str, wish: dict[str, str]) -> None:
    """For what the relative has just taken."""
    line = book.replace("/book/", "/wait/")
    guest.look(line)
    guest.send(line, **{**wish, "party": ""}, step="join")
    room, tomorrow = Room.objects.bookable().in_order().last(), timezone.now() + timedelta(days=1)
    assert room
    entry = BookingWait.objects.create(
        room=room,
        starts_at=tomorrow,
        ends_at=tomorrow + timedelta(hours=1),
        resident=Resident.objects.get(user__phone=guest.visitor.phone),
        joined_at=timezone.now(),
        channel="web",
        party=2,
        purpose="喝茶聊天",
    )
    guest.look(f"/bookings/waiting/{entry.pk}/")


def _sign_up(guest: Guest) -> None:
    """A date with a place left, signed up for, and once more; and one that is full."""
    ahead = timezone.now() + timedelta(days=2)
    later = Session.objects.to_sign_up_for(timezone.now()).filter(occupancy__starts_at__gt=ahead)
    session = later.filter(activity__is_course=False, activity__age_from=None).last()
    full = Session.objects.upcoming(timezone.now()).filter(taken=F("capacity")).last()
    assert session
    assert full
    guest.look(f"/activities/sessions/{session.pk}/enrol/")
    guest.send(f"/activities/sessions/{session.pk}/enrol/", whom="me", step="enrol", token=str(uuid.uuid4()))
    guest.send(f"/activities/sessions/{session.pk}/enrol/", whom="me", step="enrol", token=str(uuid.uuid4()))
    relative = Guest(guest.name, sheets=guest.sheets, comes_once=True)
    relative.client.post("/account/login/", {"login": RELATIVE, "password": PASSWORD})
    relative.look(f"/activities/sessions/{full.pk}/enrol/")
    _draw_lots(guest)


def _draw_lots(guest: Guest) -> None:
    """Apply for places that are drawn by lot, look at the ticket, take it out, and come back with a new one."""
    draw = Draw.objects.filter(state=Draw.State.ANNOUNCED).latest("draws_at")
    ticket = draw.tickets.standing().filter(resident__user__phone=RESIDENT).get()
    guest.look(f"/activities/tickets/{ticket.pk}/withdraw/")
    guest.send(f"/activities/tickets/{ticket.pk}/withdraw/")
    guest.look(f"/activities/draws/{draw.pk}/apply/")
    guest.send(f"/activities/draws/{draw.pk}/apply/", whom="me", token=str(uuid.uuid4()))


def _the_day_after(guest: Guest) -> None:
    """How was it? Of a date and a number of yesterday, before opening, in nobody's way; with nothing chosen, too."""
    room = Room.objects.bookable().in_order().first()
    resident, yesterday = Resident.objects.get(user__phone=RESIDENT), timezone.localdate() - timedelta(days=1)
    session = a_session(room=room, span=f"{yesterday} 04:00-05:00", capacity=5)
    place = an_enrolment(session=session, resident=resident)
    day = a_service_day(room=room, span=f"{yesterday} 05:00-06:00", minutes=20)
    number = an_appointment(day=day, resident=resident, state="done")
    for question in (f"/activities/enrolments/{place.pk}/thanks/", f"/services/mine/{number.pk}/thanks/"):
        guest.look(question)
        guest.send(question, words="很好")
    guest.look(place.get_absolute_url())
    guest.look("/bookings/")


def _move(guest: Guest) -> None:
    """Choose another time for a booking, look at it beside the old one, and at one that does not work."""
    choice = guest.look(f"{guest.sheet_of('bookings:booking-detail').path}move/")
    question = re.search(r'href="(/bookings/\w+/move/\?date=[^"]*start=[^"]*)"', choice.html)
    assert question
    path = question[1].replace("&amp;", "&")
    guest.look(path)
    guest.look(re.sub(r"start=\d\d%3A\d\d&end=\d\d%3A\d\d", "start=03%3A00&end=04%3A00", path))


def as_staff(guest: Guest) -> None:
    book = guest.sheet_of("board:book").path
    held = guest.sheet_of("board:occupancy").path
    guest.look(f"{book}&who=%E5%BC%A0")
    guest.send(book, channel="phone")
    guest.send(guest.sheet_of("board:close").path, title="")
    guest.send(f"{held}move/", on="")
    guest.send(f"{held}cancel/", reason="")
    guest.look("/timetables/?week=x")
    _over_the_telephone(guest)
    _decide(guest)
    _serve_at_the_desk(guest)
    _places(guest)
    _call_numbers(guest)
    _answer_applications(guest)
    _a_lunch_that_is_not_cooked(guest)
    _standing_hours(guest)
    _sent_too_late(guest, book)


def _serve_at_the_desk(guest: Guest) -> None:
    """Whoever is found, the same as last time, read back with too many people; somebody new; two of one name."""
    had = Booking.objects.filter(occupancy__room__centre__slug="c1", booked_for__isnull=False).with_place()
    last = had.exclude(booked_for__phone=RESIDENT).earliest("booked_at")
    person = f"/desk/c1/people/{last.booked_for_id}/"
    guest.look("/desk/c1/?who=1380000")
    guest.look(person)
    again = guest.look(f"{person}times/?again={last.ref}")
    guest.look(f"{person}times/")
    chosen = guest.look(f"{person}numbers/")
    guest.look(f"{person}meals/")
    if day := re.search(r'href="(/desk/[^"]*/numbers/\?day=\d+)"', chosen.html):
        guest.look(day[1])
    if reading := re.search(r'href="(/desk/[^"]*/book/[^"]*)"', again.html):
        path = reading[1].replace("&amp;", "&")
        guest.look(path)
        guest.send(path, party="9999", purpose="下棋", channel="phone")
    guest.look(f"{person}number/")
    guest.send("/desk/c1/new/", line="138")
    guest.look("/desk/c1/calls/")
    other = Resident.objects.exclude(pk=last.booked_for_id).earliest("pk")
    guest.look(f"{person}same-as/{other.pk}/")
    guest.look(f"/desk/c1/done/{last.ref}/")


def _places(guest: Guest) -> None:
    """Fewer places than are taken; somebody too young at the desk."""
    session = Session.objects.upcoming(timezone.now()).filter(taken__gt=1, occupancy__room__centre__slug="c1").last()
    young = Resident.objects.filter(birth_year__gt=1967).first()
    films = Session.objects.to_sign_up_for(timezone.now()).filter(activity__age_from__gte=60).first()
    assert session
    assert young
    assert films
    guest.look(f"/admin/board/c1/sessions/{session.pk}/")
    guest.send(f"/admin/board/c1/sessions/{session.pk}/", capacity="1", kept="")
    guest.send(f"/admin/board/c1/sessions/{session.pk}/list/", people="王示例 138", channel="proxy")
    guest.send(f"/admin/board/c1/sessions/{session.pk}/list/", people="王示例 13800000131", channel="proxy")
    guest.look(f"/admin/board/c1/sessions/{session.pk}/draw/")
    guest.send(f"/admin/board/c1/sessions/{session.pk}/draw/", opens_at="2026-02-30T09:00")
    guest.look(f"/desk/c1/people/{young.pk}/activities/")
    guest.send(f"/desk/c1/people/{young.pk}/activities/", do=f"enrol-{films.pk}", channel="phone")


def _call_numbers(guest: Guest) -> None:
    """A day of today, before opening, in nobody's way: somebody is called."""
    room = Room.objects.bookable().in_order().filter(centre__slug="c1").first()
    day = a_service_day(room=room, span=f"{timezone.localdate()} 04:00-05:00", minutes=20, provider="示例师傅")
    an_appointment(day=day, resident=Resident.objects.earliest("pk"))
    page = f"/desk/c1/services/{day.pk}/"
    guest.send(f"{page}step/", step="call")
    guest.look(page)
    tomorrow = a_service_day(room=room, span=f"{timezone.localdate() + timedelta(days=1)} 04:00-05:00", minutes=20)
    an_appointment(day=tomorrow, number=2, resident=Resident.objects.earliest("pk"))
    terms = f"/admin/board/c1/services/{tomorrow.pk}/terms/"
    guest.look(terms)
    guest.send(terms, minutes="30", chairs="1", places_at_most="", kept_percent="20", step="look")
    guest.send(terms, minutes="50", chairs="1", places_at_most="", kept_percent="20", step="save")


def _standing_hours(guest: Guest) -> None:
    """A look at every date; forms without their answers; the link of a message. Before opening, in nobody's way."""
    room = Room.objects.bookable().in_order().filter(centre__slug="c1").first()
    officer = User.objects.get(phone=STREET_OFFICE)
    series = Series.objects.exclude(room__centre__slug="c1").first()
    assert room
    assert series
    first = timezone.localdate() + timedelta(days=1)
    sent = {
        "team": str(series.team_id),
        "room": str(room.pk),
        "every": "week",
        "first": f"{first}",
        "count": "6",
        "starts": "09:00",
        "ends": "10:00",
        "party": "2",
        "purpose": "排练",
    }
    guest.send("/admin/board/c1/series/new/", **sent, step="look")
    days = [first + timedelta(weeks=number) for number in range(4)]
    own = actions.create_series(
        team=series.team,
        room=room,
        every="week",
        starts=time(6),
        ends=time(7),
        dates=[Date(day, room, span_on(day, time(6), time(7))) for day in days],
        party=2,
        purpose="排练",
        by=officer,
        token=uuid.uuid4(),
        now=timezone.now(),
        tell=False,
    )
    page = f"/admin/board/c1/series/{own.pk}/"
    guest.look("/admin/board/c1/series/")
    guest.look(page)
    guest.send(f"{page}shift/")
    guest.send(f"{page}end/")
    guest.look(series_path(own))
    leader = Guest(guest.name, sheets=guest.sheets, comes_once=True)
    leader.client.post("/account/login/", {"login": TEAM_LEADER, "password": PASSWORD})
    booking = Booking.objects.kept().filter(series__team__leader__user__phone=TEAM_LEADER).last()
    assert booking
    leader.look(f"/bookings/{booking.ref}/end/")
    _with_a_team(leader)


def _with_a_team(leader: Guest) -> None:
    """Nothing filled in, somebody asked to lead it, and a neighbour who would join."""
    team = Team.objects.get(leader__user__phone=TEAM_LEADER)
    leader.look(f"/teams/{team.pk}/")
    leader.send("/teams/new/", name="", about="")
    leader.send(f"/teams/{team.pk}/edit/", name="", about="")
    leader.send(f"/teams/{team.pk}/papers/", title="")
    deputy = Membership.objects.deputies().get(team=team)
    leader.send(f"/teams/{team.pk}/members/{deputy.pk}/", do="lead")
    neighbour = Guest(leader.name, sheets=leader.sheets, comes_once=True)
    neighbour.client.post("/account/login/", {"login": RESIDENT, "password": PASSWORD})
    neighbour.look(f"/teams/{team.pk}/")
    other = Team.objects.approved().exclude(pk=team.pk).first()
    assert other
    neighbour.look(f"/teams/{other.pk}/join/")


def _over_the_telephone(guest: Guest) -> None:
    """Somebody reads the code of a slip, right and wrong."""
    booking = Booking.objects.upcoming(timezone.now()).filter(occupancy__room__centre__slug="c1").first()
    assert booking
    for code in (slips.cancel_code(booking), "BCD-FGH"):
        guest.send(f"/admin/board/c1/occupancy/{booking.occupancy_id}/slip/", code=code)


def _decide(guest: Guest) -> None:
    """A no without a reason; and an answer to an appeal without one."""
    inbox = guest.look("/admin/board/requests/")
    answering = re.search(r'action="(/admin/board/missed/(\w+)/(\d+)/)"', guest.look("/admin/board/missed/").html)
    assert answering
    guest.send(answering[1], **{f"{answering[2]}-{answering[3]}-reason": ""})
    declining = re.search(r'action="(/admin/board/requests/(\w+)/decline/)"', inbox.html)
    assert declining
    guest.send(declining[1], **{f"{declining[2]}-reason": ""})


def _sent_too_late(guest: Guest, path: str) -> None:
    """A form that a clerk sends after an hour of rest waits until they have signed in again."""
    clerk = Guest(guest.name, sheets=guest.sheets, comes_once=True)
    who = {"login": guest.visitor.phone, "password": PASSWORD}
    clerk.client.post("/account/login/", who)
    session = clerk.client.session
    session[SEEN_AT] = unix_time() - 60 * 60
    session.save()
    clerk.client.post(path, {"name": "欧阳示例"})
    clerk.client.post("/account/login/", who)
    clerk.look("/account/carry-on/")


def as_system_admin(guest: Guest) -> None:
    guest.send("/admin/centres/room/add/")
    guest.send("/admin/activities/session/add/")
    guest.send("/admin/residents/user/add/", phone="138", **{"posts-TOTAL_FORMS": "0", "posts-INITIAL_FORMS": "0"})
    guest.look("/admin/residents/resident/?q=nobody")
    _bring_in_a_list(guest)
    _about_messages(guest)
    for model in ("centres/equipment", "residents/team", "activities/activity", "office/announcement"):
        change = guest.sheet_of(f"admin:{model.replace('/', '_')}_change").path
        guest.look(change.replace("/change/", "/delete/"))


def _about_messages(guest: Guest) -> None:
    """What they say, in words that are wrong and in such that are right; and one in doubt."""
    a_notice(state="maybe", handed_at=timezone.now(), created_at=timezone.now(), place="c1", body="您的预约取消了")
    guest.look("/admin/board/undelivered/")
    guest.look("/admin/board/words/")
    guest.send("/admin/board/words/booking-cancelled/", words="{天气}", step="save")
    guest.send("/admin/board/words/booking-cancelled/", words="{地点时间}用不了。{原因}{电话}", step="look")


def _bring_in_a_list(guest: Guest) -> None:
    """A file that is none; a list with somebody known, somebody new and something wrong; what came of it."""
    page = "/admin/residents/resident/import/"
    known = Resident.objects.filter(user__phone=RESIDENT).values_list("name", flat=True).get()
    rows = f"姓名,电话,居委会\n{known},{RESIDENT},\n{known},13800000905,\n欧阳示例,13800000906,\n欧阳示例,1,无\n"
    guest.send(page, file=SimpleUploadedFile("list.csv", b"%PDF"))
    look = guest.send(page, file=SimpleUploadedFile("list.csv", rows.encode()))
    guest.send(look.path, step="confirm")
    guest.look(page)


def as_staff_with_a_second_step(guest: Guest) -> None:
    guest.look("/account/second-step/totp/activate/")
    guest.client.post("/account/reauthenticate/", {"password": PASSWORD})
    secret = re.search(r"[A-Z2-7]{32}", guest.look("/account/second-step/totp/activate/").html)
    assert secret
    guest.send("/account/second-step/totp/activate/", code="000000")
    guest.client.post("/account/second-step/totp/activate/", {"code": _code(secret.group())})
    for page in ("", "recovery-codes/", "recovery-codes/generate/", "totp/deactivate/", "reauthenticate/"):
        guest.look(f"/account/second-step/{page}")
    again = Guest(guest.name, sheets=guest.sheets, comes_once=True)
    again.client.post("/account/login/", {"login": guest.visitor.phone, "password": PASSWORD})
    again.send("/account/second-step/authenticate/", code="000000")


def _code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(unix_time()) // 30))


WAYS: dict[str, Callable[[Guest], None]] = {
    "a passer-by": as_passer_by,
    "a resident": as_resident,
    "staff of a site": as_staff,
    "a system administrator": as_system_admin,
    "staff with a second step": as_staff_with_a_second_step,
}
