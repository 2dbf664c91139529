"""What the database refuses, by name, through every door there is to it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.contrib.admin import AdminSite, ModelAdmin
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, transaction
from django.forms import modelform_factory
from django.test import RequestFactory
from django.utils import timezone, translation
from psycopg2 import DatabaseError

from centres.models import Occupancy, Room, Want
from centres.models.occupancy import LONGEST
from centres.spans import Span
from tests.factories import a_centre, a_hall, a_room, an_occupancy, at

pytestmark = pytest.mark.django_db

NOON = at("2026-11-30 12:00")
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@contextmanager
def refused_by(rule: str) -> Iterator[None]:
    """The database refuses what is done inside, if not at once then at the end of the transaction."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():  # noqa: PT012  (what is inside, and the end)
        yield
        connection.check_constraints()
    cause = refusal.value.__cause__
    assert isinstance(cause, DatabaseError)
    assert cause.diag.constraint_name == rule


def a_row(room: Room, starts_at: datetime = NOON, **fields: object) -> Occupancy:
    """A row that nobody has written yet, of one hour."""
    times = {"starts_at": starts_at, "ends_at": starts_at + HOUR, "clear_until": starts_at + HOUR}
    return Occupancy(**{"room": room, "kind": "booking", **times, **fields})


# Twice at a time


def create(row: Occupancy) -> None:
    Occupancy.objects.create(room=row.room, starts_at=row.starts_at, ends_at=row.ends_at, clear_until=row.clear_until)


def save(row: Occupancy) -> None:
    row.save()


def create_in_bulk(row: Occupancy) -> None:
    Occupancy.objects.bulk_create([row])


def create_by_sql(row: Occupancy) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO centres_occupancy (room_id, starts_at, ends_at, clear_until, kind, title, claim, is_part,"
            " standing) VALUES (%s, %s, %s, %s, 'booking', '', gen_random_uuid(), false, 'firm')",
            [row.room_id, row.starts_at, row.ends_at, row.clear_until],
        )


def update_another(row: Occupancy) -> None:
    elsewhere = an_occupancy(span="2026-12-24 09:00-10:00")
    Occupancy.objects.filter(pk=elsewhere.pk).update(
        room=row.room, starts_at=row.starts_at, ends_at=row.ends_at, clear_until=row.clear_until
    )


def update_another_in_bulk(row: Occupancy) -> None:
    elsewhere = an_occupancy(room=row.room, span="2026-12-24 09:00-10:00")
    elsewhere.starts_at, elsewhere.ends_at, elsewhere.clear_until = row.starts_at, row.ends_at, row.clear_until
    Occupancy.objects.bulk_update([elsewhere], ["starts_at", "ends_at", "clear_until"])


def save_a_form(row: Occupancy) -> None:
    """No form asks the constraint, because none has the generated field `during`: forms do not claim."""
    form = modelform_factory(Occupancy, fields="__all__")(_filled_in(row))
    assert form.is_valid(), form.errors
    form.save()


def save_in_the_admin(row: Occupancy) -> None:
    page = ModelAdmin(Occupancy, AdminSite())
    request = RequestFactory().get("/")
    form = page.get_form(request)(_filled_in(row))
    assert form.is_valid(), form.errors
    page.save_model(request, form.save(commit=False), form, change=False)


def _filled_in(row: Occupancy) -> dict[str, object]:
    """What a browser sends, for forms that ask date and time in one field or in two."""
    data: dict[str, object] = {"room": row.room_id, "kind": row.kind, "standing": row.standing}
    for name in ("starts_at", "ends_at", "clear_until"):
        moment = timezone.localtime(getattr(row, name))
        data |= {name: f"{moment:%Y-%m-%d %H:%M}", f"{name}_0": f"{moment:%Y-%m-%d}", f"{name}_1": f"{moment:%H:%M}"}
    return data


DOORS = [
    create,
    save,
    create_in_bulk,
    create_by_sql,
    update_another,
    update_another_in_bulk,
    save_a_form,
    save_in_the_admin,
]


@pytest.mark.parametrize("door", DOORS)
def test_no_door_lets_two_into_one_room_at_a_time(door: Callable[[Occupancy], None]) -> None:
    taken = an_occupancy(span="2026-11-30 11:00-12:01")

    with refused_by("room_is_occupied_once_at_a_time"):
        door(a_row(taken.room))


@pytest.mark.parametrize("door", DOORS)
def test_every_door_opens_when_the_room_is_free(door: Callable[[Occupancy], None]) -> None:
    before = an_occupancy(span="2026-11-30 11:00-12:00")

    door(a_row(before.room))

    assert Occupancy.objects.filter(room=before.room, starts_at=NOON).count() == 1


