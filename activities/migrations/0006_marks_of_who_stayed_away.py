import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0005_who_may_come_first"),
        ("residents", "0016_privacy_notice_of_2026_11_27"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AbsenceMark",
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
                    "enrolment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mark",
                        to="activities.enrolment",
                        verbose_name="enrolment",
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
                "verbose_name": "missed activity",
                "verbose_name_plural": "missed activities",
                "ordering": ["-happened_at", "-pk"],
                "indexes": [models.Index(fields=["resident", "expires_at"], name="absence_mark_counts")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("happened_at"))),
                        name="absence_mark_expires_after_it_happened",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("appeal", ""), ("appealed_at__isnull", True)),
                            models.Q(models.Q(("appeal", ""), _negated=True), ("appealed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="absence_mark_appeal_has_its_moment",
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
                        name="absence_mark_answer_has_its_moment_and_author",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("excused_at__isnull", True), ("answered_at__isnull", False), _connector="OR"
                        ),
                        name="absence_mark_excused_has_its_reason",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="absencemark",
            trigger=pgtrigger.compiler.Trigger(
                name="absence_is_of_a_place_nobody_came_to",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF NOT EXISTS (\n                        SELECT FROM activities_enrolment\n                        WHERE id = NEW.enrolment_id AND state = 'enrolled' AND missed_at IS NOT NULL\n                    ) THEN\n                        RAISE EXCEPTION 'enrolment % was not missed', NEW.enrolment_id\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'absence_is_of_a_place_nobody_came_to';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="d2d5f79d72b75a72780cfd2715bae00f34856b7b",
                    operation='INSERT OR UPDATE OF "enrolment_id"',
                    pgid="pgtrigger_absence_is_of_a_place_nobody_came_to_98654",
                    table="activities_absencemark",
                    when="BEFORE",
                ),
            ),
        ),
    ]
