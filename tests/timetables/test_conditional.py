"""A browser asks again with the tag it got: 304 while nothing changed, and the new page as soon as anything did."""

import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from centres.models import CalendarDay, Centre, Occupancy, OpeningPeriod, Room, SpecialHours, Want
from office.models import Portal
from residents.models import Post
from tests.factories import (
    a_booking,
    a_centre,
    a_resident,
    a_room,
    a_span,
    a_user,
    an_occupancy,
    at,
    open_daily,
    staff_of,
)
from tests.races import race
from timetables import kept

NOW = at("2026-11-29 08:30")  # a Sunday, half an hour before another day opens for booking
PAGE, PAPER, CALENDAR, TABLE, DATA = KINDS = ["week/", "week.pdf", "week.ics", "week.csv", "week.json"]
FILES = KINDS[1:]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday_morning")]


@pytest.fixture
def sunday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def centre() -> Centre:
    centre = a_centre(slug="c3", name="延吉社区第三睦邻中心")
    open_daily(centre, "08:30-17:00")
    return centre


@pytest.fixture
def room(centre: Centre) -> Room:
    return a_room(centre=centre, name="舞蹈房")


@pytest.fixture
def taken(room: Room) -> Occupancy:
    return a_booking(room=room, span="2026-12-01 09:00-10:30").occupancy


def look(client: Client, kind: str, *, tag: str = "", week: str = "2026-W49") -> HttpResponse:
    return client.get(f"/centres/c3/{kind}?week={week}", headers={"if-none-match": tag} if tag else {})


def settled(client: Client, kind: str) -> str:
    """The tag of somebody who has been here before: whoever comes for the first time gets a cookie first."""
    look(client, kind)
    return look(client, kind)["ETag"]


def directives(response: HttpResponse) -> set[str]:
    return set(response["Cache-Control"].split(", "))


# Nothing changed


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("somebody", [None, lambda: a_resident(user=a_user()).user, lambda: staff_of(a_centre())])
def test_whoever_has_the_page_gets_304(client: Client, taken: Occupancy, kind: str, somebody) -> None:
    if somebody:
        client.force_login(somebody())
    tag = settled(client, kind)

    again = look(client, kind, tag=f'"another", {tag}')

    assert (again.status_code, again.content, again["ETag"], again.templates) == (304, b"", tag, [])