def test_a_bulk_path_told_to_ignore_conflicts_writes_nothing() -> None:
    taken = an_occupancy(span="2026-11-30 11:00-12:01")

    Occupancy.objects.bulk_create([a_row(taken.room)], ignore_conflicts=True)

    assert list(Occupancy.objects.filter(room=taken.room)) == [taken]


def test_cleaning_says_it_in_words() -> None:
    taken = an_occupancy(span="2026-11-30 11:00-12:01")

    with translation.override("en"), pytest.raises(ValidationError, match=r"The room is taken at this time\."):
        a_row(taken.room).full_clean()


def test_clearing_keeps_the_room() -> None:
    taken = an_occupancy(span="2026-11-30 11:00-12:00", clearing=15)

    with refused_by("room_is_occupied_once_at_a_time"):
        a_row(taken.room, NOON + 14 * MINUTE).save()
    a_row(taken.room, NOON + 15 * MINUTE).save()


def test_a_released_row_keeps_nobody_out() -> None:
    taken = an_occupancy(span="2026-11-30 11:00-13:00")
    Occupancy.objects.release([taken], now=NOON)

    a_row(taken.room).save()


# The row itself


@pytest.mark.parametrize(
    "times",
    [{"ends_at": NOON}, {"ends_at": NOON - MINUTE}, {"clear_until": NOON + HOUR - MINUTE}],
    ids=["lasts no time", "ends before it starts", "is cleared before it ends"],
)
def test_starts_ends_and_clears_in_order(times: dict[str, datetime]) -> None:
    with refused_by("occupancy_starts_ends_and_clears_in_order"):
        a_row(a_room(), **times).save()


def test_is_not_cleared_before_it_starts() -> None:
    with pytest.raises(DataError, match="range lower bound"), transaction.atomic():
        a_row(a_room(), clear_until=NOON - MINUTE).save()


def test_lasts_a_day_at_most() -> None:
    room = a_room()

    with refused_by("occupancy_lasts_a_day_at_most"):
        a_row(room, clear_until=NOON + LONGEST + timedelta(microseconds=1)).save()
    a_row(room, clear_until=NOON + LONGEST).save()


@pytest.mark.parametrize(
    ("standing", "held_until"),
    [("firm", NOON), ("held", None), ("tentative", None), ("unheard of", None), ("unheard of", NOON)],
)
def test_has_a_deadline_unless_firm(standing: str, held_until: datetime | None) -> None:
    with refused_by("occupancy_has_a_deadline_unless_firm"):
        a_row(a_room(), standing=standing[:10], held_until=held_until).save()


def unrelease_by_update(row: Occupancy) -> None:
    Occupancy.objects.filter(pk=row.pk).update(released_at=None)


def unrelease_by_save(row: Occupancy) -> None:
    row.refresh_from_db()
    row.released_at = None
    row.save()


@pytest.mark.parametrize("door", [unrelease_by_update, unrelease_by_save])
def test_released_stays_released(door: Callable[[Occupancy], None]) -> None:
    row = an_occupancy()
    Occupancy.objects.release([row], now=NOON)

    with refused_by("released_stays_released"):
        door(row)


def test_a_released_row_may_change_otherwise() -> None:
    row = an_occupancy(title="合唱队")
    Occupancy.objects.release([row], now=NOON)

    assert Occupancy.objects.filter(pk=row.pk).update(title="", released_at=NOON + HOUR) == 1


# A hall and its parts


TOGETHER = "hall_and_parts_stand_together"


@pytest.mark.parametrize("door", DOORS)
def test_no_door_takes_a_hall_without_its_parts(door: Callable[[Occupancy], None]) -> None:
    hall = a_hall()

    with refused_by(TOGETHER):
        door(a_row(hall))


def test_no_row_of_a_part_stands_without_its_hall() -> None:
    part = a_hall().parts.get(number__endswith="-1")

    with refused_by(TOGETHER):
        a_row(part, is_part=True).save()


def test_no_row_is_part_in_a_room_that_is_none() -> None:
    with refused_by(TOGETHER):
        a_row(a_room(), is_part=True).save()


def test_rows_written_one_by_one_are_judged_together() -> None:
    hall = a_hall()
    row = a_row(hall)
    row.save()
    for part in hall.parts.all():
        a_row(part, is_part=True, claim=row.claim).save()

    connection.check_constraints()


def test_a_missing_part_is_noticed() -> None:
    hall = a_hall(parts=3)
    row = a_row(hall)
    first, second, _missing = hall.parts.all()

    with refused_by(TOGETHER):
        row.save()
        a_row(first, is_part=True, claim=row.claim).save()
        a_row(second, is_part=True, claim=row.claim).save()


