import pytest
from django.test import Client
from django.urls import reverse

from residents.models import Consent, PrivacyNotice, Resident, User
from residents.seed import VERSION
from residents.views.account import parts
from tests.factories import a_centre, a_committee, a_privacy_notice, a_resident, a_street_officer, a_user, at, staff_of

pytestmark = pytest.mark.django_db
PROFILE = "/account/"
AGREE = reverse("residents:agree")
CHOICE = "/rooms/3/book/?date=2026-11-30&start=09:00"


def words(response) -> str:
    return response.content.decode()


# About me


def test_a_resident_sees_and_changes_what_we_know(client: Client):
    user, committee = a_user(phone="13800000001"), a_committee(name="延吉四村")
    resident = a_resident(user=user, name="张示例")
    client.force_login(user)

    page = words(client.get(PROFILE))
    assert "张示例" in page
    assert "13800000001" in page
    saved = client.post(PROFILE, {"name": "章示例", "committee": committee.pk, "birth_year": "1952"}, follow=True)

    resident.refresh_from_db()
    assert (resident.name, resident.committee, resident.birth_year) == ("章示例", committee, 1952)
    assert "存好了" in words(saved)


def test_nobody_sees_or_changes_somebody_else(client: Client):
    a_resident(user=a_user(phone="13700000009"), name="李示例")
    user = a_user()
    a_resident(user=user)
    client.force_login(user)

    page = words(client.get(PROFILE))
    client.post(PROFILE, {"name": "王示例"})

    assert "李示例" not in page
    assert "13700000009" not in page
    assert Resident.objects.filter(name="李示例").exists()


def test_a_passer_by_is_sent_to_sign_in(client: Client):
    assert client.get(PROFILE)["Location"] == f"{reverse('account_login')}?next=/account/"


@pytest.mark.parametrize(
    "typed",
    [
        {"name": ""},
        {"name": "😀"},
        {"name": "张" * 41},
        {"birth_year": "1899"},
        {"birth_year": "2999"},
        {"birth_year": "甲子"},
        {"committee": "999999"},
    ],
)
def test_what_cannot_be_is_said_and_nothing_changes(client: Client, typed):
    user = a_user()
    a_resident(user=user, name="张示例")
    client.force_login(user)

    page = client.post(PROFILE, {"name": "章示例", **typed})

    assert page.context["form"].errors
    assert Resident.objects.get().name == "张示例"


def test_staff_without_a_name_of_their_own_see_their_posts(client: Client):
    centre = a_centre(name="第三睦邻中心")
    client.force_login(staff_of(centre))

    page = words(client.get(PROFILE))

    assert "第三睦邻中心" in page
    assert reverse("mfa_index") in page
    assert reverse("account_change_phone") not in page


def test_the_profile_says_which_notice_was_accepted_when(client: Client):
    user = a_user()
    a_resident(user=user)
    Consent.objects.update(accepted_at=at("2026-11-27 09:00"))
    client.force_login(user)

    assert f"您在2026年11月27日同意了隐私政策（{VERSION} 版）" in words(client.get(PROFILE))


# Newcomers


def test_a_newcomer_is_asked_for_a_name_and_goes_on_to_what_was_chosen(client: Client):
    user = a_user(phone="13800000001")
    client.force_login(user)

    page = client.get(PROFILE, {"next": CHOICE})
    assert "怎么称呼您" in words(page)
    welcomed = client.post(PROFILE, {"name": "张示例", "accept": "on", "next": CHOICE})

    assert welcomed["Location"] == CHOICE
    assert (Resident.objects.get().user, Consent.objects.get().user) == (user, user)


@pytest.mark.parametrize("typed", [{"name": "张示例"}, {"accept": "on"}])
def test_a_newcomer_without_name_or_consent_stays_one(client: Client, typed):
    client.force_login(a_user())

    page = client.post(PROFILE, {**typed, "next": CHOICE})

    assert page.context["form"].errors
    assert page.context["next"] == CHOICE
    assert not Resident.objects.exists()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_a_newcomer_is_led_nowhere_else(client: Client, elsewhere):
    client.force_login(a_user())

    assert elsewhere not in words(client.get(PROFILE, {"next": elsewhere}))
    welcomed = client.post(PROFILE, {"name": "张示例", "accept": "on", "next": elsewhere})

    assert welcomed["Location"] == PROFILE


# The privacy notice