@pytest.mark.parametrize("kind", KINDS)
def test_it_costs_no_more_questions_than_the_page(
    client: Client, taken: Occupancy, kind: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    tag = settled(client, kind)
    with django_assert_num_queries(6):  # site, rooms, hours, occupancies, rules, the portal's settings
        assert look(client, kind, tag=tag).status_code == 304


@pytest.mark.parametrize("kind", FILES)
def test_files_are_the_same_for_everyone(client: Client, taken: Occupancy, kind: str) -> None:
    tag = look(client, kind)["ETag"]
    client.force_login(staff_of(taken.room.centre))
    assert look(client, kind, tag=tag).status_code == 304


def test_a_minute_that_changes_nothing_changes_no_tag(client: Client, taken: Occupancy) -> None:
    tags = {kind: settled(client, kind) for kind in KINDS}
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        assert {look(client, kind, tag=tag).status_code for kind, tag in tags.items()} == {304}


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_keeps_it_without_asking_and_nobody_between_what_is_one_readers(
    client: Client, taken: Occupancy, kind: str
) -> None:
    anonymous = [look(client, kind), look(client, kind, tag=settled(client, kind))]
    client.force_login(a_user())
    signed_in = [look(client, kind), look(client, kind, tag=settled(client, kind))]

    assert [response.status_code for response in (*anonymous, *signed_in)] == [200, 304, 200, 304]
    whose = "private" if kind == PAGE else "public"  # the page bears a token
    assert [directives(response) for response in anonymous] == [{whose, "no-cache"}] * 2
    assert [directives(response) for response in signed_in] == [{"private", "no-cache"}] * 2
    for response in (*anonymous, *signed_in):
        assert {"Cookie", "Accept-Language"} <= set(response["Vary"].split(", "))


# Something changed


def book(taken: Occupancy) -> None:
    an_occupancy(room=taken.room, span="2026-12-02 09:00-10:30")


def cancel(taken: Occupancy) -> None:
    Occupancy.objects.release([taken], now=NOW)


def move(taken: Occupancy) -> None:
    Occupancy.objects.move([(taken, Want(taken.room, a_span("2026-12-01 13:00-14:30")))], now=NOW)


def move_to_another_room(taken: Occupancy) -> None:
    other = a_room(centre=taken.room.centre, name="音乐室")
    Occupancy.objects.move([(taken, Want(other, taken.span))], now=NOW)


def retitle(taken: Occupancy) -> None:
    Occupancy.objects.update(title="延七广场舞队")


def close_a_day(taken: Occupancy) -> None:
    SpecialHours.objects.create(centre=taken.room.centre, on=date(2026, 12, 2), reason="停电")


def make_it_a_holiday(taken: Occupancy) -> None:
    CalendarDay.objects.create(on=date(2026, 12, 2), kind="off", name="示例节")


def rename_the_site(taken: Occupancy) -> None:
    Centre.objects.update(name="延吉社区第三邻里中心")


def rename_the_room(taken: Occupancy) -> None:
    Room.objects.update(name="大舞蹈房")


def show_example_data(taken: Occupancy) -> None:
    Portal.objects.create(is_example_data=True)


def lengthen_the_hours(taken: Occupancy) -> None:
    OpeningPeriod.objects.update(closes="18:00")


def take_the_room_out_of_use(taken: Occupancy) -> None:
    Room.objects.update(is_active=False)


def change_the_phone(taken: Occupancy) -> None:
    Centre.objects.update(phone="021-0000 9999")


EVERYWHERE = [
    book,
    cancel,
    move,
    move_to_another_room,
    retitle,
    close_a_day,
    make_it_a_holiday,
    rename_the_site,
    rename_the_room,
    show_example_data,
]
NOT_IN_TABLES = [lengthen_the_hours, take_the_room_out_of_use, change_the_phone]


@pytest.mark.parametrize(
    ("kind", "change"),
    [(kind, change) for kind in KINDS for change in EVERYWHERE]
    + [(kind, change) for kind in (PAGE, PAPER, DATA) for change in NOT_IN_TABLES],
)
def test_what_changed_is_sent_anew(
    client: Client, taken: Occupancy, kind: str, change: Callable[[Occupancy], None]
) -> None:
    tag = settled(client, kind)
    change(taken)
    changed = look(client, kind, tag=tag)
    assert (changed.status_code, changed["ETag"] != tag) == (200, True)


@pytest.mark.parametrize(
    ("kind", "moment", "week"),
    [
        (PAGE, "2026-11-29 09:00", "2026-W49"),  # Sunday opens for booking
        (DATA, "2026-11-29 09:00", "2026-W49"),
        (PAGE, "2026-11-29 17:00", "2026-W48"),  # nothing is free any more today
        (PAPER, "2026-11-29 17:00", "2026-W48"),
        (DATA, "2026-11-29 17:00", "2026-W48"),
        (PAGE, "2026-11-30 00:00", "2026-W49"),  # another day is today
        (PAPER, "2026-11-30 00:00", "2026-W49"),  # printed on another day
        (CALENDAR, "2026-11-30 00:00", ""),  # another week is this one
        (TABLE, "2026-11-30 00:00", ""),
    ],
)
def test_what_the_clock_changes_is_sent_anew(
    client: Client, taken: Occupancy, kind: str, moment: str, week: str
) -> None:
    with time_machine.travel(at(moment) - timedelta(seconds=1), tick=False):
        look(client, kind, week=week)
        tag = look(client, kind, week=week)["ETag"]
        assert look(client, kind, week=week, tag=tag).status_code == 304
    with time_machine.travel(at(moment), tick=False):
        assert look(client, kind, week=week, tag=tag).status_code == 200


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("how", ["by cookie", "by the browser"])
def test_another_language_is_another_answer(client: Client, taken: Occupancy, kind: str, how: str) -> None:
    tag = settled(client, kind)
    if how == "by cookie":
        client.cookies["django_language"] = "en"
    asked = {"if-none-match": tag, "accept-language": "en" if how == "by the browser" else ""}
    assert client.get(f"/centres/c3/{kind}?week=2026-W49", headers=asked).status_code == 200


@pytest.mark.parametrize("cookie", [("text", "xl"), ("theme", "contrast"), ("mode", "elder")])
def test_another_face_is_another_page_and_the_same_files(
    client: Client, taken: Occupancy, cookie: tuple[str, str]
) -> None:
    tags = {kind: settled(client, kind) for kind in KINDS}
    name, client.cookies[name] = cookie
    statuses = {kind: look(client, kind, tag=tag).status_code for kind, tag in tags.items()}
    assert statuses == {PAGE: 200, **dict.fromkeys(FILES, 304)}


# Whose page it is


def test_signing_in_and_out_and_a_post_change_the_page(client: Client, taken: Occupancy) -> None:
    user = a_user()
    tags = [settled(client, PAGE)]
    client.force_login(user)
    assert look(client, PAGE, tag=tags[0]).status_code == 200

    tags.append(settled(client, PAGE))
    Post.objects.create(user=user, centre=taken.room.centre, role=Post.Role.CENTRE_STAFF)
    assert look(client, PAGE, tag=tags[1]).status_code == 200

    tags.append(settled(client, PAGE))
    client.force_login(a_user())
    assert look(client, PAGE, tag=tags[2]).status_code == 200
    client.logout()
    assert look(client, PAGE, tag=", ".join(tags)).status_code == 200


@pytest.mark.parametrize("secret", ["", "x" * 32])
def test_a_page_with_a_dead_token_does_not_come_back(client: Client, taken: Occupancy, secret: str) -> None:
    tag = settled(client, PAGE)
    assert look(client, PAGE, tag=tag).status_code == 304

    del client.cookies["csrftoken"]
    if secret:
        client.cookies["csrftoken"] = secret

    assert look(client, PAGE, tag=tag).status_code == 200


def test_a_page_that_came_back_still_has_a_token_that_works(taken: Occupancy) -> None:
    client = Client(enforce_csrf_checks=True)
    look(client, PAGE)
    page = look(client, PAGE)
    token = str(page.context["csrf_token"])
    assert look(client, PAGE, tag=page["ETag"]).status_code == 304
    chosen = {"csrfmiddlewaretoken": token, "text": "l", "next": "/"}
    assert client.post("/account/face/", chosen).status_code == 302


def test_a_waiting_message_is_never_held_back_nor_brought_back(client: Client, taken: Occupancy) -> None:
    tag = settled(client, PAGE)
    client.get("/centres/c3/week/?week=2026-W60")  # leads to the current week, with a word

    told = look(client, PAGE, tag=tag)
    assert (told.status_code, "没有这一周" in told.text, told.has_header("ETag")) == (200, True, False)
    assert directives(told) == {"private", "no-cache"}
    assert list(get_messages(told.wsgi_request)) != []

    assert look(client, PAGE, tag=tag).status_code == 304


# Papers kept for a while


@pytest.mark.parametrize("kind", [PAPER, CALENDAR])
def test_what_is_slow_to_make_is_made_once_for_all_who_open_it(client: Client, taken: Occupancy, kind: str) -> None:
    first = look(client, kind).content
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        assert look(Client(), kind).content == first  # the moment it was made stands in it
        assert look(Client(), kind, week="2026-W50").content != first
        caches["papers"].clear()
        assert look(Client(), kind).content != first


def test_asking_for_an_unchanged_paper_typesets_nothing(client: Client, taken: Occupancy, settings: Settings) -> None:
    tag = look(client, PAPER)["ETag"]
    papers = Path(settings.CACHES["papers"]["LOCATION"])
    assert len(list(papers.iterdir())) == 1
    caches["papers"].clear()
    assert look(client, PAPER, tag=tag).status_code == 304
    assert list(papers.iterdir()) == []


def test_a_crowd_makes_it_once() -> None:
    made: list[int] = []

    def make() -> bytes:
        made.append(1)
        time.sleep(0.1)
        return b"paper"

    assert race(8, lambda _number: kept.made_once("the week", make)) == [b"paper"] * 8
    assert len(made) == 1


# A new release


@pytest.fixture
def release(tmp_path: Path, settings: Settings):
    """The folder of a portal that consists of one template."""
    template = tmp_path / "templates" / "week.html"
    template.parent.mkdir()
    template.write_text("old")
    settings.BASE_DIR = tmp_path
    kept.edition.cache_clear()
    yield template
    kept.edition.cache_clear()


def test_a_new_template_is_another_page(release: Path, client: Client, taken: Occupancy) -> None:
    tag = settled(client, PAGE)
    assert look(client, PAGE, tag=tag).status_code == 304
    release.write_text("new")
    kept.edition.cache_clear()
    assert look(client, PAGE, tag=tag).status_code == 200
