"""Tell a refusal on the form, so that nothing typed is lost."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.utils.translation import gettext as _

from centres.claimants import CannotChange
from centres.models import HoldExpired, RoomTaken
from fairness.rules import Refused


@contextmanager
def told_on(form: forms.Form) -> Iterator[None]:
    """Turn the domain's refusals inside the block into errors of the form."""
    try:
        yield
    except Refused as refused:
        for refusal in refused.refusals:
            form.add_error(None, refusal.sentence)
        if all(refusal.may_be_waived for refusal in refused.refusals):
            form.add_error(None, _("If it shall be an exception, write the reason below and press the button again."))
    except RoomTaken as taken:
        rooms = "、".join(want.room.name for want in taken.wants)
        form.add_error(None, _("%(rooms)s is taken at this time. Please look at the board.") % {"rooms": rooms})
    except CannotChange as refused:
        form.add_error(None, refused.sentence)
    except HoldExpired:
        form.add_error(None, _("This was changed or cancelled meanwhile. Please look at the board."))
