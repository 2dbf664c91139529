"""The measuring command leaves nothing behind, and tells the ways that keep the promise from the one that does not."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from centres.models import Occupancy
from tests.factories import an_occupancy

pytestmark = pytest.mark.django_db(transaction=True)


def databases() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        return {name for (name,) in cursor.fetchall()}


def test_bench_measures_in_a_database_of_its_own() -> None:
    row = an_occupancy()
    before = databases()
    out = StringIO()

    call_command("bench_occupancy", rows=680, connections=[4], seconds=0.3, stdout=out)

    lines = [line.strip("| ").split(" | ") for line in out.getvalue().splitlines() if line.startswith("| ")]
    double_bookings = {way: numbers[2] for way, *numbers in lines[1:6]}
    assert list(double_bookings.values())[:4] == ["0"] * 4
    assert [words for words, *_rest in lines[7:]] == [
        "one room, two hours",
        "all rooms, one day",
        "the week of a site",
        "all rooms, one day, lengths not bounded (control)",
    ]
    assert databases() == before
    assert list(Occupancy.objects.all()) == [row]
