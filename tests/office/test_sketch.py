"""The sketch of the streets: plates where staff put them, and the family of the site pointed out."""

import re

import pytest
from django.urls import reverse

from office.sketch import HEIGHT, MARGIN, WIDTH, sketch
from tests.factories import a_centre, a_room, a_sub_point

pytestmark = pytest.mark.django_db


def test_plates_hang_where_staff_put_them_and_never_off_the_sheet():
    centres = [a_centre(map_x=across, map_y=down) for across, down in [(0, 0), (50, 50), (100, 100)]]

    places = [(plate.x, plate.y) for plate in sketch(centres)]

    assert places == [(MARGIN, MARGIN), (WIDTH // 2, HEIGHT // 2), (WIDTH - MARGIN, HEIGHT - MARGIN)]


def test_the_site_one_reads_of_stands_out_with_its_centre_and_sub_points():
    centre, other = a_centre(slug="c1"), a_centre(slug="c2")
    near, far = a_sub_point(extends=centre, slug="p01"), a_sub_point(extends=centre, slug="p02")
    stranger = a_sub_point(extends=other, slug="p03")
    sites = [centre, other, near, far, stranger]

    def told(**slugs):
        return {plate.centre.slug: plate.says or plate.is_kin for plate in sketch(sites, **slugs)}

    assert told(here="p01") == {"c1": True, "c2": False, "p01": "您在这里", "p02": True, "p03": False}
    assert told(here="c2") == {"c1": False, "c2": "您在这里", "p01": False, "p02": False, "p03": True}
    assert told(usual="c1") == {"c1": "您常去", "c2": False, "p01": False, "p02": False, "p03": False}
    assert told(usual="c1", here="c1")["c1"] == "您在这里"
    assert told() == dict.fromkeys(["c1", "c2", "p01", "p02", "p03"], False)


def test_every_plate_is_a_link_on_the_sketch_and_in_the_list_for_phones(client):
    a_room(centre=a_centre(slug="c1", short_name="示例一中心"))
    a_room(centre=a_sub_point(slug="p01", number=5, short_name="示例一村"))

    page = client.get(reverse("office:home")).text
    drawing, listed = re.search(r'<svg class="map".*?</svg>', page, re.DOTALL), page.split('class="sites"')[1]

    assert drawing
    for words in (drawing[0], listed):
        assert [words.count(f'href="/centres/{slug}/"') for slug in ("c1", "p01")] == [1, 1]
        assert "示例一中心" in words
        assert "点05" in words


def test_the_page_of_all_sites_says_them_once_to_a_phone(client):
    a_centre(slug="c1")

    assert 'class="sites"' not in client.get(reverse("office:centre-list")).text
