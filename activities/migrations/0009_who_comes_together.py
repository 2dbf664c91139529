import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0008_what_is_there_and_a_picture"),
        ("centres", "0002_occupancies_of_a_kind_by_start"),
        ("residents", "0016_privacy_notice_of_2026_11_27"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
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
        pgtrigger.migrations.RemoveTrigger(
            model_name="drawticket",
            name="draw_ticket_number_stays",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="drawticket",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="drawticket",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="enrolment",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="enrolment",
            name="update_update",
        ),
        migrations.AddField(
            model_name="activity",
            name="party",
            field=models.CharField(
                choices=[
                    ("alone", "alone"),
                    ("companion", "may bring a companion"),
                    ("child", "parent and child together"),
                ],
                db_default="alone",
                default="alone",
                help_text="Two together have both places or none. Of a parent and a child, the ages are the child's.",
                max_length=9,
                verbose_name="how one comes",
            ),
        ),
        migrations.AddField(
            model_name="activityevent",
            name="party",
            field=models.CharField(
                choices=[
                    ("alone", "alone"),
                    ("companion", "may bring a companion"),
                    ("child", "parent and child together"),
                ],
                db_default="alone",
                default="alone",
                help_text="Two together have both places or none. Of a parent and a child, the ages are the child's.",
                max_length=9,
                verbose_name="how one comes",
            ),
        ),
        migrations.AddField(
            model_name="drawticket",
            name="agreed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="guardian agreed at"),
        ),
        migrations.AddField(
            model_name="drawticket",
            name="agreed_version",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=10, verbose_name="sentence the guardian agreed to"
            ),
        ),
        migrations.AddField(
            model_name="drawticket",
            name="child_born",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="child's year of birth"),
        ),
        migrations.AddField(
            model_name="drawticket",
            name="child_name",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=40, verbose_name="child's given name"
            ),
        ),
        migrations.AddField(
            model_name="drawticket",
            name="persons",
            field=models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="places"),
        ),
        migrations.AddField(
            model_name="drawticketevent",
            name="agreed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="guardian agreed at"),
        ),
        migrations.AddField(
            model_name="drawticketevent",
            name="agreed_version",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=10, verbose_name="sentence the guardian agreed to"
            ),
        ),
        migrations.AddField(
            model_name="drawticketevent",
            name="persons",
            field=models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="places"),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="agreed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="guardian agreed at"),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="agreed_version",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=10, verbose_name="sentence the guardian agreed to"
            ),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="child_born",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="child's year of birth"),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="child_name",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=40, verbose_name="child's given name"
            ),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="persons",
            field=models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="places"),
        ),
        migrations.AddField(
            model_name="enrolmentevent",
            name="agreed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="guardian agreed at"),
        ),
        migrations.AddField(
            model_name="enrolmentevent",
            name="agreed_version",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=10, verbose_name="sentence the guardian agreed to"
            ),
        ),
        migrations.AddField(
            model_name="enrolmentevent",
            name="persons",
            field=models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="places"),
        ),
        migrations.AddField(
            model_name="enrolmentwait",
            name="agreed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="guardian agreed at"),
        ),
        migrations.AddField(
            model_name="enrolmentwait",
            name="agreed_version",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=10, verbose_name="sentence the guardian agreed to"
            ),
        ),
        migrations.AddField(
            model_name="enrolmentwait",
            name="child_born",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="child's year of birth"),
        ),
        migrations.AddField(
            model_name="enrolmentwait",
            name="child_name",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=40, verbose_name="child's given name"
            ),
        ),
        migrations.AddField(
            model_name="enrolmentwait",
            name="persons",
            field=models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="places"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="activity",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "activities_activityevent" ("age_from", "age_until", "audience", "bring", "capacity", "centre_id", "closes_minutes", "first_days", "first_for", "id", "introduction", "is_course", "is_published", "kind", "leader", "name", "opens_at", "party", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price", "provided") VALUES (NEW."age_from", NEW."age_until", NEW."audience", NEW."bring", NEW."capacity", NEW."centre_id", NEW."closes_minutes", NEW."first_days", NEW."first_for", NEW."id", NEW."introduction", NEW."is_course", NEW."is_published", NEW."kind", NEW."leader", NEW."name", NEW."opens_at", NEW."party", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."price", NEW."provided"); RETURN NULL;',
                    hash="f83f29dbaf456b63d3049a6eb276f9c0713ff4dd",
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
                    condition='WHEN (OLD."age_from" IS DISTINCT FROM (NEW."age_from") OR OLD."age_until" IS DISTINCT FROM (NEW."age_until") OR OLD."audience" IS DISTINCT FROM (NEW."audience") OR OLD."bring" IS DISTINCT FROM (NEW."bring") OR OLD."capacity" IS DISTINCT FROM (NEW."capacity") OR OLD."centre_id" IS DISTINCT FROM (NEW."centre_id") OR OLD."closes_minutes" IS DISTINCT FROM (NEW."closes_minutes") OR OLD."first_days" IS DISTINCT FROM (NEW."first_days") OR OLD."first_for" IS DISTINCT FROM (NEW."first_for") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."introduction" IS DISTINCT FROM (NEW."introduction") OR OLD."is_course" IS DISTINCT FROM (NEW."is_course") OR OLD."is_published" IS DISTINCT FROM (NEW."is_published") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."leader" IS DISTINCT FROM (NEW."leader") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."opens_at" IS DISTINCT FROM (NEW."opens_at") OR OLD."party" IS DISTINCT FROM (NEW."party") OR OLD."price" IS DISTINCT FROM (NEW."price") OR OLD."provided" IS DISTINCT FROM (NEW."provided"))',
                    func='INSERT INTO "activities_activityevent" ("age_from", "age_until", "audience", "bring", "capacity", "centre_id", "closes_minutes", "first_days", "first_for", "id", "introduction", "is_course", "is_published", "kind", "leader", "name", "opens_at", "party", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price", "provided") VALUES (NEW."age_from", NEW."age_until", NEW."audience", NEW."bring", NEW."capacity", NEW."centre_id", NEW."closes_minutes", NEW."first_days", NEW."first_for", NEW."id", NEW."introduction", NEW."is_course", NEW."is_published", NEW."kind", NEW."leader", NEW."name", NEW."opens_at", NEW."party", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."price", NEW."provided"); RETURN NULL;',
                    hash="e81e4f97acbe41e91dd8ea678cbb22c165a243b3",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a56a1",
                    table="activities_activity",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="drawticket",
            trigger=pgtrigger.compiler.Trigger(
                name="draw_ticket_number_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."draw_id" IS DISTINCT FROM (NEW."draw_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."persons" IS DISTINCT FROM (NEW."persons"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="b660b9e8b053874fd086f14258ae0096a86c51fa",
                    operation="UPDATE",
                    pgid="pgtrigger_draw_ticket_number_stays_4cf4f",
                    table="activities_drawticket",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="drawticket",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "activities_drawticketevent" ("agreed_at", "agreed_version", "applied_at", "applied_by_id", "channel", "draw_id", "ended_at", "form_token", "id", "number", "persons", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resident_id", "state") VALUES (NEW."agreed_at", NEW."agreed_version", NEW."applied_at", NEW."applied_by_id", NEW."channel", NEW."draw_id", NEW."ended_at", NEW."form_token", NEW."id", NEW."number", NEW."persons", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."resident_id", NEW."state"); RETURN NULL;',
                    hash="d68ce3fb5e93f4a1d9b63e8499a1497e8fe09b30",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_e6ad6",
                    table="activities_drawticket",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="drawticket",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."agreed_at" IS DISTINCT FROM (NEW."agreed_at") OR OLD."agreed_version" IS DISTINCT FROM (NEW."agreed_version") OR OLD."applied_at" IS DISTINCT FROM (NEW."applied_at") OR OLD."applied_by_id" IS DISTINCT FROM (NEW."applied_by_id") OR OLD."channel" IS DISTINCT FROM (NEW."channel") OR OLD."draw_id" IS DISTINCT FROM (NEW."draw_id") OR OLD."ended_at" IS DISTINCT FROM (NEW."ended_at") OR OLD."form_token" IS DISTINCT FROM (NEW."form_token") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."persons" IS DISTINCT FROM (NEW."persons") OR OLD."resident_id" IS DISTINCT FROM (NEW."resident_id") OR OLD."state" IS DISTINCT FROM (NEW."state"))',
                    func='INSERT INTO "activities_drawticketevent" ("agreed_at", "agreed_version", "applied_at", "applied_by_id", "channel", "draw_id", "ended_at", "form_token", "id", "number", "persons", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resident_id", "state") VALUES (NEW."agreed_at", NEW."agreed_version", NEW."applied_at", NEW."applied_by_id", NEW."channel", NEW."draw_id", NEW."ended_at", NEW."form_token", NEW."id", NEW."number", NEW."persons", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."resident_id", NEW."state"); RETURN NULL;',
                    hash="c204be42913cb573612713c583cdf87cc7225ed0",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_fb65a",
                    table="activities_drawticket",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="enrolment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "activities_enrolmentevent" ("agreed_at", "agreed_version", "channel", "checked_in_at", "checked_in_by_id", "checked_in_how", "claim", "ended_at", "ended_by_id", "enrolled_at", "enrolled_by_id", "form_token", "id", "missed_at", "persons", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resident_id", "session_id", "state") VALUES (NEW."agreed_at", NEW."agreed_version", NEW."channel", NEW."checked_in_at", NEW."checked_in_by_id", NEW."checked_in_how", NEW."claim", NEW."ended_at", NEW."ended_by_id", NEW."enrolled_at", NEW."enrolled_by_id", NEW."form_token", NEW."id", NEW."missed_at", NEW."persons", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."resident_id", NEW."session_id", NEW."state"); RETURN NULL;',
                    hash="146cd0392f5de59080a0c2d0748db8e1ed7c02ff",
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
                    condition='WHEN (OLD."agreed_at" IS DISTINCT FROM (NEW."agreed_at") OR OLD."agreed_version" IS DISTINCT FROM (NEW."agreed_version") OR OLD."channel" IS DISTINCT FROM (NEW."channel") OR OLD."checked_in_at" IS DISTINCT FROM (NEW."checked_in_at") OR OLD."checked_in_by_id" IS DISTINCT FROM (NEW."checked_in_by_id") OR OLD."checked_in_how" IS DISTINCT FROM (NEW."checked_in_how") OR OLD."claim" IS DISTINCT FROM (NEW."claim") OR OLD."ended_at" IS DISTINCT FROM (NEW."ended_at") OR OLD."ended_by_id" IS DISTINCT FROM (NEW."ended_by_id") OR OLD."enrolled_at" IS DISTINCT FROM (NEW."enrolled_at") OR OLD."enrolled_by_id" IS DISTINCT FROM (NEW."enrolled_by_id") OR OLD."form_token" IS DISTINCT FROM (NEW."form_token") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."missed_at" IS DISTINCT FROM (NEW."missed_at") OR OLD."persons" IS DISTINCT FROM (NEW."persons") OR OLD."resident_id" IS DISTINCT FROM (NEW."resident_id") OR OLD."session_id" IS DISTINCT FROM (NEW."session_id") OR OLD."state" IS DISTINCT FROM (NEW."state"))',
                    func='INSERT INTO "activities_enrolmentevent" ("agreed_at", "agreed_version", "channel", "checked_in_at", "checked_in_by_id", "checked_in_how", "claim", "ended_at", "ended_by_id", "enrolled_at", "enrolled_by_id", "form_token", "id", "missed_at", "persons", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resident_id", "session_id", "state") VALUES (NEW."agreed_at", NEW."agreed_version", NEW."channel", NEW."checked_in_at", NEW."checked_in_by_id", NEW."checked_in_how", NEW."claim", NEW."ended_at", NEW."ended_by_id", NEW."enrolled_at", NEW."enrolled_by_id", NEW."form_token", NEW."id", NEW."missed_at", NEW."persons", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."resident_id", NEW."session_id", NEW."state"); RETURN NULL;',
                    hash="585e7dde42eb770320dc3a498cfe2b73d29e090a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_93f8d",
                    table="activities_enrolment",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("party", "child"), _negated=True),
                    ("capacity__isnull", True),
                    ("capacity__gte", 2),
                    _connector="OR",
                ),
                name="activity_has_room_for_parent_and_child",
                violation_error_message="A parent and a child need two places.",
            ),
        ),
        migrations.AddConstraint(
            model_name="drawticket",
            constraint=models.CheckConstraint(
                condition=models.Q(("persons__in", [1, 2])), name="draw_ticket_takes_one_or_two_places"
            ),
        ),
        migrations.AddConstraint(
            model_name="drawticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("child_born__isnull", True), ("child_name", "")),
                    models.Q(
                        ("agreed_at__isnull", False), ("persons", 2), models.Q(("child_name", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="draw_ticket_child_comes_with_guardian_who_agreed",
            ),
        ),
        migrations.AddConstraint(
            model_name="drawticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agreed_at__isnull", True), ("agreed_version", "")),
                    models.Q(("agreed_at__isnull", False), models.Q(("agreed_version", ""), _negated=True)),
                    _connector="OR",
                ),
                name="draw_ticket_agreed_to_a_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="drawticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("resident__isnull", False),
                    models.Q(("agreed_at__isnull", True), ("child_born__isnull", True), ("child_name", "")),
                    _connector="OR",
                ),
                name="draw_ticket_forgets_child_and_guardian",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(("persons__in", [1, 2])), name="enrolment_takes_one_or_two_places"
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("child_born__isnull", True), ("child_name", "")),
                    models.Q(
                        ("agreed_at__isnull", False), ("persons", 2), models.Q(("child_name", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="enrolment_child_comes_with_guardian_who_agreed",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agreed_at__isnull", True), ("agreed_version", "")),
                    models.Q(("agreed_at__isnull", False), models.Q(("agreed_version", ""), _negated=True)),
                    _connector="OR",
                ),
                name="enrolment_agreed_to_a_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("resident__isnull", False),
                    models.Q(("agreed_at__isnull", True), ("child_born__isnull", True), ("child_name", "")),
                    _connector="OR",
                ),
                name="enrolment_forgets_child_and_guardian",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolmentwait",
            constraint=models.CheckConstraint(
                condition=models.Q(("persons__in", [1, 2])), name="enrolment_wait_takes_one_or_two_places"
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolmentwait",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("child_born__isnull", True), ("child_name", "")),
                    models.Q(
                        ("agreed_at__isnull", False), ("persons", 2), models.Q(("child_name", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="enrolment_wait_child_comes_with_guardian_who_agreed",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolmentwait",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agreed_at__isnull", True), ("agreed_version", "")),
                    models.Q(("agreed_at__isnull", False), models.Q(("agreed_version", ""), _negated=True)),
                    _connector="OR",
                ),
                name="enrolment_wait_agreed_to_a_version",
            ),
        ),
    ]
