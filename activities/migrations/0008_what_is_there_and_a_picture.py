import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import centres.photos


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0007_how_it_was"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="activity",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="activity",
            name="update_update",
        ),
        migrations.AddField(
            model_name="activity",
            name="picture",
            field=models.ImageField(
                blank=True,
                upload_to=centres.photos.picture_path,
                validators=[centres.photos.clean_photo],
                verbose_name="picture",
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="provided",
            field=models.CharField(
                blank=True,
                help_text="Materials that nobody needs to bring: “brushes, ink and paper”.",
                max_length=120,
                verbose_name="what is there",
            ),
        ),
        migrations.AddField(
            model_name="activityevent",
            name="provided",
            field=models.CharField(
                blank=True,
                help_text="Materials that nobody needs to bring: “brushes, ink and paper”.",
                max_length=120,
                verbose_name="what is there",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="activity",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "activities_activityevent" ("age_from", "age_until", "audience", "bring", "capacity", "centre_id", "closes_minutes", "first_days", "first_for", "id", "introduction", "is_course", "is_published", "kind", "leader", "name", "opens_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price", "provided") VALUES (NEW."age_from", NEW."age_until", NEW."audience", NEW."bring", NEW."capacity", NEW."centre_id", NEW."closes_minutes", NEW."first_days", NEW."first_for", NEW."id", NEW."introduction", NEW."is_course", NEW."is_published", NEW."kind", NEW."leader", NEW."name", NEW."opens_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."price", NEW."provided"); RETURN NULL;',
                    hash="907bb85e4def64fa1c97ef721bf2cd09ab167ce3",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_6de9c",
                    table="activities_activity",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="activity",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."age_from" IS DISTINCT FROM (NEW."age_from") OR OLD."age_until" IS DISTINCT FROM (NEW."age_until") OR OLD."audience" IS DISTINCT FROM (NEW."audience") OR OLD."bring" IS DISTINCT FROM (NEW."bring") OR OLD."capacity" IS DISTINCT FROM (NEW."capacity") OR OLD."centre_id" IS DISTINCT FROM (NEW."centre_id") OR OLD."closes_minutes" IS DISTINCT FROM (NEW."closes_minutes") OR OLD."first_days" IS DISTINCT FROM (NEW."first_days") OR OLD."first_for" IS DISTINCT FROM (NEW."first_for") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."introduction" IS DISTINCT FROM (NEW."introduction") OR OLD."is_course" IS DISTINCT FROM (NEW."is_course") OR OLD."is_published" IS DISTINCT FROM (NEW."is_published") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."leader" IS DISTINCT FROM (NEW."leader") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."opens_at" IS DISTINCT FROM (NEW."opens_at") OR OLD."price" IS DISTINCT FROM (NEW."price") OR OLD."provided" IS DISTINCT FROM (NEW."provided"))',
                    func='INSERT INTO "activities_activityevent" ("age_from", "age_until", "audience", "bring", "capacity", "centre_id", "closes_minutes", "first_days", "first_for", "id", "introduction", "is_course", "is_published", "kind", "leader", "name", "opens_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price", "provided") VALUES (NEW."age_from", NEW."age_until", NEW."audience", NEW."bring", NEW."capacity", NEW."centre_id", NEW."closes_minutes", NEW."first_days", NEW."first_for", NEW."id", NEW."introduction", NEW."is_course", NEW."is_published", NEW."kind", NEW."leader", NEW."name", NEW."opens_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."price", NEW."provided"); RETURN NULL;',
                    hash="bc3bef28d297ed5ca84acc2272f655e32d92165b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a56a1",
                    table="activities_activity",
                    when="AFTER",
                ),
            ),
        ),
    ]
