from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fairness", "0008_default_team_week_limit")]

    operations = [
        migrations.RemoveConstraint(model_name="ruleset", name="default_rule_set_leaves_nothing_open"),
        migrations.AddConstraint(
            model_name="ruleset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("centre__isnull", False),
                    ("room__isnull", False),
                    models.Q(
                        ("cancel_minutes__isnull", False),
                        ("clearing_minutes__isnull", False),
                        ("days_ahead__isnull", False),
                        ("grid_minutes__isnull", False),
                        ("kept_until__isnull", False),
                        ("max_minutes__isnull", False),
                        ("min_minutes__isnull", False),
                        ("notice_minutes__isnull", False),
                        ("release_at__isnull", False),
                        ("room_day_limit__isnull", False),
                        ("team_week_limit__isnull", False),
                        ("undo_minutes__isnull", False),
                        ("upcoming_limit__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="default_rule_set_leaves_nothing_open",
                violation_error_message="The default rules leave no number open.",
            ),
        ),
    ]
