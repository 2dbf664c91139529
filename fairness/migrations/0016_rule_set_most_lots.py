import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fairness", "0015_default_rule_set_says_kept_percent")]

    operations = [
        migrations.AddField(
            model_name="ruleset",
            name="most_lots",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(20),
                ],
                verbose_name="most lots of one ticket in a draw",
            ),
        ),
    ]
