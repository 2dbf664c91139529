from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from residents.models import Post, PrivacyNotice, Resident, Team, User
from tests.factories import (
    a_centre,
    a_committee,
    a_privacy_notice,
    a_resident,
    a_street_officer,
    a_system_admin,
    a_team,
    a_user,
    staff_of,
)

pytestmark = pytest.mark.django_db

RESIDENTS = "admin:residents_resident_changelist"
EVERY_LIST = ["resident", "team", "privacynotice", "user"]


def desk() -> User:
    return staff_of(a_centre())


def words(response) -> str:
    return response.content.decode()


def add(client: Client, model: str, **fields: object):
    return client.post(reverse(f"admin:residents_{model}_add"), fields)


# Who sees what


@pytest.mark.parametrize(
    ("whoever", "seen"),
    [
        (desk, ["resident", "team", "privacynotice"]),
        (a_street_officer, ["resident", "team", "privacynotice"]),
        (a_system_admin, ["resident", "team", "privacynotice", "user"]),
    ],
)
def test_staff_see_the_lists_of_their_post(client: Client, whoever, seen):
    client.force_login(whoever())

    open_lists = [
        model for model in EVERY_LIST if client.get(reverse(f"admin:residents_{model}_changelist")).status_code == 200
    ]

    assert open_lists == seen


@pytest.mark.parametrize("model", EVERY_LIST)
def test_a_resident_and_a_passer_by_see_none(client: Client, model):
    page = reverse(f"admin:residents_{model}_changelist")
    assert client.get(page, follow=True).redirect_chain[-1][0].startswith("/account/login/")

    client.force_login(a_user())

    assert client.get(page, follow=True).status_code == 403


@pytest.mark.parametrize("model", ["account/emailaddress", "mfa/authenticator"])
def test_pages_that_allauth_brings_are_gone(client: Client, model):
    client.force_login(a_system_admin())

    assert client.get(f"/admin/{model}/").status_code == 404


@pytest.mark.parametrize("model", EVERY_LIST)
def test_nobody_deletes(client: Client, model):
    resident = a_resident()
    things = {
        "resident": resident,
        "team": Team.objects.create(name="友谊编织组", leader=resident),
        "privacynotice": a_privacy_notice(),
        "user": a_user(),
    }
    client.force_login(a_system_admin())

    gone = client.post(reverse(f"admin:residents_{model}_delete", args=[things[model].pk]), {"post": "yes"})

    assert gone.status_code == 403
    things[model].refresh_from_db()


# Residents


def test_the_list_masks_numbers_and_says_whose_name_was_read(client: Client, looks):
    residents, staff = [a_resident(name="张示例", phone="13812345678"), a_resident()], desk()
    client.force_login(staff)

    listed = words(client.get(reverse(RESIDENTS)))

    assert "138****5678" in listed
    assert "13812345678" not in listed
    assert looks() == [f"Account {staff.pk} looked at resident {residents[0].pk}, {residents[1].pk}"]


def test_a_list_of_nobody_is_no_look(client: Client, looks):
    a_resident(name="张示例")
    client.force_login(desk())

    client.get(reverse(RESIDENTS), {"q": "欧阳"})

    assert looks() == []


@pytest.mark.parametrize("page", ["change", "history"])
def test_a_look_at_a_resident_is_on_record(client: Client, looks, page):
    resident, staff = a_resident(name="张示例"), desk()
    client.force_login(staff)

    assert "张示例" in words(client.get(reverse(f"admin:residents_resident_{page}", args=[resident.pk])))

    assert looks() == [f"Account {staff.pk} looked at resident {resident.pk}"]


@pytest.mark.parametrize("whoever", [a_user, None])
def test_whoever_is_shown_nothing_has_looked_at_nothing(client: Client, looks, whoever):
    resident = a_resident()
    if whoever:
        client.force_login(whoever())

    client.get(reverse("admin:residents_resident_change", args=[resident.pk]), follow=True)

    assert looks() == []


def test_somebody_who_is_not_there_was_not_looked_at(client: Client, looks):
    client.force_login(desk())

    client.get(reverse("admin:residents_resident_change", args=[999999]))

    assert looks() == []


