"""Whom staff mean by what they type, and two entries of one person."""

from datetime import timedelta

import pytest
from django.db import transaction

from bookings import actions as booking_actions
from bookings.actions.common import lock_people
from bookings.models import Booking, BookingWait
from centres.claimants import CannotChange
from residents.merging import CannotMerge, groups, look_alike, merge
from residents.models import Merge, Resident, Team
from residents.names import initials
from tests.factories import (
    a_booking,
    a_committee,
    a_resident,
    a_room,
    a_span,
    a_street_officer,
    a_user,
    at,
    open_daily,
)
from tests.races import meanwhile, race

NOW = at("2026-11-29 10:00")


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("张示例", "zsl"),
        ("欧阳示例", "oysl"),
        ("Li Hua", "lihua"),
        ("买买提·示例", "mmtsl"),
        ("𠮷示例", "sl"),
        ("", ""),
    ],
)
def test_initials_as_one_types_them(name: str, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("欧阳", ["欧阳示例"]),
        ("oys", ["欧阳示例"]),
        ("OYSL", ["欧阳示例"]),
        ("138", ["欧阳示例", "王示例"]),
        ("１３８ ００００ ０００９", ["欧阳示例"]),
        ("0009", ["欧阳示例", "赵示例"]),  # the last four digits, of whoever has them
        ("021-0000 0009", ["赵示例"]),
        ("例", []),
        ("", []),
        ("\0", []),
        ("％", []),
    ],
)
def test_whom_staff_mean(typed: str, found: list[str]) -> None:
    a_resident(name="欧阳示例", phone="13800000009")
    a_resident(name="王示例", phone="13800001234")
    a_resident(name="赵示例", phone="02100000009")

    assert [resident.name for resident in Resident.objects.known_as(typed)] == found


@pytest.mark.django_db
def test_initials_follow_the_name() -> None:
    resident = a_resident(name="王示例")

    resident.name = "李示例"
    resident.save(update_fields=["name"])

    assert Resident.objects.get().initials == "lsl"


# Merging


def merged(gone: Resident, kept: Resident) -> Resident:
    return merge(gone=gone, kept=kept, by=a_street_officer(), now=NOW)


@pytest.mark.django_db
def test_what_stood_on_both_stands_on_one() -> None:
    account = a_user(phone="13800000009")
    gone, kept = a_resident(user=account, name="王示例", committee=a_committee()), a_resident(name="王示例", phone="")
    booking, team = a_booking(booked_for=gone), Team.objects.create(name="友谊编织组", leader=gone)
    gone.birth_year = 1948
    gone.save()

    merged(gone, kept)

    kept = Resident.objects.get()
    assert (kept.user, kept.phone, kept.committee, kept.birth_year) == (
        account,
        gone.phone,
        gone.committee,
        1948,
    )
    assert Booking.objects.get(pk=booking.pk).booked_for == kept
    assert Team.objects.get(pk=team.pk).leader == kept
    assert Merge.objects.get().gone == gone.pk


@pytest.mark.django_db
def test_what_the_kept_entry_knows_is_not_overwritten() -> None:
    gone, kept = a_resident(name="王示例", phone="13800000001"), a_resident(name="王示例", phone="13800000002")

    merged(gone, kept)

    assert Resident.objects.get().phone == "13800000002"


@pytest.mark.django_db
def test_two_accounts_and_one_entry_are_refused_with_a_sentence() -> None:
    both = a_resident(user=a_user()), a_resident(user=a_user())

    with pytest.raises(CannotMerge, match="账号"):
        merged(*both)
    with pytest.raises(CannotMerge, match="同一"):
        merged(both[0], both[0])
    assert Resident.objects.count() == 2


@pytest.mark.django_db
def test_merges_of_merges_lead_to_the_last() -> None:
    first, second, third = (a_resident(name="王示例") for _n in range(3))

    merged(first, second)
    merged(second, third)

    assert set(Merge.objects.values_list("kept", "gone")) == {(third.pk, first.pk), (third.pk, second.pk)}


@pytest.mark.django_db
def test_who_may_be_the_same() -> None:
    known = a_resident(name="王示例", phone="13800000001", birth_year=1948)
    same = [
        a_resident(name="王示例", phone="13800000001"),
        a_resident(name="汪示例", phone="13800000001"),  # heard on the telephone
        a_resident(name="王示例", phone="", birth_year=1948),
        a_resident(name="王示例", phone="13800000007", birth_year=1948),
    ]
    a_resident(name="李示例", phone="13800000001")  # of the same family
    a_resident(name="王示例", phone="13800000002", birth_year=1950)

    assert look_alike(known) == same
    assert [[each.pk for each in group] for group in groups()] == [[known.pk, same[0].pk, same[1].pk]]


@pytest.mark.django_db(transaction=True)
def test_who_is_booked_for_while_merged_keeps_the_booking_or_hears_so() -> None:
    room = a_room()
    open_daily(room.centre, "08:30-17:00")
    gone, kept = a_resident(user=a_user(), name="王示例"), a_resident(name="王示例", phone="")
    officer = a_street_officer()

    with transaction.atomic():
        lock_people(gone.pk, None)
        late = meanwhile(lambda: merge(gone=gone, kept=kept, by=officer, now=NOW))
        a_booking(room=room, booked_for=gone)
    assert isinstance(late.result(), Resident)

    assert Booking.objects.get().booked_for == kept
    with pytest.raises(CannotChange):
        booking_actions.join_line(
            room=room,
            span=a_span("2026-11-30 09:00-10:30"),
            party=2,
            resident=gone,
            by=officer,
            channel="desk",
            purpose="下棋",
            now=NOW,
        )
    assert not BookingWait.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_merged_both_ways_at_once_one_entry_stays() -> None:
    two, officer = [a_resident(name="王示例"), a_resident(name="王示例")], a_street_officer()
    for resident in two:
        a_booking(booked_for=resident, span=f"2026-12-0{resident.pk % 9 + 1} 09:00-10:00")

    results = race(2, lambda n: merge(gone=two[n], kept=two[1 - n], by=officer, now=NOW + timedelta(seconds=n)))

    assert {type(result) for result in results} == {Resident, CannotMerge}
    assert Resident.objects.count() == 1
    assert Booking.objects.filter(booked_for=Resident.objects.get()).count() == 2
