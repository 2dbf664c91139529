"""Teams describe themselves, have members and deputies, show papers, and pass the lead on."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0002_occupancies_of_a_kind_by_start"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("residents", "0009_relatives"),
    ]

    operations = [
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[("member", "member"), ("deputy", "deputy leader")],
                        default="member",
                        max_length=6,
                        verbose_name="role",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "asks to join"),
                            ("active", "member"),
                            ("declined", "not taken in"),
                            ("ended", "not any more"),
                        ],
                        default="asked",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=120, verbose_name="in their own words")),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
            ],
            options={
                "verbose_name": "member of a team",
                "verbose_name_plural": "members of teams",
                "ordering": ["asked_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="MembershipEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "role",
                    models.CharField(
                        choices=[("member", "member"), ("deputy", "deputy leader")],
                        default="member",
                        max_length=6,
                        verbose_name="role",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "asks to join"),
                            ("active", "member"),
                            ("declined", "not taken in"),
                            ("ended", "not any more"),
                        ],
                        default="asked",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TeamEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("is_open", models.BooleanField(default=True, verbose_name="takes in new members")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("unregistered", "not registered"),
                            ("pending", "registration pending"),
                            ("approved", "registered"),
                            ("declined", "registration declined"),
                        ],
                        default="unregistered",
                        max_length=12,
                        verbose_name="registration",
                    ),
                ),
                ("applied_at", models.DateTimeField(blank=True, null=True, verbose_name="asked for registration at")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TeamPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=40, verbose_name="what it is")),
                ("jpeg", models.BinaryField(verbose_name="the picture")),
                ("added_at", models.DateTimeField(verbose_name="added at")),
            ],
            options={
                "verbose_name": "paper of a team",
                "verbose_name_plural": "papers of teams",
                "ordering": ["added_at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="team",
            name="about",
            field=models.CharField(blank=True, max_length=200, verbose_name="in a few words"),
        ),
        migrations.AddField(
            model_name="team",
            name="applied_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="asked for registration at"),
        ),
        migrations.AddField(
            model_name="team",
            name="centre",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="centres.centre",
                verbose_name="meets mostly at",
            ),
        ),
        migrations.AddField(
            model_name="team",
            name="decided_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="decided at"),
        ),
        migrations.AddField(
            model_name="team",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="team",
            name="decision",
            field=models.CharField(blank=True, max_length=120, verbose_name="what the office says"),
        ),
        migrations.AddField(
            model_name="team",
            name="is_open",
            field=models.BooleanField(default=True, verbose_name="takes in new members"),
        ),
        migrations.AddField(
            model_name="team",
            name="successor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="teams_to_lead",
                to="residents.resident",
                verbose_name="asked to lead it next",
            ),
        ),
        migrations.AddIndex(
            model_name="team",
            index=models.Index(condition=models.Q(("state", "pending")), fields=["applied_at"], name="team_pending"),
        ),
        migrations.AddConstraint(
            model_name="team",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", None)),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="team_is_decided_by_somebody_at_some_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="team",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("successor", None), models.Q(("successor", models.F("leader")), _negated=True), _connector="OR"
                ),
                name="team_passes_to_somebody_else",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="resident",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="memberships",
                to="residents.resident",
                verbose_name="resident",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="team",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="memberships",
                to="residents.team",
                verbose_name="team",
            ),
        ),
        migrations.AddField(
            model_name="membershipevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="membershipevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="residents.membership",
            ),
        ),
        migrations.AddField(
            model_name="membershipevent",
            name="resident",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="residents.resident",
                verbose_name="resident",
            ),
        ),
        migrations.AddField(
            model_name="membershipevent",
            name="team",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="residents.team",
                verbose_name="team",
            ),
        ),
        migrations.AddField(
            model_name="teamevent",
            name="centre",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="centres.centre",
                verbose_name="meets mostly at",
            ),
        ),
        migrations.AddField(
            model_name="teamevent",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="teamevent",
            name="leader",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="residents.resident",
                verbose_name="leader",
            ),
        ),
        migrations.AddField(
            model_name="teamevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="teamevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="residents.team",
            ),
        ),
        migrations.AddField(
            model_name="teamevent",
            name="successor",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="residents.resident",
                verbose_name="asked to lead it next",
            ),
        ),
        migrations.AddField(
            model_name="teampaper",
            name="added_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="added by",
            ),
        ),
        migrations.AddField(
            model_name="teampaper",
            name="team",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="papers",
                to="residents.team",
                verbose_name="team",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["asked", "active"])),
                fields=("team", "resident"),
                name="membership_of_somebody_is_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "asked"), ("decided_at__isnull", False), _connector="OR"),
                name="membership_is_decided_unless_asked",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", False), ("state", "ended")),
                    models.Q(models.Q(("state", "ended"), _negated=True), ("ended_at", None)),
                    _connector="OR",
                ),
                name="membership_ended_has_its_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("role", "member"), ("state", "active"), _connector="OR"),
                name="membership_of_a_deputy_is_active",
            ),
        ),
        migrations.AddConstraint(
            model_name="teampaper",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True), name="team_paper_has_a_title"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="team",
            trigger=pgtrigger.compiler.Trigger(
                name="team_goes_from_state_to_state",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{unregistered:pending,unregistered:approved,pending:unregistered,pending:approved,pending:declined,declined:pending,declined:approved,approved:unregistered}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="b8b7069d79d034f6edef97e465da935b8d616f46",
                    operation="UPDATE",
                    pgid="pgtrigger_team_goes_from_state_to_state_6a5d3",
                    table="residents_team",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="team",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "residents_teamevent" ("applied_at", "centre_id", "decided_at", "decided_by_id", "id", "is_open", "leader_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "successor_id") VALUES (NEW."applied_at", NEW."centre_id", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."is_open", NEW."leader_id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."state", NEW."successor_id"); RETURN NULL;',
                    hash="41fb473ffdd623ce94d82988bd00fb6a1a841f38",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f32d9",
                    table="residents_team",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="team",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."applied_at" IS DISTINCT FROM (NEW."applied_at") OR OLD."centre_id" IS DISTINCT FROM (NEW."centre_id") OR OLD."decided_at" IS DISTINCT FROM (NEW."decided_at") OR OLD."decided_by_id" IS DISTINCT FROM (NEW."decided_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_open" IS DISTINCT FROM (NEW."is_open") OR OLD."leader_id" IS DISTINCT FROM (NEW."leader_id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."successor_id" IS DISTINCT FROM (NEW."successor_id"))',
                    func='INSERT INTO "residents_teamevent" ("applied_at", "centre_id", "decided_at", "decided_by_id", "id", "is_open", "leader_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "successor_id") VALUES (NEW."applied_at", NEW."centre_id", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."is_open", NEW."leader_id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."state", NEW."successor_id"); RETURN NULL;',
                    hash="21720e0a4e0d2fce4fe35c96b3b1e69aa858316b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b41fe",
                    table="residents_team",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="membership",
            trigger=pgtrigger.compiler.Trigger(
                name="membership_goes_from_state_to_state",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{asked:active,asked:declined,asked:ended,active:ended}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="d5f23a3dc273916d8a6a002a7faf3998ac50c3b3",
                    operation="UPDATE",
                    pgid="pgtrigger_membership_goes_from_state_to_state_bbc4a",
                    table="residents_membership",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="membership",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "residents_membershipevent" ("asked_at", "decided_at", "ended_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resident_id", "role", "state", "team_id") VALUES (NEW."asked_at", NEW."decided_at", NEW."ended_at", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."resident_id", NEW."role", NEW."state", NEW."team_id"); RETURN NULL;',
                    hash="42d30eddc29e4c9d0acdbc39902d95c63149c133",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d47fc",
                    table="residents_membership",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="membership",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."asked_at" IS DISTINCT FROM (NEW."asked_at") OR OLD."decided_at" IS DISTINCT FROM (NEW."decided_at") OR OLD."ended_at" IS DISTINCT FROM (NEW."ended_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."resident_id" IS DISTINCT FROM (NEW."resident_id") OR OLD."role" IS DISTINCT FROM (NEW."role") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."team_id" IS DISTINCT FROM (NEW."team_id"))',
                    func='INSERT INTO "residents_membershipevent" ("asked_at", "decided_at", "ended_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resident_id", "role", "state", "team_id") VALUES (NEW."asked_at", NEW."decided_at", NEW."ended_at", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."resident_id", NEW."role", NEW."state", NEW."team_id"); RETURN NULL;',
                    hash="31cef6a136ce89a4fb5ac92774c6f03aec7f1a49",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_31ab0",
                    table="residents_membership",
                    when="AFTER",
                ),
            ),
        ),
    ]
