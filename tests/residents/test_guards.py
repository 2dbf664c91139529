import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from residents.guards import is_newcomer, resident_required, signed_in, staff_member
from residents.models import User
from tests.factories import a_centre, a_resident, a_user, staff_of

pytestmark = pytest.mark.django_db


def asked_by(user: User | AnonymousUser) -> HttpRequest:
    request = RequestFactory().get("/rooms/3/book/?date=2026-11-30&start=09:00")
    request.user = user
    return request


@resident_required
def book(request: HttpRequest) -> HttpResponse:
    return HttpResponse("约好了")


def test_somebody_with_a_name_may_come_in():
    user = a_user()
    a_resident(user=user)

    assert book(asked_by(user)).content.decode() == "约好了"


def test_a_newcomer_tells_the_name_first_and_keeps_the_choice():
    response = book(asked_by(a_user()))

    assert response["Location"] == "/account/?next=%2Frooms%2F3%2Fbook%2F%3Fdate%3D2026-11-30%26start%3D09%3A00"


def test_a_passer_by_signs_in_first_and_keeps_the_choice():
    response = book(asked_by(AnonymousUser()))

    assert response["Location"] == "/account/login/?next=/rooms/3/book/%3Fdate%3D2026-11-30%26start%3D09%3A00"


def test_staff_need_no_name_to_work():
    assert not is_newcomer(staff_of(a_centre()))
    assert is_newcomer(a_user())


def test_staff_pages_are_for_staff():
    staff = staff_of(a_centre())
    closed = staff_of(a_centre())
    closed.is_active = False

    assert staff_member(asked_by(staff)) == staff
    for somebody in (a_user(), AnonymousUser(), closed):
        with pytest.raises(PermissionDenied):
            staff_member(asked_by(somebody))


def test_signed_in_is_nobody_for_a_passer_by():
    with pytest.raises(PermissionDenied):
        signed_in(asked_by(AnonymousUser()))
