"""The code on a slip: made, never kept, read as people type it, tried a few times only; and the slip on paper."""

import io
import re
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import translation
from pypdf import PdfReader

from bookings import actions, papers, slips
from bookings.models import Booking, SlipTries
from centres.claimants import CannotChange
from centres.models import Centre, Room
from centres.references import ALPHABET, spelt
from office.models import Portal
from residents.models import Resident
from tests.bookings.conftest import NOW
from tests.bookings.pages import a_neighbour, links, signed_in, words
from tests.factories import (
    a_booking,
    a_centre,
    a_resident,
    a_room,
    a_series,
    a_street_officer,
    a_team,
    a_user,
    at,
    staff_of,
)
from tests.queries import queries_of
from timetables.typesetting import Paper, compile_slip

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saturday_noon")]

HERE = "203.0.113.7"
A6 = (298, 420)  # points
ROLL = 227


def wrong(code: str) -> str:
    """As well formed, and not the code."""
    return ("C" if code[0] == "B" else "B") + code[1:]


# The code


def test_code_is_six_signs_of_the_reference_alphabet() -> None:
    code = slips.cancel_code(a_booking())

    assert re.fullmatch(f"[{ALPHABET}]{{3}}-[{ALPHABET}]{{3}}", code)


def test_code_is_of_this_booking_this_edition_and_this_key(settings) -> None:
    one, other = a_booking(), a_booking()
    code = slips.cancel_code(one)

    assert slips.cancel_code(Booking.objects.get(pk=one.pk)) == code
    assert not slips.matches(other, code)
    settings.SECRET_KEY = "another key"
    assert not slips.matches(one, code)
    settings.SECRET_KEY_FALLBACKS = ["yet another", *settings.SECRET_KEY_FALLBACKS]
    assert not slips.matches(one, code)


def test_slip_outlives_a_key_kept_among_the_fallbacks(settings) -> None:
    booking = a_booking()
    code = slips.cancel_code(booking)

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new key", [settings.SECRET_KEY]

    assert slips.matches(booking, code)
    assert slips.cancel_code(booking) != code


def test_code_stands_nowhere_in_the_database(tmp_path) -> None:
    booking = a_booking(booked_for=a_neighbour())
    code = slips.cancel_code(booking)
    signed_in(booking.booked_for).get(f"/bookings/{booking.ref}/slip.pdf")
    dumped = tmp_path / "all.json"

    call_command("dumpdata", output=str(dumped), verbosity=0)

    text = dumped.read_text()
    assert booking.ref in text
    assert code not in text
    assert code.replace("-", "") not in text


@pytest.mark.parametrize(
    "typed",
    [
        lambda code: code.lower(),
        lambda code: code.replace("-", ""),
        lambda code: f"  {code.replace('-', ' ')}\n",
        lambda code: code.replace("-", "－"),
        lambda code: code.replace("-", "—"),
        lambda code: " ".join(code.replace("-", "")),
        lambda code: "".join(chr(ord(sign) + 0xFEE0) for sign in code.lower()),
        lambda code: f"\0{code}\u3000",
    ],
)
def test_code_may_be_written_as_one_likes(typed) -> None:
    booking = a_booking()

    assert slips.matches(booking, typed(slips.cancel_code(booking)))


@pytest.mark.parametrize("typed", ["", "-", "BCD", "BCDFGHJ", "😀", "取消码", "\0"])
def test_what_is_no_code_matches_nothing(typed: str) -> None:
    assert not slips.matches(a_booking(), typed)


def test_wrong_code_matches_nothing() -> None:
    booking = a_booking()

    assert not slips.matches(booking, wrong(slips.cancel_code(booking)))


def test_spelt_leaves_what_is_no_space_and_no_dash() -> None:
    assert spelt("ｂｃ３－４ｄ ５") == "BC34D5"
    assert spelt("b_c/3") == "B_C/3"


# A slip that was lost


def test_renewed_slip_bears_another_code_and_the_old_one_is_void() -> None:
    booking = a_booking()
    old = slips.cancel_code(booking)

    actions.renew_slip(booking=booking, now=NOW)

    assert slips.cancel_code(booking) != old
    assert not slips.matches(booking, old)
    assert slips.matches(booking, slips.cancel_code(booking))


