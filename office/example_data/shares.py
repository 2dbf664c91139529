"""The rules of the example data besides everybody's: the four centres keep Tuesday after lunch for phone and desk, and
about the theatre the office decides."""

from datetime import time

from centres.models import Centre
from fairness.models import KeptWindow, RuleSet
from office.example_data.scene import Scene

THEATRE = ("c1", "星空剧院")
A_DAY = 24 * 60  # minutes
TUESDAY, OPENS, CLOSES = 2, time(13, 30), time(15)


def load_shares(scene: Scene) -> None:
    """For centres that keep nothing yet; what the street office changed stays."""
    without = Centre.objects.filter(kind=Centre.Kind.CENTRE, kept_windows=None)
    KeptWindow.objects.bulk_create(
        KeptWindow(centre=centre, weekday=TUESDAY, opens=OPENS, closes=CLOSES, valid_from=scene.first)
        for centre in without
    )
    RuleSet.objects.get_or_create(
        room=scene.rooms[THEATRE],
        defaults={
            "needs_approval": True,
            "decide_hours": 24,
            "cancel_minutes": 24 * 60,
            "reschedule_minutes": 24 * 60,
        },
    )
