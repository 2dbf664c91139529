import datetime

import django.core.validators
from django.db import migrations, models

import centres.moments


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0009_who_comes_together"),
        ("centres", "0002_occupancies_of_a_kind_by_start"),
    ]

    operations = [
        migrations.AlterField(
            model_name="activity",
            name="age_from",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Staff may make an exception, with a reason.",
                null=True,
                validators=[django.core.validators.MaxValueValidator(120)],
                verbose_name="from … years",
            ),
        ),
        migrations.AlterField(
            model_name="activity",
            name="age_until",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MaxValueValidator(120)],
                verbose_name="up to … years",
            ),
        ),
        migrations.AlterField(
            model_name="activity",
            name="closes_minutes",
            field=models.PositiveIntegerField(
                default=0,
                help_text="0: one may sign up until it starts.",
                validators=[django.core.validators.MaxValueValidator(527040)],
                verbose_name="sign-up ends … minutes before",
            ),
        ),
        migrations.AlterField(
            model_name="activity",
            name="opens_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Empty: as soon as it is on the programme.",
                null=True,
                validators=[centres.moments.in_our_time],
                verbose_name="sign-up opens at",
            ),
        ),
        migrations.AlterField(
            model_name="activityevent",
            name="age_from",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Staff may make an exception, with a reason.",
                null=True,
                validators=[django.core.validators.MaxValueValidator(120)],
                verbose_name="from … years",
            ),
        ),
        migrations.AlterField(
            model_name="activityevent",
            name="age_until",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MaxValueValidator(120)],
                verbose_name="up to … years",
            ),
        ),
        migrations.AlterField(
            model_name="activityevent",
            name="closes_minutes",
            field=models.PositiveIntegerField(
                default=0,
                help_text="0: one may sign up until it starts.",
                validators=[django.core.validators.MaxValueValidator(527040)],
                verbose_name="sign-up ends … minutes before",
            ),
        ),
        migrations.AlterField(
            model_name="activityevent",
            name="opens_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Empty: as soon as it is on the programme.",
                null=True,
                validators=[centres.moments.in_our_time],
                verbose_name="sign-up opens at",
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closes_minutes__lte", 527040),
                    models.Q(("age_from__isnull", True), ("age_from__lte", 120), _connector="OR"),
                    models.Q(("age_until__isnull", True), ("age_until__lte", 120), _connector="OR"),
                    models.Q(
                        ("opens_at__isnull", True),
                        (
                            "opens_at__range",
                            (
                                datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.UTC),
                                datetime.datetime(2100, 1, 1, 0, 0, tzinfo=datetime.UTC),
                            ),
                        ),
                        _connector="OR",
                    ),
                ),
                name="activity_reckons_with_lives_and_years",
            ),
        ),
    ]
