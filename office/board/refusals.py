"""Tell a refusal in the words of its reader: on the form, so that nothing typed is lost, or above the page."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from centres.claimants import CannotChange
from centres.models import HoldExpired, RoomTaken
from fairness.rules import Refused

REFUSALS = (Refused, RoomTaken, CannotChange, HoldExpired)


@dataclass
class Outcome:
    """What the block was refused with, if it was; filled by `told_on`."""

    refused: Exception | None = None


@contextmanager
def told_on(form: forms.Form, outcome: Outcome | None = None) -> Iterator[None]:
    """Turn the domain's refusals inside the block into errors of the form."""
    try:
        yield
    except REFUSALS as refused:
        if outcome is not None:
            outcome.refused = refused
        for sentence in _sentences(refused):
            form.add_error(None, sentence)
        if isinstance(refused, Refused) and all(refusal.may_be_waived for refusal in refused.refusals):
            form.add_error(None, _("If it shall be an exception, write the reason below and press the button again."))


@contextmanager
def told_above(request: HttpRequest) -> Iterator[None]:
    """Turn them into warnings above the page one comes to, where a button without a form was pressed."""
    try:
        yield
    except REFUSALS as refused:
        for sentence in _sentences(refused):
            messages.warning(request, sentence)


def _sentences(refused: Exception) -> list[str]:
    if isinstance(refused, Refused):
        return [str(refusal.sentence) for refusal in refused.refusals]
    if isinstance(refused, RoomTaken):
        rooms = "、".join(want.room.name for want in refused.wants)
        return [_("%(rooms)s is taken at this time. Please look at the board.") % {"rooms": rooms}]
    if isinstance(refused, CannotChange):
        return [refused.sentence]
    return [_("This was changed or cancelled meanwhile. Please look at the board.")]
