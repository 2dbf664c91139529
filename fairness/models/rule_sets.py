"""The numbers of the rules: one default row, which sites and rooms override field by field."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _

from centres.models import Centre, Room
from fairness.models import kept_windows
from fairness.models.kept_windows import KeptWindow
from fairness.models.numbers import NUMBERS, IfAbsent, Numbers, OpenTo

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def _minutes(
    label: "_StrPromise", *, least: int, most: int
) -> "models.PositiveSmallIntegerField[int | None, int | None]":
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=[MinValueValidator(least), MaxValueValidator(most)]
    )


class RuleSet(models.Model):
    """Rules of everybody (no site, no room), of a site, or of a room; an empty field asks the next wider set."""

    centre = models.OneToOneField(
        Centre, on_delete=models.CASCADE, null=True, blank=True, related_name="rule_set", verbose_name=_("site")
    )
    room = models.OneToOneField(
        Room, on_delete=models.CASCADE, null=True, blank=True, related_name="rule_set", verbose_name=_("room")
    )

    grid_minutes = _minutes(_("starts every … minutes"), least=5, most=240)
    min_minutes = _minutes(_("shortest, minutes"), least=5, most=720)
    max_minutes = _minutes(_("longest, minutes"), least=5, most=720)
    clearing_minutes = _minutes(_("clearing after each, minutes"), least=0, most=240)
    notice_minutes = _minutes(_("book at least … minutes before"), least=0, most=10_080)
    days_ahead = _minutes(_("days ahead"), least=0, most=365)
    release_at = models.TimeField(_("release at"), null=True, blank=True)
    upcoming_limit = _minutes(_("upcoming bookings per resident"), least=1, most=100)
    room_day_limit = _minutes(_("bookings per room and day"), least=1, most=100)
    team_week_limit = _minutes(_("bookings per team and week"), least=1, most=100)
    cancel_minutes = _minutes(_("cancel until … minutes before"), least=0, most=10_080)
    undo_minutes = _minutes(_("undo within … minutes"), least=0, most=60)
    kept_until = models.TimeField(
        _("kept until"),
        null=True,
        blank=True,
        help_text=_("What is kept for phone and desk opens on the web at this time on the day before."),
    )

    open_to = models.CharField(_("who may book"), max_length=10, choices=OpenTo.choices, blank=True)
    needs_approval = models.BooleanField(_("the office decides about each booking"), null=True, blank=True)
    decide_hours = _minutes(_("decide within … hours"), least=1, most=336)
    reschedule_minutes = _minutes(_("move until … minutes before"), least=0, most=10_080)

    week_limit = _minutes(_("bookings per resident and week"), least=0, most=100)
    month_hours = _minutes(_("hours per resident and month"), least=0, most=500)
    team_upcoming_limit = _minutes(_("upcoming bookings per team"), least=0, most=200)
    team_month_hours = _minutes(_("hours per team and month"), least=0, most=500)

    checkin_opens_minutes = _minutes(_("check-in from … minutes before"), least=0, most=240)
    absent_minutes = _minutes(_("nobody came: … minutes after the start"), least=5, most=240)
    if_absent = models.CharField(_("if nobody came"), max_length=10, choices=IfAbsent.choices, blank=True)
    no_show_limit = _minutes(_("no-shows until booking online is limited"), least=1, most=100)
    no_show_days = _minutes(_("a no-show counts for … days"), least=1, most=90)
    limited_days = _minutes(_("booking online is limited for … days"), least=1, most=90)
    limited_upcoming = _minutes(_("upcoming bookings while limited"), least=0, most=10)

    waiting_limit = _minutes(_("people on a waiting list"), least=0, most=50)
    offer_minutes = _minutes(_("an offer is kept … minutes"), least=10, most=1_440)
    offer_stops_minutes = _minutes(_("last offer … minutes before"), least=0, most=10_080)
    offers_from = models.TimeField(_("offers from"), null=True, blank=True)
    offers_until = models.TimeField(_("offers until"), null=True, blank=True)

    reconfirm_weeks = _minutes(_("standing hours are confirmed every … weeks"), least=1, most=52)

    kept_percent = _minutes(_("of places, percent kept for phone and desk"), least=0, most=90)
    most_lots = _minutes(_("most lots of one ticket in a draw"), least=1, most=20)

    class Meta:
        ordering = [F("centre").asc(nulls_first=True), F("room").asc(nulls_first=True)]
        verbose_name = _("rule set")
        verbose_name_plural = _("rule sets")
        constraints = [
            models.CheckConstraint(
                name="rule_set_is_for_all_or_a_site_or_a_room", condition=Q(centre__isnull=True) | Q(room__isnull=True)
            ),
            models.UniqueConstraint(
                name="one_default_rule_set",
                fields=["centre", "room"],
                condition=Q(centre__isnull=True, room__isnull=True),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="default_rule_set_leaves_nothing_open",
                condition=Q(centre__isnull=False)
                | Q(room__isnull=False)
                | (Q(**{f"{number}__isnull": False for number in NUMBERS}) & ~Q(open_to="") & ~Q(if_absent="")),
                violation_error_message=_("The default rules leave no number open."),
            ),
            models.CheckConstraint(
                name="rule_set_shortest_before_longest",
                condition=Q(min_minutes__isnull=True)
                | Q(max_minutes__isnull=True)
                | Q(min_minutes__lte=F("max_minutes")),
                violation_error_message=_("The shortest booking is not longer than the longest."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.room or self.centre or _("all sites"))

    def clean(self) -> None:
        """Refuse numbers that contradict each other, also where one of them comes from a wider or narrower set."""
        if self.leaves_open and not (self.centre_id or self.room_id):
            raise ValidationError(dict.fromkeys(self.leaves_open, _("The default rules leave no number open.")))
        book = RuleBook(
            [each for each in RuleSet.objects.select_related("room__centre") if each.pk != self.pk] + [self]
        )
        for room in self._rooms_concerned():
            numbers = book.of(room)
            if problems := contradictions(numbers):
                where = {"room": f"{room.centre.short_name}·{room.name}"}
                raise ValidationError({field: words % where for field, words in problems.items()})

    @property
    def leaves_open(self) -> list[str]:
        """The numbers that a wider set answers."""
        return [number for number in NUMBERS if getattr(self, number) in (None, "")]

    def _rooms_concerned(self) -> Iterable[Room]:
        rooms = Room.objects.select_related("centre").in_order()
        if self.room_id:
            return rooms.filter(pk=self.room_id)
        return rooms.filter(centre=self.centre_id) if self.centre_id else rooms


def contradictions(numbers: Numbers) -> dict[str, "_StrPromise"]:
    """What cannot hold at once, by the field that says it; each sentence names a `room`."""
    problems: dict[str, _StrPromise] = {}
    if numbers.min_minutes > numbers.max_minutes:
        problems["min_minutes"] = _("For %(room)s the shortest booking would be longer than the longest.")
    if numbers.notice_minutes > (numbers.days_ahead + 1) * 24 * 60:
        problems["notice_minutes"] = _("For %(room)s booking would end before the day opens.")
    if numbers.offers_from >= numbers.offers_until:
        problems["offers_until"] = _("For %(room)s offers would end before they begin.")
    if numbers.limited_upcoming > numbers.upcoming_limit:
        problems["limited_upcoming"] = _("For %(room)s one could book more while limited than otherwise.")
    if numbers.needs_approval and numbers.open_to == OpenTo.STAFF:
        problems["needs_approval"] = _("%(room)s is booked through the desk only: there is nothing to decide about.")
    return problems


def of_room(number: str, *, room: str, centre: str) -> models.Subquery:
    """One of the numbers in another query, as the rule book has it; `room` and `centre` are the ways to them."""
    sets = RuleSet.objects.filter(
        Q(room=models.OuterRef(room)) | Q(room=None, centre=models.OuterRef(centre)) | Q(room=None, centre=None)
    ).exclude(**{number: None})
    narrow_first = sets.order_by(F("room").asc(nulls_last=True), F("centre").asc(nulls_last=True))
    return models.Subquery(narrow_first.values(number)[:1])


class RuleBook:
    """All rule sets and kept windows that matter for some rooms, read with one query."""

    def __init__(self, sets: Iterable[RuleSet], kept: Iterable[KeptWindow] = ()) -> None:
        self._sets = {(each.centre_id, each.room_id): each for each in sets}
        self._kept = tuple(kept)
        self._numbers: dict[int, Numbers] = {}

    @classmethod
    def load(cls, rooms: Iterable[Room]) -> "RuleBook":
        rooms = list(rooms)
        sets = RuleSet.objects.filter(
            Q(centre=None, room=None)
            | Q(centre__in={room.centre_id for room in rooms})
            | Q(room__in=[room.pk for room in rooms])
        )
        windows = KeptWindow.objects.over(rooms).order_by("weekday", "opens", "pk").values(row=kept_windows.AS_ROW)
        with_all = sets.annotate(kept=Case(When(centre=None, room=None, then=ArraySubquery(windows))))
        found = list(with_all)  # the default set carries the windows
        return cls(found, [kept_windows.of_row(row) for each in found for row in each.kept or ()])

    def of(self, room: Room) -> Numbers:
        """The room's numbers: its own where it has them, else its site's, else everybody's."""
        if room.pk not in self._numbers:
            self._numbers[room.pk] = self._resolve(room)
        return self._numbers[room.pk]

    @property
    def of_everybody(self) -> Numbers:
        """Where no site and no room says otherwise."""
        return self._numbers_of([(None, None)])

    def _resolve(self, room: Room) -> Numbers:
        kept = tuple(window for window in self._kept if window.keeps(room))
        return replace(self._numbers_of([(None, room.pk), (room.centre_id, None), (None, None)]), kept=kept)

    def _numbers_of(self, keys: Sequence[tuple[int | None, int | None]]) -> Numbers:
        """Each number of the first of these sets that says it."""
        sets = [self._sets.get(key) for key in keys]
        numbers = {
            number: next(
                value for each in sets if each is not None and (value := getattr(each, number)) not in (None, "")
            )
            for number in NUMBERS
        }
        numbers["open_to"], numbers["if_absent"] = OpenTo(numbers["open_to"]), IfAbsent(numbers["if_absent"])
        return Numbers(**numbers)
