from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0012_where_an_outing_meets"),
    ]

    operations = [
        migrations.AddField(
            model_name="enrolmentwait",
            name="waiver",
            field=models.CharField(
                blank=True,
                help_text="Goes along with what they are offered.",
                max_length=200,
                verbose_name="rules waived because",
            ),
        ),
    ]
