"""Who is taken for whom, what is written, how often, and what stays of a list."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Q

from residents.actions import find_or_register, sign_up
from residents.importing import actions
from residents.importing.matching import Findings
from residents.models import Import, Resident, User
from residents.names import initials
from residents.seed import ensure_privacy_notice
from tests.factories import a_committee, a_resident, a_street_officer, a_user, at
from tests.queries import queries_of
from tests.races import race, race_of
from tests.residents.importing.files import thousands, uploaded

pytestmark = pytest.mark.django_db

NOW = at("2026-11-29 10:00")
PHONE, OTHER, LANDLINE = "13800000001", "13800000002", "02155550001"


@pytest.fixture
def officer() -> User:
    return a_street_officer()


def found(*rows, by: User) -> Findings:
    return actions.look(uploaded(*rows, by=by, now=NOW))


def brought_in(*rows, by: User, with_alike: bool = True) -> Import:
    return actions.bring_in(uploaded=uploaded(*rows, by=by, now=NOW), with_alike=with_alike, by=by, now=NOW)


def people() -> list[tuple[str, str]]:
    return list(Resident.objects.order_by("pk").values_list("name", "phone"))


# Who is who


def test_somebody_new_is_written_down_as_the_desk_does_it(officer: User):
    committee = a_committee(name="延吉一村居委会")

    done = brought_in(("欧阳示例", PHONE, "延吉一村", "1952"), by=officer)

    [resident] = Resident.objects.all()
    desk = find_or_register(name="欧阳示例", phone=OTHER)
    assert (resident.name, resident.phone, resident.committee, resident.birth_year) == (
        "欧阳示例",
        PHONE,
        committee,
        1952,
    )
    assert resident.initials == initials("欧阳示例") == desk.initials
    assert (resident.user, resident.met_at, resident.is_verified) == (desk.user, desk.met_at, False)
    assert abs(resident.registered_at - desk.registered_at) < timedelta(minutes=1)
    assert (done.added, done.filled, done.known, done.left_out, done.rows) == (1, 0, 0, 0, 1)


@pytest.mark.parametrize(
    ("row", "became"),
    [
        (("张示例", PHONE), "known"),
        (("章示例", PHONE), "taken_for"),  # the same initials
        (("李示例", LANDLINE), "known"),  # of an account: by the number it signs in with, too
        (("李示例", "13900000009"), "known"),
        (("王示例", PHONE), "alike"),  # family
        (("张示例", OTHER), "alike"),  # a namesake
        (("张示例", ""), "alike"),
        (("赵示例", ""), "known"),
        (("赵示例", OTHER), "alike"),
        (("钱示例", OTHER), "new"),
        (("", OTHER), "wrong"),
    ],
)
def test_whom_a_row_means(officer: User, row: tuple[str, str], became: str):
    a_resident(name="张示例", phone=PHONE)
    a_resident(user=a_user(phone="13900000009"), name="李示例", phone=LANDLINE)
    a_resident(name="赵示例", phone="")

    findings = found((*row, "", ""), by=officer)

    counts = {
        "new": len(findings.new),
        "known": findings.known,
        "alike": len(findings.alike),
        "taken_for": len(findings.taken_for),
        "wrong": len(findings.wrong),
        "again": findings.again,
    }
    assert {name for name, count in counts.items() if count} == {became}


def test_what_is_known_stays_and_only_what_is_empty_is_filled_in(officer: User):
    ours, theirs = a_committee(name="延吉一村居委会"), a_committee(name="敦化路居委会")
    empty = a_resident(name="张示例", phone=PHONE)
    full = a_resident(name="李示例", phone=OTHER, committee=ours, birth_year=1950)

    done = brought_in(("张示例", PHONE, theirs.name, "1952"), ("李示例", OTHER, theirs.name, "1952"), by=officer)

    empty.refresh_from_db()
    full.refresh_from_db()
    assert (empty.committee, empty.birth_year) == (theirs, 1952)
    assert (full.committee, full.birth_year) == (ours, 1950)
    assert (done.added, done.filled, done.known) == (0, 1, 2)


def test_who_has_an_account_says_it_themselves(officer: User):
    resident = a_resident(user=a_user(phone=PHONE))

    done = brought_in(("张示例", PHONE, "", "1952"), by=officer)

    resident.refresh_from_db()
    assert (resident.birth_year, done.filled, done.known) == (None, 0, 1)


def test_rows_about_one_person_count_once_and_add_up(officer: User):
    a_committee(name="延吉一村居委会")
    rows = [("张示例", PHONE, "", ""), ("张示例", PHONE, "延吉一村", ""), ("张 示例", "138-0000-0001", "", "1952")]

    done = brought_in(*rows, by=officer)

    [resident] = Resident.objects.select_related("committee")
    assert (resident.committee.name, resident.birth_year) == ("延吉一村居委会", 1952)
    assert (done.added, done.known) == (1, 2)


def test_ten_thousand_times_the_same_person(officer: User):
    done = brought_in(*[("张示例", PHONE, "", "")] * 10_000, by=officer)

    assert people() == [("张示例", PHONE)]
    assert (done.added, done.known) == (1, 9_999)


def test_the_same_list_twice_changes_nothing_the_second_time(officer: User):
    a_resident(name="张示例", phone=PHONE)
    rows = [
        ("张示例", OTHER, "", "1952"),
        ("王示例", PHONE, "", "1952"),
        ("章示例", PHONE, "", ""),
        ("赵示例", "", "", "1940"),
        ("赵示例", "", "", ""),
        ("赵示例", "", "", "1940"),
        ("𠮷示例", LANDLINE, "", ""),
        ("错", "1", "", ""),
    ]
    first = brought_in(*rows, by=officer)
    before = list(Resident.objects.order_by("pk").values())

    second = brought_in(*rows, by=officer)

    assert list(Resident.objects.order_by("pk").values()) == before
    assert (first.added, first.known, first.left_out) == (5, 1, 2)
    assert (second.added, second.filled, second.known, second.left_out) == (0, 0, 6, 2)


def test_who_may_be_somebody_else_is_left_out_on_request(officer: User):
    a_resident(name="张示例", phone=PHONE)

    done = brought_in(("张示例", OTHER, "", ""), ("李示例", LANDLINE, "", ""), by=officer, with_alike=False)

    assert people() == [("张示例", PHONE), ("李示例", LANDLINE)]
    assert (done.added, done.left_out) == (1, 1)


# Once, and for an hour


def test_confirmed_twice_it_is_brought_in_once(officer: User):
    waiting = uploaded(("张示例", PHONE, "", ""), by=officer, now=NOW)

    first = actions.bring_in(uploaded=waiting, with_alike=True, by=officer, now=NOW)
    Resident.objects.all().delete()
    second = actions.bring_in(uploaded=waiting, with_alike=True, by=officer, now=NOW)

    assert (second.pk, second.added, people()) == (first.pk, 1, [])


def test_only_who_uploaded_it_and_only_within_the_hour(officer: User):
    waiting = uploaded(("张示例", PHONE, "", ""), by=officer, now=NOW)

    for by, moment in [(a_street_officer(), NOW), (officer, NOW + Import.KEPT)]:
        with pytest.raises(actions.TooLate):
            actions.bring_in(uploaded=waiting, with_alike=True, by=by, now=moment)

    assert people() == []


def test_nobodys_name_is_kept_longer_than_needed(officer: User):
    done = brought_in(("张示例", PHONE, "", ""), ("错示例", "1", "", ""), by=officer)
    assert "错示例" in str(done.sheet)
    assert "张示例" not in str(done.sheet)
    waiting = uploaded(("李示例", PHONE, "", ""), by=officer, now=NOW)

    actions.forget_old(NOW + Import.KEPT - timedelta(seconds=1))
    assert Import.objects.exclude(sheet=None).count() == 2
    actions.forget_old(NOW + Import.KEPT)

    done.refresh_from_db()
    assert (done.sheet, done.added, done.left_out, done.confirmed_at) == (None, 1, 1, NOW)
    assert not Import.objects.filter(pk=waiting.pk).exists()


def test_a_new_list_takes_the_place_of_one_that_waits(officer: User):
    uploaded(("张示例", PHONE, "", ""), by=officer, now=NOW)
    others = uploaded(("张示例", PHONE, "", ""), by=a_street_officer(), now=NOW)

    latest = uploaded(("李示例", PHONE, "", ""), by=officer, now=NOW)

    assert set(Import.objects.all()) == {others, latest}


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"sheet": None}, "import_that_waits_has_its_rows"),
        ({"sheet": {}, "added": 1}, "import_that_waits_has_added_nobody"),
    ],
)
def test_what_waits_has_rows_and_has_added_nobody(officer: User, fields, name: str):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Import.objects.create(uploaded_by=officer, uploaded_at=NOW, **fields)


# Many


def test_however_long_the_list_the_questions_are_as_many(officer: User):
    counts = []
    for rows in (thousands(20), thousands(2000)):
        Resident.objects.all().delete()
        for name, phone, _committee, _year in rows[: len(rows) // 2]:
            a_resident(name=name, phone=phone)
        waiting = uploaded(*rows, by=officer, now=NOW)
        looked = queries_of(lambda waiting=waiting: actions.look(waiting))
        did = queries_of(
            lambda waiting=waiting: actions.bring_in(uploaded=waiting, with_alike=True, by=officer, now=NOW)
        )
        counts.append((len(looked), len(did)))

    assert counts[0] == counts[1] == (2, 7)
    assert Resident.objects.filter(Q(initials="") | Q(birth_year=None)).count() == 0


# At the same moment


@pytest.mark.django_db(transaction=True)
def test_two_clerks_and_a_desk_at_once_write_everybody_down_once():
    officers = [a_street_officer(), a_street_officer()]
    rows = thousands(300)
    waiting = [uploaded(*rows, by=each, now=NOW) for each in officers]
    name, phone = rows[150][:2]
    newcomer = a_user(phone=rows[160][1])
    notice = ensure_privacy_notice()

    outcomes = race_of(
        lambda: actions.bring_in(uploaded=waiting[0], with_alike=True, by=officers[0], now=NOW).added,
        lambda: actions.bring_in(uploaded=waiting[1], with_alike=True, by=officers[1], now=NOW).added,
        lambda: find_or_register(name=name, phone=phone).pk,
        lambda: sign_up(by=newcomer, name=rows[160][0], committee=None, notice=notice, now=NOW).pk,
    )

    assert all(isinstance(outcome, int) for outcome in outcomes), outcomes
    assert sorted(people()) == sorted((row[0], row[1]) for row in rows)


@pytest.mark.django_db(transaction=True)
def test_one_list_confirmed_by_many_taps_is_brought_in_once():
    officer = a_street_officer()
    waiting = uploaded(*thousands(50), by=officer, now=NOW)

    outcomes = race(4, lambda _n: actions.bring_in(uploaded=waiting, with_alike=True, by=officer, now=NOW).added)

    assert outcomes == [50, 50, 50, 50]
    assert Resident.objects.count() == 50
