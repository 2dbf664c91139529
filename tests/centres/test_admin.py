"""Site staff edit their own site and nothing else; the street office keeps what all share."""

import json
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from centres import holidays
from centres.models import CalendarDay, Centre, Equipment, Occupancy, OpeningPeriod, Room, SpecialHours
from tests.factories import (
    a_centre,
    a_hall,
    a_resident,
    a_room,
    a_street_officer,
    a_system_admin,
    a_user,
    an_occupancy,
    at,
    open_daily,
    staff_of,
)

pytestmark = pytest.mark.django_db

NOTICE_2026 = Path(holidays.__file__).parent / "data" / "holidays" / "2026.json"


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(model: str, what: str, *args: object) -> str:
    return reverse(f"admin:centres_{model}_{what}", args=args)


def said(response: HttpResponse) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def rows(prefix: str, *rows: dict[str, object], there: int = 0) -> dict[str, object]:
    """What the browser sends for an inline table."""
    fields = {f"{prefix}-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}
    return {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": there, **fields}


def site_form(centre: Centre, *, periods=(), special=(), there: int = 0, **changes: object) -> dict[str, object]:
    return {
        "name": centre.name,
        "short_name": centre.short_name,
        "address": centre.address,
        "phone": centre.phone,
        **rows("opening_periods", *periods, there=there),
        **rows("special_hours", *special),
        **changes,
    }


def whole_site_form(centre: Centre) -> dict[str, object]:
    """What the street office sends: its place among the 17 too."""
    place = {"kind": centre.kind, "number": centre.number, "slug": centre.slug, "committee": centre.committee_id}
    return site_form(centre, **place, map_x=centre.map_x, map_y=centre.map_y, is_active="on")


def room_form(room: Room, **changes: object) -> dict[str, object]:
    return {
        "centre": room.centre_id,
        "number": room.number,
        "name": room.name,
        "floor": 1,
        "capacity": room.capacity,
        "area": room.area,
        "steps": 0,
        "is_bookable": "on",
        "is_active": "on",
        **changes,
    }


# Who sees what


@pytest.mark.parametrize("model", ["centre", "room", "committee", "equipment", "calendarday"])
@pytest.mark.parametrize("somebody", [None, a_user, lambda: a_resident(user=a_user()).user])
def test_nobody_without_a_post_sees_a_page(model, somebody):
    client = signed_in(somebody()) if somebody else Client()

    response = client.get(page(model, "changelist"))

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("admin:login"))


@pytest.mark.parametrize("model", ["centre", "room", "committee", "equipment", "calendarday"])
def test_every_page_opens_for_those_who_may(model):
    room = a_room()
    Equipment.objects.create(name="投影")
    CalendarDay.objects.create(on=date(2026, 10, 1), kind="off", name="国庆节")
    row = {
        "centre": room.centre,
        "room": room,
        "committee": room.centre.committee,
        "equipment": Equipment.objects.get(),
        "calendarday": CalendarDay.objects.get(),
    }[model]

    for somebody in (staff_of(room.centre), a_street_officer(), a_system_admin()):
        client = signed_in(somebody)
        assert client.get(page(model, "changelist")).status_code == 200
        assert client.get(page(model, "change", row.pk)).status_code == 200
    assert client.get(page(model, "add")).status_code == 200


def test_occupancy_is_not_edited_by_hand():
    assert not admin.site.is_registered(Occupancy)


def test_lists_show_staff_their_own_site_only():
    own, other = a_room(name="我们的活动室"), a_room(name="别处的活动室")
    client = signed_in(staff_of(own.centre))

    rooms, sites = client.get(page("room", "changelist")), client.get(page("centre", "changelist"))

    assert list(rooms.context["cl"].queryset) == [own]
    assert list(sites.context["cl"].queryset) == [own.centre]
    assert other.name not in rooms.content.decode()
    assert other.centre.name not in rooms.content.decode() + sites.content.decode()


def test_another_sites_pages_are_not_found():
    own, other = a_room(), a_room()
    client = signed_in(staff_of(own.centre))

    for model, row in (("room", other), ("centre", other.centre)):
        for what in ("change", "history"):
            response = client.get(page(model, what, row.pk))
            assert (response.status_code, response["Location"]) == (302, reverse("admin:index"))
        assert client.get(page(model, "delete", row.pk)).status_code == 403


def test_another_sites_room_is_not_changed_by_post():
    own, other = a_room(), a_room(name="别处的活动室")
    client = signed_in(staff_of(own.centre))

    client.post(page("room", "change", other.pk), room_form(other, name="抢来的"))
    client.post(page("centre", "change", other.centre_id), site_form(other.centre, name="抢来的"))

    other.refresh_from_db()
    assert other.name == "别处的活动室"
    assert other.centre.name != "抢来的"


@pytest.mark.parametrize("whoever", [a_street_officer, a_system_admin])
def test_nobody_deletes_sites_and_rooms(whoever):
    room = a_room()
    client = signed_in(whoever())

    assert client.post(page("room", "delete", room.pk), {"post": "yes"}).status_code == 403
    assert client.post(page("centre", "delete", room.centre_id), {"post": "yes"}).status_code == 403
    assert Room.objects.filter(pk=room.pk).exists()


# Sites


def test_staff_edit_what_their_site_says_of_itself():
    centre = a_centre()

    response = signed_in(staff_of(centre)).post(
        page("centre", "change", centre.pk), site_form(centre, phone="021-0000 1009", way_there="进门左手")
    )

    centre.refresh_from_db()
    assert response.status_code == 302
    assert (centre.phone, centre.way_there) == ("021-0000 1009", "进门左手")


def test_staff_do_not_change_the_place_of_their_site_among_the_17():
    centre = a_centre(slug="c9")

    signed_in(staff_of(centre)).post(
        page("centre", "change", centre.pk), site_form(centre, slug="c1", number=77, is_active="", kind="sub_point")
    )

    centre.refresh_from_db()
    assert (centre.slug, centre.kind, centre.is_active) == ("c9", "centre", True)


def test_only_the_street_office_adds_a_site():
    centre = a_centre()

    assert signed_in(staff_of(centre)).get(page("centre", "add")).status_code == 403
    assert signed_in(a_street_officer()).get(page("centre", "add")).status_code == 200


def test_a_sub_point_without_its_centre_is_refused_with_a_sentence():
    centre = a_centre()
    identity = {"kind": "sub_point", "number": 99, "slug": "p99", "committee": centre.committee_id}

    response = signed_in(a_street_officer()).post(
        page("centre", "add"), site_form(centre, **identity, map_x=50, map_y=50)
    )

    assert "睦邻点要写明延伸自哪个睦邻中心；睦邻中心不用填。" in response.content.decode()


# Hours


def test_staff_add_change_and_remove_hours():
    centre = a_centre()
    open_daily(centre, "08:30-17:00", days=(1, 2))
    monday, tuesday = centre.opening_periods.order_by("day")
    kept = {"id": monday.pk, "centre": centre.pk, "day": 1, "opens": "09:00", "closes": "17:00"}
    gone = {"id": tuesday.pk, "centre": centre.pk, "day": 2, "opens": "08:30", "closes": "17:00"}
    new = {"centre": centre.pk, "day": 3, "opens": "13:00", "closes": "16:30"}
    valid = {"valid_from": "2026-01-01"}
    periods = [{**kept, **valid}, {**gone, **valid, "DELETE": "on"}, {**new, **valid}]
    repair = {"centre": centre.pk, "on": "2026-12-02", "reason": "电梯检修"}

    response = signed_in(staff_of(centre)).post(
        page("centre", "change", centre.pk), site_form(centre, periods=periods, special=[repair], there=2)
    )

    assert response.status_code == 302
    assert [str(period) for period in centre.opening_periods.order_by("day")] == [
        "周一 09:00–17:00",
        "周三 13:00–16:30",
    ]
    assert [str(day) for day in centre.special_hours.all()] == ["2026-12-02 闭馆"]


@pytest.mark.parametrize(
    ("period", "special", "sentence"),
    [
        (
            {"day": 1, "opens": "17:00", "closes": "08:30", "valid_from": "2026-01-01"},
            {},
            "开门时间要早于关门时间。",
        ),
        (
            {"day": 1, "opens": "08:30", "closes": "17:00", "valid_from": "2026-01-02", "valid_until": "2026-01-01"},
            {},
            "截止日期不能早于起始日期。",
        ),
        (
            {},
            {"on": "2026-12-02", "opens": "09:00", "reason": "电梯检修"},
            "两个时间都要填，先开门后关门；全天闭馆就都不填。",
        ),
    ],
)
def test_hours_that_cannot_be_are_refused_with_a_sentence(period, special, sentence):
    centre = a_centre()

    response = signed_in(staff_of(centre)).post(
        page("centre", "change", centre.pk),
        site_form(
            centre,
            periods=[{"centre": centre.pk, **period}] if period else [],
            special=[{"centre": centre.pk, **special}] if special else [],
        ),
    )

    assert sentence in response.content.decode()
    assert not OpeningPeriod.objects.exists()
    assert not SpecialHours.objects.exists()


def test_closing_one_date_twice_is_refused_with_a_sentence():
    centre = a_centre()
    closed = {"centre": centre.pk, "on": "2026-12-02", "reason": "电梯检修"}

    response = signed_in(staff_of(centre)).post(
        page("centre", "change", centre.pk), site_form(centre, special=[closed, {**closed, "reason": "停电"}])
    )

    assert "同一天只需写一次闭馆。" in response.content.decode()
    assert not SpecialHours.objects.exists()


def test_new_hours_name_the_bookings_they_leave_outside(time_machine):
    time_machine.move_to(at("2026-11-29 12:00"))
    room = a_room(centre=a_centre(short_name="三中心"), name="阳光客厅")
    open_daily(room.centre, "08:30-17:00")
    booked = an_occupancy(room=room, span="2026-12-02 09:00-10:30")
    an_occupancy(room=room, span="2026-12-03 09:00-10:30")
    an_occupancy(room=room, span="2026-12-02 18:00-20:00")  # outside before, and nobody's news
    closed = {"centre": room.centre_id, "on": "2026-12-02", "reason": "电梯检修"}
    there = [
        {
            "id": row.pk,
            "centre": row.centre_id,
            "day": row.day,
            "opens": "08:30",
            "closes": "17:00",
            "valid_from": "2020-01-01",
        }
        for row in room.centre.opening_periods.all()
    ]

    response = signed_in(staff_of(room.centre)).post(
        page("centre", "change", room.centre_id),
        site_form(room.centre, periods=there, there=len(there), special=[closed]),
    )

    assert (
        "有1场预约或活动现在不在开放时间里了，最早的一场：三中心阳光客厅，12月2日（周三）09:00–10:30。"
        "都还照原样保留着，请到排期板上改期或取消。"
    ) in said(response)
    booked.refresh_from_db()
    assert booked.released_at is None


def test_new_hours_that_strand_nobody_say_nothing(time_machine):
    time_machine.move_to(at("2026-11-29 12:00"))
    room = a_room()
    open_daily(room.centre, "08:30-17:00")
    an_occupancy(room=room, span="2026-12-03 09:00-10:30")
    closed = {"centre": room.centre_id, "on": "2026-12-02", "reason": "电梯检修"}

    response = signed_in(staff_of(room.centre)).post(
        page("centre", "change", room.centre_id), site_form(room.centre, special=[closed])
    )

    assert not [words for words in said(response) if "开放时间" in words]


# Rooms


def test_staff_add_a_room_to_their_own_site():
    centre = a_centre()
    draft = Room(centre=centre, number="301", name="新活动室", capacity=12, area=30)
    tables = Equipment.objects.create(name="棋牌桌")

    response = signed_in(staff_of(centre)).post(page("room", "add"), room_form(draft, equipment=[tables.pk]))

    assert response.status_code == 302
    assert [(room.name, list(room.equipment.all())) for room in centre.rooms.all()] == [("新活动室", [tables])]


def test_a_forged_site_is_refused():
    own, other = a_centre(), a_centre()
    draft = Room(centre=other, number="301", name="新活动室", capacity=12, area=30)

    response = signed_in(staff_of(own)).post(page("room", "add"), room_form(draft))

    assert response.status_code == 200
    assert "centre" in response.context["adminform"].errors
    assert not Room.objects.exists()


def test_a_forged_hall_of_another_site_is_refused():
    room, hall = a_room(), a_hall()

    response = signed_in(staff_of(room.centre)).post(page("room", "change", room.pk), room_form(room, whole=hall.pk))

    assert "whole" in response.context["adminform"].errors


def test_a_room_does_not_walk_to_another_site():
    room, elsewhere = a_room(), a_centre()

    response = signed_in(a_street_officer()).post(
        page("room", "change", room.pk), room_form(room, centre=elsewhere.pk, name="新名字")
    )

    before = room.centre
    room.refresh_from_db()
    assert response.status_code == 302
    assert (room.centre, room.name) == (before, "新名字")


@pytest.mark.parametrize("capacity", ["0", "-3", "", "many"])
def test_a_room_seats_someone(capacity):
    room = a_room(capacity=8)

    response = signed_in(staff_of(room.centre)).post(
        page("room", "change", room.pk), room_form(room, capacity=capacity)
    )

    room.refresh_from_db()
    assert "capacity" in response.context["adminform"].errors
    assert room.capacity == 8


def test_the_parts_of_a_hall_that_is_taken_do_not_change(time_machine):
    time_machine.move_to(at("2026-11-29 12:00"))
    hall = a_hall()
    an_occupancy(room=hall, span="2099-12-02 09:00-10:30")
    part = hall.parts.order_by("pk")[0]
    plain = a_room(centre=hall.centre)
    client = signed_in(staff_of(hall.centre))

    leaving = client.post(page("room", "change", part.pk), room_form(part, whole=""))
    joining = client.post(page("room", "change", plain.pk), room_form(plain, whole=hall.pk))
    staying = client.post(page("room", "change", part.pk), room_form(part, whole=hall.pk, name="东厅"))

    for response in (leaving, joining):
        assert response.context["adminform"].errors == {"whole": ["这个整厅往后几天有人用，等空下来才能改它的分厅。"]}
    assert staying.status_code == 302
    assert [room.name for room in hall.parts.filter(pk=part.pk)] == ["东厅"]


@pytest.mark.parametrize("what", ["room", "centre"])
def test_whoever_takes_a_place_out_of_use_is_told_what_is_still_to_come(time_machine, what):
    time_machine.move_to(at("2026-11-29 12:00"))
    room = a_room(name="舞蹈房")
    an_occupancy(room=room, span="2026-12-02 09:00-10:30")
    an_occupancy(room=room, span="2026-11-28 09:00-10:30")
    place, form = (room, room_form(room)) if what == "room" else (room.centre, whole_site_form(room.centre))
    client = signed_in(a_street_officer())

    staying = client.post(page(what, "change", place.pk), form)
    leaving = client.post(page(what, "change", place.pk), {**form, "is_active": ""})
    client.get(leaving["Location"])  # the warning is read
    again = client.post(page(what, "change", place.pk), {**form, "is_active": ""})

    warning = (
        "这里往后还有1场预约或活动：舞蹈房 12月2日（周三）09:00–10:30。都还照原样保留着，请到排期板上改期或取消。"
    )
    assert [warning in said(answer) for answer in (staying, leaving, again)] == [False, True, False]
    place.refresh_from_db()
    assert not place.is_active
    assert Occupancy.objects.filter(released_at=None).count() == 2


def test_out_of_use_names_five_times_and_counts_all(time_machine):
    time_machine.move_to(at("2026-11-29 12:00"))
    room = a_room(name="舞蹈房")
    for day in range(1, 8):
        an_occupancy(room=room, span=f"2026-12-0{day} 09:00-10:30")

    response = signed_in(staff_of(room.centre)).post(page("room", "change", room.pk), room_form(room, is_active=""))

    [warning] = [sentence for sentence in said(response) if "往后还有" in sentence]
    assert warning.startswith("这里往后还有7场预约或活动：舞蹈房 12月1日（周二）09:00–10:30；舞蹈房 12月2日")
    assert (warning.count("舞蹈房"), "12月5日（周六）09:00–10:30等。" in warning) == (5, True)


# Photos


def a_photo(size=(60, 40)) -> SimpleUploadedFile:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    out = BytesIO()
    Image.new("RGB", size, "red").save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("我的手机.jpg", out.getvalue(), "image/jpeg")


def test_a_photo_is_kept_without_the_cameras_data():
    room = a_room()

    response = signed_in(staff_of(room.centre)).post(
        page("room", "change", room.pk), room_form(room, photo=a_photo((2000, 1000)))
    )

    room.refresh_from_db()
    assert response.status_code == 302
    assert (room.photo.width, room.photo.height) == (1600, 800)
    assert b"SecretCamera" not in Path(room.photo.path).read_bytes()
    assert room.photo.name.isascii()


@pytest.mark.parametrize("change", ["another one", "none"])
def test_a_photo_no_longer_shown_is_not_kept(change, django_capture_on_commit_callbacks):
    room = a_room()
    client, form_page = signed_in(staff_of(room.centre)), page("room", "change", room.pk)
    client.post(form_page, room_form(room, photo=a_photo()))
    room.refresh_from_db()
    old = Path(room.photo.path)

    with django_capture_on_commit_callbacks(execute=False) as on_commit:
        client.post(form_page, room_form(room, **{"photo": a_photo()} if change != "none" else {"photo-clear": "on"}))
        assert old.exists()  # nothing is lost if the change does not come about
    for callback in on_commit:
        callback()

    room.refresh_from_db()
    assert not old.exists()
    assert bool(room.photo) is (change == "another one")
    assert not room.photo or Path(room.photo.path).exists()


def test_a_photo_stays_when_something_else_changes(django_capture_on_commit_callbacks):
    room = a_room()
    client, form_page = signed_in(staff_of(room.centre)), page("room", "change", room.pk)
    client.post(form_page, room_form(room, photo=a_photo()))

    with django_capture_on_commit_callbacks(execute=True):
        client.post(form_page, room_form(room, name="新名字"))

    room.refresh_from_db()
    assert room.name == "新名字"
    assert Path(room.photo.path).exists()


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (("big.jpg", bytes(30 * 1024 * 1024)), "照片超过8MB了，请换一张小一些的。"),
        (("fake.jpg", b"<script>alert(1)</script>"), "这个文件不是我们能打开的图片。"),
    ],
)
def test_a_bad_photo_is_refused_and_what_was_typed_stays(upload, sentence):
    room = a_room()

    response = signed_in(staff_of(room.centre)).post(
        page("room", "change", room.pk), room_form(room, name="刚写的名字", photo=SimpleUploadedFile(*upload))
    )

    room.refresh_from_db()
    assert response.context["adminform"].errors == {"photo": [sentence]}
    assert "刚写的名字" in response.content.decode()
    assert not room.photo