def test_what_staff_changed_is_kept_without_a_name(client: Client):
    resident = a_resident(name="张示例")
    client.force_login(desk())

    add(client, "resident", name="李示例", phone="")
    client.post(
        reverse("admin:residents_resident_change", args=[resident.pk]), {"name": "王示例", "phone": resident.phone}
    )

    assert Resident.objects.get(pk=resident.pk).name == "王示例"
    assert {entry.object_repr for entry in LogEntry.objects.all()} == {
        f"居民 {person.pk}" for person in Resident.objects.all()
    }


@pytest.mark.parametrize("typed", ["张示", "1381234", "１３８ １２３４", "138-1234-5678"])
def test_residents_are_found_by_the_beginning_of_name_or_number(client: Client, typed):
    a_resident(name="张示例", phone="13812345678")
    a_resident(name="李示例", phone="13700000009")
    client.force_login(desk())

    listed = words(client.get(reverse(RESIDENTS), {"q": typed}))

    assert "张示例" in listed
    assert "李示例" not in listed


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("１３８ 1234 5678", "13812345678"), ("5555 0000", "02155550000"), ("021-55550000", "02155550000"), ("", "")],
)
def test_the_desk_writes_down_somebody_without_account(client: Client, typed, kept):
    client.force_login(desk())

    add(client, "resident", name="张 示例", phone=typed, committee=a_committee().pk)

    resident = Resident.objects.get()
    assert (resident.name, resident.phone, resident.user) == ("张示例", kept, None)


@pytest.mark.parametrize("wrong", [{"phone": "12345"}, {"name": ""}, {"name": "<b>"}, {"name": "张" * 41}])
def test_what_cannot_be_is_said_and_nobody_is_written_down(client: Client, wrong):
    client.force_login(desk())

    page = add(client, "resident", **{"name": "张示例", "phone": "", **wrong})

    assert page.context["adminform"].form.errors
    assert not Resident.objects.exists()


def test_nobody_gives_a_resident_somebody_elses_account(client: Client):
    resident, user = a_resident(), a_user()
    client.force_login(desk())

    client.post(
        reverse("admin:residents_resident_change", args=[resident.pk]),
        {"name": "张示例", "phone": "", "user": user.pk},
    )

    resident.refresh_from_db()
    assert resident.user is None


# Teams and notices


def test_a_look_at_who_leads_which_team_is_on_record(client: Client, looks):
    team, staff = a_team(leader=a_resident(name="张示例")), desk()
    client.force_login(staff)

    assert "张示例" in words(client.get(reverse("admin:residents_team_changelist")))
    assert "张示例" in words(client.get(reverse("admin:residents_team_change", args=[team.pk])))

    assert looks() == [f"Account {staff.pk} looked at team {team.pk}"] * 2


def test_the_names_offered_as_leaders_are_on_record(client: Client, looks):
    resident, officer = a_resident(name="张示例"), a_street_officer()
    client.force_login(officer)

    field = {"app_label": "residents", "model_name": "team", "field_name": "leader"}
    offered = client.get(reverse("admin:autocomplete"), {**field, "term": "张"})

    assert offered.json()["results"] == [{"id": str(resident.pk), "text": "张示例"}]
    assert looks() == [f"Account {officer.pk} looked at resident {resident.pk}"]


def test_a_notice_is_added_and_never_edited(client: Client):
    notice = a_privacy_notice(text="一、旧的")
    client.force_login(a_street_officer())

    add(client, "privacynotice", version="2027-01", text="一、新的", published_on="2027-01-01")
    edited = client.post(
        reverse("admin:residents_privacynotice_change", args=[notice.pk]),
        {"version": "v", "text": "一、改的", "published_on": "2027-01-01"},
    )

    assert PrivacyNotice.objects.current(date(2027, 1, 1)).text == "一、新的"
    assert edited.status_code == 403


# Accounts

NO_POSTS = {"posts-TOTAL_FORMS": 0, "posts-INITIAL_FORMS": 0}


