"""By default, somebody who was not drawn has one more lot the next time, up to five."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def write_default(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rule_sets = apps.get_model("fairness", "RuleSet").objects
    rule_sets.filter(centre=None, room=None, most_lots=None).update(most_lots=5)


class Migration(migrations.Migration):
    dependencies = [("fairness", "0016_rule_set_most_lots")]
    operations = [migrations.RunPython(write_default, migrations.RunPython.noop, elidable=False)]