# The holiday calendar


def upload(client: Client, content: bytes, name: str = "2026.json") -> HttpResponse:
    return client.post(page("calendarday", "import"), {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("whoever", [a_street_officer, a_system_admin])
def test_the_street_office_imports_a_year(whoever):
    client = signed_in(whoever())

    assert client.get(page("calendarday", "import")).status_code == 200
    response = upload(client, NOTICE_2026.read_bytes())

    assert (response.status_code, response["Location"]) == (302, page("calendarday", "changelist"))
    assert "2026年节假日：新增39天，更正推定0天，另有0天保留您已改过的安排。" in said(response)
    assert CalendarDay.objects.count() == 39


def test_site_staff_look_at_the_calendar_but_do_not_import():
    client = signed_in(staff_of(a_centre()))

    assert page("calendarday", "import") not in client.get(page("calendarday", "changelist")).content.decode()
    assert client.get(page("calendarday", "import")).status_code == 403
    assert upload(client, NOTICE_2026.read_bytes()).status_code == 403
    assert not CalendarDay.objects.exists()


def test_nobody_imports_without_signing_in():
    assert upload(Client(), NOTICE_2026.read_bytes()).status_code == 302
    assert not CalendarDay.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<html>", "这个文件不是JSON格式。"),
        (b" " * (1024 * 1024 + 1), "文件超过1MB了，一年的放假通知没有这么大。"),
        (b"", "这个文件是空的，请换一个。"),
    ],
)
def test_a_bad_notice_is_refused_with_a_sentence(content, sentence):
    response = upload(signed_in(a_street_officer()), content)

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["file"]
    assert response.context["form"].errors["file"] == [sentence]