@pytest.mark.parametrize("whoever", [None, a_user, a_street_officer])
def test_everybody_reads_the_current_notice(client: Client, whoever, time_machine):
    a_privacy_notice(text="一、旧的", published_on="2026-11-01")
    a_privacy_notice(text="一、我们记下什么\n\n您的姓名<b>。</b>", published_on="2026-11-30")
    a_privacy_notice(text="一、明天的", published_on="2026-12-01")
    time_machine.move_to(at("2026-11-30 23:59"), tick=False)
    if whoever:
        client.force_login(whoever())

    page = words(client.get(reverse("residents:privacy")))

    assert "<h2>一、我们记下什么</h2>" in page
    assert "您的姓名&lt;b&gt;。" in page
    assert "旧的" not in page
    assert "明天的" not in page
    time_machine.move_to(at("2026-12-01 00:00"), tick=False)
    assert "明天的" in words(client.get(reverse("residents:privacy")))


@pytest.fixture
def neighbour(time_machine) -> User:
    """Somebody who agreed to the first version; another one counts from the 1st of December."""
    time_machine.move_to(at("2026-11-30 12:00"), tick=False)
    user = a_user()
    a_resident(user=user, name="张示例")
    a_privacy_notice(published_on="2026-12-01")
    return user


@pytest.fixture
def on_the_day(neighbour: User, time_machine) -> User:
    time_machine.move_to(at("2026-12-01 00:00"), tick=False)
    return neighbour


def versions_agreed_to(user: User) -> int:
    return Consent.objects.filter(user=user).count()


def test_the_day_before_a_new_version_nobody_is_asked(client: Client, neighbour: User):
    client.force_login(neighbour)

    assert client.get(AGREE, {"next": CHOICE})["Location"] == CHOICE
    assert "accept" not in client.get(PROFILE).context["form"].fields
    assert client.post(PROFILE, {"name": "章示例"}).status_code == 302
    assert versions_agreed_to(neighbour) == 1


def test_a_new_version_is_agreed_to_once_and_one_goes_on(client: Client, on_the_day: User):
    client.force_login(on_the_day)

    asked = client.get(AGREE, {"next": CHOICE})
    assert "新的一版从2026年12月1日起生效" in words(asked)
    assert client.post(AGREE, {"accept": "on", "next": CHOICE})["Location"] == CHOICE

    assert versions_agreed_to(on_the_day) == 2
    assert client.get(AGREE, {"next": CHOICE})["Location"] == CHOICE


def test_whoever_does_not_tick_the_box_has_agreed_to_nothing(client: Client, on_the_day: User):
    client.force_login(on_the_day)

    page = client.post(AGREE, {"next": CHOICE})

    assert page.context["form"].errors["accept"]
    assert page.context["next"] == CHOICE
    assert versions_agreed_to(on_the_day) == 1


def test_a_look_at_the_question_agrees_to_nothing(client: Client, on_the_day: User):
    client.force_login(on_the_day)

    assert client.get(AGREE).status_code == 200
    assert client.get(PROFILE).status_code == 200

    assert versions_agreed_to(on_the_day) == 1


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_agreeing_leads_nowhere_else(client: Client, on_the_day: User, elsewhere):
    client.force_login(on_the_day)

    assert client.post(AGREE, {"accept": "on", "next": elsewhere})["Location"] == PROFILE


def test_a_passer_by_agrees_to_nothing(client: Client):
    assert client.post(AGREE, {"accept": "on"})["Location"] == f"{reverse('account_login')}?next={AGREE}"
    assert not Consent.objects.exists()


def test_a_changed_profile_is_kept_with_consent_to_the_new_version_only(client: Client, on_the_day: User):
    client.force_login(on_the_day)

    unsaved = client.post(PROFILE, {"name": "章示例"})
    assert unsaved.context["form"].errors["accept"]
    assert unsaved.context["form"]["name"].value() == "章示例"
    assert Resident.objects.get().name == "张示例"
    client.post(PROFILE, {"name": "章示例", "accept": "on"})

    assert Resident.objects.get().name == "章示例"
    assert versions_agreed_to(on_the_day) == 2


def test_a_new_number_waits_for_consent_to_the_new_version(client: Client, on_the_day: User):
    client.force_login(on_the_day)
    change = reverse("account_change_phone")

    assert client.get(change)["Location"] == f"{AGREE}?next={change}"
    client.post(AGREE, {"accept": "on"})

    assert client.get(change).status_code == 200


def test_without_a_notice_there_is_no_page(client: Client):
    PrivacyNotice.objects.all().delete()

    assert client.get(reverse("residents:privacy")).status_code == 404


def test_parts_tell_headings_from_text():
    assert parts("一、谁在管\n\n街道办事处。\n\n\n 很长的一段话，没有句号也不是标题，因为它太长了 \n") == [
        (True, "一、谁在管"),
        (False, "街道办事处。"),
        (False, "很长的一段话，没有句号也不是标题，因为它太长了"),
    ]
