"""The default rules, as proposed from notices of Shanghai's centres; staff edit them in the admin."""

from datetime import time

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

DEFAULTS = {
    "grid_minutes": 30,
    "min_minutes": 30,
    "max_minutes": 180,
    "clearing_minutes": 15,
    "notice_minutes": 0,
    "days_ahead": 7,
    "release_at": time(9),
    "upcoming_limit": 2,
    "room_day_limit": 1,
    "cancel_minutes": 120,
    "undo_minutes": 5,
}


def write_defaults(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    RuleSet = apps.get_model("fairness", "RuleSet")  # noqa: N806
    RuleSet.objects.get_or_create(centre=None, room=None, defaults=DEFAULTS)


class Migration(migrations.Migration):
    dependencies = [("fairness", "0001_rule_sets")]
    operations = [migrations.RunPython(write_defaults, migrations.RunPython.noop, elidable=False)]