def test_importing_names_the_bookings_that_fall_on_a_holiday(time_machine):
    time_machine.move_to(at("2026-09-01 12:00"))
    room = a_room(centre=a_centre(short_name="三中心"), name="阳光客厅")
    open_daily(room.centre, "08:30-17:00")
    an_occupancy(room=room, span="2026-10-01 09:00-10:30")

    response = upload(signed_in(a_street_officer()), NOTICE_2026.read_bytes())

    assert any("三中心阳光客厅，10月1日（周四）09:00–10:30" in words for words in said(response))


def test_a_day_saved_by_hand_is_no_longer_presumed():
    holidays.import_notice(NOTICE_2026.read_bytes())
    day = CalendarDay.objects.get(on=date(2026, 10, 10))
    assert day.is_presumed

    signed_in(a_street_officer()).post(
        page("calendarday", "change", day.pk),
        {"on": "2026-10-10", "kind": "work", "name": "国庆节", "stands_for": "2026-10-06"},
    )

    day.refresh_from_db()
    assert (day.stands_for, day.is_presumed) == (date(2026, 10, 6), False)
    assert holidays.import_notice(NOTICE_2026.read_bytes()).kept == [day]


@pytest.mark.parametrize(
    "day",
    [
        {"kind": "work", "stands_for": ""},
        {"kind": "off", "stands_for": "2026-10-06"},
        {"kind": "work", "stands_for": "2026-10-10"},
    ],
)
def test_a_day_that_cannot_be_is_refused_with_a_sentence(day):
    response = signed_in(a_street_officer()).post(
        page("calendarday", "add"), {"on": "2026-10-10", "name": "国庆节", **day}
    )

    assert "调休上班日要写明按哪天的时间开放；放假日不用填。" in response.content.decode()


