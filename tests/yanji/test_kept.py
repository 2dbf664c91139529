"""What pages tell browsers about keeping them, and the worker about whose they are."""

import pytest
from django.test import Client

from tests.factories import a_centre, a_resident, a_user, at, staff_of
from yanji.kept import READER

pytestmark = pytest.mark.django_db


def a_neighbour() -> Client:
    client = Client()
    client.force_login(a_resident(user=a_user()).user)
    return client


def staff() -> Client:
    client = Client()
    client.force_login(staff_of(a_centre()))
    return client


def mark(client: Client, path: str = "/centres/") -> str:
    return client.get(path)[READER]


def person(client: Client) -> str:
    return mark(client).partition(".")[0]


# Caches


@pytest.mark.parametrize("path", ["/", "/rooms/", "/bookings/", "/account/nowhere/"])
def test_no_cache_keeps_a_page_of_somebody_signed_in(path: str) -> None:
    assert a_neighbour().get(path)["Cache-Control"] == "private, no-store"


def test_no_cache_keeps_a_page_of_staff() -> None:
    assert "no-store" in staff().get("/admin/")["Cache-Control"]
    assert "no-store" in staff().get("/admin/board/")["Cache-Control"]


def test_a_page_of_a_passer_by_may_be_kept(client: Client) -> None:
    assert "Cache-Control" not in client.get("/centres/")


def test_a_view_that_says_more_is_not_overruled() -> None:
    assert a_neighbour().get("/manifest-en.webmanifest")["Cache-Control"] == "public, max-age=86400"


# Marks


def test_two_neighbours_and_a_passer_by_have_three_marks() -> None:
    people = [person(client) for client in (a_neighbour(), a_neighbour(), Client())]

    assert len(set(people)) == 3
    assert people[2] == ""


def test_a_neighbour_has_one_mark_on_each_page_and_after_signing_in_again() -> None:
    user = a_resident(user=a_user()).user
    here, there = Client(), Client()
    here.force_login(user)
    there.force_login(user)

    assert mark(here) == mark(here, "/bookings/") == mark(there)


def test_a_mark_does_not_tell_the_account() -> None:
    user = a_resident(user=a_user(phone="13912345678")).user
    client = Client()
    client.force_login(user)

    assert len(person(client)) == 16
    assert user.phone not in mark(client)


def test_staff_have_no_mark_so_that_nothing_of_theirs_is_kept() -> None:
    assert mark(staff(), "/admin/") == mark(staff(), "/") == ""


def test_the_mark_follows_whatever_the_kept_page_looks_like(client: Client, time_machine) -> None:
    time_machine.move_to(at("2026-11-30 09:59"), tick=False)
    marks = [mark(client)]
    for address, choice in [
        ("/account/face/", {"text": "xl"}),
        ("/account/face/", {"theme": "contrast"}),
        ("/account/face/", {"mode": "elder"}),
        ("/i18n/setlang/", {"language": "en"}),
    ]:
        client.post(address, choice)
        marks.append(mark(client))
    time_machine.move_to(at("2026-11-30 10:00"), tick=False)
    marks.append(mark(client))

    assert len(set(marks)) == 6


def test_what_is_no_page_has_no_mark(client: Client) -> None:
    assert READER not in client.get("/healthz")
    assert READER not in client.get("/manifest-en.webmanifest")
