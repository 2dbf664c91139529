"""What the four centres keep for phone and desk in the example data: all rooms on Tuesday after lunch."""

from datetime import time

from centres.models import Centre
from fairness.models import KeptWindow
from office.example_data.scene import Scene

TUESDAY, OPENS, CLOSES = 2, time(13, 30), time(15)


def load_shares(scene: Scene) -> None:
    """For centres that keep nothing yet; what the street office changed stays."""
    without = Centre.objects.filter(kind=Centre.Kind.CENTRE, kept_windows=None)
    KeptWindow.objects.bulk_create(
        KeptWindow(centre=centre, weekday=TUESDAY, opens=OPENS, closes=CLOSES, valid_from=scene.first)
        for centre in without
    )
