"""Whether a room can be had at a time, by whom; if not, every reason, when it would work, and what is near.

Pages, the week board and whoever answers the telephone ask here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from bookings import alternatives
from bookings.alternatives import Alternative
from bookings.models import Booking
from bookings.wishes import is_taken, wish_for
from centres.models import Room
from centres.spans import Span
from fairness.models import Numbers, RuleBook
from fairness.rules import Refusal, broken
from fairness.waiting import last_offer_at
from residents.models import Resident, Team

HOPELESS = {
    "upcoming",
    "team_upcoming",
    "week",
    "team_week",
    "month_hours",
    "no_shows",
}  # any time near it fails alike


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes, where `refusals` is empty; else why not. `near` are at most three times that could be had."""

    refusals: Sequence[Refusal]
    near: Sequence[Alternative] = ()
    needs_approval: bool = False  # a yes that waits for the office's word
    may_wait: bool = False  # it is taken, and one may stand in line for it

    @property
    def is_yes(self) -> bool:
        return not self.refusals

    @property
    def is_taken(self) -> bool:
        return any(refusal.code == "taken" for refusal in self.refusals)

    @property
    def codes(self) -> set[str]:
        return {refusal.code for refusal in self.refusals}

    @property
    def possible_at(self) -> datetime | None:
        """The next moment at which this very wish would be granted, as far as one can say."""
        moments = [refusal.possible_at for refusal in self.refusals]
        known = [moment for moment in moments if moment is not None]
        return max(known) if known and len(known) == len(moments) else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """As much of a wish as tells what is near it."""

    room: Room
    span: Span
    party: int
    now: datetime
    is_for_team: bool = False
    may_wait: bool = False
    is_online: bool = True


def explain(
    room: Room,
    span: Span,
    *,
    party: int,
    now: datetime,
    resident: Resident | None = None,
    team: Team | None = None,
    besides: Booking | None = None,
    is_online: bool = True,
    is_for_team: bool | None = None,
) -> Answer:
    """Hold the rules against the wish of a resident, a team, or anybody (both None); then: is the room taken?

    `besides` is a booking that would move there. `is_for_team` lets somebody who may yet choose a team ask as one.
    """
    wish = wish_for(
        room=room,
        span=span,
        party=party,
        resident=resident,
        team=team,
        now=now,
        besides=besides,
        is_online=is_online,
    )
    if is_for_team is not None:
        wish = replace(wish, is_for_team=is_for_team)
    leaving = besides.occupancy.claim if besides else None
    refusals = broken(wish) or ([taken()] if is_taken(wish, leaving=leaving) else [])
    if not refusals:
        return Answer([], needs_approval=wish.numbers.needs_approval)
    may_wait = besides is None and offers_line(room, span, now, wish.numbers)
    wanted = Wanted(room, span, party, now, wish.is_for_team, may_wait, is_online)
    return why_not(refusals, wanted, leaving=leaving)


def why_not(refusals: Sequence[Refusal], wanted: Wanted, *, leaving: UUID | None = None) -> Answer:
    """No, for these reasons, and what is near: nothing for somebody who has no booking left."""
    codes = {refusal.code for refusal in refusals}
    if codes & HOPELESS:
        return Answer(refusals)
    near = alternatives.near(
        wanted.room,
        wanted.span,
        party=wanted.party,
        now=wanted.now,
        not_here_that_day="room_day" in codes,
        is_for_team=wanted.is_for_team,
        is_online=wanted.is_online,
        leaving=leaving,
    )
    return Answer(refusals, near, may_wait=wanted.may_wait and codes == {"taken"})


def offers_line(room: Room, span: Span, now: datetime, numbers: Numbers | None = None) -> bool:
    """Whether one may stand in line for this room, and there is time enough for an offer."""
    numbers = numbers or RuleBook.load([room]).of(room)
    return numbers.waiting_limit > 0 and now <= last_offer_at(span.starts_at, numbers)


def taken() -> Refusal:
    return Refusal("taken", _("Somebody else has just booked this time."))
