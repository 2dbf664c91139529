"""The 4 + 13 sites as plates on a sketch of the streets: each where staff put it, schematic, not to scale."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from centres.models import Centre

WIDTH, HEIGHT = 1200, 420  # of the drawing
MARGIN = 12


@dataclass(frozen=True, slots=True)
class Plate:
    """One site on the sketch; x and y are the middle of its plate."""

    centre: Centre
    number: str  # 3, 点05
    x: int
    y: int
    says: str  # 您在这里, 您常去
    is_kin: bool  # the centre of the site pointed out, or one of its sub-points


def sketch(centres: Sequence[Centre], *, here: str = "", usual: str = "") -> list[Plate]:
    """`here` and `usual` are slugs: the site whose page it is, and where the reader goes as a rule."""
    family = next((centre.extends_id or centre.pk for centre in centres if centre.slug == here), None)
    says = {usual: _("You come here often"), here: _("You are here")}
    return [
        Plate(
            centre=centre,
            number=plate_number(centre),
            x=MARGIN + centre.map_x * (WIDTH - 2 * MARGIN) // 100,
            y=MARGIN + centre.map_y * (HEIGHT - 2 * MARGIN) // 100,
            says=says.get(centre.slug, ""),
            is_kin=family is not None and family in {centre.pk, centre.extends_id} and centre.slug != here,
        )
        for centre in centres
    ]


def plate_number(centre: Centre) -> str:
    """As one says it: 3, 点05."""
    if centre.is_sub_point:
        return pgettext("on the plate of a sub-point", "P%(number)s") % {"number": centre.plate}
    return centre.plate
