import uuid

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0002_places_enrolments_and_waiting_lists"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("residents", "0016_privacy_notice_of_2026_11_27"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Draw",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("announced", "announced"),
                            ("frozen", "list is frozen"),
                            ("drawn", "drawn"),
                            ("cancelled", "cancelled"),
                        ],
                        default="announced",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("seed", models.CharField(editable=False, max_length=64, verbose_name="seed")),
                ("commitment", models.CharField(editable=False, max_length=64, verbose_name="SHA-256 of the seed")),
                ("announced_at", models.DateTimeField(verbose_name="announced at")),
                ("opens_at", models.DateTimeField(verbose_name="apply from")),
                ("closes_at", models.DateTimeField(verbose_name="apply until")),
                ("draws_at", models.DateTimeField(verbose_name="drawn at")),
                (
                    "tickets_given",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="ticket numbers given"),
                ),
                ("listed", models.TextField(blank=True, editable=False, verbose_name="list of tickets")),
                (
                    "list_hash",
                    models.CharField(blank=True, editable=False, max_length=64, verbose_name="SHA-256 of the list"),
                ),
                (
                    "frozen_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="list frozen at"),
                ),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="drawn or cancelled at"),
                ),
                ("cancel_reason", models.CharField(blank=True, max_length=120, verbose_name="reason for cancelling")),
                (
                    "announced_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="announced by",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draws",
                        to="activities.session",
                        verbose_name="session",
                    ),
                ),
            ],
            options={
                "verbose_name": "draw",
                "verbose_name_plural": "draws",
                "ordering": ["-draws_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="DrawEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("announced", "announced"),
                            ("frozen", "list is frozen"),
                            ("drawn", "drawn"),
                            ("cancelled", "cancelled"),
                        ],
                        default="announced",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("commitment", models.CharField(editable=False, max_length=64, verbose_name="SHA-256 of the seed")),
                ("announced_at", models.DateTimeField(verbose_name="announced at")),
                ("opens_at", models.DateTimeField(verbose_name="apply from")),
                ("closes_at", models.DateTimeField(verbose_name="apply until")),
                ("draws_at", models.DateTimeField(verbose_name="drawn at")),
                (
                    "list_hash",
                    models.CharField(blank=True, editable=False, max_length=64, verbose_name="SHA-256 of the list"),
                ),
                (
                    "frozen_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="list frozen at"),
                ),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="drawn or cancelled at"),
                ),
                (
                    "announced_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="announced by",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="activities.draw",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="activities.session",
                        verbose_name="session",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DrawTicket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="ticket number")),
                (
                    "forgotten_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="name taken off at"),
                ),
                ("applied_at", models.DateTimeField(verbose_name="applied at")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("web", "web"),
                            ("phone", "phone"),
                            ("desk", "at the desk"),
                            ("relative", "by a relative"),
                            ("proxy", "through the committee"),
                        ],
                        max_length=8,
                        verbose_name="channel",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("applied", "applied"),
                            ("withdrawn", "withdrawn"),
                            ("won", "has a place"),
                            ("lost", "was not drawn"),
                            ("cancelled", "does not take place"),
                        ],
                        default="applied",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                (
                    "form_token",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="form token"),
                ),
                ("waiver", models.CharField(blank=True, max_length=200, verbose_name="rules waived because")),
                (
                    "applied_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draw_tickets_made",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="applied by",
                    ),
                ),
                (
                    "draw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to="activities.draw",
                        verbose_name="draw",
                    ),
                ),
                (
                    "resident",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draw_tickets",
                        to="residents.resident",
                        verbose_name="for",
                    ),
                ),
            ],
            options={
                "verbose_name": "ticket of a draw",
                "verbose_name_plural": "tickets of a draw",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="DrawTicketEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("number", models.PositiveIntegerField(verbose_name="ticket number")),
                ("applied_at", models.DateTimeField(verbose_name="applied at")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("web", "web"),
                            ("phone", "phone"),
                            ("desk", "at the desk"),
                            ("relative", "by a relative"),
                            ("proxy", "through the committee"),
                        ],
                        max_length=8,
                        verbose_name="channel",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("applied", "applied"),
                            ("withdrawn", "withdrawn"),
                            ("won", "has a place"),
                            ("lost", "was not drawn"),
                            ("cancelled", "does not take place"),
                        ],
                        default="applied",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                ("form_token", models.UUIDField(default=uuid.uuid4, editable=False, verbose_name="form token")),
                (
                    "applied_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="applied by",
                    ),
                ),
                (
                    "draw",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="activities.draw",
                        verbose_name="draw",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="activities.drawticket",
                    ),
                ),
                (
                    "resident",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="residents.resident",
                        verbose_name="for",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="draw",
            index=models.Index(
                condition=models.Q(("state__in", ["announced", "frozen"])), fields=["draws_at"], name="draw_undecided"
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "commitment",
                        models.Func(
                            models.F("seed"),
                            output_field=models.CharField(),
                            template="encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')",
                        ),
                    ),
                    ("seed__regex", "^[0-9a-f]{64}$"),
                ),
                name="draw_commits_to_its_seed",
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("announced_at__lt", models.F("opens_at")),
                    ("closes_at__lt", models.F("draws_at")),
                    ("opens_at__lt", models.F("closes_at")),
                ),
                name="draw_is_announced_then_open_then_frozen_then_drawn",
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("frozen_at__isnull", True), ("list_hash", ""), ("listed", "")),
                    models.Q(
                        ("frozen_at__isnull", False),
                        models.Q(("listed", ""), _negated=True),
                        (
                            "list_hash",
                            models.Func(
                                models.F("listed"),
                                output_field=models.CharField(),
                                template="encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')",
                            ),
                        ),
                    ),
                    _connector="OR",
                ),
                name="draw_frozen_has_its_list",
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "cancelled"),
                    models.Q(("frozen_at__isnull", True), ("state", "announced")),
                    models.Q(("frozen_at__isnull", False), ("state__in", ["frozen", "drawn"])),
                    _connector="OR",
                ),
                name="draw_is_frozen_before_it_is_drawn",
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("state__in", ["announced", "frozen"])),
                    models.Q(("decided_at__isnull", False), ("state__in", ["drawn", "cancelled"])),
                    _connector="OR",
                ),
                name="draw_decided_has_its_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "cancelled"), models.Q(("cancel_reason", ""), _negated=True)),
                    models.Q(models.Q(("state", "cancelled"), _negated=True), ("cancel_reason", "")),
                    _connector="OR",
                ),
                name="draw_cancelled_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["announced", "frozen"])),
                fields=("session",),
                name="one_undecided_draw_for_a_session",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="draw",
            trigger=pgtrigger.compiler.Trigger(
                name="draw_goes_from_state_to_state",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{announced:frozen,announced:cancelled,frozen:drawn,frozen:cancelled}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="bf364965f84b1f7c5b65f711be717f989c24c90f",
                    operation="UPDATE",
                    pgid="pgtrigger_draw_goes_from_state_to_state_65fe7",
                    table="activities_draw",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="draw",
            trigger=pgtrigger.compiler.Trigger(
                name="draw_seed_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."seed" IS DISTINCT FROM (NEW."seed") OR OLD."commitment" IS DISTINCT FROM (NEW."commitment") OR OLD."announced_at" IS DISTINCT FROM (NEW."announced_at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="7c93bd76213b9056432a59a2615250e40a54e300",
                    operation="UPDATE",
                    pgid="pgtrigger_draw_seed_stays_269d5",
                    table="activities_draw",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="draw",
            trigger=pgtrigger.compiler.Trigger(
                name="draw_list_stays_as_frozen",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."frozen_at" IS NOT NULL AND (OLD."listed" IS DISTINCT FROM (NEW."listed") OR OLD."list_hash" IS DISTINCT FROM (NEW."list_hash") OR OLD."frozen_at" IS DISTINCT FROM (NEW."frozen_at")))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="dd27a73d17f0da52486e27b8e897c525a21b589c",
                    operation="UPDATE",
                    pgid="pgtrigger_draw_list_stays_as_frozen_8202f",
                    table="activities_draw",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="draw",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "activities_drawevent" ("announced_at", "announced_by_id", "closes_at", "commitment", "decided_at", "draws_at", "frozen_at", "id", "list_hash", "opens_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id", "state") VALUES (NEW."announced_at", NEW."announced_by_id", NEW."closes_at", NEW."commitment", NEW."decided_at", NEW."draws_at", NEW."frozen_at", NEW."id", NEW."list_hash", NEW."opens_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."session_id", NEW."state"); RETURN NULL;',
                    hash="1a58403441f7ca200e74bf941d148ab6d4e2605f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_708f6",
                    table="activities_draw",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="draw",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."announced_at" IS DISTINCT FROM (NEW."announced_at") OR OLD."announced_by_id" IS DISTINCT FROM (NEW."announced_by_id") OR OLD."closes_at" IS DISTINCT FROM (NEW."closes_at") OR OLD."commitment" IS DISTINCT FROM (NEW."commitment") OR OLD."decided_at" IS DISTINCT FROM (NEW."decided_at") OR OLD."draws_at" IS DISTINCT FROM (NEW."draws_at") OR OLD."frozen_at" IS DISTINCT FROM (NEW."frozen_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."list_hash" IS DISTINCT FROM (NEW."list_hash") OR OLD."opens_at" IS DISTINCT FROM (NEW."opens_at") OR OLD."session_id" IS DISTINCT FROM (NEW."session_id") OR OLD."state" IS DISTINCT FROM (NEW."state"))',
                    func='INSERT INTO "activities_drawevent" ("announced_at", "announced_by_id", "closes_at", "commitment", "decided_at", "draws_at", "frozen_at", "id", "list_hash", "opens_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id", "state") VALUES (NEW."announced_at", NEW."announced_by_id", NEW."closes_at", NEW."commitment", NEW."decided_at", NEW."draws_at", NEW."frozen_at", NEW."id", NEW."list_hash", NEW."opens_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."session_id", NEW."state"); RETURN NULL;',
                    hash="642145d44b8c540ce4ca71326526353838ecae13",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_599b2",
                    table="activities_draw",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="drawticket",
            constraint=models.UniqueConstraint(fields=("draw", "number"), name="draw_ticket_number_is_given_once"),
        ),
        migrations.AddConstraint(
            model_name="drawticket",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "applied")),
                fields=("draw", "resident"),
                name="draw_ticket_once_per_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="drawticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("state", "applied")),
                    models.Q(models.Q(("state", "applied"), _negated=True), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="draw_ticket_decided_has_its_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="drawticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("forgotten_at__isnull", True), ("resident__isnull", False)),
                    models.Q(("forgotten_at__isnull", False), ("resident__isnull", True), ("waiver", "")),
                    _connector="OR",
                ),
                name="draw_ticket_is_somebodys_until_forgotten",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="drawticket",
            trigger=pgtrigger.compiler.Trigger(
                name="draw_ticket_goes_from_state_to_state",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{applied:withdrawn,applied:won,applied:lost,applied:cancelled}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="2cb5f1124b547c5c3ba9e48f7aea65c58fe14d74",
                    operation="UPDATE",
                    pgid="pgtrigger_draw_ticket_goes_from_state_to_state_46349",
                    table="activities_drawticket",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="drawticket",
            trigger=pgtrigger.compiler.Trigger(
                name="draw_ticket_number_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."draw_id" IS DISTINCT FROM (NEW."draw_id") OR OLD."number" IS DISTINCT FROM (NEW."number"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="5f99ccbfd2c07d4d3f796f6635d2da85f5459498",
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
                name="draw_ticket_only_before_the_list_is_frozen",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF (SELECT state FROM activities_draw WHERE id = NEW.draw_id FOR SHARE) <> 'announced' THEN RAISE EXCEPTION 'the list of this draw is frozen'; END IF; RETURN NEW;",
                    hash="2a6e7ed7f429eb443ae526144b57a1b2583436f0",
                    operation="INSERT",
                    pgid="pgtrigger_draw_ticket_only_before_the_list_is_frozen_6d4a6",
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
                    func='INSERT INTO "activities_drawticketevent" ("applied_at", "applied_by_id", "channel", "draw_id", "ended_at", "form_token", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resident_id", "state") VALUES (NEW."applied_at", NEW."applied_by_id", NEW."channel", NEW."draw_id", NEW."ended_at", NEW."form_token", NEW."id", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."resident_id", NEW."state"); RETURN NULL;',
                    hash="4b845083762a88e03184eda3d35887427c203e03",
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
                    condition='WHEN (OLD."applied_at" IS DISTINCT FROM (NEW."applied_at") OR OLD."applied_by_id" IS DISTINCT FROM (NEW."applied_by_id") OR OLD."channel" IS DISTINCT FROM (NEW."channel") OR OLD."draw_id" IS DISTINCT FROM (NEW."draw_id") OR OLD."ended_at" IS DISTINCT FROM (NEW."ended_at") OR OLD."form_token" IS DISTINCT FROM (NEW."form_token") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."resident_id" IS DISTINCT FROM (NEW."resident_id") OR OLD."state" IS DISTINCT FROM (NEW."state"))',
                    func='INSERT INTO "activities_drawticketevent" ("applied_at", "applied_by_id", "channel", "draw_id", "ended_at", "form_token", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resident_id", "state") VALUES (NEW."applied_at", NEW."applied_by_id", NEW."channel", NEW."draw_id", NEW."ended_at", NEW."form_token", NEW."id", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."resident_id", NEW."state"); RETURN NULL;',
                    hash="52136b4ca5010009a48e133937500de11f98a101",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_fb65a",
                    table="activities_drawticket",
                    when="AFTER",
                ),
            ),
        ),
    ]
