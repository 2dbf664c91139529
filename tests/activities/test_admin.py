"""Staff put activities on the programme of their own sites; others look, or do not come in at all."""

from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from activities.models import Activity, Session
from centres.models import CalendarDay
from tests.bookings.pages import words
from tests.factories import (
    a_booking,
    a_centre,
    a_draw,
    a_resident,
    a_room,
    a_session,
    a_street_officer,
    a_user,
    a_wait,
    an_activity,
    an_enrolment,
    an_occupancy,
    at,
    default_rules,
    open_daily,
    staff_of,
)
from tests.queries import queries_of

pytestmark = pytest.mark.django_db

NOW = at("2026-11-29 10:00")
ADD = reverse("admin:activities_session_add")


@pytest.fixture(autouse=True)
def sunday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def room():
    centre = a_centre()
    open_daily(centre, "08:30-17:00")
    return a_room(centre=centre, name="示例舞蹈房")


def wish(room, activity, **changes):
    return {
        "offering": activity.pk,
        "room": room.pk,
        "on": "2026-11-30",
        "starts": "09:00",
        "ends": "10:00",
        "times": "1",
        **changes,
    }


def test_staff_of_the_site_put_a_session_on_the_programme(client, room):
    staff = staff_of(room.centre)
    client.force_login(staff)

    answer = client.post(ADD, wish(room, an_activity(), starts="０９：００"))

    assert answer.url == reverse("admin:activities_session_changelist")
    session = Session.objects.get()
    assert (session.occupancy.room, session.arranged_by) == (room, staff)
    assert session.occupancy.starts_at == at("2026-11-30 09:00")


def test_staff_of_another_site_cannot_choose_the_room(client, room):
    client.force_login(staff_of(a_centre()))

    answer = client.post(ADD, wish(room, an_activity()))

    assert "room" in answer.context["form"].errors
    assert not Session.objects.exists()


def test_residents_and_strangers_are_led_away(client, room):
    assert client.post(ADD, wish(room, an_activity())).status_code == 302

    client.force_login(a_user())
    assert client.post(ADD, wish(room, an_activity())).status_code == 302

    assert not Session.objects.exists()


def test_weekly_sessions_tell_which_dates_were_left_out(client, room):
    an_occupancy(room=room, span="2026-12-07 09:30-10:30")
    client.force_login(staff_of(room.centre))

    answer = client.post(ADD, wish(room, an_activity(), times="3"))

    assert [s.occupancy.starts_at.day for s in Session.objects.order_by("occupancy__starts_at")] == [30, 14]
    first, second = [str(message) for message in get_messages(answer.wsgi_request)]
    assert "2场" in first
    assert "12月7日" in second


def looked_at(client, wish):
    answer = client.post(ADD, {**wish, "step": "look"})
    assert not Session.objects.exists()
    return answer.context["preview"], words(answer)


def test_every_date_is_looked_at_first_with_what_stands_there(client, room):
    taken = an_occupancy(room=room, span="2026-12-07 09:30-10:30", title="示例合唱队")
    CalendarDay.objects.create(on="2026-12-14", kind="off", name="示例节")
    client.force_login(staff_of(room.centre))

    (free, busy, holiday), page = looked_at(client, wish(room, an_activity(), times="3"))

    assert (free.problem, busy.is_taken, "示例节" in holiday.problem) == ("", True, True)
    assert f"09:30–10:30 {taken.title}" in page


def test_who_has_the_room_is_named_by_surname_only(client, room):
    a_booking(room=room, span="2026-11-30 09:30-10:30", booked_for=a_resident(name="张示例"))
    client.force_login(staff_of(room.centre))

    [busy], page = looked_at(client, wish(room, an_activity()))

    assert busy.is_taken
    assert "张*" in page
    assert "张示例" not in page


def test_a_date_is_taken_too_where_no_time_is_left_to_clear_up(client, room):
    default_rules(clearing_minutes=15)
    an_occupancy(room=room, span="2026-11-30 10:00-11:00")
    client.force_login(staff_of(room.centre))

    [busy], _page = looked_at(client, wish(room, an_activity()))
    answer = client.post(ADD, wish(room, an_activity()))

    assert busy.is_taken
    assert answer.context["form"].non_field_errors()


def test_looking_asks_as_much_for_one_date_as_for_many(client, room):
    for day in ("2026-12-07", "2026-12-14", "2026-12-21"):
        an_occupancy(room=room, span=f"{day} 09:30-10:30")
    client.force_login(staff_of(room.centre))
    activity = an_activity()
    client.post(ADD, {**wish(room, activity), "step": "look"})
    one, many = (
        queries_of(lambda times=times: client.post(ADD, {**wish(room, activity, times=times), "step": "look"}))
        for times in ("2", "12")
    )

    assert len(one) == len(many)


