import django.core.validators
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0002_occupancies_of_a_kind_by_start"),
        ("residents", "0016_privacy_notice_of_2026_11_27"),
        ("services", "0010_how_it_was"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="appointment",
            name="waiver",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Staff may waive some rules with a reason.",
                max_length=200,
                verbose_name="rules waived because",
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="committees",
            field=models.ManyToManyField(
                blank=True,
                related_name="+",
                to="centres.committee",
                verbose_name="only for residents of (none: for everybody)",
            ),
        ),
        migrations.AlterField(
            model_name="service",
            name="kept_percent",
            field=models.PositiveSmallIntegerField(
                default=20,
                help_text="Until the day before, at the hour that the rules say; at least one place, and never all.",
                validators=[django.core.validators.MaxValueValidator(100)],
                verbose_name="percent kept for desk and phone",
            ),
        ),
        migrations.AlterField(
            model_name="serviceday",
            name="kept_percent",
            field=models.PositiveSmallIntegerField(
                default=20,
                help_text="Until the day before, at the hour that the rules say; at least one place, and never all.",
                validators=[django.core.validators.MaxValueValidator(100)],
                verbose_name="percent kept for desk and phone",
            ),
        ),
        migrations.AlterField(
            model_name="servicedayevent",
            name="kept_percent",
            field=models.PositiveSmallIntegerField(
                default=20,
                help_text="Until the day before, at the hour that the rules say; at least one place, and never all.",
                validators=[django.core.validators.MaxValueValidator(100)],
                verbose_name="percent kept for desk and phone",
            ),
        ),
        migrations.AlterField(
            model_name="serviceevent",
            name="kept_percent",
            field=models.PositiveSmallIntegerField(
                default=20,
                help_text="Until the day before, at the hour that the rules say; at least one place, and never all.",
                validators=[django.core.validators.MaxValueValidator(100)],
                verbose_name="percent kept for desk and phone",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("forgotten_at", None), ("waiver", ""), _connector="OR"),
                name="appointment_forgotten_says_no_reason",
            ),
        ),
    ]
