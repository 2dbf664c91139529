"""At the desk somebody joins a team, or leaves it: for whoever has no account, or no patience for one."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from residents import teams
from residents.guards import staff_member
from residents.models import Membership, Resident, Team, User


class TeamForm(forms.Form):
    team = forms.ModelChoiceField(
        label=gettext_lazy("Team"), queryset=Team.objects.none(), empty_label=gettext_lazy("Please choose")
    )

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        team = self.fields["team"]
        assert isinstance(team, forms.ModelChoiceField)
        team.queryset = Team.objects.approved()


@dataclass(frozen=True, slots=True)
class Belonging:
    """A team of theirs, in a line; `pk` of the membership, None where they lead it."""

    team: str
    role: str
    pk: int | None

    @classmethod
    def all_of(cls, resident: Resident) -> "list[Belonging]":
        rows = Team.objects.all().belonging(resident)
        return [cls(name, _role(role, state) if row else _("leader"), row) for name, row, role, state in rows]


def _role(role: str, state: str) -> str:
    return str((Membership.Role(role) if state == Membership.State.ACTIVE else Membership.State(state)).label)


@require_POST
@login_required
def team_add(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """They join; the leader stands there, or has called."""
    _at_desk(request, slug)
    resident, form = get_object_or_404(Resident, pk=pk), TeamForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Please choose the team."))
        return redirect("desk:person", slug, pk)
    try:
        teams.add_member(team=form.cleaned_data["team"], resident=resident, now=timezone.now())
    except teams.TeamRefused as error:
        messages.warning(request, error.sentence)
    else:
        said = _("%(name)s belongs to %(team)s now.")
        messages.success(request, said % {"name": resident.name, "team": form.cleaned_data["team"].name})
    return redirect("desk:person", slug, pk)


@require_POST
@login_required
def team_end(request: HttpRequest, slug: str, pk: int, membership: int) -> HttpResponse:
    user = _at_desk(request, slug)
    row = get_object_or_404(Membership.objects.with_people(), pk=membership, resident=pk)
    teams.leave(membership=row, by=user, now=timezone.now())
    messages.success(request, _("%(name)s is no member any more.") % {"name": row.resident.name})
    return redirect("desk:person", slug, pk)


def _at_desk(request: HttpRequest, slug: str) -> User:
    """Whoever of the staff asks, at a site they run. Raises Http404 for other sites."""
    user = staff_member(request)
    get_object_or_404(user.sites(), slug=slug)
    return user
