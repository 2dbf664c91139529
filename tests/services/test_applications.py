"""Applications for care: agreed to, called back, arranged, told; deleted a year after, or at once when withdrawn."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, InternalError, transaction
from django.test import Client

from centres.claimants import CannotChange
from centres.models import CalendarDay
from centres.workdays import Workdays
from notices.models import Notice
from residents import mine
from services import actions, people
from services.models import Application
from tests.bookings.pages import a_neighbour, links, signed_in, words
from tests.factories import (
    a_centre,
    a_relative,
    a_resident,
    a_service,
    a_user,
    an_application,
    at,
    staff_of,
)

pytestmark = pytest.mark.django_db

NOW = at("2026-12-07 10:00")  # a Monday
NEED = "妈妈82岁，走路和吃饭要人帮😊"


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def centre():
    return a_centre(slug="c1", short_name="三中心")


@pytest.fixture
def service(centre):
    return a_service(name="日间照料示例", need="care", centre=centre, is_walk_in=False, is_application=True)


@pytest.fixture
def clerk(centre):
    return staff_of(centre)


@pytest.fixture
def neighbour():
    return a_neighbour(name="欧阳示例")


def at_work(clerk):
    client = Client()
    client.force_login(clerk)
    return client


def apply(service, resident, **changes):
    asked = {
        "centre": service.centre,
        "help_needed": NEED,
        "call_number": "13800001111",
        "call_whom": "",
        "call_when": "上午",
        "agrees": True,
        "by": resident.user,
        "channel": "web",
        "token": uuid.uuid4(),
        "now": NOW,
    }
    return actions.apply(service=service, resident=resident, **{**asked, **changes})


def typed(**changes):
    return {
        "whom": "me",
        "help_needed": NEED,
        "call_number": "１３８００００１１１１",
        "call_whom": "女儿",
        "call_when": "上午",
        "agrees": "on",
        "token": str(uuid.uuid4()),
        **changes,
    }


# What holds


@pytest.mark.parametrize(
    "wrong",
    [
        {"help_needed": ""},
        {"consent_version": ""},
        {"state": "arranged"},
        {"state": "unsuitable", "closed_at": NOW},
        {"state": "done"},
        {"closed_at": NOW},
    ],
)
def test_the_database_refuses_what_cannot_be(service, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        an_application(service=service, **wrong)


@pytest.mark.parametrize("state", ["withdrawn", "done", "unsuitable"])
def test_what_is_closed_stays_closed(service, state):
    help_needed = "" if state == "withdrawn" else NEED
    made = an_application(service=service, state=state, closed_at=NOW, reason="示例", help_needed=help_needed)

    with pytest.raises(InternalError), transaction.atomic():
        Application.objects.filter(pk=made.pk).update(state="received", closed_at=None, help_needed=NEED)


def test_a_service_on_application_gives_no_numbers():
    with pytest.raises(IntegrityError), transaction.atomic():
        a_service(is_application=True, is_walk_in=False, minutes=20)


# Applying


def test_without_agreement_nothing_is_kept(service, neighbour):
    with pytest.raises(CannotChange):
        apply(service, neighbour, agrees=False)

    page = signed_in(neighbour).post(f"/services/{service.pk}/apply/", typed(agrees=""))

    assert not Application.objects.exists()
    assert NEED in words(page)


def test_one_applies_with_ones_own_words_and_the_consent_has_its_version_and_moment(service, neighbour):
    there = signed_in(neighbour).post(f"/services/{service.pk}/apply/", typed())

    made = Application.objects.get()
    assert there["Location"] == made.get_absolute_url()
    assert (made.help_needed, made.call_number, made.call_whom) == (NEED, "13800001111", "女儿")
    assert (made.consent_version, made.consented_at, made.state) == ("2026-11-27", NOW, "received")


@pytest.mark.parametrize(
    "wrong",
    [
        {"help_needed": "苦" * 501},
        {"help_needed": "  "},
        {"call_number": "打我女儿"},
        {"call_number": "12"},
        {"call_whom": "欧" * 200},
        {"call_when": "早" * 200},
        {"help_needed": "a\0b"},
    ],
)
def test_what_cannot_be_read_is_said_kindly_and_nothing_is_lost(service, neighbour, wrong):
    page = signed_in(neighbour).post(f"/services/{service.pk}/apply/", typed(**wrong))

    assert page.status_code == 200
    assert not Application.objects.exists()
    assert "上午" in page.content.decode() or "call_when" in wrong


def test_the_same_form_twice_or_another_one_meanwhile_is_one_application(service, neighbour):
    client, form = signed_in(neighbour), typed()

    for each in (form, form, typed(help_needed="再说一遍")):
        client.post(f"/services/{service.pk}/apply/", each)

    assert Application.objects.get().help_needed == NEED


def test_a_relative_applies_for_whom_they_act_who_hears_of_it(service, neighbour):
    elder = a_resident(user=a_user())
    a_relative(elder=elder, user=neighbour.user)

    signed_in(neighbour).post(f"/services/{service.pk}/apply/", typed(whom=f"for-{elder.pk}"))

    made = Application.objects.get()
    assert (made.resident, made.channel) == (elder, "relative")
    body = Notice.objects.get(to=elder.phone).body
    assert "妈妈" not in body


def test_a_service_of_all_sites_asks_which_one_is_near(neighbour, centre):
    everywhere = a_service(need="care", is_walk_in=False, is_application=True)

    signed_in(neighbour).post(f"/services/{everywhere.pk}/apply/", typed(centre=str(centre.pk)))

    assert Application.objects.get().centre == centre


def test_other_services_are_not_applied_for(neighbour):
    other = a_service()

    assert signed_in(neighbour).get(f"/services/{other.pk}/apply/").status_code == 404
    with pytest.raises(CannotChange):
        apply(other, neighbour, centre=a_centre())


def test_who_is_not_signed_in_signs_in_first(client, service):
    assert client.get(f"/services/{service.pk}/apply/")["Location"].startswith("/account/login/")


def test_the_public_page_says_what_happens_and_how_long_it_takes(client, service):
    page = client.get(service.get_absolute_url())

    assert f"/services/{service.pk}/apply/" in links(page)
    assert "三个工作日内" in words(page)


# Withdrawing


def test_withdrawn_by_oneself_what_was_written_goes_at_once(service, neighbour):
    made = apply(service, neighbour)
    client, page = signed_in(neighbour), f"{made.get_absolute_url()}withdraw/"

    assert client.get(page).status_code == 200
    made.refresh_from_db()
    assert made.state == "received"
    for _twice in range(2):
        client.post(page)
    made.refresh_from_db()
    assert (made.state, made.help_needed, made.closed_at) == ("withdrawn", "", NOW)


def test_nobody_else_reads_or_withdraws_it(service, neighbour):
    made = apply(service, a_resident(user=a_user()))

    for client in (signed_in(neighbour), at_work(staff_of(a_centre()))):
        assert client.get(made.get_absolute_url()).status_code == 404
        assert client.post(f"{made.get_absolute_url()}withdraw/").status_code == 404
    with pytest.raises(CannotChange):
        actions.withdraw_application(application=made, by=neighbour.user, now=NOW)


# Answering


def step(made, clerk, **fields):
    return at_work(clerk).post(f"/desk/c1/applications/{made.pk}/", fields)


def test_each_step_of_staff_is_told_with_its_reason(service, neighbour, clerk):
    made = apply(service, neighbour)

    step(made, clerk, step="contact", reason="请准备病历")
    step(made, clerk, step="arrange", on="2026-12-09", at="０９：３０", place="家里", reason="")
    step(made, clerk, step="settle", reason="下周一起来")

    made.refresh_from_db()
    assert (made.state, made.visit_at, made.visit_place) == ("done", at("2026-12-09 09:30"), "家里")
    assert (made.handled_by, made.closed_at) == (clerk, NOW)
    told = [notice.body for notice in Notice.objects.filter(to=neighbour.phone).order_by("pk")]
    assert ["请准备病历" in told[0], "家里" in told[1], "下周一起来" in told[2]] == [True] * 3
    assert NEED not in "".join(told)


def test_what_does_not_fit_is_declined_with_a_reason_only(service, neighbour, clerk):
    made = apply(service, neighbour)

    assert step(made, clerk, step="decline", reason=" ").status_code == 200
    assert step(made, clerk, step="decline", reason="要住院的，去医院更好").status_code == 302
    made.refresh_from_db()
    assert made.state == "unsuitable"
    assert step(made, clerk, step="contact").status_code == 200
    made.refresh_from_db()
    assert made.state == "unsuitable"


@pytest.mark.parametrize(
    "wrong",
    [
        {"on": "2026-11-31", "at": "09:30", "place": "家里"},
        {"on": "2026-12-09", "at": "", "place": "家里"},
        {"on": "2026-12-09", "at": "09:30", "place": ""},
        {"on": "2026-12-01", "at": "09:30", "place": "家里"},
        {"on": "2026-12-09", "at": "09:30", "place": "家" * 200},
        {"on": "2026-12-09", "at": "09:30", "place": "家里", "reason": "长" * 201},
    ],
)
def test_an_assessment_needs_a_date_to_come_and_a_place(service, neighbour, clerk, wrong):
    made = apply(service, neighbour)

    assert step(made, clerk, step="arrange", **wrong).status_code == 200
    made.refresh_from_db()
    assert made.state == "received"


def test_the_list_says_how_old_each_is_and_which_is_overdue(service, clerk):
    an_application(service=service, resident=a_resident(name="司马示例"), applied_at=at("2026-12-02 10:00"))
    late = an_application(service=service, resident=a_resident(name="上官示例"), applied_at=at("2026-12-01 10:00"))

    page = at_work(clerk).get("/desk/c1/applications/")

    [(_state, lines)] = page.context["groups"]
    assert [(line.who, line.is_overdue) for line in lines] == [("上官示例", True), ("司马示例", False)]
    assert links(page, "/desk/c1/applications/")[0] == f"/desk/c1/applications/{late.pk}/"
    assert NEED not in words(page)


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_takes_few_queries_however_many_apply(service, clerk, count, django_assert_max_num_queries):
    for _each in range(count):
        an_application(service=service)
    client = at_work(clerk)
    client.get("/desk/c1/applications/")

    with django_assert_max_num_queries(9):
        client.get("/desk/c1/applications/")


def test_working_days_know_holidays_and_make_up_workdays():
    CalendarDay.objects.create(on=at("2026-10-01 00:00").date(), kind="off", name="国庆节")
    off = at("2026-10-02 00:00").date()
    CalendarDay.objects.create(on=off, kind="off", name="国庆节")
    CalendarDay.objects.create(on=at("2026-10-10 00:00").date(), kind="work", name="国庆节", stands_for=off)
    first = at("2026-09-30 00:00").date()

    workdays = Workdays.load(first, first)

    assert f"{workdays.after(first, 3)}" == "2026-10-07"
    assert workdays.is_one(at("2026-10-10 00:00").date())


def test_at_the_desk_one_applies_for_whoever_calls(service, clerk):
    resident = a_resident()
    page = f"/desk/c1/people/{resident.pk}/apply/"

    at_work(clerk).post(page, typed(agrees=""))
    assert not Application.objects.exists()
    at_work(clerk).post(page, typed())

    made = Application.objects.get()
    assert (made.resident, made.channel, made.applied_by) == (resident, "phone", clerk)


def test_another_site_reads_nothing_of_it(service, clerk, neighbour):
    made = apply(service, neighbour)
    there = staff_of(a_centre(slug="c9"))

    assert at_work(there).get(f"/desk/c9/applications/{made.pk}/").status_code == 404
    assert at_work(there).get("/desk/c1/applications/").status_code == 404
    assert "欧阳示例" not in words(at_work(there).get("/desk/c9/applications/"))


# Whose it is


def test_a_year_after_the_end_it_is_deleted(service):
    old = an_application(service=service, state="done", closed_at=NOW - timedelta(days=366))
    kept = [
        an_application(service=service, state="done", closed_at=NOW - timedelta(days=364)),
        an_application(service=service, applied_at=NOW - timedelta(days=800)),
    ]

    actions.delete_closed_applications(NOW)

    assert list(Application.objects.order_by("-closed_at").exclude(pk=old.pk)) == list(
        Application.objects.order_by("-closed_at")
    )
    assert Application.objects.count() == len(kept)


def test_merged_forgotten_and_exported(service):
    gone, kept = a_resident(user=a_user()), a_resident(user=a_user())
    theirs, other = an_application(service=service, resident=gone), an_application(service=service, resident=kept)

    people.repoint(gone, kept)

    theirs.refresh_from_db()
    other.refresh_from_db()
    assert (theirs.state, theirs.resident, other.state) == ("withdrawn", kept, "received")
    assert [each["help_needed"] for each in people.export(kept)["applications"]] == ["", NEED]
    assert people.unfinished(kept, NOW)
    people.forget(kept)
    assert not Application.objects.exists()


def test_it_stands_among_ones_own_things(service, neighbour):
    made = apply(service, neighbour)

    [section] = [each for each in mine.sections(neighbour.user, NOW) if each.key == "applications"]

    assert [item.url for item in section.items] == [made.get_absolute_url()]
