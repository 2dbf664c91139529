"""The page that thanks and asks one question, of whatever one had a place in."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from centres.claimants import CannotChange
from centres.words import when_words
from fairness.programme import thanks
from fairness.programme.models import Happening


class SentenceField(forms.CharField):
    """In one line, as somebody says it."""

    def to_python(self, value: object) -> str:
        return " ".join((super().to_python(value) or "").replace("\0", "").split())


class ThanksForm(forms.Form):
    """One of three, and a sentence if one likes."""

    how = forms.ChoiceField(
        label=pgettext_lazy("after an activity", "How was it?"),
        choices=thanks.Answer.How.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Please choose one of the three."),
            "invalid_choice": gettext_lazy("Please choose one of the three."),
        },
    )
    words = SentenceField(
        label=gettext_lazy("Would you like to say something about it?"),
        help_text=gettext_lazy("At most 200 characters. Please write no name and no number."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": gettext_lazy("Please say it in 200 characters; these are %(show_value)d.")},
        max_length=thanks.LONGEST,
    )


@dataclass(frozen=True, slots=True)
class Question:
    """Who is asked about what; `may_answer` while it is asked."""

    place: thanks.Thanked
    happening: Happening
    answers: type[thanks.Answer]
    may_answer: bool
    back: str


def answer(request: HttpRequest, asked: Question, context: Mapping[str, object]) -> HttpResponse:
    if not asked.may_answer:
        words = _("You have told us already. Thank you!") if asked.place.has_answered else _not_now()
        messages.info(request, words)
        return redirect(asked.back)
    form = ThanksForm(request.POST or None)
    if form.is_valid():
        try:
            thanks.say(
                place=asked.place,
                happening=asked.happening,
                answers=asked.answers,
                how=form.cleaned_data["how"],
                words=form.cleaned_data["words"],
                now=timezone.now(),
            )
        except CannotChange as error:
            messages.info(request, error.sentence)
        else:
            messages.success(request, _("Thank you for telling us."))
        return redirect(asked.back)
    what = {
        "form": form,
        "back": asked.back,
        "name": asked.happening.offering.name,
        "when": when_words(asked.happening.occupancy),
        "shown_from": thanks.SHOWN_FROM,
    }
    return render(request, "programme/thanks.html", {**what, **context})


def _not_now() -> str:
    return _("We ask from the day after, for two weeks. You may always tell us by phone or at the desk.")
