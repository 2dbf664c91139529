"""By default, a team books twice a week, as proposed; its standing hours come on top."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def write_default(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rule_sets = apps.get_model("fairness", "RuleSet").objects
    rule_sets.filter(centre=None, room=None, team_week_limit=None).update(team_week_limit=2)


class Migration(migrations.Migration):
    dependencies = [("fairness", "0007_rule_set_team_week_limit")]
    operations = [migrations.RunPython(write_default, migrations.RunPython.noop, elidable=False)]
