import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.test import RequestFactory

from residents.guards import is_newcomer, signed_in, staff_member
from residents.models import User
from tests.factories import a_centre, a_resident, a_user, staff_of

pytestmark = pytest.mark.django_db


def asked_by(user: User | AnonymousUser) -> HttpRequest:
    request = RequestFactory().get("/desk/")
    request.user = user
    return request


def test_a_newcomer_has_proved_a_number_and_told_no_name():
    neighbour = a_user()
    a_resident(user=neighbour)

    assert is_newcomer(a_user())
    assert not is_newcomer(neighbour)


def test_staff_need_no_name_to_work():
    assert not is_newcomer(staff_of(a_centre()))


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
