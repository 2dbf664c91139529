"""The desk's pages of one person: who it is, somebody new, met in person, two entries of one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from centres.models import Centre
from office.desk.calling import Caller
from office.desk.forms import NewcomerForm, RelativeForm
from office.desk.teams import Belonging, TeamForm
from residents import looks, relatives
from residents.actions import find_or_register, meet
from residents.guards import staff_member
from residents.merging import CannotMerge, groups, look_alike, merge
from residents.models import Merge, Relative, Resident, User
from residents.wishes import wish_to_be_called, wishes_of


@require_safe
@login_required
def person(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Who it is, the last bookings to take once more, and what is to come. An entry that was merged leads on."""
    user, centre = _at(request, slug)
    resident = Resident.objects.select_related("committee", "user").filter(pk=pk).first()
    if resident is None:
        merged = get_object_or_404(Merge, gone=pk)
        return redirect("desk:person", slug, merged.kept_id)
    return _person_page(request, resident, centre, user, RelativeForm())


def _person_page(
    request: HttpRequest, resident: Resident, centre: Centre, user: User, form: RelativeForm
) -> HttpResponse:
    alike = look_alike(resident)
    looks.note(user, "resident", resident.pk, *(other.pk for other in alike))
    context = {
        "centre": centre,
        "resident": resident,
        "caller": Caller.of(resident, centre, list(user.sites()), now=timezone.now()),
        "alike": alike,
        "relatives": Relative.objects.active().filter(elder=resident).with_people(),
        "form": form,
        "teams": Belonging.all_of(resident),
        "team_form": TeamForm(),
        "told": wishes_of(resident),
    }
    return render(request, "office/desk/person.html", context)


@login_required
def newcomer(request: HttpRequest, slug: str) -> HttpResponse:
    """Register somebody with one line; somebody known by this name and number is who they are."""
    _user, centre = _at(request, slug)
    form = NewcomerForm(request.POST or None)
    if form.is_valid():
        resident = find_or_register(name=form.cleaned_data["name"], phone=form.cleaned_data["phone"])
        return redirect("desk:person", slug, resident.pk)
    context = {"centre": centre, "form": form}
    return render(request, "office/desk/newcomer.html", context)


@require_POST
@login_required
def met(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Staff have seen them and know who they are."""
    user, _centre = _at(request, slug)
    resident = get_object_or_404(Resident, pk=pk)
    meet(resident=resident, by=user, now=timezone.now())
    messages.success(request, _("Noted: %(name)s is known in person.") % {"name": resident.name})
    return redirect("desk:person", slug, pk)


@require_POST
@login_required
def told(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """By a call, for whoever reads no messages; or by message again."""
    _user, _centre = _at(request, slug)
    resident, is_wanted = get_object_or_404(Resident, pk=pk), request.POST.get("call") == "yes"
    wish_to_be_called(resident=resident, is_wanted=is_wanted)
    said = _("Noted: the desk calls %(name)s.") if is_wanted else _("Noted: %(name)s gets messages again.")
    messages.success(request, said % {"name": resident.name})
    return redirect("desk:person", slug, pk)


@require_POST
@login_required
def relative_add(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """They agreed at the desk, or a signed paper lies before us: the account acts for them."""
    user, centre = _at(request, slug)
    resident = get_object_or_404(Resident, pk=pk)
    form = RelativeForm(request.POST)
    if form.is_valid():
        wish = form.cleaned_data
        try:
            relatives.link(
                elder=resident,
                user=wish["user"],
                kinship=wish["kinship"],
                how=Relative.How(wish["how"]),
                by=user,
                now=timezone.now(),
            )
        except relatives.CannotLink as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, _("Noted. Both get a message where one reaches them."))
            return redirect("desk:person", slug, pk)
    return _person_page(request, resident, centre, user, form)


@require_POST
@login_required
def relative_end(request: HttpRequest, slug: str, pk: int, link: int) -> HttpResponse:
    user, _centre = _at(request, slug)
    relative = get_object_or_404(Relative.objects.with_people(), pk=link, elder=pk)
    relatives.unlink(relative=relative, by=user, now=timezone.now())
    words = _("Ended. %(helper)s books for %(elder)s no more.")
    messages.success(request, words % {"helper": relative.helper, "elder": relative.elder.name})
    return redirect("desk:person", slug, pk)


@login_required
def same_as(request: HttpRequest, slug: str, pk: int, other: int) -> HttpResponse:
    """Two entries side by side; `pk` stays, the other one goes into it."""
    user, centre = _at(request, slug)
    residents = Resident.objects.select_related("committee", "user")
    kept, gone = residents.filter(pk=pk).first(), residents.filter(pk=other).first()
    if kept is None or gone is None:
        messages.info(request, _("One of the two was merged or removed meanwhile. Please look again."))
        return redirect("desk:person", slug, pk) if kept else redirect("desk:counter", slug)
    if request.method == "POST":
        try:
            merge(gone=gone, kept=kept, by=user, now=timezone.now())
        except CannotMerge as error:
            messages.warning(request, error.sentence)
        else:
            messages.success(request, _("The two entries are one now; everything stands there."))
        return redirect("desk:person", slug, pk)
    looks.note(user, "resident", kept.pk, gone.pk)
    now, own = timezone.now(), list(user.sites())
    both = [Caller.of(each, centre, own, now=now) for each in (kept, gone)]
    return render(request, "office/desk/same_as.html", {"centre": centre, "kept": both[0], "gone": both[1]})


@require_safe
@login_required
def twice(request: HttpRequest, slug: str) -> HttpResponse:
    """Entries that are most likely one person each."""
    user, centre = _at(request, slug)
    found = groups()
    looks.note(user, "resident", *(resident.pk for group in found for resident in group))
    return render(request, "office/desk/twice.html", {"centre": centre, "groups": found})


def _at(request: HttpRequest, slug: str) -> tuple[User, Centre]:
    user = staff_member(request)
    return user, get_object_or_404(user.sites(), slug=slug)
