"""What a page may weigh and ask of the database, whoever reads it and in whichever mode."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from tests.journeys.tour import Guest, Sheet
from tests.journeys.visitors import VISITORS

BYTES = 60_000
PACKED = 20_000
QUERIES = {
    "timetables:week": 6,
    "bookings:room-search": 7,
    "bookings:book": 14,
    "bookings:booking-move": 14,
    "activities:enrol": 10,  # whom, rules, place, draw, and what is near
    "residents:data": 20,  # one for all that each app holds
    "residents:erase": 18,
    "bookings:booking-list": 15,  # what each app holds to come, and asks about
}
QUERIES_ELSE = 8
SIGNED_IN = 2


@pytest.mark.parametrize("name", VISITORS)
def test_no_page_is_heavier_than_sixty_kilobytes(tour: dict[str, Guest], name: str) -> None:
    heavy = {
        str(sheet): len(html.encode())
        for sheet in tour[name].sheets
        for html in (sheet.html, sheet.in_elder_mode)
        if len(html.encode()) > BYTES
    }

    assert heavy == {}


@pytest.mark.parametrize("name", ["a passer-by", "a resident"])
def test_no_public_page_asks_much_of_the_database(tour: dict[str, Guest], name: str) -> None:
    looked_at = [sheet for sheet in tour[name].sheets if not sheet.is_kept]

    assert {str(sheet): sheet.queries for sheet in looked_at if sheet.queries > _queries_for(sheet)} == {}


def _queries_for(sheet: Sheet) -> int:
    signed_in = SIGNED_IN if VISITORS[sheet.visitor].phone else 0
    return QUERIES.get(sheet.kind, QUERIES_ELSE) + signed_in


def test_no_page_loads_more_than_twenty_kilobytes_of_styles_or_of_scripts(tour: dict[str, Guest]) -> None:
    heavy = {
        str(sheet): packed
        for guest in tour.values()
        for sheet in guest.sheets
        for packed in _packed(sheet)
        if not sheet.is_admin and packed > PACKED
    }

    assert heavy == {}


def _packed(sheet: Sheet) -> Iterator[int]:
    for link in (r'<link rel="stylesheet" href="/static/([^"]+)"', r'<script [^>]*src="/static/([^"]+)"'):
        files = [Path(str(finders.find(name))) for name in re.findall(link, sheet.html)]
        yield sum(len(gzip.compress(file.read_bytes())) for file in files)
