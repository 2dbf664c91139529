import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("services", "0009_menus_can_be_cancelled"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="appointment",
            name="has_answered",
            field=models.BooleanField(default=False, editable=False, verbose_name="has said how it was"),
        ),
        migrations.CreateModel(
            name="DayAnswer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "how",
                    models.CharField(
                        choices=[("good", "Very good"), ("fair", "All right"), ("poor", "Not so good")],
                        max_length=4,
                        verbose_name="how it was",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="said in a sentence")),
                ("given_on", models.DateField(verbose_name="given on")),
                ("hidden_at", models.DateTimeField(blank=True, null=True, verbose_name="hidden at")),
                (
                    "happening",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="services.serviceday",
                        verbose_name="service day",
                    ),
                ),
                (
                    "hidden_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="hidden by",
                    ),
                ),
            ],
            options={
                "verbose_name": "what was said",
                "verbose_name_plural": "what was said",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("how__in", ["good", "fair", "poor"])), name="dayanswer_is_one_of_three"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("hidden_at", None), ("hidden_by", None)),
                            models.Q(("hidden_at__isnull", False), ("hidden_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="dayanswer_hidden_says_when_and_by_whom",
                    ),
                ],
            },
        ),
    ]
