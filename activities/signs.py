"""What a date says about its places: how many are left, from when one signs up, whether one may wait."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from activities import draw_page
from activities.models import Draw, EnrolmentWait, Session
from centres.words import local_day, moment_words
from fairness.models import Numbers, RuleBook
from fairness.programme import lines
from fairness.programme.places import Places, web_takes_kept
from fairness.waiting import last_offer_at


@dataclass(frozen=True, slots=True)
class Line:
    """Who stands in line for a date: how many, and how few places would do for one who is not asked yet."""

    alive: int = 0
    least: int | None = None  # None: whoever stands there has an offer already

    def could_use(self, free: int) -> bool:
        return self.least is not None and self.least <= free

    def with_(self, other: "Line") -> "Line":
        sizes = [each for each in (self.least, other.least) if each is not None]
        return Line(self.alive + other.alive, min(sizes, default=None))


@dataclass(frozen=True, slots=True, order=True)
class Space:
    """What a date has on the web now, and what is kept besides for phone and desk; the fullest comes first."""

    free: int
    kept: int
    kept_words: str = field(compare=False, default="")

    @classmethod
    def of(cls, session: Session, numbers: Numbers, *, now: datetime) -> Self:
        is_open = web_takes_kept(session, numbers, now)
        kept = 0 if is_open else session.places.kept_left
        free = session.places.free_for(is_online=True, web_takes_kept=is_open)
        return cls(free, kept, _kept_words(session, kept, numbers) if kept else "")


@dataclass(frozen=True, slots=True)
class Sign:
    """A badge, a sentence below it, and where signing up or waiting leads; empty where it leads nowhere."""

    kind: str
    words: str
    says: str = ""
    url: str = ""
    act: str = ""
    may_enrol: bool = False
    may_wait: bool = False

    @classmethod
    def of(
        cls, session: Session, numbers: Numbers, space: Space, *, line: Line, now: datetime, draw: Draw | None = None
    ) -> "Self | None":
        """None where there is nothing to sign up for. `space` is that of the fullest date one signs up for with it."""
        if not session.has_places or session.is_cancelled:
            return None
        if draw:
            kind, words = draw_page.badge(draw, now=now)
            act = pgettext("for a draw", "Apply") if draw.is_open(now) else _("About the draw")
            says = draw_page.when(draw, now=now)
            return cls(kind, words, says, draw.get_absolute_url(), act, may_enrol=draw.is_open(now))
        opens_at = session.activity.opens_at
        if session.has_begun(now):
            return cls("gone", _("Begun"))
        if opens_at and opens_at > now:
            return cls("wait", _("Sign-up opens %(moment)s") % {"moment": moment_words(opens_at)})
        if session.closes_at <= now:
            return cls("gone", _("Sign-up has ended"))
        free, says = space.free, space.kept_words
        url = reverse("activities:enrol", args=[session.pk])
        in_time, waiting = now <= last_offer_at(session.occupancy.starts_at, numbers), line.alive
        may_wait = in_time and waiting < numbers.waiting_limit
        one, two = min(session.activity.sizes), max(session.activity.sizes)
        if free >= one and not (in_time and line.could_use(free)):
            act = pgettext("for an activity", "Sign up")
            return cls("free", left_words(free), says, url, act, may_enrol=True, may_wait=may_wait and free < two)
        if not may_wait:
            return cls("full", _("Full"), says or _call_words(session))
        words = _("By phone and desk") if space.kept and not waiting else _("Full; you may wait in line")
        waits = ngettext("%(count)d neighbour waits.", "%(count)d neighbours wait.", waiting) % {"count": waiting}
        return cls("full", words, says or (waits if waiting else ""), url, _("Wait in line"), may_wait=True)


def left_words(count: int) -> str:
    return ngettext("%(count)d place left", "%(count)d places left", count) % {"count": count}


def _kept_words(session: Session, kept: int, numbers: Numbers) -> str:
    opens_at = numbers.web_takes_kept_at(local_day(session.occupancy.starts_at))
    return ngettext(
        "%(count)d more place is kept for phone and desk: %(phone)s. On the web from %(moment)s.",
        "%(count)d more places are kept for phone and desk: %(phone)s. On the web from %(moment)s.",
        kept,
    ) % {"count": kept, "phone": session.occupancy.room.centre.phone, "moment": moment_words(opens_at)}


def _call_words(session: Session) -> str:
    return _("Please call %(phone)s; perhaps somebody gives a place back.") % {
        "phone": session.occupancy.room.centre.phone
    }


@dataclass(frozen=True, slots=True)
class Date:
    """One date of an activity on its page."""

    line: lines.Line
    sign: Sign | None
    own_url: str = ""  # of the reader's own place
    meeting_point: str = ""  # of an outing


def signs(
    sessions: Sequence[Session], *, now: datetime, draws: Sequence[Draw] | None = None, is_whole: bool = False
) -> dict[int, Sign | None]:
    """By the session's key; four queries however many there are.

    One less with the `draws` that concern them at hand, and where there is no course among them, or the dates of each
    are all there (`is_whole`). `sessions` come with their place. All dates to come of a course say the same: what the
    fullest of them has, and how the first of them can be had.
    """
    with_places = [each for each in sessions if each.has_places]
    if not with_places:
        return {}
    together = courses([*with_places, *([] if is_whole else _other_dates(with_places, now))], now=now)
    every = {each.pk: each for each in [*with_places, *(each for dates in together.values() for each in dates)]}
    rules, waiting = RuleBook.load([each.occupancy.room for each in every.values()]), lines_of(with_places)
    spaces = {pk: Space.of(each, rules.of(each.occupancy.room), now=now) for pk, each in every.items()}
    decides = draws_of(with_places, draws)
    found = {}
    for each in with_places:
        dates = together.get(each.activity_id, [])
        stand_for = dates if each in dates else [each]
        found[each.pk] = Sign.of(
            stand_for[0],
            rules.of(stand_for[0].occupancy.room),
            min(spaces[date.pk] for date in stand_for),
            line=waiting[each.pk],
            now=now,
            draw=decides.get(each.pk),
        )
    return found


def courses(sessions: Iterable[Session], *, now: datetime) -> Mapping[int, Sequence[Session]]:
    """Of each course, by the key of the activity, the dates to come among these, the next one first."""
    found: dict[int, dict[int, Session]] = {}
    for each in sessions:
        if each.activity.is_course and each.has_places and each.is_confirmed and not each.has_begun(now):
            found.setdefault(each.activity_id, {})[each.pk] = each
    return {key: sorted(dates.values(), key=_begins) for key, dates in found.items()}


def fullest_of(sessions: Sequence[Session], *, now: datetime) -> Mapping[int, Places]:
    """By the session's key the places of the fullest date that one signs up for with it, for phone and desk."""
    together = courses([*sessions, *_other_dates(sessions, now)], now=now)
    return {
        each.pk: min((date.places for date in together.get(each.activity_id, [each])), key=lambda places: places.free)
        for each in sessions
    }


