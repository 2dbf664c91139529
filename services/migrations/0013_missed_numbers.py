import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("residents", "0016_privacy_notice_of_2026_11_27"),
        ("services", "0012_lunch_is_ticked_off"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NumberMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("happened_at", models.DateTimeField(verbose_name="when")),
                ("expires_at", models.DateTimeField(verbose_name="counts until")),
                ("appeal", models.CharField(blank=True, max_length=300, verbose_name="appeal")),
                ("appealed_at", models.DateTimeField(blank=True, null=True, verbose_name="appealed at")),
                ("answer", models.CharField(blank=True, max_length=200, verbose_name="answer")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                ("excused_at", models.DateTimeField(blank=True, null=True, verbose_name="excused at")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss_answered",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answered by",
                    ),
                ),
                (
                    "appointment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mark",
                        to="services.appointment",
                        verbose_name="number",
                    ),
                ),
                (
                    "resident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="residents.resident",
                        verbose_name="resident",
                    ),
                ),
            ],
            options={
                "verbose_name": "missed number",
                "verbose_name_plural": "missed numbers",
                "ordering": ["-happened_at", "-pk"],
                "indexes": [models.Index(fields=["resident", "expires_at"], name="number_mark_counts")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("happened_at"))),
                        name="number_mark_expires_after_it_happened",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("appeal", ""), ("appealed_at__isnull", True)),
                            models.Q(models.Q(("appeal", ""), _negated=True), ("appealed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="number_mark_appeal_has_its_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(
                                models.Q(("answer", ""), _negated=True),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="number_mark_answer_has_its_moment_and_author",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("excused_at__isnull", True), ("answered_at__isnull", False), _connector="OR"
                        ),
                        name="number_mark_excused_has_its_reason",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="numbermark",
            trigger=pgtrigger.compiler.Trigger(
                name="number_mark_is_of_a_number_nobody_came_to",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF NOT EXISTS (\n                        SELECT FROM services_appointment WHERE id = NEW.appointment_id AND state = 'no_show'\n                    ) THEN\n                        RAISE EXCEPTION 'number % was not missed', NEW.appointment_id\n                            USING ERRCODE = 'check_violation',\n                                CONSTRAINT = 'number_mark_is_of_a_number_nobody_came_to';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="2ac9eb1c58cc2d899b6177c039c621a3ff1913bc",
                    operation='INSERT OR UPDATE OF "appointment_id"',
                    pgid="pgtrigger_number_mark_is_of_a_number_nobody_came_to_89a01",
                    table="services_numbermark",
                    when="BEFORE",
                ),
            ),
        ),
    ]
