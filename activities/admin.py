"""Activities and their sessions in the admin."""

from typing import Any

from django.contrib import admin
from django.utils import timezone

from activities import actions
from activities.models import Activity, Session
from fairness.programme.actions import Arranged
from fairness.programme.admin import HappeningAdmin, OfferingAdmin
from residents.models import User


@admin.register(Activity)
class ActivityAdmin(OfferingAdmin[Activity]):
    list_display = ["name", "kind", "leader", "centre", "price", "is_published"]
    list_filter = ["kind", "is_published", "centre"]


@admin.register(Session)
class SessionAdmin(HappeningAdmin[Session]):
    offering_model = Activity

    def arrange(self, wanted: dict[str, Any], *, by: User) -> Arranged[Session]:
        return actions.schedule_weekly(
            activity=wanted["offering"],
            room=wanted["room"],
            span=wanted["span"],
            times=wanted["times"],
            by=by,
            now=timezone.now(),
        )
