import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fairness", "0006_kept_windows")]

    operations = [
        migrations.AddField(
            model_name="ruleset",
            name="team_week_limit",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(100),
                ],
                verbose_name="bookings per team and week",
            ),
        ),
    ]