@pytest.mark.parametrize(
    ("on", "every", "days", "without"),
    [
        ("2026-12-12", "nth", ["12-12", "01-09", "02-13"], ""),
        ("2026-12-15", "day", ["12-15", "01-15", "02-15"], ""),
        ("2026-12-31", "day", ["12-31", "01-31"], "2027年2月"),
    ],
)
def test_a_month_has_its_second_saturday_or_its_fifteenth(client, room, on, every, days, without):
    client.force_login(staff_of(room.centre))
    rota = wish(room, an_activity(), on=on, every=every, times="3")

    _stops, page = looked_at(client, rota)
    answer = client.post(ADD, {**rota, "step": "arrange"}, follow=True)

    found = [f"{s.occupancy.starts_at:%m-%d}" for s in Session.objects.order_by("occupancy__starts_at")]
    assert found == days
    assert without in page
    assert any(without in str(message) for message in answer.context["messages"])


def test_the_same_form_sent_again_leads_to_the_same_page(client, room):
    client.force_login(staff_of(room.centre))
    form = wish(room, an_activity(), times="2")

    answers = [client.post(ADD, form, follow=True) for _n in range(2)]

    assert [answer.redirect_chain for answer in answers] == [
        [(reverse("admin:activities_session_changelist"), 302)]
    ] * 2
    [first], [second] = ([str(message) for message in answer.context["messages"]] for answer in answers)
    assert first == second
    assert Session.objects.count() == 2


def test_a_room_that_is_taken_is_said_on_the_form_with_everything_typed_kept(client, room):
    an_occupancy(room=room, span="2026-11-30 09:30-10:30")
    client.force_login(staff_of(room.centre))

    answer = client.post(ADD, wish(room, an_activity()))

    assert "示例舞蹈房" in answer.context["form"].non_field_errors()[0]
    assert 'value="09:00"' in answer.content.decode()
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends": "08:00"}, "ends"),
        ({"on": "2026-02-30"}, "on"),
        ({"times": "0"}, "times"),
        ({"times": "999"}, "times"),
        ({"room": "999999"}, "room"),
        ({"offering": "999999"}, "offering"),
    ],
)
def test_bad_input_is_said_at_its_field(client, room, changes, field):
    client.force_login(staff_of(room.centre))

    answer = client.post(ADD, wish(room, an_activity()) | changes)

    assert list(answer.context["form"].errors) == [field]


def test_the_list_shows_the_sessions_of_ones_own_sites(client, room):
    a_session(room=room, activity=an_activity(name="示例自家"))
    a_session(activity=an_activity(name="示例别家"))
    client.force_login(staff_of(room.centre))

    page = client.get(reverse("admin:activities_session_changelist")).content.decode()

    assert "示例自家" in page
    assert "示例别家" not in page


def test_a_session_is_read_in_the_admin_and_changed_on_the_board(client, room):
    session = a_session(room=room)
    page = reverse("admin:activities_session_change", args=[session.pk])
    client.force_login(staff_of(room.centre))

    words = client.get(page).content.decode()

    assert reverse("board:cancel", args=[room.centre.slug, session.occupancy_id]) in words
    assert client.post(page, {"state": "cancelled"}).status_code == 403
    assert client.post(reverse("admin:activities_session_delete", args=[session.pk])).status_code == 403


def test_a_new_name_goes_on_the_doors(client, room):
    activity = an_activity(name="旧名")
    session = a_session(activity=activity, room=room)
    client.force_login(a_street_officer())

    client.post(
        reverse("admin:activities_activity_change", args=[activity.pk]),
        {
            "name": "新名",
            "kind": Activity.Kind.EXERCISE,
            "price": "0",
            "closes_minutes": "0",
            "party": "alone",
            "is_published": "on",
        },
    )

    session.occupancy.refresh_from_db()
    assert session.occupancy.title == "新名"


def test_an_activity_of_all_sites_is_the_street_offices(client, room):
    page = reverse("admin:activities_activity_change", args=[an_activity().pk])
    changed = {"name": "新名", "kind": Activity.Kind.EXERCISE, "price": "0", "closes_minutes": "0", "party": "alone"}

    client.force_login(staff_of(room.centre))
    assert client.post(page, changed).status_code == 403
    assert client.get(page).status_code == 200
    client.force_login(a_street_officer())
    assert client.post(page, changed).status_code == 302


def offering(**changes):
    kept = {"name": "示例", "kind": Activity.Kind.EXERCISE, "price": "0", "closes_minutes": "0", "party": "alone"}
    return {**kept, "is_published": "on", **changes}


def unpublish(client, activity):
    client.force_login(a_street_officer())
    page = reverse("admin:activities_activity_change", args=[activity.pk])
    return client.post(page, {**offering(name=activity.name), "is_published": ""})


@pytest.mark.parametrize("what", ["place", "wait", "draw"])
def test_what_somebody_counts_on_stays_on_the_programme_until_it_is_cancelled(client, room, what):
    session = a_session(room=room, capacity=3)
    {"place": an_enrolment, "wait": a_wait, "draw": a_draw}[what](session=session)

    answer = unpublish(client, session.activity)

    assert list(answer.context["adminform"].form.errors) == ["is_published"]
    session.activity.refresh_from_db()
    assert session.activity.is_published


