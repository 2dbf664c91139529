"""Teams that stood on the list before moments and reasons were kept get both, so that the rules about them can hold."""

from django.db import migrations
from django.utils import timezone


def fill_in(apps, schema_editor):
    teams = apps.get_model("residents", "Team").objects
    teams.filter(state="pending", applied_at=None).update(applied_at=timezone.now())
    teams.filter(state="declined", decision="").update(decision="请来电询问原因。")


class Migration(migrations.Migration):
    dependencies = [("residents", "0010_teams_and_their_people")]

    operations = [migrations.RunPython(fill_in, migrations.RunPython.noop)]
