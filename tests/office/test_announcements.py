"""Announcements: who reads them when, and who writes for whom."""

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from office.models import Announcement
from tests.factories import MONDAY, a_centre, a_street_officer, a_user, an_announcement, at, staff_of

pytestmark = pytest.mark.django_db

LIST = reverse("office:announcement-list")
ADD = reverse("admin:office_announcement_add")


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(at("2026-11-30 10:00"), tick=False):
        yield


def test_announcements_are_shown_from_their_first_to_their_last_day():
    line = an_announcement(shown_from=MONDAY, shown_until=MONDAY)
    for_good = an_announcement(shown_from=MONDAY, shown_until=None, on=MONDAY)

    assert list(Announcement.objects.shown(MONDAY)) == [line, for_good]
    assert list(Announcement.objects.shown(MONDAY.replace(day=29))) == []
    assert list(Announcement.objects.shown(MONDAY.replace(month=12, day=1))) == [for_good]


def test_everybody_reads_all_that_are_shown(reader):
    an_announcement(title="示例通知", text="<i>示例正文</i>", centre=a_centre(name="示例睦邻中心"))
    an_announcement(title="示例过去", on=MONDAY.replace(day=1))

    page = reader.get(LIST).content.decode()

    assert "示例通知" in page
    assert "示例睦邻中心" in page
    assert "&lt;i&gt;示例正文" in page
    assert "示例过去" not in page


@pytest.mark.parametrize("times", [1, 10])
def test_the_page_takes_two_queries(client, django_assert_num_queries, times):
    for _number in range(times):
        an_announcement(centre=a_centre())

    with django_assert_num_queries(2):
        client.get(LIST)


def test_staff_write_for_their_site_the_street_office_for_all_and_others_not_at_all(client):
    own, other = a_centre(), a_centre()
    words = {"title": "示例通知", "on": "2026-12-01", "shown_from": "2026-11-30"}

    def write(centre):
        before = Announcement.objects.count()
        client.post(ADD, words | {"centre": centre.pk if centre else ""})
        return Announcement.objects.count() - before

    assert [write(None), write(own)] == [0, 0]
    client.force_login(a_user())
    assert [write(None), write(own)] == [0, 0]
    client.force_login(staff_of(own))
    assert [write(None), write(other), write(own)] == [0, 0, 1]
    client.force_login(a_street_officer())
    assert [write(None), write(other)] == [1, 1]


def test_the_database_wants_a_title_and_days_in_order():
    line = Announcement.objects.filter(pk=an_announcement().pk)

    with pytest.raises(IntegrityError, match="announcement_has_a_title"), transaction.atomic():
        line.update(title="")
    with pytest.raises(IntegrityError, match="announcement_is_shown_for_a_while"), transaction.atomic():
        line.update(shown_until=MONDAY.replace(day=1))