def test_a_draft_is_named_on_no_door_until_it_is_published(client, room):
    draft = an_activity(name="示例草稿", is_published=False)
    client.force_login(staff_of(room.centre))
    client.post(ADD, wish(room, draft))
    occupancy = Session.objects.get().occupancy
    week = [reverse(f"timetables:week{kind}", args=[room.centre.slug]) for kind in ("", "-ics", "-csv", "-json")]

    assert occupancy.title == ""
    for page in week:
        answer = client.get(page, {"week": "2026-W49"})
        assert answer.status_code == 200
        assert "示例草稿" not in answer.content.decode()
    board = client.get(reverse("board:week", args=[room.centre.slug]), {"week": "2026-W49"}).content.decode()
    assert "示例草稿" in board

    client.force_login(a_street_officer())
    client.post(reverse("admin:activities_activity_change", args=[draft.pk]), offering(name="示例草稿"))
    occupancy.refresh_from_db()
    assert occupancy.title == "示例草稿"

    unpublish(client, draft)
    occupancy.refresh_from_db()
    assert occupancy.title == ""


def test_sign_up_opens_at_a_moment_of_this_place(client):
    activity = an_activity()
    page = reverse("admin:activities_activity_change", args=[activity.pk])
    client.force_login(a_street_officer())
    typed = {
        "name": activity.name,
        "kind": Activity.Kind.EXERCISE,
        "price": "0",
        "closes_minutes": "60",
        "party": "alone",
    }

    client.post(page, {**typed, "capacity": "12", "age_from": "60", "opens_at": "2026-11-29T09:00"})

    activity.refresh_from_db()
    assert (activity.opens_at, activity.capacity, activity.age_from) == (at("2026-11-29 09:00"), 12, 60)
    assert 'value="2026-11-29T09:00"' in client.get(page).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"age_from": "60", "age_until": "12"}, {"is_course": "on"}, {"capacity": "0"}],
    ids=["ages", "course", "0"],
)
def test_what_contradicts_itself_is_said_on_the_form(client, wrong):
    activity = an_activity()
    client.force_login(a_street_officer())
    typed = {
        "name": activity.name,
        "kind": Activity.Kind.EXERCISE,
        "price": "0",
        "closes_minutes": "0",
        "party": "alone",
    }

    page = client.post(reverse("admin:activities_activity_change", args=[activity.pk]), {**typed, **wrong})

    assert page.status_code == 200
    assert page.context["adminform"].form.errors


def test_a_course_stays_one_once_somebody_has_signed_up(client, room):
    activity = an_activity(is_course=True, capacity=3)
    an_enrolment(session=a_session(activity=activity, room=room, capacity=3))
    client.force_login(a_street_officer())
    typed = {
        "name": activity.name,
        "kind": Activity.Kind.EXERCISE,
        "price": "0",
        "closes_minutes": "0",
        "party": "alone",
    }

    client.post(reverse("admin:activities_activity_change", args=[activity.pk]), {**typed, "capacity": "3"})

    activity.refresh_from_db()
    assert activity.is_course


# The picture


def form_of(client, activity, **changes):
    """What the form holds, as a browser sends it."""
    page = client.get(reverse("admin:activities_activity_change", args=[activity.pk]))
    form = page.context["adminform"].form
    held = {name: form[name].value() for name in form.fields if name not in ("picture", *changes)}
    return {name: value for name, value in held.items() if value is not None and value is not False} | changes


def change(client, activity, **changes):
    address = reverse("admin:activities_activity_change", args=[activity.pk])
    return client.post(address, form_of(client, activity, **changes))


def a_picture(size=(2000, 1000)):
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    out = BytesIO()
    Image.new("RGB", size, "red").save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("我的手机.jpg", out.getvalue(), "image/jpeg")


def test_a_picture_is_kept_without_the_cameras_data_and_goes_when_another_comes(
    client, django_capture_on_commit_callbacks
):
    activity = an_activity()
    client.force_login(a_street_officer())
    assert change(client, activity, picture=a_picture()).status_code == 302
    activity.refresh_from_db()
    old = Path(activity.picture.path)
    assert (activity.picture.width, b"SecretCamera" in old.read_bytes()) == (1600, False)

    with django_capture_on_commit_callbacks(execute=True):
        change(client, activity, picture=a_picture((60, 40)))

    activity.refresh_from_db()
    assert (activity.picture.width, old.exists()) == (60, False)


def test_what_is_no_picture_is_refused_with_a_sentence(client):
    activity = an_activity()
    client.force_login(a_street_officer())

    answer = change(client, activity, picture=SimpleUploadedFile("fake.jpg", b"<script>alert(1)</script>"))

    assert answer.context["adminform"].errors == {"picture": ["这个文件不是我们能打开的图片。"]}
