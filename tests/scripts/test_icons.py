"""The icons in git are what the script draws, in the colours of the day."""

import pytest
from PIL import Image, ImageChops

from scripts.icons import FOLDER, ICONS, Icon, token


@pytest.mark.parametrize("icon", ICONS, ids=lambda icon: icon.name)
def test_icon_in_git_is_the_one_drawn(icon: Icon) -> None:
    kept = Image.open(FOLDER / icon.name)

    assert (kept.format, kept.size) == ("PNG", (icon.size, icon.size))
    assert (FOLDER / icon.name).stat().st_size < 25_000
    difference = ImageChops.difference(kept.convert("RGBA"), icon.draw().convert("RGBA"))
    assert max(high for _low, high in difference.getextrema()) <= 8  # another machine rounds edges otherwise


def test_only_what_a_phone_shapes_itself_is_green_to_the_corners() -> None:
    corners = {icon.name: icon.draw().convert("RGBA").getpixel((0, 0)) for icon in ICONS}
    green = (*bytes.fromhex(token("dado-fill")[1:]), 255)

    assert {name for name, corner in corners.items() if corner == green} == {
        "icon-maskable-512.png",
        "icon-apple-180.png",
    }
    assert {corners["icon-192.png"][3], corners["icon-512.png"][3]} == {0}
