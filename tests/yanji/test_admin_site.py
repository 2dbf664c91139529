"""The admin as staff meet it: the week board first, words for yes and no, no way that ends at a closed door."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import a_booking, a_centre, a_resident, a_room, a_session, a_system_admin, a_user, staff_of

pytestmark = pytest.mark.django_db


def test_the_first_page_leads_to_the_week_board(client: Client) -> None:
    client.force_login(staff_of(a_centre()))
    page = client.get("/admin/")
    assert page.text.count(f'href="{reverse("board:sites")}"') == 2
    apps = [app["app_label"] for app in page.context["app_list"]]
    assert apps == ["bookings", "activities", "services", "residents", "centres", "fairness", "office"]


def test_nobody_sees_pages_that_do_nothing_here(client: Client) -> None:
    client.force_login(a_system_admin())
    labels = {app["app_label"] for app in client.get("/admin/").context["app_list"]}
    assert labels & {"auth", "account", "mfa"} == set()


@pytest.mark.parametrize(("signed_in", "leads_to"), [(False, "/account/login/?next=%2Fadmin%2F"), (True, None)])
def test_others_stay_outside(client: Client, signed_in: bool, leads_to: str | None) -> None:
    if signed_in:
        client.force_login(a_user())
    answer = client.get("/admin/", follow=True)
    assert (answer.redirect_chain[-1][0] if leads_to else answer.status_code) == (leads_to or 403)


def test_yes_and_no_are_said_in_words(client: Client) -> None:
    centre = a_centre()
    a_room(centre=centre, is_bookable=False)
    client.force_login(staff_of(centre))
    page = client.get(reverse("admin:centres_room_changelist")).text
    assert ('alt=""> 是' in page, 'alt=""> 否' in page) == (True, True)
    assert 'alt="True"' not in page


def test_staff_are_not_led_to_accounts_they_may_not_open(client: Client) -> None:
    room = a_room()
    booking = a_booking(room=room, booked_for=a_resident(user=a_user()))
    session = a_session(room=room, span="2026-12-01 09:00-10:00")
    client.force_login(staff_of(room.centre))
    for name, row in [
        ("bookings_booking", booking),
        ("residents_resident", booking.booked_for),
        ("activities_session", session),
    ]:
        page = client.get(reverse(f"admin:{name}_change", args=[row.pk]))
        assert (name, page.status_code, "/admin/residents/user/" in page.text) == (name, 200, False)
        assert "/admin/r/" not in page.text