def test_the_street_office_removes_a_day_entered_by_mistake():
    day = CalendarDay.objects.create(on=date(2026, 10, 1), kind="off", name="国庆节")

    assert (
        signed_in(staff_of(a_centre())).post(page("calendarday", "delete", day.pk), {"post": "yes"}).status_code == 403
    )
    assert (
        signed_in(a_street_officer()).post(page("calendarday", "delete", day.pk), {"post": "yes"}).status_code == 302
    )
    assert not CalendarDay.objects.exists()


def test_removing_a_day_names_the_bookings_that_it_strands(time_machine):
    time_machine.move_to(at("2026-09-01 12:00"))
    room = a_room(centre=a_centre(short_name="三中心"), name="阳光客厅")
    open_daily(room.centre, "08:30-17:00", days=(1, 2, 3, 4, 5))
    day = CalendarDay.objects.create(
        on=date(2026, 10, 10), kind="work", name="国庆节", stands_for=date(2026, 10, 7)
    )  # a Saturday
    an_occupancy(room=room, span="2026-10-10 09:00-10:30")

    response = signed_in(a_street_officer()).post(page("calendarday", "delete", day.pk), {"post": "yes"})

    assert any("三中心阳光客厅，10月10日（周六）09:00–10:30" in words for words in said(response))