def _begins(session: Session) -> tuple[datetime, int]:
    return session.occupancy.starts_at, session.pk


def _other_dates(sessions: Sequence[Session], now: datetime) -> Iterable[Session]:
    """The dates to come of the courses among these."""
    among = {each.activity_id for each in sessions if each.activity.is_course}
    return Session.objects.confirmed().dates_to_come(among, now).with_place() if among else []


def draws_of(sessions: Sequence[Session], draws: Sequence[Draw] | None = None) -> Mapping[int, Draw]:
    """The draw that is to decide about each, by the session's key; a course has one for all its dates."""
    if draws is None:
        found = Draw.objects.undecided().filter(session__activity__in={each.activity_id for each in sessions})
        draws = list(found.select_related("session"))
    undecided = [draw for draw in draws if draw.is_undecided]
    by_session = {draw.session_id: draw for draw in undecided}
    by_activity = {draw.session.activity_id: draw for draw in undecided}
    return {
        each.pk: draw
        for each in sessions
        if (draw := by_activity.get(each.activity_id) if each.activity.is_course else by_session.get(each.pk))
    }


def waiting_by_line(sessions: Sequence[Session]) -> Mapping[int, int]:
    """How many stand in the line of each; a course has one line."""
    return {pk: line.alive for pk, line in lines_of(sessions).items()}


def lines_of(sessions: Sequence[Session]) -> Mapping[int, Line]:
    """By the session's key; one query."""
    activities = {each.activity_id for each in sessions}
    alive = EnrolmentWait.objects.alive().filter(session__activity__in=activities).order_by()
    rows = alive.values_list("session", "session__activity").annotate(
        count=Count("pk"), least=Min("persons", filter=Q(state=EnrolmentWait.State.WAITING))
    )
    by_session, by_activity = dict[int, Line](), dict.fromkeys(activities, Line())
    for session, activity, count, least in rows:
        by_session[session] = Line(count, least)
        by_activity[activity] = by_activity[activity].with_(by_session[session])
    return {
        each.pk: by_activity[each.activity_id] if each.activity.is_course else by_session.get(each.pk, Line())
        for each in sessions
    }


def of_course(sessions: Sequence[Session], found: Mapping[int, Sign | None], *, now: datetime) -> Sign | None:
    """Of all dates to come together; each of them says it."""
    dates = [each for several in courses(sessions, now=now).values() for each in several]
    return found.get(dates[0].pk) if dates else None
