"""What one missed: what it means, and a word to the office about each."""

from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.claimants import CannotChange
from fairness import missed
from fairness.marks import Mark
from residents.guards import signed_in


class AppealForm(forms.Form):
    appeal = forms.CharField(
        label=gettext_lazy("How was it?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Ill, a fall, the wrong day: a few words are enough. The office reads it and answers."),
        error_messages={"required": gettext_lazy("Please write a few words.")},
    )


@login_required
def missed_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    user = signed_in(request)
    marks = missed.found(lambda every: every.of_user(user))
    asked, form = None, None
    if request.method == "POST":
        asked = _asked(marks, request.POST.get("mark", ""))
        form = AppealForm(request.POST, prefix=asked.key)
        if form.is_valid():
            try:
                missed.appeal(mark=asked, text=form.cleaned_data["appeal"], now=now)
            except CannotChange as error:
                messages.warning(request, error.sentence)
            else:
                messages.success(request, _("Thank you. The office reads it and sends you an answer."))
            return redirect("bookings:missed-list")
    forms_of = {mark.key: AppealForm(prefix=mark.key) for mark in marks if mark.may_be_appealed(now)}
    if asked and form and asked.key in forms_of:
        forms_of[asked.key] = form
    lines = [(mark, missed.rows_of(mark, now=now), forms_of.get(mark.key)) for mark in marks]
    return render(request, "bookings/missed_list.html", {"lines": lines, "says": missed.words_for(user, now=now)})


def _asked(marks: Sequence[Mark], key: str) -> Mark:
    for mark in marks:
        if mark.key == key:
            return mark
    raise Http404
