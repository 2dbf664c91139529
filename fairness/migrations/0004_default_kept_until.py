"""By default, what is kept for phone and desk opens on the web at 17:00 on the day before, as proposed."""

from datetime import time

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def write_default(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rule_sets = apps.get_model("fairness", "RuleSet").objects
    rule_sets.filter(centre=None, room=None, kept_until=None).update(kept_until=time(17))


class Migration(migrations.Migration):
    dependencies = [("fairness", "0003_rule_set_kept_until")]
    operations = [migrations.RunPython(write_default, migrations.RunPython.noop, elidable=False)]
