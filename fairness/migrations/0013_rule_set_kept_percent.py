import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fairness", "0012_default_rule_set_leaves_nothing_open")]

    operations = [
        migrations.AddField(
            model_name="ruleset",
            name="kept_percent",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(0),
                    django.core.validators.MaxValueValidator(90),
                ],
                verbose_name="of places, percent kept for phone and desk",
            ),
        ),
    ]
