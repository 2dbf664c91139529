"""What the admin reminds staff of: a year without holidays, and what a change of theirs leaves stranded."""

from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres import holidays
from centres.models import Occupancy
from centres.staff import steward
from centres.words import when_words

NAMED_AT_MOST = 5  # the week board shows the others


def remind_of_missing_year(request: HttpRequest, today: date) -> None:
    """From November on, whoever keeps the calendar is told that next year has no holidays yet."""
    if steward(request).sees_all_sites and (year := holidays.missing_year(today)):
        messages.warning(
            request,
            _(
                "The holiday calendar has no days of %(year)d yet. Please import the notice as soon as it is out: "
                "until then those dates open like any other day."
            )
            % {"year": year},
        )


def warn_of_still_to_come(coming: Sequence[Occupancy], request: HttpRequest) -> None:
    """Say what still stands in rooms just taken out of use; nothing is moved or cancelled behind anybody's back."""
    if not coming:
        return
    named = _("; ").join(f"{taken.room} {when_words(taken)}" for taken in coming[:NAMED_AT_MOST])
    if len(coming) > NAMED_AT_MOST:
        named = _("%(named)s and more") % {"named": named}
    messages.warning(
        request,
        ngettext(
            "%(count)d booking or activity is still to come here: %(named)s. "
            "It stands as it was; please move or cancel it on the week board.",
            "%(count)d bookings or activities are still to come here: %(named)s. "
            "They stand as they were; please move or cancel them on the week board.",
            len(coming),
        )
        % {"count": len(coming), "named": named},
    )


def warn_of(stranded: Sequence[Occupancy], request: HttpRequest) -> None:
    """Say what a change of hours left outside them; nothing is moved or cancelled behind anybody's back."""
    if not stranded:
        return
    first = stranded[0]
    messages.warning(
        request,
        ngettext(
            "%(count)d booking or activity now lies outside the opening hours: %(centre)s %(room)s, %(when)s. "
            "It stands as it was; please move or cancel it on the week board.",
            "%(count)d bookings or activities now lie outside the opening hours, the first one: "
            "%(centre)s %(room)s, %(when)s. They stand as they were; please move or cancel them on the week board.",
            len(stranded),
        )
        % {
            "count": len(stranded),
            "centre": first.room.centre.short_name,
            "room": first.room,
            "when": when_words(first),
        },
    )
