from django.db import migrations

TAKE_NAMES_OFF = """
    UPDATE centres_occupancy SET title = '' FROM activities_session, activities_activity
    WHERE activities_session.occupancy_id = centres_occupancy.id
      AND activities_activity.id = activities_session.activity_id AND NOT activities_activity.is_published
"""


class Migration(migrations.Migration):
    """What is not on the programme does not show its name on the public week; saved anew, it has it again."""

    dependencies = [("activities", "0010_reckons_with_lives_and_years")]

    operations = [migrations.RunSQL(TAKE_NAMES_OFF, migrations.RunSQL.noop)]
