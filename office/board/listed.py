"""A whole list of names signed up for one date: pasted, one person a line; what became of each is said beside it."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from activities import actions
from activities.actions.listing import Listed
from activities.messages import told_of_enrolment
from activities.models import Session
from centres.form_fields import TokenField
from office.desk.forms import CHANNELS
from residents import looks
from residents.channels import Channel
from residents.guards import staff_member
from residents.models import User
from residents.one_line import name_and_phone

AT_MOST = 100  # people at once
# Before the name, as lists have it: ⑤ · 3 · 4. · (4) · 一、 · 第3位
CIRCLED = re.compile("^\\s*[\u2460-\u24ff\u2776-\u2793\u3251-\u325f\u3280-\u3289\u32b1-\u32bf]\\s*")
ORDINAL = re.compile(
    r"^\s*(?:第\d{1,3}[位号个]?|\(?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[.,、:)]+|\d{1,3}(?=\s))\s*"
)
BETWEEN = re.compile(r"[\s,、;:]+")
SEX = {"男", "女", "(男)", "(女)", "先生", "女士"}
NAME = re.compile(r"[^\W\d_]+(?:[·.'\- ]+[^\W\d_]+)*\.?")


class ListForm(forms.Form):
    """Names and numbers; all is understood, or each line that is not is named and nothing is done."""

    people = forms.CharField(
        label=gettext_lazy("Who shall be signed up"),
        help_text=gettext_lazy(
            "One person a line, name and phone: “Wang Shili 13800000001”. You may paste two columns of a spreadsheet."
        ),
        error_messages={"required": gettext_lazy("Please write at least one person.")},
        widget=forms.Textarea(attrs={"rows": 10, "autocomplete": "off", "spellcheck": "false"}),
    )
    may_wait = forms.BooleanField(
        label=gettext_lazy("Whoever finds no place stands in line"), required=False, initial=True
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("How did they come?"),
        choices=[(each.value, each.label) for each in CHANNELS],
        widget=forms.RadioSelect,
        initial=Channel.COMMITTEE.value,
    )
    token = TokenField()

    def clean_people(self) -> list[tuple[str, str]]:
        lines = [(n, line) for n, line in enumerate(self.cleaned_data["people"].splitlines(), start=1) if line.strip()]
        if len(lines) > AT_MOST:
            words = _("These are %(count)d people. Please sign up at most %(most)d at once.")
            raise ValidationError(words % {"count": len(lines), "most": AT_MOST})
        understood, problems = dict[tuple[str, str], None](), list[str]()
        for number, line in lines:
            try:
                understood[_person(line)] = None
            except ValidationError as error:
                words = _("Line %(number)d, %(line)s: %(why)s")
                problems += [words % {"number": number, "line": line.strip()[:60], "why": error.messages[0]}]
        if problems:
            raise ValidationError(problems)
        return list(understood)


def _person(line: str) -> tuple[str, str]:
    """Without what lists have besides. Raises ValidationError for what is no one person's name and number."""
    typed = ORDINAL.sub("", unicodedata.normalize("NFKC", CIRCLED.sub("", line)))
    parts = [part for part in BETWEEN.split(typed) if part and part not in SEX]
    if sum(len(part) > 1 and part.isalpha() and not part.isascii() for part in parts) > 1:
        raise ValidationError(_("These seem to be two people. Please give each a line with a number of their own."))
    name, phone = name_and_phone(" ".join(parts))
    if not NAME.fullmatch(name):
        raise ValidationError(
            _("“%(name)s” is no name as we know them. Please write only name and phone.") % {"name": name}
        )
    if not phone:
        raise ValidationError(_("Please write a number, too; whoever has none is signed up at the desk."))
    return name, phone


@dataclass(frozen=True, slots=True)
class Became:
    """One line of the answer."""

    listed: Listed
    kind: str
    words: str
    says: Sequence[str] = field(default_factory=list)

    @classmethod
    def of(cls, listed: Listed, *, by: User) -> "Became":
        if listed.place:
            return cls(
                listed,
                "done",
                pgettext("of somebody on a list", "Signed up"),
                told_of_enrolment(listed.place, by=by).to_do,
            )
        if listed.wait:
            return cls(listed, "wait", _("In line"))
        return cls(listed, "gone", _("Not signed up"), listed.why or [_("It is full.")])


@login_required
def listed(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Sent again, whoever has a place keeps the one they have."""
    user, now = staff_member(request), timezone.now()
    centre = get_object_or_404(user.sites(), slug=slug)
    open_here = Session.objects.published().confirmed().with_places().at([centre]).filter(occupancy__starts_at__gt=now)
    session = get_object_or_404(open_here.with_place(), pk=pk)
    form, became = ListForm(request.POST or None), list[Became]()
    if form.is_valid():
        found = actions.enrol_listed(
            session=session,
            people=form.cleaned_data["people"],
            by=user,
            channel=form.cleaned_data["channel"],
            token=form.cleaned_data["token"],
            may_wait=form.cleaned_data["may_wait"],
            now=now,
        )
        looks.note(user, "resident", *(each.resident.pk for each in found))
        became = [Became.of(each, by=user) for each in found]
    context = {
        "centre": centre,
        "session": session,
        "form": form,
        "became": became,
        "summed": _summed(became),
    }
    return render(request, "office/board/listed.html", context)


def _summed(became: Sequence[Became]) -> str:
    """How many of them have a place now."""
    count = sum(bool(each.listed.place) for each in became)
    words = ngettext("%(count)d of %(all)d has a place.", "%(count)d of %(all)d have a place.", count)
    return words % {"count": count, "all": len(became)} if became else ""
