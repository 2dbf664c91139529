import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0011_drafts_stand_on_no_door"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="session",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="session",
            name="update_update",
        ),
        migrations.AddField(
            model_name="session",
            name="meeting_point",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Of an outing: “at the gate of the Centre”.",
                max_length=60,
                verbose_name="where one meets",
            ),
        ),
        migrations.AddField(
            model_name="sessionevent",
            name="meeting_point",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Of an outing: “at the gate of the Centre”.",
                max_length=60,
                verbose_name="where one meets",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="session",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "activities_sessionevent" ("activity_id", "arranged_at", "arranged_by_id", "cancelled_at", "cancelled_by_id", "capacity", "id", "kept", "meeting_point", "occupancy_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (NEW."activity_id", NEW."arranged_at", NEW."arranged_by_id", NEW."cancelled_at", NEW."cancelled_by_id", NEW."capacity", NEW."id", NEW."kept", NEW."meeting_point", NEW."occupancy_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."state"); RETURN NULL;',
                    hash="4f807c4a60b3049f2f5280e74403250cf98930b2",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0f388",
                    table="activities_session",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="session",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."activity_id" IS DISTINCT FROM (NEW."activity_id") OR OLD."arranged_at" IS DISTINCT FROM (NEW."arranged_at") OR OLD."arranged_by_id" IS DISTINCT FROM (NEW."arranged_by_id") OR OLD."cancelled_at" IS DISTINCT FROM (NEW."cancelled_at") OR OLD."cancelled_by_id" IS DISTINCT FROM (NEW."cancelled_by_id") OR OLD."capacity" IS DISTINCT FROM (NEW."capacity") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kept" IS DISTINCT FROM (NEW."kept") OR OLD."meeting_point" IS DISTINCT FROM (NEW."meeting_point") OR OLD."occupancy_id" IS DISTINCT FROM (NEW."occupancy_id") OR OLD."state" IS DISTINCT FROM (NEW."state"))',
                    func='INSERT INTO "activities_sessionevent" ("activity_id", "arranged_at", "arranged_by_id", "cancelled_at", "cancelled_by_id", "capacity", "id", "kept", "meeting_point", "occupancy_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (NEW."activity_id", NEW."arranged_at", NEW."arranged_by_id", NEW."cancelled_at", NEW."cancelled_by_id", NEW."capacity", NEW."id", NEW."kept", NEW."meeting_point", NEW."occupancy_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."state"); RETURN NULL;',
                    hash="1a53c2510014c8447443720b0db8322cdd93eced",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7cff0",
                    table="activities_session",
                    when="AFTER",
                ),
            ),
        ),
    ]
