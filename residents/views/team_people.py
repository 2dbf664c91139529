"""Who belongs to a team, who asks to, who leads it next, and the papers that show it."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_stubs_ext import StrPromise

from residents import looks, teams
from residents.guards import signed_in
from residents.models import Membership, Team, TeamPaper, User
from residents.team_forms import PaperForm
from residents.views.teams import team_of

_STEPS: dict[str, tuple[Callable[..., None], StrPromise]] = {
    "take-in": (teams.take_in, gettext_lazy("%(name)s is a member now.")),
    "turn-down": (teams.turn_down, gettext_lazy("%(name)s was told, kindly.")),
    "deputy": (teams.make_deputy, gettext_lazy("%(name)s is a deputy now and can book for the team.")),
    "member": (teams.make_member, gettext_lazy("%(name)s is a member, and no deputy any more.")),
    "end": (teams.leave, gettext_lazy("%(name)s is no member any more.")),
}


@require_POST
@login_required
def membership_change(request: HttpRequest, pk: int, membership: int) -> HttpResponse:
    """One step with one person, by who runs the team; leaving, by whoever leaves."""
    by, now, do = signed_in(request), timezone.now(), request.POST.get("do", "")
    row = get_object_or_404(Membership.objects.with_people(), pk=membership, team=pk)
    is_own = row.resident.user_id == by.pk
    if not ((is_own and do == "end") or teams.runs(by, row.team)) or do not in {*_STEPS, "lead"}:
        raise Http404
    try:
        if do == "lead":
            teams.ask_to_lead(team=row.team, resident=row.resident, by=by, now=now)
            said = _("%(name)s is asked. Until they say yes, the team stays with you.")
        else:
            step, words = _STEPS[do]
            step(membership=row, by=by, now=now)
            said = _("You have left %(team)s.") if is_own and do == "end" else str(words)
    except teams.TeamRefused as error:
        messages.warning(request, error.sentence)
    else:
        messages.success(request, said % {"name": row.resident.name, "team": row.team.name})
    return redirect("teams:team-list") if is_own and do == "end" else redirect("teams:team-detail", pk)


@require_POST
@login_required
def team_lead(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever was asked to lead says yes or no; who asked takes the question back."""
    by, now, do = signed_in(request), timezone.now(), request.POST.get("do", "")
    mine = Team.objects.filter(successor__user=by) | Team.objects.filter(leader__user=by)
    team = get_object_or_404(mine.with_people(), pk=pk)
    try:
        if do == "take-back":
            teams.take_question_back(team=team, by=by)
            messages.success(request, _("Nobody is asked any more; the team stays with you."))
        else:
            teams.answer_lead(team=team, is_yes=do == "yes", by=by, now=now)
            yes, no = _("You lead %(team)s now. All the best!"), _("All right. We tell them.")
            messages.success(request, (yes if do == "yes" else no) % {"team": team.name})
    except teams.TeamRefused as error:
        messages.warning(request, error.sentence)
    return redirect("teams:team-detail", pk)


# Papers


@login_required
def paper_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The papers, and the form that adds one."""
    team = team_of(request, pk)
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        title, photo = form.cleaned_data["title"], form.cleaned_data["photo"]
        try:
            teams.add_paper(team=team, title=title, jpeg=photo.read(), by=signed_in(request), now=timezone.now())
        except teams.TeamRefused as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, _("Added. Only the street office and those who run the team see it."))
            return redirect("teams:paper-list", pk)
    context = {"team": team, "form": form, "papers": team.papers.defer("jpeg"), "most": TeamPaper.MOST}
    return render(request, "residents/team_papers.html", context)


@never_cache
@require_safe
@login_required
def paper(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    """The picture, for those who run the team and for the office that decides; the office's look is on record."""
    by = signed_in(request)
    found = get_object_or_404(TeamPaper.objects.select_related("team"), pk=paper, team=pk)
    if by.sees_all_sites:
        looks.note(by, "paper of team", found.team_id, found.pk)
    elif not _runs(by, found.team):
        raise Http404
    return HttpResponse(bytes(found.jpeg), content_type="image/jpeg")


def _runs(by: User, team: Team) -> bool:
    return not by.is_staff and teams.runs(by, team)


@require_POST
@login_required
def paper_remove(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    team = team_of(request, pk)
    teams.remove_paper(paper=get_object_or_404(team.papers.all(), pk=paper), by=signed_in(request))
    messages.success(request, _("Removed."))
    return redirect("teams:paper-list", pk)