MISSING = "节假日历里还没有2027年的日子。放假通知一出来请马上导入，不然那些日子会照平常开放。"


@pytest.mark.parametrize("where", ["admin:index", "admin:centres_calendarday_changelist"])
@pytest.mark.parametrize(("day", "reminded"), [("2026-10-31", False), ("2026-11-01", True)])
def test_the_street_office_is_reminded_of_the_coming_year_from_november_on(time_machine, where, day, reminded):
    time_machine.move_to(at(f"{day} 09:00"))

    page_read = signed_in(a_street_officer()).get(reverse(where)).content.decode()

    assert (MISSING in page_read) is reminded


def test_site_staff_are_not_reminded_of_what_they_cannot_mend(time_machine):
    time_machine.move_to(at("2026-11-01 09:00"))

    assert MISSING not in signed_in(staff_of(a_centre())).get(reverse("admin:index")).content.decode()


def test_once_imported_nobody_is_reminded(time_machine):
    time_machine.move_to(at("2026-11-01 09:00"))
    new_year = {"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": True}]}
    holidays.import_notice(json.dumps(new_year).encode())

    assert MISSING not in signed_in(a_street_officer()).get(reverse("admin:index")).content.decode()


# Constant cost


def queries_of(client: Client, url: str) -> int:
    client.get(url)  # a session's first page does more
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_the_list_of_rooms_costs_the_same_for_one_room_and_for_many():
    client, url = signed_in(a_street_officer()), page("room", "changelist")
    a_room()
    for_one = queries_of(client, url)

    for _more in range(20):
        a_room()

    assert queries_of(client, url) == for_one


def test_the_page_of_a_site_costs_the_same_for_few_hours_and_for_many():
    centre = a_centre()
    client, url = signed_in(staff_of(centre)), page("centre", "change", centre.pk)
    open_daily(centre, "08:30-17:00", days=(1,))
    SpecialHours.objects.create(centre=centre, on=date(2026, 12, 1), reason="停电")
    for_few = queries_of(client, url)

    open_daily(centre, "08:30-11:30", "13:00-16:30")
    for day in range(2, 20):
        SpecialHours.objects.create(centre=centre, on=date(2026, 12, day), reason="停电")

    assert queries_of(client, url) == for_few
