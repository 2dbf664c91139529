"""The rules' numbers and what is kept for phone and desk: all staff look, the street office changes."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from fairness.models import NUMBERS, KeptWindow, RuleSet
from residents.models import User
from tests.factories import a_centre, a_kept_window, a_room, a_rule_set, a_street_officer, a_user, staff_of
from tests.queries import queries_of

pytestmark = pytest.mark.django_db


def signed_in(user: User | AnonymousUser) -> Client:
    client = Client()
    if isinstance(user, User):
        client.force_login(user)
    return client


def page(what: str, *args: object) -> str:
    return reverse(f"admin:fairness_keptwindow_{what}", args=args)


def a_form(**changes: object) -> dict[str, object]:
    """A window as the page sends it, of no place yet."""
    form = {"centre": "", "room": "", "weekday": "2", "opens": "13:30", "closes": "15:00"}
    return {**form, "valid_from": "2026-11-01", "valid_until": "", **changes}


def test_staff_of_a_site_look_and_change_nothing():
    window = a_kept_window(centre=a_centre())
    client = signed_in(staff_of(window.centre))

    assert client.get(page("changelist")).status_code == 200
    assert client.get(page("change", window.pk)).status_code == 200
    assert client.get(page("add")).status_code == 403
    for address in (page("change", window.pk), page("delete", window.pk)):
        assert client.post(address, a_form(centre=window.centre.pk, opens="14:00", post="yes")).status_code == 403
    assert f"{KeptWindow.objects.get().opens:%H:%M}" == "13:30"


@pytest.mark.parametrize("whoever", [a_user, AnonymousUser])
def test_a_resident_and_a_passer_by_are_sent_away(whoever):
    window, client = a_kept_window(centre=a_centre()), signed_in(whoever())

    for address in (page("changelist"), page("add"), page("change", window.pk)):
        assert client.get(address).status_code in (302, 403)
    client.post(page("add"), a_form(centre=window.centre.pk))
    assert KeptWindow.objects.count() == 1


def test_street_office_keeps_time_in_a_site_or_a_room_and_takes_it_back():
    client, room = signed_in(a_street_officer()), a_room(name="棋牌室")

    client.post(page("add"), a_form(centre=room.centre.pk))
    client.post(page("add"), a_form(room=room.pk, weekday="4"))

    kept = list(KeptWindow.objects.order_by("weekday").values_list("centre", "room", "weekday"))
    assert kept == [(room.centre.pk, None, 2), (None, room.pk, 4)]
    client.post(page("delete", KeptWindow.objects.get(room=room).pk), {"post": "yes"})
    assert KeptWindow.objects.get().centre == room.centre


@pytest.mark.parametrize("where", [(), ("centre", "room")])
def test_neither_or_both_of_site_and_room_are_sent_back_with_a_sentence(where):
    room = a_room()
    places = {"centre": room.centre.pk, "room": room.pk}

    answer = signed_in(a_street_officer()).post(page("add"), a_form(**{name: places[name] for name in where}))

    assert "场所和活动室，请选其中一样。" in answer.content.decode()
    assert KeptWindow.objects.count() == 0


def test_end_before_the_start_is_sent_back_with_a_sentence():
    answer = signed_in(a_street_officer()).post(page("add"), a_form(centre=a_centre().pk, closes="13:00"))

    assert "结束时间要晚于开始时间。" in answer.content.decode()


def test_list_says_when_and_where_with_few_queries():
    room = a_room(name="棋牌室", centre=a_centre(short_name="三中心"))
    a_kept_window(room=room)
    a_kept_window(centre=room.centre, weekday=4, hours="09:00-10:00")
    client = signed_in(a_street_officer())

    listed = client.get(page("changelist")).content.decode()
    few = queries_of(lambda: client.get(page("changelist")))
    for _each in range(10):
        a_kept_window(room=a_room())

    assert "周二 13:30–15:00" in listed
    assert "三中心·棋牌室" in listed
    assert "周四 09:00–10:00" in listed
    assert "三中心，全部活动室" in listed
    assert len(queries_of(lambda: client.get(page("changelist")))) == len(few)


@pytest.mark.parametrize("model", ["ruleset", "keptwindow"])
def test_rooms_to_choose_from_say_their_site(model):
    room = a_room(name="棋牌室", centre=a_centre(short_name="三中心"))

    form = signed_in(a_street_officer()).get(reverse(f"admin:fairness_{model}_add")).content.decode()

    assert f'<option value="{room.pk}">三中心·棋牌室</option>' in form


# The numbers


def numbers_page(rules: RuleSet) -> str:
    address = reverse("admin:fairness_ruleset_change", args=[rules.pk])
    return signed_in(a_street_officer()).get(address).content.decode()


def test_numbers_are_read_below_them_as_residents_read_them():
    room, elsewhere = a_room(), a_room()
    of_site, of_room = a_rule_set(centre=room.centre, days_ahead=14), a_rule_set(room=elsewhere, days_ahead=3)
    default = RuleSet.objects.get(centre=None, room=None)

    said = "<div>提前{}天、09:00放出来，网上、电话、现场一样早。</div>"
    assert said.format(14) in numbers_page(of_site)
    assert said.format(3) in numbers_page(of_room)
    assert "放出来" not in numbers_page(default)  # every room has numbers of its own
    a_room()
    assert said.format(7) in numbers_page(default)


# What contradicts itself


def numbers_form(**changes: object) -> dict[str, object]:
    return dict.fromkeys(NUMBERS, "") | {"centre": "", "room": "", "needs_approval": "unknown"} | changes


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ({"min_minutes": 240}, "的最短时间比最长时间还长"),  # the longest comes from everybody's rules
        ({"offers_from": "21:00"}, "的候补通知还没开始就结束了"),
        ({"limited_upcoming": 3}, "在限制期间反而能约得更多"),
        ({"open_to": "staff", "needs_approval": "true"}, "只在前台约，用不着审核"),
        ({"days_ahead": 0, "notice_minutes": 1500}, "还没放号就不能约了"),
    ],
)
def test_numbers_that_contradict_wider_ones_are_sent_back_with_a_sentence(numbers, said):
    room = a_room(name="棋牌室", centre=a_centre(short_name="三中心"))

    response = signed_in(a_street_officer()).post(
        reverse("admin:fairness_ruleset_add"), numbers_form(room=room.pk, **numbers)
    )

    assert response.status_code == 200
    assert f"三中心·棋牌室{said}" in response.content.decode()
    assert not RuleSet.objects.filter(room=room).exists()


def test_numbers_of_a_site_are_held_against_those_of_its_rooms():
    room = a_room(name="棋牌室", centre=a_centre(short_name="三中心"))
    a_rule_set(room=room, min_minutes=60)

    response = signed_in(a_street_officer()).post(
        reverse("admin:fairness_ruleset_add"), numbers_form(centre=room.centre_id, max_minutes=30)
    )

    assert "三中心·棋牌室的最短时间比最长时间还长" in response.content.decode()


def test_default_that_leaves_a_number_open_is_sent_back():
    default = RuleSet.objects.get(centre=None, room=None)

    response = signed_in(a_street_officer()).post(
        reverse("admin:fairness_ruleset_change", args=[default.pk]), numbers_form(grid_minutes=30)
    )

    assert "默认规则每一项都要填" in response.content.decode()
    default.refresh_from_db()
    assert default.min_minutes == 30
