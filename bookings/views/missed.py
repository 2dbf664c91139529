"""What one missed: what it means, and a word to the office about each."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings import actions
from bookings.models import BookingMark
from bookings.rows import missed_record, missed_rows
from centres.claimants import CannotChange
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
    own = BookingMark.objects.of_user(signed_in(request)).with_place()
    asked, form = None, None
    if request.method == "POST":
        pk = request.POST.get("mark", "")
        asked = get_object_or_404(own, pk=pk if pk.isdecimal() and len(pk) < 18 else 0)
        form = AppealForm(request.POST, prefix=str(asked.pk))
        if form.is_valid():
            try:
                actions.appeal(mark=asked, text=form.cleaned_data["appeal"], now=now)
            except CannotChange as error:
                messages.warning(request, error.sentence)
            else:
                messages.success(request, _("Thank you. The office reads it and sends you an answer."))
            return redirect("bookings:missed-list")
    marks = list(own)
    forms_of = {mark.pk: AppealForm(prefix=str(mark.pk)) for mark in marks if mark.may_be_appealed(now)}
    if asked and form and asked.pk in forms_of:
        forms_of[asked.pk] = form
    lines = [(mark, missed_rows(mark, now=now), forms_of.get(mark.pk)) for mark in marks]
    return render(request, "bookings/missed_list.html", {"lines": lines, "says": missed_record(marks, now=now)})
