"""The programme of the neighbourhood: whatever the public may come to, in one query."""

from collections.abc import Iterable
from datetime import date, datetime

from centres import claimants
from centres.models import Centre
from fairness.programme.lines import Line, in_order


def programme(first: date, last: date, *, at: Iterable[Centre] | None = None, now: datetime) -> list[Line]:
    """What takes place, or was cancelled, on these local dates: everywhere, or at some sites.

    What is over is left out; each says how many places it has left.
    """
    one, *others = (lines(first, last, at) for lines in claimants.programmes())
    found = in_order(one.union(*others, all=True) if others else one)
    return [line.with_badge(now) for line in found if line.ends_at > now]
