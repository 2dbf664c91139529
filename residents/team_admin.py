"""Teams as the office reads them: what they say of themselves, their papers, their people, and the answer to their
question."""

from collections.abc import Callable

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.staff import StaffInline, StreetOfficeAdmin, unlinked
from residents import looks, teams
from residents.fields import NameField
from residents.guards import staff_member
from residents.looks import OnRecord
from residents.models import Membership, Team

_ANSWERS: dict[str, Callable[..., None]] = {
    "register": teams.register,
    "decline": teams.decline,
    "strike-off": teams.strike_off,
}


class TeamAdminForm(forms.ModelForm[Team]):
    name = NameField(
        label=gettext_lazy("name"),
        help_text=gettext_lazy("It hangs on the door while they are there."),
        autocomplete="off",
    )


class MemberInline(StaffInline[Membership, Team]):
    """Who belongs to it; they change on the team's own page, and at the desk."""

    model = Membership
    extra = 0
    fields = ["member", "role", "state", "asked_at"]
    readonly_fields = ["member", "role", "state", "asked_at"]
    verbose_name_plural = gettext_lazy("members")

    member = unlinked("resident", gettext_lazy("resident"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).filter(state__in=Membership.CURRENT).select_related("resident")

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Team)
class TeamAdmin(OnRecord[Team], StreetOfficeAdmin[Team]):
    """The state is no field: it is answered below, with a reason the team reads."""

    form = TeamAdminForm
    fields = ["name", "leader", "centre", "about", "is_open", "shown_state", "applied_at", "decision", "shown_papers"]
    readonly_fields = ["shown_state", "applied_at", "decision", "shown_papers"]
    inlines = [MemberInline]
    list_display = ["name", "leader", "centre", "state", "applied_at"]
    list_filter = ["state", "centre"]
    list_select_related = ["leader", "centre"]
    search_fields = ["name"]
    autocomplete_fields = ["leader"]
    change_form_template = "admin/residents/team/change_form.html"

    class Media:
        js = ("admin/js/jquery.init.js", "admin/js/autocomplete.js", "js/select2-names.js")  # in this order

    @admin.display(description=gettext_lazy("registration"))
    def shown_state(self, team: Team) -> str:
        return team.get_state_display()

    @admin.display(description=gettext_lazy("papers"))
    def shown_papers(self, team: Team) -> SafeString:
        """Links, for the office alone; the picture is on record when it is looked at."""
        papers = [
            (reverse("teams:paper", args=[team.pk, paper.pk]), paper.title) for paper in team.papers.defer("jpeg")
        ]
        return format_html_join("、", '<a href="{}" target="_blank">{}</a>', papers) or SafeString("-")

    def save_model(self, request: HttpRequest, obj: Team, form: forms.ModelForm[Team], change: bool) -> None:
        """Another leader is an act of its own: members change with it, and both are told."""
        leader = obj.leader
        if change and "leader" in form.changed_data:
            obj.leader_id = form.initial["leader"]
        super().save_model(request, obj, form, change)
        if change and "leader" in form.changed_data:
            teams.appoint_leader(team=obj, leader=leader, by=staff_member(request), now=timezone.now())

    def get_urls(self) -> list[URLPattern]:
        own = path("<int:pk>/answer/", self.admin_site.admin_view(self.answer), name="residents_team_answer")
        return [own, *super().get_urls()]

    def answer(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The office says yes, no, or no longer."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_change_permission(request):
            raise PermissionDenied
        team, do = get_object_or_404(Team, pk=pk), request.POST.get("do", "")
        if do in _ANSWERS:
            self._answer(request, team, do)
        return redirect("admin:residents_team_change", pk)

    def _answer(self, request: HttpRequest, team: Team, do: str) -> None:
        words = request.POST.get("words", "").replace("\0", "")
        limit = Team._meta.get_field("decision").max_length or 0
        if len(words) > limit:
            messages.warning(request, _("Please make it shorter: %(count)d characters at most.") % {"count": limit})
            request.session[_kept(team)] = words[:1000]
            return
        try:
            _ANSWERS[do](team=team, by=staff_member(request), words=words, now=timezone.now())
        except teams.TeamRefused as error:
            messages.warning(request, error.sentence)
            request.session[_kept(team)] = words
        else:
            request.session.pop(_kept(team), None)
            looks.note(staff_member(request), "registration of team", team.pk)
            messages.success(request, _("Noted. The leader is told."))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        """With what was typed into an answer that could not be taken."""
        kept = request.session.pop(f"team-answer-{object_id}", "") if request.method == "GET" else ""
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "kept_words": kept})


def _kept(team: Team) -> str:
    return f"team-answer-{team.pk}"
