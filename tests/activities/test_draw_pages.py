"""Pages of a draw: what everybody reads, how one applies, what stands on the board and at the desk."""

from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from activities import actions
from activities.models import Draw, DrawTicket
from fairness.draw import draw as draw_again
from fairness.draw import sha256
from tests.activities.test_draws import DRAWN, FROZEN, OPEN
from tests.bookings.pages import hidden, words
from tests.factories import (
    a_centre,
    a_draw,
    a_relative,
    a_resident,
    a_session,
    a_ticket,
    a_user,
    an_activity,
    at,
    staff_of,
)
from tests.queries import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def while_one_may_apply():
    with time_machine.travel(OPEN, tick=False):
        yield


@pytest.fixture
def session(room):
    activity = an_activity(name="示例书法")
    return a_session(activity=activity, room=room, span="2026-12-08 09:00-10:30", capacity=3, kept=1)


@pytest.fixture
def draw(session):
    return a_draw(session=session)


@pytest.fixture
def resident(client):
    resident = a_resident(user=a_user(), name="王示例")
    client.force_login(resident.user)
    return resident


def decided(draw):
    actions.draw_when_due(FROZEN)
    actions.draw_when_due(DRAWN)
    draw.refresh_from_db()
    return draw


def apply(client, draw, **changes):
    page = reverse("activities:draw-apply", args=[draw.pk])
    token = hidden(client.get(page)).get("token", str(uuid4()))
    return client.post(page, {"whom": "me", "token": token, **changes}, follow=True)


# Everybody


def test_everybody_reads_how_it_goes(client, draw):
    for _each in range(7):
        a_ticket(draw=draw)
    page = words(client.get(draw.get_absolute_url()))
    assert "现在7位邻居报了名，3个名额。照现在的人数，大约2个人里中一个。" in page
    assert draw.commitment in page
    assert draw.seed not in page
    assert "先报后报一样" in page


@pytest.mark.parametrize(
    ("applicants", "says"),
    [(0, "人人都有名额"), (3, "人人都有名额"), (4, "10个人里大约7个"), (30, "大约10个人里中一个")],
)
def test_the_odds_in_words(client, draw, applicants, says):
    for _each in range(applicants):
        a_ticket(draw=draw)
    assert says in words(client.get(draw.get_absolute_url()))


def test_the_seed_stands_nowhere_before_it_is_opened(client, draw, clerk):
    a_ticket(draw=draw)
    actions.draw_when_due(FROZEN)
    client.force_login(clerk)
    pages = [
        draw.get_absolute_url(),
        reverse("activities:draw-list", args=[draw.pk]),
        reverse("board:draw", args=["c1", draw.session_id]),
        draw.session.activity.get_absolute_url(),
    ]
    with time_machine.travel(FROZEN, tick=False):
        for page in pages:
            assert draw.seed not in client.get(page).content.decode()


def test_anybody_checks_it_with_the_files_of_the_page(client, draw, tmp_path):
    for _each in range(8):
        a_ticket(draw=draw)
    decided(draw)
    text = client.get(reverse("activities:draw-list", args=[draw.pk])).content.decode()
    script = client.get(reverse("activities:draw-script")).content.decode()
    page = words(client.get(draw.get_absolute_url()))
    assert sha256(text) in page
    assert draw.seed in page
    assert "def draw(" in script
    again = draw_again(text, draw.seed)
    assert ", ".join(str(ticket.number) for ticket in again.winners).replace(", ", "，") in page.replace("、", "，")


def test_before_it_is_frozen_there_is_no_list(client, draw):
    assert client.get(reverse("activities:draw-list", args=[draw.pk])).status_code == 404


def test_the_draw_of_what_is_not_published_is_not_found(client, draw):
    draw.session.activity.is_published = False
    draw.session.activity.save()
    assert client.get(draw.get_absolute_url()).status_code == 404


