"""`make icons`: the portal's icons for a phone's home screen, drawn as its plate 睦邻, into static/img.

The colours are those of static/css/tokens.css, the letters those of our papers. What is drawn is kept in git, so that
nobody has to draw it to run the portal.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pylopdf_fonts_zh_cn
from PIL import Image, ImageDraw, ImageFont

BASE = Path(__file__).parent.parent
FOLDER = BASE / "static/img"
FONT = Path(pylopdf_fonts_zh_cn.__file__).parent / "NotoSansSC-Regular.otf"
FINER = 4  # drawn so many times larger, then made smaller: smooth edges


@dataclass(frozen=True)
class Icon:
    """A plate of so many pixels. `shown` is the part of the width that no phone cuts off."""

    name: str
    size: int
    shown: float = 1.0
    has_corners: bool = False

    def draw(self) -> Image.Image:
        side = self.size * FINER
        plate = side * self.shown
        edge = (side - plate) / 2
        picture = Image.new("RGBA", (side, side), "#0000" if self.has_corners else token("dado-fill"))
        pen = ImageDraw.Draw(picture)
        if self.has_corners:
            pen.rounded_rectangle((0, 0, side - 1, side - 1), radius=plate * 0.17, fill=token("dado-fill"))
        inset, line = edge + plate * 0.065, round(plate * 0.03)
        pen.rounded_rectangle(
            (inset, inset, side - 1 - inset, side - 1 - inset),
            radius=plate * 0.11,
            outline=token("on-dado"),
            width=line,
        )
        font = ImageFont.truetype(FONT, plate * 0.385)
        middle = (side / 2, side * 0.495)
        pen.text(middle, "睦邻", token("on-dado"), font, anchor="mm", stroke_width=plate * 0.006)
        return picture.reduce(FINER)


ICONS = [
    Icon("icon-192.png", 192, has_corners=True),
    Icon("icon-512.png", 512, has_corners=True),
    Icon("icon-maskable-512.png", 512, shown=0.76),  # phones cut a circle of 80 % out of it
    Icon("icon-apple-180.png", 180, shown=0.9),
]


def token(name: str) -> str:
    """A colour of the light theme."""
    found = re.search(rf"--{name}: (#\w{{6}})", (BASE / "static/css/tokens.css").read_text())
    assert found, name
    return found[1]


def main() -> None:
    for icon in ICONS:
        icon.draw().save(FOLDER / icon.name, optimize=True)
        print(f"{icon.name}: {(FOLDER / icon.name).stat().st_size} bytes")


if __name__ == "__main__":
    main()
