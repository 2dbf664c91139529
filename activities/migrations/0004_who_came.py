import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0003_draws_and_their_tickets"),
        ("residents", "0016_privacy_notice_of_2026_11_27"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="enrolment",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="enrolment",
            name="update_update",
        ),
        migrations.AddField(
            model_name="enrolment",
            name="checked_in_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="checked in at"),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="checked_in_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss_checked_in",
                to=settings.AUTH_USER_MODEL,
                verbose_name="checked in by",
            ),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="checked_in_how",
            field=models.CharField(
                blank=True,
                choices=[("door", "by the code on the door"), ("desk", "at the desk")],
                max_length=4,
                verbose_name="checked in",
            ),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="missed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="noted as missing at"),
        ),
        migrations.AddField(
            model_name="enrolmentevent",
            name="checked_in_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="checked in at"),
        ),
        migrations.AddField(
            model_name="enrolmentevent",
            name="checked_in_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="checked in by",
            ),
        ),
        migrations.AddField(
            model_name="enrolmentevent",
            name="checked_in_how",
            field=models.CharField(
                blank=True,
                choices=[("door", "by the code on the door"), ("desk", "at the desk")],
                max_length=4,
                verbose_name="checked in",
            ),
        ),
        migrations.AddField(
            model_name="enrolmentevent",
            name="missed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="noted as missing at"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="enrolment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "activities_enrolmentevent" ("channel", "checked_in_at", "checked_in_by_id", "checked_in_how", "claim", "ended_at", "ended_by_id", "enrolled_at", "enrolled_by_id", "form_token", "id", "missed_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resident_id", "session_id", "state") VALUES (NEW."channel", NEW."checked_in_at", NEW."checked_in_by_id", NEW."checked_in_how", NEW."claim", NEW."ended_at", NEW."ended_by_id", NEW."enrolled_at", NEW."enrolled_by_id", NEW."form_token", NEW."id", NEW."missed_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."resident_id", NEW."session_id", NEW."state"); RETURN NULL;',
                    hash="990fdb04e90fd7e416ac8d578811084bb8bf4ee7",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_7360e",
                    table="activities_enrolment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="enrolment",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."channel" IS DISTINCT FROM (NEW."channel") OR OLD."checked_in_at" IS DISTINCT FROM (NEW."checked_in_at") OR OLD."checked_in_by_id" IS DISTINCT FROM (NEW."checked_in_by_id") OR OLD."checked_in_how" IS DISTINCT FROM (NEW."checked_in_how") OR OLD."claim" IS DISTINCT FROM (NEW."claim") OR OLD."ended_at" IS DISTINCT FROM (NEW."ended_at") OR OLD."ended_by_id" IS DISTINCT FROM (NEW."ended_by_id") OR OLD."enrolled_at" IS DISTINCT FROM (NEW."enrolled_at") OR OLD."enrolled_by_id" IS DISTINCT FROM (NEW."enrolled_by_id") OR OLD."form_token" IS DISTINCT FROM (NEW."form_token") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."missed_at" IS DISTINCT FROM (NEW."missed_at") OR OLD."resident_id" IS DISTINCT FROM (NEW."resident_id") OR OLD."session_id" IS DISTINCT FROM (NEW."session_id") OR OLD."state" IS DISTINCT FROM (NEW."state"))',
                    func='INSERT INTO "activities_enrolmentevent" ("channel", "checked_in_at", "checked_in_by_id", "checked_in_how", "claim", "ended_at", "ended_by_id", "enrolled_at", "enrolled_by_id", "form_token", "id", "missed_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resident_id", "session_id", "state") VALUES (NEW."channel", NEW."checked_in_at", NEW."checked_in_by_id", NEW."checked_in_how", NEW."claim", NEW."ended_at", NEW."ended_by_id", NEW."enrolled_at", NEW."enrolled_by_id", NEW."form_token", NEW."id", NEW."missed_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."resident_id", NEW."session_id", NEW."state"); RETURN NULL;',
                    hash="3bb09fae44bc16e7ccdd4cfbdc4486f8e8f11b67",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_93f8d",
                    table="activities_enrolment",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checked_in_at__isnull", True), ("checked_in_how", "")),
                    models.Q(("checked_in_at__isnull", False), models.Q(("checked_in_how", ""), _negated=True)),
                    _connector="OR",
                ),
                name="enrolment_check_in_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checked_in_at__isnull", True), ("missed_at__isnull", True)),
                    models.Q(
                        ("state", "enrolled"),
                        models.Q(("checked_in_at__isnull", True), ("missed_at__isnull", True), _connector="OR"),
                    ),
                    _connector="OR",
                ),
                name="enrolment_came_or_was_missed_and_had_a_place",
            ),
        ),
    ]
