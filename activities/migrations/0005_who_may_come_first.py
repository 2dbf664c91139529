import django.core.validators
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0004_who_came"),
        ("centres", "0002_occupancies_of_a_kind_by_start"),
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
            name="committees",
            field=models.ManyToManyField(
                blank=True,
                related_name="+",
                to="centres.committee",
                verbose_name="only for residents of (none: for everybody)",
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="first_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MaxValueValidator(30)],
                verbose_name="for … days",
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="first_for",
            field=models.CharField(
                blank=True,
                choices=[
                    ("near", "residents of the committee in which the site lies"),
                    ("new", "neighbours who had no place in it for half a year"),
                ],
                help_text="For some days from when sign-up opens; what is left then is for everybody.",
                max_length=4,
                verbose_name="first for",
            ),
        ),
        migrations.AddField(
            model_name="activityevent",
            name="first_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MaxValueValidator(30)],
                verbose_name="for … days",
            ),
        ),
        migrations.AddField(
            model_name="activityevent",
            name="first_for",
            field=models.CharField(
                blank=True,
                choices=[
                    ("near", "residents of the committee in which the site lies"),
                    ("new", "neighbours who had no place in it for half a year"),
                ],
                help_text="For some days from when sign-up opens; what is left then is for everybody.",
                max_length=4,
                verbose_name="first for",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="activity",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "activities_activityevent" ("age_from", "age_until", "audience", "bring", "capacity", "centre_id", "closes_minutes", "first_days", "first_for", "id", "introduction", "is_course", "is_published", "kind", "leader", "name", "opens_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price") VALUES (NEW."age_from", NEW."age_until", NEW."audience", NEW."bring", NEW."capacity", NEW."centre_id", NEW."closes_minutes", NEW."first_days", NEW."first_for", NEW."id", NEW."introduction", NEW."is_course", NEW."is_published", NEW."kind", NEW."leader", NEW."name", NEW."opens_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."price"); RETURN NULL;',
                    hash="800cc63d657cd1145eb14c1ff839358281e97e72",
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
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "activities_activityevent" ("age_from", "age_until", "audience", "bring", "capacity", "centre_id", "closes_minutes", "first_days", "first_for", "id", "introduction", "is_course", "is_published", "kind", "leader", "name", "opens_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price") VALUES (NEW."age_from", NEW."age_until", NEW."audience", NEW."bring", NEW."capacity", NEW."centre_id", NEW."closes_minutes", NEW."first_days", NEW."first_for", NEW."id", NEW."introduction", NEW."is_course", NEW."is_published", NEW."kind", NEW."leader", NEW."name", NEW."opens_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."price"); RETURN NULL;',
                    hash="f9b0f637895f3677af7245646e8309c544026355",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a56a1",
                    table="activities_activity",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("first_days__isnull", True), ("first_for", "")),
                    models.Q(
                        models.Q(("first_for", ""), _negated=True),
                        ("first_days__isnull", False),
                        ("first_days__range", (1, 30)),
                        ("opens_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="activity_first_for_some_days_from_opening",
                violation_error_message="For whom it is first, for how many days (at most 30), and when sign-up opens: all three or none.",
            ),
        ),
    ]