def a_post_row(role: str, centre: int | str = "") -> dict[str, object]:
    row = {"posts-0-role": role, "posts-0-centre": centre}
    return {"posts-TOTAL_FORMS": 1, "posts-INITIAL_FORMS": 0, **row}


def test_a_system_admin_makes_an_account_with_a_post(client: Client):
    centre = a_centre()
    client.force_login(a_system_admin())

    filled_in = {"phone": "１３８ 0000 0011", "is_active": "on", "new_password": "Yanji-2026"}
    made = add(client, "user", **filled_in, **a_post_row("centre_staff", centre.pk))

    assert made.status_code == 302
    user = User.objects.get(phone="13800000011")
    assert (user.is_staff, user.may_run(centre), user.check_password("Yanji-2026")) == (True, True, True)
    assert user.phone_verified_at is not None


@pytest.mark.parametrize(
    "wrong",
    [
        {"phone": "1380000"},
        {"new_password": "weak"},
        a_post_row("centre_staff"),
        a_post_row("mayor"),
        a_post_row("centre_staff", 999999),
    ],
)
def test_an_account_that_cannot_be_is_said_and_not_made(client: Client, wrong):
    admin = a_system_admin()
    client.force_login(admin)

    filled_in = {"phone": "13800000011", "is_active": "on", "new_password": "Yanji-2026", **NO_POSTS, **wrong}
    page = add(client, "user", **filled_in)

    assert page.status_code == 200
    assert list(User.objects.all()) == [admin]


def test_the_list_masks_numbers_of_accounts_and_a_look_at_one_in_full_is_on_record(client: Client, looks):
    user, admin = a_user(phone="13800000011"), a_system_admin()
    client.force_login(admin)

    assert "13800000011" not in words(client.get(reverse("admin:residents_user_changelist")))
    assert looks() == []
    assert "13800000011" in words(client.get(reverse("admin:residents_user_change", args=[user.pk])))

    assert looks() == [f"Account {admin.pk} looked at user {user.pk}"]


def test_one_number_has_one_account(client: Client):
    a_user(phone="13800000011")
    client.force_login(a_system_admin())

    page = add(client, "user", phone="13800000011", is_active="on", new_password="", **NO_POSTS)

    assert page.context["adminform"].form.errors["phone"]


def test_an_empty_password_keeps_the_present_one_and_a_new_one_replaces_it(client: Client):
    user = a_user(phone="13800000011", password="Yanji-2026")
    client.force_login(a_system_admin())
    page = reverse("admin:residents_user_change", args=[user.pk])

    client.post(page, {"phone": user.phone, "is_active": "on", "new_password": "", **NO_POSTS})
    user.refresh_from_db()
    assert user.check_password("Yanji-2026")

    client.post(page, {"phone": user.phone, "is_active": "on", "new_password": "Anders-2027", **NO_POSTS})
    user.refresh_from_db()
    assert user.check_password("Anders-2027")


def test_a_post_ends_and_the_account_stays(client: Client):
    staff = desk()
    post = staff.posts.get()
    client.force_login(a_system_admin())

    rows = {"posts-TOTAL_FORMS": 1, "posts-INITIAL_FORMS": 1, "posts-0-id": post.pk, "posts-0-user": staff.pk}
    rows |= {"posts-0-role": post.role, "posts-0-centre": post.centre_id, "posts-0-DELETE": "on"}
    client.post(
        reverse("admin:residents_user_change", args=[staff.pk]),
        {"phone": staff.phone, "is_active": "on", "new_password": "", **rows},
    )

    staff.refresh_from_db()
    assert not staff.is_staff
    assert not Post.objects.filter(user=staff).exists()


def test_the_second_step_of_a_lost_phone_is_removed(client: Client):
    staff, other = desk(), desk()
    for user in (staff, other):
        Authenticator.objects.create(user=user, type="totp", data={})
    client.force_login(a_system_admin())

    client.post(
        reverse("admin:residents_user_changelist"),
        {"action": "remove_second_step", "_selected_action": [staff.pk]},
    )

    assert [key.user for key in Authenticator.objects.all()] == [other]
