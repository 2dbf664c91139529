"""Sites and rooms: what the database refuses, what the office asks, and the 17 sites to start from."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction

from centres.hours import HoursBook
from centres.models import Centre, Committee, Equipment, OpeningPeriod, Room, SpecialHours
from centres.sites import load_sites
from tests.factories import MONDAY, a_centre, a_hall, a_room, a_sub_point, an_occupancy, open_daily

pytestmark = pytest.mark.django_db


# What the database refuses


def test_a_sub_point_extends_a_centre_and_a_centre_none():
    centre = a_centre()

    for wrong in ({"kind": "sub_point", "extends": None}, {"kind": "centre", "extends": centre}):
        with (
            pytest.raises(IntegrityError, match="sub_point_extends_a_centre_and_a_centre_none"),
            transaction.atomic(),
        ):
            a_centre(**wrong)
    assert a_sub_point(extends=centre).extends == centre


def test_a_plate_number_is_unique_per_kind():
    centre = a_centre(number=9001)

    with pytest.raises(IntegrityError, match="centre_plate_is_unique_per_kind"), transaction.atomic():
        a_centre(number=9001)
    assert a_sub_point(extends=centre, number=9001).number == 9001


def test_a_room_seats_someone():
    with pytest.raises(IntegrityError, match="room_seats_someone"), transaction.atomic():
        a_room(capacity=0)


def test_a_room_number_is_unique_in_its_site():
    room = a_room(number="101")

    with pytest.raises(IntegrityError, match="room_number_is_unique_in_its_site"), transaction.atomic():
        a_room(centre=room.centre, number="101")
    assert a_room(number="101").number == "101"


def test_a_room_is_not_part_of_itself():
    room = a_room()

    with pytest.raises(IntegrityError, match="room_is_not_part_of_itself"):
        Room.objects.filter(pk=room.pk).update(whole=room)


def test_a_part_stands_in_the_site_of_its_hall():
    hall = a_room()

    with pytest.raises(IntegrityError, match="a hall and its parts stand in one site"), transaction.atomic():
        a_room(whole=hall)


def test_a_part_has_no_parts():
    hall = a_hall()

    with pytest.raises(IntegrityError, match="on two levels"), transaction.atomic():
        a_room(centre=hall.centre, whole=hall.parts.first())
    with pytest.raises(IntegrityError, match="on two levels"), transaction.atomic():
        Room.objects.filter(pk=hall.pk).update(whole=a_room(centre=hall.centre))


@pytest.mark.parametrize(
    ("opens", "closes", "valid_from", "valid_until", "constraint"),
    [
        ("17:00", "08:30", "2026-01-01", None, "opening_period_opens_before_it_closes"),
        ("08:30", "08:30", "2026-01-01", None, "opening_period_opens_before_it_closes"),
        ("08:30", "17:00", "2026-01-02", "2026-01-01", "opening_period_validity_in_order"),
    ],
)
def test_opening_hours_run_forwards(opens, closes, valid_from, valid_until, constraint):
    centre = a_centre()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        OpeningPeriod.objects.create(
            centre=centre, day=1, opens=opens, closes=closes, valid_from=valid_from, valid_until=valid_until
        )


def test_an_opening_period_has_a_known_day():
    centre = a_centre()

    for day in (0, 9):
        with pytest.raises(IntegrityError, match="opening_period_day_is_known"), transaction.atomic():
            open_daily(centre, "08:30-17:00", days=(day,))


@pytest.mark.parametrize(("opens", "closes"), [("09:00", None), (None, "12:00"), ("12:00", "09:00")])
def test_special_hours_have_both_times_or_none(opens, closes):
    centre = a_centre()

    with pytest.raises(IntegrityError, match="special_hours_open_before_close_or_closed"), transaction.atomic():
        SpecialHours.objects.create(centre=centre, on=MONDAY, opens=opens, closes=closes, reason="电梯检修")


def test_a_special_day_is_said_once():
    centre = a_centre()
    for opens, closes in ((None, None), (time(9), time(12))):
        SpecialHours.objects.create(centre=centre, on=MONDAY, opens=opens, closes=closes, reason="电梯检修")

    with pytest.raises(IntegrityError, match="special_hours_closed_once"), transaction.atomic():
        SpecialHours.objects.create(centre=centre, on=MONDAY, reason="停电")
    with pytest.raises(IntegrityError, match="special_hours_once_per_start"), transaction.atomic():
        SpecialHours.objects.create(centre=centre, on=MONDAY, opens=time(9), closes=time(11), reason="停电")


# What a form says before the database must


def test_a_part_in_another_site_is_refused_with_a_sentence():
    part = a_room()
    part.whole = a_room()

    with pytest.raises(ValidationError) as refused:
        part.full_clean()
    assert refused.value.message_dict == {"whole": ["分厅要和整厅在同一个场所。"]}


def test_a_part_of_a_part_is_refused_with_a_sentence():
    hall = a_hall()
    room = a_room(centre=hall.centre)
    room.whole = hall.parts.first()

    with pytest.raises(ValidationError) as refused:
        room.full_clean()
    assert refused.value.message_dict == {"whole": ["分厅不能再拆分。"]}


# What the office asks


def test_bookable_rooms_are_in_use_in_a_site_that_is_open_to_the_public():
    room = a_room()
    a_room(is_bookable=False)
    a_room(is_active=False)
    a_room(centre=a_centre(is_active=False))

    assert list(Room.objects.bookable()) == [room]


def test_rooms_stand_in_the_order_of_the_plates():
    second, first = a_centre(slug="c2"), a_centre(slug="c1")
    rooms = [
        a_room(centre=second, number="101"),
        a_room(centre=first, number="201"),
        a_room(centre=first, number="102"),
    ]

    assert list(Room.objects.in_order()) == [rooms[2], rooms[1], rooms[0]]


@pytest.mark.parametrize(
    ("floor", "steps", "has_lift", "is_step_free"),
    [(1, 0, False, True), (1, 2, True, False), (2, 0, False, False), (2, 0, True, True)],
)
def test_step_free_means_no_step_and_no_stairs(floor, steps, has_lift, is_step_free):
    assert Room(floor=floor, steps=steps, has_lift=has_lift).is_step_free is is_step_free


def test_a_plate_shows_a_centres_number_and_a_sub_points_two_digits():
    assert Centre(kind="centre", number=3).plate == "3"
    assert Centre(kind="sub_point", number=5).plate == "05"


def test_parts_of_a_hall_stay_while_the_hall_is_taken():
    hall = a_hall()
    an_occupancy(room=hall, span="2099-11-30 09:00-10:30")

    with pytest.raises(IntegrityError, match="its parts cannot change now"), transaction.atomic():
        hall.parts.update(whole=None)


# The 17 sites


def test_load_sites_makes_4_centres_13_sub_points_53_rooms_and_2_parts():
    loaded = load_sites()

    assert (len(loaded.added), loaded.known) == (17, 0)
    assert Centre.objects.filter(kind="centre").count() == 4
    assert Centre.objects.filter(kind="sub_point").count() == 13
    assert Committee.objects.count() == 17
    assert Room.objects.filter(whole=None).count() == 53
    assert list(Room.objects.exclude(whole=None).values_list("whole__name", "name", "capacity")) == [
        ("多功能厅", "东厅", 30),
        ("多功能厅", "西厅", 30),
    ]


def test_load_sites_knows_the_sites_by_name():
    load_sites()

    assert dict(Centre.objects.values_list("slug", "name")) == {
        "c1": "延吉社区第一睦邻中心",
        "c2": "延吉社区第二睦邻中心",
        "c3": "延吉社区第三睦邻中心",
        "c4": "延吉社区第四睦邻中心",
        "p01": "延吉一村睦邻点",
        "p02": "延吉二三村睦邻点",
        "p03": "延吉五六村睦邻点",
        "p04": "控江东三村睦邻点",
        "p05": "控江西三村睦邻点",
        "p06": "控江五村睦邻点",
        "p07": "控江七村睦邻点",
        "p08": "友谊新村睦邻点",
        "p09": "松花江路睦邻点",
        "p10": "舒兰路睦邻点",
        "p11": "内江新村睦邻点",
        "p12": "长白三村睦邻点",
        "p13": "杨家浜睦邻点",
    }
    assert {
        centre.slug: [point.slug for point in centre.sub_points.all()]
        for centre in Centre.objects.filter(kind="centre")
    } == {
        "c1": ["p01", "p02", "p03"],
        "c2": ["p08", "p09", "p10"],
        "c3": ["p11", "p12", "p13"],
        "c4": ["p04", "p05", "p06", "p07"],
    }


def test_three_rooms_cannot_be_booked():
    load_sites()

    assert list(Room.objects.filter(is_bookable=False).in_order().values_list("centre__slug", "name")) == [
        ("c1", "用餐中心"),
        ("c3", "助餐点"),
        ("c4", "日间照料室"),
    ]


def test_the_sites_open_as_their_kind_does():
    load_sites()
    centre, point = Centre.objects.get(slug="c3"), Centre.objects.get(slug="p13")

    book = HoursBook.load([centre, point], MONDAY, date(2026, 12, 6))

    week = [date(2026, 11, 30), *(date(2026, 12, day) for day in range(1, 7))]
    day, evening = "08:30–17:00", "08:30–17:00、18:30–20:00"
    split = "08:30–11:30、13:00–16:30"
    assert [book.on(centre, on).words for on in week] == [day, evening, day, evening, evening, day, day]
    assert [book.on(point, on).words for on in week] == [split] * 5 + ["08:30–11:30", ""]


def test_every_site_and_room_passes_its_own_form():
    load_sites()

    for row in [*Committee.objects.all(), *Centre.objects.all(), *Room.objects.all(), *OpeningPeriod.objects.all()]:
        row.full_clean()


def test_load_sites_again_changes_nothing_that_staff_edited(capsys):
    load_sites()
    Centre.objects.filter(slug="c1").update(name="延吉新名字", committee=Committee.objects.create(name="新居委会"))
    Committee.objects.filter(name="延吉四村居委会").delete()
    Room.objects.filter(centre__slug="c1", number="101").update(number="1楼东", capacity=70)
    OpeningPeriod.objects.filter(centre__slug="c1").delete()
    Equipment.objects.filter(name="投影").update(name="投影仪")

    call_command("load_sites")

    assert capsys.readouterr().out == "新增0个场所，另有17个已经在了，保持原样。\n"
    assert Room.objects.count() == 55
    assert Committee.objects.filter(name="延吉四村居委会").count() == 0
    assert OpeningPeriod.objects.filter(centre__slug="c1").count() == 0
    assert Equipment.objects.filter(name="投影").count() == 0


def test_load_sites_adds_only_the_site_that_is_missing():
    load_sites()
    gone = Centre.objects.get(slug="p13")
    gone.rooms.all().delete()
    gone.delete()

    assert [centre.slug for centre in load_sites().added] == ["p13"]
    assert Room.objects.count() == 55
