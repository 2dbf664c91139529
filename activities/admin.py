"""Activities and their sessions in the admin."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from activities import actions
from activities.forms import ArrangeSessionForm, EndForm, MeetingPointForm
from activities.models import Activity, Enrolment, EnrolmentWait, Session
from centres.claimants import CannotChange
from centres.photos import PhotoField, take_down
from fairness.programme.actions import Arranged
from fairness.programme.admin import HappeningAdmin, OfferingAdmin
from fairness.programme.rota import stops
from residents.guards import staff_member
from residents.models import User

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")  # one field, one label


@admin.register(Activity)
class ActivityAdmin(OfferingAdmin[Activity]):
    list_display = ["name", "kind", "leader", "centre", "price", "is_published"]
    list_filter = ["kind", "is_published", "centre"]
    formfield_overrides = {
        models.DateTimeField: {"form_class": forms.DateTimeField, "widget": MOMENT},
        models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple},
        models.ImageField: {"form_class": PhotoField, "widget": AdminFileWidget},
    }

    def get_urls(self) -> list[URLPattern]:
        own = path("<int:pk>/end/", self.admin_site.admin_view(self.end), name="activities_activity_end")
        return [own, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        found = self.get_object(request, object_id)
        may_end = found is not None and self.has_change_permission(request, found) and self._to_end(request, found)
        ways = {"end_url": reverse("admin:activities_activity_end", args=[object_id])} if may_end else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **ways})

    def _to_end(self, request: HttpRequest, activity: Activity) -> bool:
        return actions.to_end(activity, by=staff_member(request), now=timezone.now()).exists()

    def end(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Cancel all its dates to come at once, after a look at them."""
        user, now, activity = staff_member(request), timezone.now(), get_object_or_404(Activity, pk=pk)
        if not self.has_change_permission(request, activity):
            raise PermissionDenied
        form = EndForm(request.POST or None)
        if form.is_valid():
            ended = actions.cancel_to_come(activity=activity, by=user, reason=form.cleaned_data["reason"], now=now)
            _say_ended(request, ended)
            return redirect("admin:activities_activity_change", pk)
        sessions = actions.to_end(activity, by=user, now=now)
        waits = EnrolmentWait.objects.alive().filter(session__in=sessions)
        context = {
            "activity": activity,
            "opts": self.opts,
            "form": form,
            "sessions": sessions,
            "places": Enrolment.objects.enrolled().filter(session__in=sessions).values("resident").distinct().count(),
            "waits": waits.values("resident").distinct().count(),
            "elsewhere": activity.sessions.upcoming(now).exclude(occupancy__room__centre__in=user.sites()).count(),
        }
        return render(request, "activities/end.html", context)

    def get_readonly_fields(self, request: HttpRequest, obj: Activity | None = None) -> list[str]:
        """Whether one signs up for all dates together, and how many come: settled once somebody may count on it."""
        return ["is_course", "party"] if obj and obj.is_counted_on(timezone.now()) else []

    def save_model(self, request: HttpRequest, obj: Activity, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and "picture" in form.changed_data:
            take_down(form.initial["picture"])


def _say_ended(request: HttpRequest, ended: actions.Ended) -> None:
    if ended.cancelled:
        count = len(ended.cancelled)
        words = ngettext("%(count)d date is cancelled.", "%(count)d dates are cancelled.", count)
        messages.success(request, words % {"count": count})
    else:
        messages.info(request, _("No date to come is left; there was nothing to cancel."))
    for sentence in (*ended.told.done, *ended.told.to_do):
        messages.info(request, sentence)
    for sentence in ended.left:
        messages.warning(request, sentence)


@admin.register(Session)
class SessionAdmin(HappeningAdmin[Session]):
    offering_model = Activity
    arrange_form = ArrangeSessionForm
    fields = [*HappeningAdmin.fields[:4], "meeting_point", *HappeningAdmin.fields[4:]]
    list_display = ["what", "when", "room", "site", "taken_words", "state"]

    def get_urls(self) -> list[URLPattern]:
        address, name = "<int:pk>/meeting-point/", "activities_session_meeting_point"
        return [path(address, self.admin_site.admin_view(self.meet), name=name), *super().get_urls()]

    def meet(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Where those who come meet; whoever has a place or waits is told."""
        user, session = staff_member(request), get_object_or_404(self.get_queryset(request), pk=pk)
        form = MeetingPointForm(request.POST or None, initial={"meeting_point": session.meeting_point})
        if form.is_valid():
            point, now = form.cleaned_data["meeting_point"], timezone.now()
            try:
                told = actions.set_meeting_point(session=session, meeting_point=point, by=user, now=now)
            except CannotChange as error:
                form.add_error(None, error.sentence)
            else:
                messages.success(request, _("Noted where one meets."))
                for sentence in (*told.done, *told.to_do):
                    messages.info(request, sentence)
                return redirect("admin:activities_session_change", pk)
        return render(request, "activities/meet.html", {"session": session, "opts": self.opts, "form": form})

    @admin.display(description=_("places taken"))
    def taken_words(self, session: Session) -> str:
        return f"{session.taken} / {session.capacity}" if session.has_places else "-"

    def arrange(self, wanted: dict[str, Any], *, by: User) -> Arranged[Session]:
        """What the dates looked at say; months without one are named with those left out."""
        now = timezone.now()
        found = stops(wanted["rota"], now=now)
        try:
            arranged = actions.schedule_each(
                activity=wanted["offering"],
                room=wanted["room"],
                spans=[stop.span for stop in found if stop.span],
                capacity=wanted["capacity"],
                meeting_point=wanted["meeting_point"],
                by=by,
                now=now,
            )
        except CannotChange as error:
            return Arranged([], [error.sentence])
        without_date = [stop.problem for stop in found if not stop.span]
        return replace(arranged, left_out=[*arranged.left_out, *without_date])