def test_the_page_asks_as_much_however_many_apply(client, draw):
    def count():
        return queries_of(lambda: client.get(draw.get_absolute_url()))

    few = count()
    for _each in range(20):
        a_ticket(draw=draw)
    assert len(count()) == len(few) <= 8


def test_the_page_of_the_activity_leads_there(client, draw):
    page = client.get(draw.session.activity.get_absolute_url()).content.decode()
    assert f'href="{draw.get_absolute_url()}"' in page
    assert "12月1日（周二）17:00截止报名" in page


def test_afterwards_the_activity_links_what_was_drawn(client, draw):
    decided(draw)
    assert f'href="{draw.get_absolute_url()}"' in client.get(draw.session.activity.get_absolute_url()).content.decode()


@pytest.mark.contradicts
def test_what_is_drawn_is_not_near_anything(client, draw, resident, room):
    full = a_session(activity=draw.session.activity, room=room, span="2026-12-09 09:00-10:30", capacity=1, taken=1)
    page = client.get(reverse("activities:enrol", args=[full.pk])).content.decode()
    assert reverse("activities:enrol", args=[draw.session_id]) not in page


# Who applies


def test_one_press_and_a_number(client, draw, resident):
    page = words(apply(client, draw))
    ticket = draw.tickets.get()
    assert (ticket.number, ticket.resident, ticket.channel) == (1, resident, "web")
    assert "您是1号签，12月2日（周三）10:00开签。" in page
    assert "您有1支签" in page


def test_whoever_is_not_signed_in_comes_back_here(client, draw):
    page = reverse("activities:draw-apply", args=[draw.pk])
    assert client.get(page).url == f"{reverse('account_login')}?next={page}"


def test_asked_again_the_ticket_is_shown(client, draw, resident):
    apply(client, draw)
    page = client.get(reverse("activities:draw-apply", args=[draw.pk]))
    assert page.url == draw.tickets.get().get_absolute_url()


def test_a_daughter_applies_for_her_mother(client, draw, resident):
    mother = a_resident(name="李示例")
    a_relative(elder=mother, user=resident.user)
    apply(client, draw, whom=f"for-{mother.pk}")
    assert (draw.tickets.get().resident, draw.tickets.get().channel) == (mother, "relative")
    assert "李示例" in words(client.get(reverse("bookings:booking-list")))


def test_signing_up_past_the_draw_says_how_it_goes(client, draw, resident):
    page = words(client.get(reverse("activities:enrol", args=[draw.session_id])))
    assert "这里的名额12月2日（周三）10:00摇号。12月1日（周二）17:00前都可以报，先报后报一样。" in page


@pytest.mark.parametrize(
    ("moment", "says"), [(at("2026-11-26 08:00"), "开始报名"), (FROZEN, "报名已在12月1日（周二）17:00截止")]
)
def test_too_early_or_too_late_is_said_kindly(client, draw, resident, moment, says):
    with time_machine.travel(moment, tick=False):
        response = apply(client, draw)
    assert says in words(response)
    assert not draw.tickets.exists()


def test_mine_says_what_is_in_the_draw(client, draw, resident):
    a_ticket(draw=draw, resident=resident)
    page = words(client.get(reverse("bookings:booking-list")))
    assert "1号签，12月2日（周三）10:00开签。" in page


def test_taking_it_out_is_asked_first(client, draw, resident):
    ticket = a_ticket(draw=draw, resident=resident)
    question = reverse("activities:ticket-withdraw", args=[ticket.pk])
    assert "要退出摇号吗" in words(client.get(question))
    assert draw.tickets.standing().exists()
    client.post(question)
    assert not draw.tickets.standing().exists()
    assert client.get(question).url == ticket.get_absolute_url()


def test_afterwards_the_ticket_says_what_became_of_it(client, draw, resident):
    tickets = [a_ticket(draw=draw, resident=resident), *(a_ticket(draw=draw) for _each in range(5))]
    decided(draw)
    mine = tickets[0]
    mine.refresh_from_db()
    page = words(client.get(mine.get_absolute_url()))
    assert ("中签了" if mine.state == "won" else "这次没中") in page


