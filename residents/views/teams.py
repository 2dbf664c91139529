"""`/teams/`: the teams of the neighbourhood; one team as everybody reads it, and as its own people do."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from residents import teams
from residents.guards import ask_consent, owes_consent, signed_in
from residents.models import Membership, Resident, Team, User
from residents.team_forms import JoinForm, TeamEditForm, TeamForm

A_PAGE = 30


@never_cache
@require_safe
def team_list(request: HttpRequest) -> HttpResponse:
    """One's own first, then all that are registered."""
    resident = _resident(request)
    own = list(Team.objects.of(resident).with_people()) if resident else []
    registered = Team.objects.approved().with_members().with_people()
    context = {
        "own": own,
        "page": Paginator(registered, A_PAGE).get_page(request.GET.get("page")),
        "is_resident": resident is not None,
    }
    return render(request, "residents/team_list.html", context)


@login_required
def team_new(request: HttpRequest) -> HttpResponse:
    resident = _resident(request)
    if resident is None or owes_consent(signed_in(request)):
        return _who_first(request, resident)
    form = TeamForm(request.POST or None)
    if form.is_valid():
        try:
            team = teams.found(**form.cleaned_data, leader=resident)
        except teams.TeamRefused as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, _("There it is. Now show the office a paper or two, and ask for registration."))
            return redirect("teams:team-detail", team.pk)
    return render(request, "residents/team_form.html", {"form": form})


@never_cache
@require_safe
def team_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Its people see more: who asks to join, who belongs to it, how far its registration is."""
    resident = _resident(request)
    team = team_for(request, pk)
    own = Membership.objects.current().filter(team=team, resident=resident).first() if resident else None
    leads = resident is not None and team.leader_id == resident.pk
    runs = leads or (own is not None and own.is_deputy)
    rows = list(team.memberships.current().with_people().deputies_first()) if runs else []
    context = {
        "team": team,
        "own": own,
        "leads": leads,
        "runs": runs,
        "asked": [row for row in rows if not row.is_active],
        "members": [row for row in rows if row.is_active],
        "is_asked_to_lead": resident is not None and team.successor_id == resident.pk,
        "papers": list(team.papers.defer("jpeg")) if runs else [],
        "count": team.memberships.active().count() + 1,
        "may_ask": not leads and own is None and team.is_approved and team.is_open,
    }
    return render(request, "residents/team_detail.html", context)


@login_required
def team_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What the public reads; its leader and deputies change it."""
    team = team_of(request, pk)
    form = TeamEditForm(request.POST or None, initial=TeamEditForm.as_it_stands(team))
    if form.is_valid():
        try:
            teams.describe(team=team, **form.cleaned_data, by=signed_in(request))
        except teams.TeamRefused as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("teams:team-detail", pk)
    return render(request, "residents/team_form.html", {"form": form, "team": team})


@require_POST
@login_required
def team_register(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the office, or take the question back."""
    team, by = team_of(request, pk), signed_in(request)
    try:
        if request.POST.get("do") == "withdraw":
            teams.withdraw(team=team, by=by)
            messages.success(request, _("Taken back. You can mend it and ask again."))
        else:
            teams.apply(team=team, by=by, now=timezone.now())
            messages.success(request, _("Asked. The street office answers within a few days, by text message."))
    except teams.TeamRefused as error:
        messages.warning(request, error.sentence)
    return redirect("teams:team-detail", pk)


@require_POST
@login_required
def team_give_up(request: HttpRequest, pk: int) -> HttpResponse:
    team = team_of(request, pk)
    try:
        teams.give_up(team=team, by=signed_in(request))
    except teams.TeamRefused as error:
        messages.warning(request, error.sentence)
        return redirect("teams:team-detail", pk)
    messages.success(request, _("%(team)s is taken off.") % {"team": team.name})
    return redirect("teams:team-list")


@login_required
def team_join(request: HttpRequest, pk: int) -> HttpResponse:
    """The question to the leader, who then reads their name and number."""
    resident, team = _resident(request), team_for(request, pk)
    if resident is None or owes_consent(signed_in(request)):
        return _who_first(request, resident)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = teams.ask_to_join(team=team, resident=resident, words=form.cleaned_data["words"], now=timezone.now())
        except teams.TeamRefused as error:
            messages.warning(request, error.sentence)
        else:
            said = _("You are a member already.") if row.is_active else _("Asked. The leader answers you here.")
            messages.success(request, said)
        return redirect("teams:team-detail", pk)
    return render(request, "residents/team_join.html", {"form": form, "team": team, "resident": resident})


# Who may see which


def team_for(request: HttpRequest, pk: int) -> Team:
    """Registered, or one's own. Raises Http404 for others."""
    resident = _resident(request)
    team = get_object_or_404(Team.objects.with_people(), pk=pk)
    if team.is_approved or (resident and Team.objects.of(resident).filter(pk=pk).exists()):
        return team
    raise Http404


def team_of(request: HttpRequest, pk: int) -> Team:
    """One they lead, or are a deputy of. Raises Http404 for others."""
    return get_object_or_404(Team.objects.run_by_user(signed_in(request)).with_people(), pk=pk)


def _resident(request: HttpRequest) -> Resident | None:
    return Resident.objects.of_account(request.user) if isinstance(request.user, User) else None


def _who_first(request: HttpRequest, resident: Resident | None) -> HttpResponse:
    """A name and consent come before a team; an account for work belongs to none."""
    if signed_in(request).is_staff and resident is None:
        messages.info(request, _("This account is for work. Teams are led by residents."))
        return redirect("teams:team-list")
    if resident is None:
        return redirect_to_login(request.get_full_path(), reverse("residents:profile"))
    return ask_consent(request)
