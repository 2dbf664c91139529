from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fairness", "0017_default_most_lots")]

    operations = [
        migrations.RemoveConstraint(model_name="ruleset", name="default_rule_set_leaves_nothing_open"),
        migrations.AddConstraint(
            model_name="ruleset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("centre__isnull", False),
                    ("room__isnull", False),
                    models.Q(
                        ("absent_minutes__isnull", False),
                        ("cancel_minutes__isnull", False),
                        ("checkin_opens_minutes__isnull", False),
                        ("clearing_minutes__isnull", False),
                        ("days_ahead__isnull", False),
                        ("decide_hours__isnull", False),
                        ("grid_minutes__isnull", False),
                        ("if_absent__isnull", False),
                        ("kept_percent__isnull", False),
                        ("kept_until__isnull", False),
                        ("limited_days__isnull", False),
                        ("limited_upcoming__isnull", False),
                        ("max_minutes__isnull", False),
                        ("min_minutes__isnull", False),
                        ("month_hours__isnull", False),
                        ("most_lots__isnull", False),
                        ("needs_approval__isnull", False),
                        ("no_show_days__isnull", False),
                        ("no_show_limit__isnull", False),
                        ("notice_minutes__isnull", False),
                        ("offer_minutes__isnull", False),
                        ("offer_stops_minutes__isnull", False),
                        ("offers_from__isnull", False),
                        ("offers_until__isnull", False),
                        ("open_to__isnull", False),
                        ("reconfirm_weeks__isnull", False),
                        ("release_at__isnull", False),
                        ("reschedule_minutes__isnull", False),
                        ("room_day_limit__isnull", False),
                        ("team_month_hours__isnull", False),
                        ("team_upcoming_limit__isnull", False),
                        ("team_week_limit__isnull", False),
                        ("undo_minutes__isnull", False),
                        ("upcoming_limit__isnull", False),
                        ("waiting_limit__isnull", False),
                        ("week_limit__isnull", False),
                        models.Q(("open_to", ""), _negated=True),
                        models.Q(("if_absent", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="default_rule_set_leaves_nothing_open",
                violation_error_message="The default rules leave no number open.",
            ),
        ),
    ]
