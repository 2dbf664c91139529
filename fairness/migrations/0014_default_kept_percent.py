"""By default, a fifth of the places is kept for phone and desk, as venues keep a number for older people."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def write_default(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rule_sets = apps.get_model("fairness", "RuleSet").objects
    rule_sets.filter(centre=None, room=None, kept_percent=None).update(kept_percent=20)


class Migration(migrations.Migration):
    dependencies = [("fairness", "0013_rule_set_kept_percent")]
    operations = [migrations.RunPython(write_default, migrations.RunPython.noop, elidable=False)]
