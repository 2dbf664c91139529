from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("services", "0013_missed_numbers"),
    ]

    operations = [
        migrations.AddField(
            model_name="appointmentwait",
            name="waiver",
            field=models.CharField(
                blank=True,
                help_text="Goes along with what they are offered.",
                max_length=200,
                verbose_name="rules waived because",
            ),
        ),
    ]