@pytest.mark.parametrize(
    "change",
    [
        {"starts_at": at("2026-11-30 09:01")},
        {"ends_at": at("2026-11-30 10:29")},
        {"clear_until": at("2026-11-30 10:31")},
        {"claim": "8b4c6ba5-98a5-4b5a-8f5c-6c8d3b1f2f10"},
        {"released_at": NOON},
        {"standing": "held", "held_until": NOON},
        {"is_part": "other"},
        {"room": "other"},
    ],
    ids=lambda change: " and ".join(change),
)
@pytest.mark.parametrize("whose", ["the hall's", "a part's"])
def test_no_row_of_a_hall_changes_alone(whose: str, change: dict[str, object]) -> None:
    main = an_occupancy(room=a_hall())
    row = Occupancy.objects.get(claim=main.claim, room=main.room if whose == "the hall's" else main.room.parts.first())
    other = {"is_part": not row.is_part, "room": a_room()}

    with refused_by(TOGETHER):
        Occupancy.objects.filter(pk=row.pk).update(
            **{name: other[name] if value == "other" else value for name, value in change.items()}
        )


def test_a_deadline_does_not_change_alone() -> None:
    main = an_occupancy(room=a_hall(), standing="held", held_until=NOON)

    with refused_by(TOGETHER):
        Occupancy.objects.filter(pk=main.pk).update(held_until=NOON + HOUR)


def test_a_part_of_the_claim_is_not_deleted_alone() -> None:
    main = an_occupancy(room=a_hall())

    with refused_by(TOGETHER):
        Occupancy.objects.filter(claim=main.claim, room=main.room.parts.first()).delete()
    with refused_by(TOGETHER):
        main.delete()


def test_all_rows_of_a_hall_may_change_at_once() -> None:
    main = an_occupancy(room=a_hall())

    Occupancy.objects.filter(claim=main.claim).update(clear_until=NOON)
    connection.check_constraints()


def test_words_on_the_door_may_change_alone() -> None:
    main = an_occupancy(room=a_hall())

    Occupancy.objects.filter(pk=main.pk).update(title="整厅：合唱队")
    connection.check_constraints()


# Rooms and parts


LEVELS = "room_parts_form_one_level"
KEEPS = "hall_keeps_its_parts_while_taken"


def a_future_claim(room: Room) -> Occupancy:
    """The trigger asks the clock of the database, so this is the day after tomorrow, whatever day it is."""
    tomorrow = timezone.now() + timedelta(days=2)
    [occupancy] = Occupancy.objects.claim(
        [Want(room, Span(tomorrow, tomorrow + HOUR))], kind="booking", now=timezone.now()
    )
    return occupancy


def test_a_part_has_no_parts() -> None:
    hall = a_hall()
    part = hall.parts.first()

    with refused_by(LEVELS):
        a_room(centre=hall.centre, whole=part)


def test_a_hall_does_not_become_a_part() -> None:
    hall = a_hall()
    larger = a_room(centre=hall.centre)

    with refused_by(LEVELS):
        Room.objects.filter(pk=hall.pk).update(whole=larger)


def test_a_part_stands_in_the_site_of_its_hall() -> None:
    hall = a_hall()
    elsewhere = a_centre()

    with refused_by(LEVELS):
        a_room(centre=elsewhere, whole=hall)
    with refused_by(LEVELS):
        Room.objects.filter(pk=hall.pk).update(centre=elsewhere)
    with refused_by(LEVELS):
        hall.parts.update(centre=elsewhere)


def test_a_hall_gets_and_loses_no_part_while_it_is_taken() -> None:
    hall, room = a_hall(), a_room()
    Room.objects.filter(pk=room.pk).update(centre=hall.centre)
    a_future_claim(hall)

    with refused_by(KEEPS):
        a_room(centre=hall.centre, whole=hall)
    with refused_by(KEEPS):
        Room.objects.filter(pk=room.pk).update(whole=hall)
    with refused_by(KEEPS):
        hall.parts.update(whole=None)
    with refused_by(KEEPS):
        hall.parts.update(whole=room)


def test_a_room_taken_as_it_is_gets_no_parts() -> None:
    room = a_room()
    a_future_claim(room)

    with refused_by(KEEPS):
        a_room(centre=room.centre, whole=room)


def test_parts_change_freely_when_only_a_part_is_taken_or_the_past_is() -> None:
    hall = a_hall()
    first, second = hall.parts.all()
    a_future_claim(first)
    yesterday = timezone.now() - timedelta(days=1)
    Occupancy.objects.claim([Want(hall, Span(yesterday - HOUR, yesterday))], kind="booking", now=yesterday)
    connection.check_constraints()
    released = a_future_claim(a_room(centre=hall.centre))
    Occupancy.objects.release([released], now=timezone.now())

    Room.objects.filter(pk=second.pk).update(whole=None)
    Room.objects.filter(pk=second.pk).update(whole=released.room)
    connection.check_constraints()

    assert list(hall.parts.all()) == [first]
    assert list(released.room.parts.all()) == [second]