def test_the_ticket_on_paper(client, draw, resident):
    ticket = a_ticket(draw=draw, resident=resident)
    response = client.get(reverse("activities:ticket-paper", args=[ticket.pk]))
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


# Staff


def announce(client, session, **changes):
    times = {"opens_at": "2026-11-28T09:00", "closes_at": "2026-12-01T17:00", "draws_at": "2026-12-02T10:00"}
    return client.post(reverse("board:draw", args=["c1", session.pk]), {**times, **changes}, follow=True)


def test_the_board_announces_it(client, session, clerk):
    client.force_login(clerk)
    proposed = client.get(reverse("board:draw", args=["c1", session.pk])).content.decode()
    assert 'value="2026-11-28T09:00"' in proposed
    page = words(announce(client, session))
    assert "公布了" in page
    assert Draw.objects.get().announced_by == clerk


@pytest.mark.parametrize(
    "changes",
    [{"closes_at": "2026-11-28T10:00"}, {"opens_at": "2026-11-31T09:00"}, {"draws_at": ""}, {"opens_at": "明天"}],
)
def test_what_was_typed_stays_with_a_sentence(client, session, clerk, changes):
    client.force_login(clerk)
    page = announce(client, session, **changes)
    assert not Draw.objects.exists()
    assert 'role="alert"' in page.content.decode()
    assert 'value="2026-12-02T10:00"' in page.content.decode() or "draws_at" in changes


def test_full_width_digits_are_understood(client, session, clerk):
    client.force_login(clerk)
    announce(client, session, opens_at="２０２６-１１-２８T０９：００")
    assert Draw.objects.get().opens_at == at("2026-11-28 09:00")


def test_the_board_shows_who_applied_and_calls_it_off(client, draw, clerk):
    a_ticket(draw=draw, resident=a_resident(name="王示例", phone="13812340001"), applied_by=None, channel="phone")
    client.force_login(clerk)
    assert "王示例" in words(client.get(reverse("board:draw", args=["c1", draw.session_id])))
    page = client.post(reverse("board:draw-call-off", args=["c1", draw.pk]), {"reason": "老师病了"}, follow=True)
    draw.refresh_from_db()
    assert draw.is_cancelled
    assert "摇号取消了" in words(page)
    assert "老师病了" in words(client.get(draw.get_absolute_url()))


def test_without_a_reason_it_stays(client, draw, clerk):
    client.force_login(clerk)
    client.post(reverse("board:draw-call-off", args=["c1", draw.pk]), {"reason": " "})
    draw.refresh_from_db()
    assert draw.is_undecided


def test_the_desk_of_another_site_does_neither(client, draw):
    client.force_login(staff_of(a_centre(slug="c2")))
    assert client.get(reverse("board:draw", args=["c1", draw.session_id])).status_code == 404
    assert client.post(reverse("board:draw-call-off", args=["c2", draw.pk]), {"reason": "x"}).status_code == 404


def test_the_desk_applies_with_one_press(client, draw, clerk):
    elder = a_resident(name="王示例", phone="02155550001")
    client.force_login(clerk)
    page = reverse("desk:activities", args=["c1", elder.pk])
    shown = client.get(page)
    assert "报名摇号" in words(shown)
    done = client.post(
        page, {"do": f"apply-{draw.session_id}", "channel": "phone", "token": hidden(shown)["token"]}, follow=True
    )
    assert "王示例是1号签，12月2日（周三）10:00开签。" in words(done)
    assert DrawTicket.objects.get().channel == "phone"
    assert "已报摇号，1号签" in words(client.get(page))


def test_the_desk_has_no_button_when_applying_has_ended(client, draw, clerk):
    client.force_login(clerk)
    elder = a_resident()
    with time_machine.travel(FROZEN, tick=False):
        page = client.get(reverse("desk:activities", args=["c1", elder.pk])).content.decode()
    assert f"apply-{draw.session_id}" not in page
    assert "报名已截止" in page
