"""The defaults of domain and custom, as proposed from notices of Shanghai's centres; staff edit them in the admin."""

from datetime import time

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

DEFAULTS = {
    "open_to": "residents",
    "needs_approval": False,
    "decide_hours": 24,
    "reschedule_minutes": 120,
    "week_limit": 0,
    "month_hours": 0,
    "team_upcoming_limit": 0,
    "team_month_hours": 0,
    "checkin_opens_minutes": 15,
    "absent_minutes": 15,
    "if_absent": "ask",
    "no_show_limit": 3,
    "no_show_days": 90,
    "limited_days": 30,
    "limited_upcoming": 1,
    "waiting_limit": 5,
    "offer_minutes": 120,
    "offer_stops_minutes": 720,
    "offers_from": time(8),
    "offers_until": time(20),
    "reconfirm_weeks": 8,
}


def write_defaults(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("fairness", "RuleSet").objects.filter(centre=None, room=None).update(**DEFAULTS)


class Migration(migrations.Migration):
    dependencies = [("fairness", "0010_rule_sets_know_the_life_of_a_booking")]
    operations = [migrations.RunPython(write_defaults, migrations.RunPython.noop, elidable=False)]