def test_slip_of_what_is_over_or_cancelled_is_not_renewed() -> None:
    over = a_booking(span="2026-11-28 09:00-10:00")
    gone = a_booking(state="cancelled", cancelled_at=NOW)

    for booking in (over, gone):
        with pytest.raises(CannotChange):
            actions.renew_slip(booking=booking, now=NOW)


def test_owner_and_staff_of_the_site_renew_it_and_nobody_else() -> None:
    resident = a_neighbour()
    booking = a_booking(booked_for=resident)
    path = f"/bookings/{booking.ref}/slip/renew/"
    staff = Client()
    staff.force_login(staff_of(booking.room.centre))

    for stranger in (signed_in(a_neighbour()), signed_in_staff_of(a_centre())):
        assert stranger.post(path).status_code == 404
    assert Client().post(path)["Location"].startswith("/account/login/")
    assert signed_in(resident).get(path).status_code == 405
    assert Booking.objects.get().slip_edition == 1

    assert "旧小票上的取消码作废了" in words(signed_in(resident).post(path, follow=True))
    assert "旧小票上的取消码作废了" in words(staff.post(path, follow=True))
    assert Booking.objects.get().slip_edition == 3
    assert staff.post(path)["Location"].endswith(f"/occupancy/{booking.occupancy_id}/")


# Tries


def test_right_code_finds_the_booking_and_is_no_try() -> None:
    booking = a_booking()

    for _n in range(30):
        assert slips.find(booking.ref, slips.cancel_code(booking), address=HERE, now=NOW) == booking
    assert list(SlipTries.objects.values_list("tries", flat=True)) == [0, 0]


@pytest.mark.parametrize("is_there", [True, False])
def test_five_wrong_ones_rest_a_booking_for_an_hour_whether_there_is_one_or_not(is_there: bool) -> None:
    booking = a_booking()
    code = slips.cancel_code(booking)
    ref = booking.ref if is_there else "BCDFGH"
    for minute in range(5):
        with pytest.raises(slips.WrongCode):
            slips.find(ref, wrong(code), address=f"203.0.113.{minute}", now=NOW + timedelta(minutes=minute))
    fifth = NOW + timedelta(minutes=4)

    for later in (fifth, fifth + timedelta(minutes=59)):
        with pytest.raises(slips.TooManyTries):
            slips.find(ref, code, address=HERE, now=later)

    if is_there:
        assert slips.find(ref, code, address=HERE, now=fifth + timedelta(hours=1)) == booking


def test_tries_of_long_ago_do_not_count() -> None:
    booking = a_booking()
    code = slips.cancel_code(booking)
    for hour in range(7):
        with pytest.raises(slips.WrongCode):
            slips.find(booking.ref, wrong(code), address=HERE, now=NOW + timedelta(hours=hour))

    assert slips.find(booking.ref, code, address=HERE, now=NOW + timedelta(hours=7)) == booking


def test_twenty_wrong_ones_rest_an_address_and_no_other() -> None:
    booking = a_booking()
    code = slips.cancel_code(booking)
    for number in range(20):
        ref = f"BCDF{ALPHABET[number]}G"
        with pytest.raises(slips.WrongCode):
            slips.find(ref, code, address=HERE, now=NOW)

    with pytest.raises(slips.TooManyTries):
        slips.find(booking.ref, code, address=HERE, now=NOW)
    assert slips.find(booking.ref, code, address="203.0.113.8", now=NOW) == booking


def test_resting_booking_costs_an_address_nothing() -> None:
    for _n in range(5):
        with pytest.raises(slips.WrongCode):
            slips.find("BCDFGH", "BCDFGH", address="203.0.113.9", now=NOW)

    for _n in range(30):
        with pytest.raises(slips.TooManyTries):
            slips.find("BCDFGH", "BCDFGH", address=HERE, now=NOW)

    with pytest.raises(slips.WrongCode):
        slips.find("BCDFGJ", "BCDFGH", address=HERE, now=NOW)


