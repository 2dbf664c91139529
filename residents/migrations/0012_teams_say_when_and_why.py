"""A team that waits has asked at some moment; one that was declined has been told why."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("residents", "0011_teams_asked_and_declined_before")]

    operations = [
        migrations.AddConstraint(
            model_name="team",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "pending"), _negated=True), ("applied_at__isnull", False), _connector="OR"
                ),
                name="team_pending_has_asked",
            ),
        ),
        migrations.AddConstraint(
            model_name="team",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "declined"), _negated=True),
                    models.Q(("decision", ""), _negated=True),
                    _connector="OR",
                ),
                name="team_declined_is_told_why",
            ),
        ),
    ]
