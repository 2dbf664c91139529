import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.test import RequestFactory

from centres.models import Centre, Committee, Room, SpecialHours
from centres.staff import (
    AllStaffAdmin,
    SharedAdmin,
    SiteScopedAdmin,
    StaffInline,
    StreetOfficeAdmin,
    SystemAdminOnly,
    steward,
)
from office.models import Announcement
from residents.models import User
from tests.factories import a_centre, a_room, a_street_officer, a_system_admin, a_user, an_announcement, staff_of

pytestmark = pytest.mark.django_db


class RoomPage(SiteScopedAdmin[Room]):
    pass


class SitePage(SiteScopedAdmin[Centre]):
    site_path = ""


class SharedPage(SharedAdmin[Announcement]):
    pass


class CommitteePage(StreetOfficeAdmin[Committee]):
    pass


class DeskPage(AllStaffAdmin[Committee]):
    pass


class SecretPage(SystemAdminOnly[Committee]):
    pass


class SpecialHoursRows(StaffInline[SpecialHours, Centre]):
    model = SpecialHours


def asked_by(user: User | AnonymousUser) -> HttpRequest:
    request = RequestFactory().get("/admin/")
    request.user = user
    return request


def answers(page: admin.ModelAdmin, request: HttpRequest, obj: object = None) -> tuple[bool, bool, bool, bool]:
    return (
        page.has_view_permission(request, obj),
        page.has_add_permission(request),
        page.has_change_permission(request, obj),
        page.has_delete_permission(request, obj),
    )


def test_staff_see_and_change_the_rooms_of_their_own_site_only():
    own, other = a_room(), a_room()
    page, request = RoomPage(Room, admin.site), asked_by(staff_of(own.centre))

    assert list(page.get_queryset(request)) == [own]
    assert answers(page, request) == (True, True, True, False)
    assert answers(page, request, own) == (True, True, True, False)
    assert answers(page, request, other) == (False, True, False, False)


def test_a_site_itself_is_scoped_too():
    own, other = a_centre(), a_centre()
    page, request = SitePage(Centre, admin.site), asked_by(staff_of(own))

    assert list(page.get_queryset(request)) == [own]
    assert page.has_change_permission(request, own)
    assert not page.has_change_permission(request, other)


@pytest.mark.parametrize("whoever", [a_street_officer, a_system_admin])
def test_the_street_office_and_system_admins_run_every_site(whoever):
    rooms = [a_room(), a_room()]
    page, request = RoomPage(Room, admin.site), asked_by(whoever())

    assert set(page.get_queryset(request)) == set(rooms)
    assert answers(page, request, rooms[0]) == (True, True, True, False)


@pytest.mark.parametrize("whoever", [a_user, AnonymousUser])
@pytest.mark.parametrize("page_class", [RoomPage, CommitteePage, DeskPage, SecretPage])
def test_a_resident_and_a_passer_by_see_nothing(whoever, page_class):
    page, request = page_class(Room, admin.site), asked_by(whoever())

    assert answers(page, request) == (False, False, False, False)
    assert not page.has_module_permission(request)


def test_someone_who_may_no_longer_sign_in_sees_nothing():
    room = a_room()
    user = staff_of(room.centre)
    user.is_active = False

    assert answers(RoomPage(Room, admin.site), asked_by(user), room) == (False, False, False, False)


def test_what_all_sites_share_is_looked_at_by_staff_and_changed_by_the_street_office():
    page = CommitteePage(Committee, admin.site)

    assert answers(page, asked_by(staff_of(a_centre()))) == (True, False, False, False)
    assert answers(page, asked_by(a_street_officer())) == (True, True, True, False)


def test_what_any_desk_may_write_down_is_open_to_all_staff():
    assert answers(DeskPage(Committee, admin.site), asked_by(staff_of(a_centre()))) == (True, True, True, False)


def test_accounts_and_outbox_are_for_system_admins_alone():
    page = SecretPage(Committee, admin.site)

    assert answers(page, asked_by(a_street_officer())) == (False, False, False, False)
    assert not page.has_module_permission(asked_by(a_street_officer()))
    assert answers(page, asked_by(a_system_admin())) == (True, True, True, False)


def test_forms_accept_only_sites_and_rooms_one_runs():
    own, other = a_room(), a_room()
    request = asked_by(staff_of(own.centre))
    page = RoomPage(Room, admin.site)

    site_field = page.formfield_for_dbfield(Room._meta.get_field("centre"), request)
    hall_field = page.formfield_for_dbfield(Room._meta.get_field("whole"), request)

    assert list(site_field.queryset) == [own.centre]
    assert list(hall_field.queryset) == [own]
    assert other.centre not in site_field.queryset


def test_a_sub_point_may_name_the_centre_it_extends_although_others_run_that():
    request = asked_by(staff_of(a_centre()))
    extends = SitePage(Centre, admin.site).formfield_for_dbfield(Centre._meta.get_field("extends"), request)

    assert set(extends.queryset) == set(Centre.objects.all())


def test_inline_rows_go_only_where_they_are_mere_settings():
    rows = SpecialHoursRows(Centre, admin.site)
    request = asked_by(staff_of(a_centre()))

    assert rows.has_change_permission(request)
    assert not rows.has_delete_permission(request)
    rows.rows_may_go = True
    assert rows.has_delete_permission(request)
    assert not rows.has_change_permission(asked_by(a_user()))


def test_steward_refuses_whoever_holds_no_post():
    with pytest.raises(PermissionDenied):
        steward(asked_by(a_user()))


def test_what_all_sites_share_is_edited_by_the_street_office_and_a_sites_own_by_its_staff():
    own, other = an_announcement(centre=a_centre()), an_announcement(centre=a_centre())
    everybodys = an_announcement()
    page = SharedPage(Announcement, admin.site)

    def may_change(user: User) -> list[bool]:
        return [page.has_change_permission(asked_by(user), row) for row in (own, other, everybodys)]

    assert may_change(staff_of(own.centre)) == [True, False, False]
    assert may_change(a_street_officer()) == [True, True, True]
    assert may_change(a_user()) == [False, False, False]
    assert list(page.get_queryset(asked_by(staff_of(own.centre)))) == list(Announcement.objects.all())


def test_staff_of_a_site_name_it_and_the_street_office_may_speak_for_all():
    own, other = a_centre(), a_centre()
    page = SharedPage(Announcement, admin.site)

    def choices(user: User) -> tuple[bool, set[Centre]]:
        field = page.get_form(asked_by(user))().fields["centre"]
        return field.required, set(field.queryset)

    assert choices(staff_of(own)) == (True, {own})
    assert choices(a_street_officer()) == (False, {own, other})