def test_house_with_many_ipv6_addresses_is_one() -> None:
    for number in range(20):
        with pytest.raises(slips.WrongCode):
            slips.find(f"BCDF{ALPHABET[number]}G", "BCDFGH", address=f"2001:db8::{number + 1:x}", now=NOW)

    with pytest.raises(slips.TooManyTries):
        slips.find("BCDFGH", "BCDFGH", address="2001:db8::ffff", now=NOW)
    with pytest.raises(slips.WrongCode):
        slips.find("BCDFGH", "BCDFGH", address="2001:db8:0:1::1", now=NOW)


def test_no_address_stands_in_the_counts_and_old_ones_go() -> None:
    with pytest.raises(slips.WrongCode):
        slips.find("BCDFGH", "BCDFGH", address=HERE, now=NOW)

    assert not SlipTries.objects.filter(key__contains="203").exists()
    slips.forget_old_tries(NOW + timedelta(minutes=59))
    assert SlipTries.objects.count() == 2
    slips.forget_old_tries(NOW + timedelta(hours=1))
    assert SlipTries.objects.count() == 0


def test_database_counts_a_key_once() -> None:
    SlipTries.objects.create(key="booking BCDFGH", tries=1, until=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        SlipTries.objects.create(key="booking BCDFGH", tries=1, until=NOW)


def test_number_that_is_none_costs_as_many_queries_as_a_wrong_code() -> None:
    booking = a_booking()

    def tried(ref: str) -> int:
        def act() -> None:
            with pytest.raises(slips.WrongCode):
                slips.find(ref, wrong(slips.cancel_code(booking)), address=HERE, now=NOW)

        return len(queries_of(act))

    assert tried(booking.ref) == tried("BCDFGH") == 3


# On paper


def signed_in_staff_of(centre: Centre) -> Client:
    client = Client()
    client.force_login(staff_of(centre))
    return client


def pdf_of(booking: Booking, paper: Paper = Paper.A6, *, now=NOW) -> bytes:
    booking = Booking.objects.with_place().get(pk=booking.pk)
    return papers.slip_pdf(booking, actions.numbers_of(booking), paper=paper, host="https://yanji.example", now=now)


def pages_of(pdf: bytes) -> list[str]:
    return [re.sub(r"[\s\u200b\u2060]", "", page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]


@pytest.fixture
def room() -> Room:
    centre = a_centre(name="延吉社区第三睦邻中心", short_name="三中心", address="延吉七村20号", phone="021-0000 1003")
    return a_room(centre=centre, name="阳光客厅", number="101", floor=2, note="请穿软底鞋。")


@pytest.fixture
def resident() -> Resident:
    return a_neighbour(name="欧阳示例")


@pytest.mark.parametrize("paper", Paper)
def test_slip_says_all_that_one_needs_on_the_way(room: Room, resident: Resident, paper: Paper) -> None:
    booking = a_booking(room=room, booked_for=resident, party=6, note="有一位坐轮椅")

    [text] = pages_of(pdf_of(booking, paper))

    for fact in (
        "11月30日周一",
        "农历十月廿二",
        "09:00–10:30",
        "阳光客厅2楼",
        "延吉社区第三睦邻中心",
        "延吉七村20号",
        "电话021-00001003",
        "给谁欧阳示例",
        "人数6人",
        "做什么喝茶聊天",
        "还有有一位坐轮椅",
        "请留意请穿软底鞋。",
        f"预约号{booking.ref}",
        f"取消码{slips.cancel_code(booking)}",
        "11月30日（周一）07:00前凭预约号和取消码取消",
        "yanji.example/bookings/cancel/",
        "签到08:45–09:15之间",
    ):
        assert fact in text
    assert resident.phone not in text
    assert "示例数据" not in text


def test_slip_is_as_wide_as_its_paper(room: Room) -> None:
    booking = a_booking(room=room)
    sizes = {paper: PdfReader(io.BytesIO(pdf_of(booking, paper))).pages[0].mediabox[2:] for paper in Paper}

    assert tuple(map(round, sizes[Paper.A6])) == A6
    assert round(sizes[Paper.ROLL][0]) == ROLL
    assert sizes[Paper.ROLL][1] > ROLL


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("name", ["欧阳" * 20, "Wilhelmina-Alexandrina" * 2, "👵🏽王奶奶💃"])
def test_name_of_any_kind_stands_whole_on_one_slip(room: Room, paper: Paper, name: str) -> None:
    booking = a_booking(room=room, booked_for=a_resident(name=name[:40]), note="带轮椅♿️来👨‍👩‍👧")

    [text] = pages_of(pdf_of(booking, paper))

    assert re.sub(r"👵🏽|💃", "□", name[:40]) in text
    assert "带轮椅" in text
    assert slips.cancel_code(booking) in text


@pytest.mark.parametrize("paper", Paper)
def test_team_of_a_long_name_in_a_hall_of_a_long_name_fits(room: Room, paper: Paper) -> None:
    """Everything as long as it can be; the notes give way, and nothing else."""
    longest = "延吉新村街道第三睦邻中心太极拳扇子舞柔力球健身操联合表演队一二三四五六七八九十"[:40]
    room.name, room.note, room.number = "多功能厅（含舞台和化妆间）", "请勿自带音响，" * 28, "201-2"
    room.centre.way_there = "大门进，左手第一栋，过了小花园就是"
    room.centre.save()
    room.save()
    booking = a_booking(room=room, team=a_team(name=longest), party=120, purpose="排" * 60, note="请留前排，" * 40)

    [text] = pages_of(pdf_of(booking, paper))

    for words_of in (longest, "排" * 60, room.name, booking.ref, slips.cancel_code(booking), "签到08:45–09:15之间"):
        assert words_of in text


@pytest.mark.parametrize("paper", Paper)
def test_sheet_bears_words_of_sixty_signs(room: Room, paper: Paper) -> None:
    """Longer than any name can be today."""
    booking = Booking.objects.with_place().get(pk=a_booking(room=room, team=a_team()).pk)
    booking.team.name = "队" * 60
    pdf = papers.slip_pdf(booking, actions.numbers_of(booking), paper=paper, host="https://yanji.example", now=NOW)

    [text] = pages_of(pdf)
    assert "队" * 60 in text


def test_slip_of_a_team_names_the_team_alone(room: Room, resident: Resident) -> None:
    booking = a_booking(room=room, team=a_team(leader=resident, name="友谊编织组"))

    [text] = pages_of(pdf_of(booking))

    assert "给谁友谊编织组" in text
    assert "欧阳示例" not in text


def test_slip_of_standing_hours_says_how_often(room: Room) -> None:
    series = a_series(room=room)
    booking = a_booking(room=room, team=series.team, series=series)

    [text] = pages_of(pdf_of(booking))

    assert re.sub(r"\s", "", series.rhythm) in text


def test_slip_of_what_waits_for_approval_says_so(room: Room) -> None:
    booking = a_booking(room=room, state="pending", decide_by=at("2026-11-29 12:00"))

    [text] = pages_of(pdf_of(booking))

    assert "待审核：最晚11月29日（周日）12:00答复" in text
    assert "签到" not in text


def test_slip_printed_too_late_to_cancel_says_whom_to_call(room: Room) -> None:
    booking = a_booking(room=room, span="2026-11-28 13:00-14:00")

    [text] = pages_of(pdf_of(booking))

    assert "请打021-00001003说一声" in text
    assert "/bookings/cancel/" not in text


def test_slip_of_example_data_is_marked(room: Room) -> None:
    Portal.objects.create(is_example_data=True)

    [text] = pages_of(pdf_of(a_booking(room=room)))

    assert "示例数据" in text


def test_equal_slips_are_the_same_bytes_and_set_once(room: Room, monkeypatch) -> None:
    booking = a_booking(room=room)
    compile_slip.cache_clear()
    first = pdf_of(booking)
    afresh = compile_slip.cache_info().misses
    assert pdf_of(booking, now=NOW + timedelta(minutes=5)) == first
    assert compile_slip.cache_info().misses == afresh == 1
    compile_slip.cache_clear()
    assert pdf_of(booking) == first

    actions.renew_slip(booking=booking, now=NOW)

    assert pdf_of(booking) != first


# Who prints it


def test_slip_is_for_its_owner_whoever_booked_and_staff_of_the_site(room: Room, resident: Resident) -> None:
    relative = a_neighbour()
    booking = a_booking(room=room, booked_for=resident, booked_by=relative.user, channel="relative")
    people = {
        "the owner": (resident.user, 200),
        "who booked": (relative.user, 200),
        "staff of the site": (staff_of(room.centre), 200),
        "the street office": (a_street_officer(), 200),
        "staff of another site": (staff_of(a_centre()), 404),
        "a neighbour": (a_user(), 404),
    }
    for name, (user, status) in people.items():
        client = Client()
        client.force_login(user)
        for paper in ("", "?paper=roll", "?paper=x"):
            answer = client.get(f"/bookings/{booking.ref}/slip.pdf{paper}")
            assert (name, paper, answer.status_code) == (name, paper, status)
    path = f"/bookings/{booking.ref}/slip.pdf"
    assert Client().get(path)["Location"] == f"/account/login/?next={path}"


def test_clerk_who_entered_a_booking_and_left_the_site_prints_no_slip(room: Room) -> None:
    clerk = staff_of(room.centre)
    booking = a_booking(room=room, booked_by=clerk, channel="desk")
    clerk.posts.all().delete()
    client = Client()
    client.force_login(clerk)

    assert client.get(f"/bookings/{booking.ref}/slip.pdf").status_code == 404


def test_slip_is_a_file_that_no_browser_keeps(room: Room, resident: Resident) -> None:
    booking = a_booking(room=room, booked_for=resident)

    answer = signed_in(resident).get(f"/bookings/{booking.ref}/slip.pdf")

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "private, no-store"
    assert "slip" not in answer["Content-Disposition"]
    assert booking.ref in answer["Content-Disposition"]
    assert answer.content.startswith(b"%PDF")


def test_staff_who_print_a_name_are_on_record_and_owners_are_not(room: Room, resident: Resident, looks) -> None:
    booking = a_booking(room=room, booked_for=resident)
    clerk = staff_of(room.centre)
    client = Client()
    client.force_login(clerk)

    signed_in(resident).get(f"/bookings/{booking.ref}/slip.pdf")
    assert looks() == []
    client.get(f"/bookings/{booking.ref}/slip.pdf")

    assert looks() == [f"Account {clerk.pk} looked at booking {booking.pk}"]


def test_what_staff_print_is_in_the_portals_language_and_ones_own_in_ones_own(room: Room, resident: Resident) -> None:
    booking = a_booking(room=room, booked_for=resident)
    staff = signed_in_staff_of(room.centre)

    with translation.override("en"):
        own = signed_in(resident).get(f"/bookings/{booking.ref}/slip.pdf", headers={"accept-language": "en"})
        others = staff.get(f"/bookings/{booking.ref}/slip.pdf", headers={"accept-language": "en"})

    assert "Bookingnumber" in pages_of(own.content)[0]
    assert "预约号" in pages_of(others.content)[0]


def test_there_is_no_slip_of_what_is_over_or_cancelled(room: Room, resident: Resident) -> None:
    over = a_booking(room=room, booked_for=resident, span="2026-11-28 09:00-10:00")
    gone = a_booking(room=room, booked_for=resident)
    actions.cancel(booking=gone, by=resident.user, now=NOW)

    for booking in (over, gone):
        page = signed_in(resident).get(f"/bookings/{booking.ref}/slip.pdf", follow=True)
        assert page.redirect_chain == [(f"/bookings/{booking.ref}/", 302)]
        assert "不用小票了" in words(page)
    page = signed_in_staff_of(room.centre).get(f"/bookings/{gone.ref}/slip.pdf", follow=True)
    assert page.status_code == 200
    assert "不用小票了" in words(page)


def test_page_of_a_booking_leads_to_its_slip(room: Room, resident: Resident) -> None:
    booking = a_booking(room=room, booked_for=resident)
    client = signed_in(resident)

    page = client.get(f"/bookings/{booking.ref}/")

    assert f"/bookings/{booking.ref}/slip.pdf" in links(page)
    assert slips.cancel_code(booking) not in words(page)
    with time_machine.travel(at("2026-11-30 10:30"), tick=False):
        assert f"/bookings/{booking.ref}/slip.pdf" not in links(client.get(f"/bookings/{booking.ref}/"))


def test_slip_asks_little(room: Room, resident: Resident) -> None:
    booking = a_booking(room=room, booked_for=resident)
    for client in (signed_in(resident), signed_in_staff_of(room.centre)):
        assert len(queries_of(lambda client=client: client.get(f"/bookings/{booking.ref}/slip.pdf"))) <= 8
