from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fairness", "0002_default_rules")]

    operations = [
        migrations.AddField(
            model_name="ruleset",
            name="kept_until",
            field=models.TimeField(
                blank=True,
                help_text="What is kept for phone and desk opens on the web at this time on the day before.",
                null=True,
                verbose_name="kept until",
            ),
        ),
    ]
