"""Pages of the admin where the street office brings in a list of people: choose a file, look, bring in, what came of
it. Reached from the list of residents (`residents.admin`)."""

from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from residents import looks
from residents.guards import staff_member
from residents.importing import actions, downloads, sheets
from residents.importing.lines import is_example
from residents.importing.matching import Findings, Remark
from residents.models import Import, Resident, User

SHOWN = 50  # rows of each list on the page; all of them stand in the file
LATEST = 10
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GONE = gettext_lazy(
    "The list is not kept any more: it lies here for an hour, for whoever chose it. Please choose it anew."
)


class ListForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File with the names"),
        help_text=gettext_lazy("A spreadsheet (.xlsx) or text (.csv), at most 5 MB and 20,000 rows."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": gettext_lazy("Please choose a file."),
            "empty": gettext_lazy("The file is empty. Please choose the one with the names."),
        },
    )

    def clean_file(self) -> sheets.Sheet:
        chosen = self.cleaned_data["file"]
        if chosen.size > sheets.LARGEST:
            raise ValidationError(_("The file is larger than 5 MB. Please leave out pictures, or split the list."))
        try:
            sheet = sheets.read(chosen.read())
        except sheets.SheetUnreadable as why:
            raise ValidationError(str(why)) from why
        if all(is_example(row) for row in sheet.rows):
            raise ValidationError(_("Only the examples of the template stand in it. Please write your list there."))
        return sheet


class ConfirmForm(forms.Form):
    with_alike = forms.BooleanField(
        required=False,
        initial=True,
        label=gettext_lazy("Bring these in as well, as people of their own"),
    )


def upload(request: HttpRequest) -> HttpResponse:
    user = _office(request)
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
    if form.is_valid():
        uploaded = actions.upload(sheet=form.cleaned_data["file"], by=user, now=timezone.now())
        return redirect("admin:residents_resident_import_look", uploaded.pk)
    done = Import.objects.done().select_related("uploaded_by")[:LATEST]
    return _page(request, "import", {"form": form, "done": done})


def look(request: HttpRequest, pk: int) -> HttpResponse:
    """What would become of the rows; once it is done, what became of them."""
    user, now = _office(request), timezone.now()
    uploaded = Import.objects.at_hand(user, now).filter(pk=pk).first()
    if uploaded is None:
        messages.warning(request, GONE)
        return redirect("admin:residents_resident_import")
    if request.method == "POST":
        return _answer(request, uploaded, user)
    if uploaded.confirmed_at:
        return _page(request, "import_done", {"done": uploaded, "site": user.sites().first()})
    findings = actions.look(uploaded)
    lists = [_alike(findings), *_left_out(findings)]
    looks.note(user, "resident", *sorted({pk for each in lists for pk in each.people}))
    kept = actions.sheet_of(uploaded)
    context = {
        "uploaded": uploaded,
        "findings": findings,
        "form": ConfirmForm(),
        "alike": lists[0],
        "left_out": lists[1:],
        "unread": "、".join(kept.unread),
        "tab": kept.tab,
        "until": uploaded.uploaded_at + Import.KEPT,
    }
    return _page(request, "import_look", context)


def _answer(request: HttpRequest, uploaded: Import, user: User) -> HttpResponse:
    form = ConfirmForm(request.POST)
    if request.POST.get("step") != "confirm" or not form.is_valid():
        actions.leave(uploaded=uploaded)
        messages.info(request, _("Nothing was brought in, and the list is gone from here."))
        return redirect("admin:residents_resident_import")
    try:
        actions.bring_in(uploaded=uploaded, with_alike=form.cleaned_data["with_alike"], by=user, now=timezone.now())
    except actions.TooLate:
        messages.warning(request, GONE)
        return redirect("admin:residents_resident_import")
    return redirect("admin:residents_resident_import_look", uploaded.pk)


@require_safe
def left_out(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows to correct, in the shape of the upload."""
    uploaded = Import.objects.at_hand(_office(request), timezone.now()).filter(pk=pk).first()
    if uploaded is None or uploaded.sheet is None:
        messages.warning(request, GONE)
        return redirect("admin:residents_resident_import")
    columns, *rows = actions.rows_left_out(uploaded)
    return _file(downloads.as_csv(columns, rows), "text/csv; charset=utf-8", "left-out.csv")


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    _office(request)
    return _file(downloads.template(), XLSX, "residents.xlsx")


# What stands on the pages


@dataclass(frozen=True, slots=True)
class Listed:
    """Rows with a remark: the first of them, and how many more there are."""

    title: str
    rows: list[tuple[int, str, str]]  # number in the file, name, remark
    more: int
    count: int
    people: set[int]  # whose names stand in the remarks shown

    @classmethod
    def of(cls, title: str, remarks: list[Remark]) -> "Listed":
        shown = remarks[:SHOWN]
        rows = [(each.line.row.number, each.line.row.cells["name"], each.words) for each in shown]
        people = {each.about for each in shown if each.about}
        return cls(title, rows, len(remarks) - len(shown), len(remarks), people)


def _alike(findings: Findings) -> Listed:
    return Listed.of(_("May be somebody we know, or somebody else"), findings.alike)


def _left_out(findings: Findings) -> list[Listed]:
    lists = [
        Listed.of(_("Known under a like name"), findings.taken_for),
        Listed.of(_("Something is wrong"), findings.wrong),
    ]
    return [each for each in lists if each.count]


def _office(request: HttpRequest) -> User:
    user = staff_member(request)
    if user.sees_all_sites:
        return user
    raise PermissionDenied


def _page(request: HttpRequest, name: str, context: dict[str, object]) -> HttpResponse:
    frame = {**admin.site.each_context(request), "opts": Resident._meta}
    return render(request, f"admin/residents/resident/{name}.html", {**frame, **context})


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
