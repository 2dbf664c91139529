"""Activities, and the sessions in which they take place."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Self

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from centres.models import Committee
from centres.moments import EARLIEST, LATEST, in_our_time
from centres.photos import clean_photo, picture_path
from fairness.programme.models import HappeningQuerySet, Offering, OfferingQuerySet
from fairness.programme.places import PlacedHappening
from fairness.waiting import WaitingEntry

OLDEST = 120  # years
LONGEST_BEFORE = 366 * 24 * 60  # minutes
UNDECIDED = ("announced", "frozen")  # draws: their model comes after this one


class ActivityQuerySet(OfferingQuerySet["Activity"]):
    """What one asks of any offering: published, with its next date, by kind."""


class FirstFor(models.TextChoices):
    """Who may sign up some days before everybody else."""

    NEAR = "near", _("residents of the committee in which the site lies")
    NEW = "new", _("neighbours who had no place in it for half a year")


@pghistory.track(exclude=["picture"])
class Activity(Offering):
    """Something people come to do together: exercise, singing, a film, a talk."""

    HAPPENINGS = "sessions"
    GROUP = "kind"

    class Kind(models.TextChoices):
        EXERCISE = "exercise", _("exercise")
        MUSIC = "music", _("singing and opera")
        CRAFT = "craft", _("calligraphy and crafts")
        GAME = "game", _("games")
        SCREEN = "screen", _("films and talks")
        FAMILY = "family", _("parents and children")
        COUNCIL = "council", _("council of neighbours")

    class Party(models.TextChoices):
        ALONE = "alone", _("alone")
        COMPANION = "companion", _("may bring a companion")
        CHILD = "child", _("parent and child together")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    leader = models.CharField(
        _("led by"), max_length=40, blank=True, help_text=_("The public reads it: “Teacher Wang”.")
    )
    provided = models.CharField(
        _("what is there"),
        max_length=120,
        blank=True,
        help_text=_("Materials that nobody needs to bring: “brushes, ink and paper”."),
    )
    picture = models.ImageField(_("picture"), upload_to=picture_path, blank=True, validators=[clean_photo])
    audience = models.CharField(_("for whom"), max_length=60, blank=True)
    age_from = models.PositiveSmallIntegerField(
        _("from … years"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(OLDEST)],
        help_text=_("Staff may make an exception, with a reason."),
    )
    age_until = models.PositiveSmallIntegerField(
        _("up to … years"), null=True, blank=True, validators=[MaxValueValidator(OLDEST)]
    )

    capacity = models.PositiveSmallIntegerField(
        _("places"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Of each new date. Empty: people just come along. Dates that stand change on their own page."),
    )
    is_course = models.BooleanField(
        _("a course"), default=False, help_text=_("One signs up for all dates together, not for single ones.")
    )
    opens_at = models.DateTimeField(
        _("sign-up opens at"),
        null=True,
        blank=True,
        validators=[in_our_time],
        help_text=_("Empty: as soon as it is on the programme."),
    )
    closes_minutes = models.PositiveIntegerField(
        _("sign-up ends … minutes before"),
        default=0,
        validators=[MaxValueValidator(LONGEST_BEFORE)],
        help_text=_("0: one may sign up until it starts."),
    )
    party = models.CharField(
        _("how one comes"),
        max_length=9,
        choices=Party.choices,
        default=Party.ALONE,
        db_default=Party.ALONE,
        help_text=_("Two together have both places or none. Of a parent and a child, the ages are the child's."),
    )
    committees = models.ManyToManyField(
        Committee,
        blank=True,
        related_name="+",
        verbose_name=_("only for residents of (none: for everybody)"),
    )
    first_for = models.CharField(
        _("first for"),
        max_length=4,
        choices=FirstFor,
        blank=True,
        help_text=_("For some days from when sign-up opens; what is left then is for everybody."),
    )
    first_days = models.PositiveSmallIntegerField(
        _("for … days"), null=True, blank=True, validators=[MaxValueValidator(30)]
    )

    objects = ActivityQuerySet.as_manager()

    class Meta(Offering.Meta):
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            *Offering.Meta.constraints,
            models.CheckConstraint(
                name="activity_is_for_somebody_of_some_age",
                condition=Q(age_from__isnull=True) | Q(age_until__isnull=True) | Q(age_from__lte=F("age_until")),
                violation_error_message=_("The lower age is not above the upper one."),
            ),
            models.CheckConstraint(
                name="activity_reckons_with_lives_and_years",
                condition=Q(closes_minutes__lte=LONGEST_BEFORE)
                & (Q(age_from__isnull=True) | Q(age_from__lte=OLDEST))
                & (Q(age_until__isnull=True) | Q(age_until__lte=OLDEST))
                & (Q(opens_at__isnull=True) | Q(opens_at__range=(EARLIEST, LATEST))),
            ),
            models.CheckConstraint(
                name="activity_course_has_places",
                condition=Q(is_course=False) | Q(capacity__isnull=False),
                violation_error_message=_("A course needs a number of places."),
            ),
            models.CheckConstraint(name="activity_has_room_for_somebody", condition=~Q(capacity=0)),
            models.CheckConstraint(
                name="activity_has_room_for_parent_and_child",
                condition=~Q(party="child") | Q(capacity__isnull=True) | Q(capacity__gte=2),
                violation_error_message=_("A parent and a child need two places."),
            ),
            models.CheckConstraint(
                name="activity_first_for_some_days_from_opening",
                condition=Q(first_for="", first_days__isnull=True)
                | (~Q(first_for="") & Q(first_days__isnull=False, first_days__range=(1, 30), opens_at__isnull=False)),
                violation_error_message=_(
                    "For whom it is first, for how many days (at most 30), and when sign-up opens: all three or none."
                ),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("activities:activity-detail", args=[self.pk])

    @property
    def everybody_from(self) -> datetime | None:
        """When the days are over in which it was for some first; None where it is for everybody from the start."""
        if not self.first_days or self.opens_at is None:
            return None
        return self.opens_at + timedelta(days=self.first_days)

    def has_sign_ups(self, now: datetime) -> bool:
        """Whether anybody has, or waits for, a place in a date to come."""
        to_come = self.sessions.confirmed().filter(occupancy__starts_at__gt=now)
        return to_come.filter(Q(taken__gt=0) | Q(waits__state__in=WaitingEntry.ALIVE)).exists()

    def is_counted_on(self, now: datetime) -> bool:
        """Somebody has, or waits for, a place, or may apply for one."""
        drawn = self.sessions.confirmed().filter(occupancy__starts_at__gt=now, draws__state__in=UNDECIDED)
        return self.has_sign_ups(now) or drawn.exists()

    @property
    def is_with_child(self) -> bool:
        return self.party == self.Party.CHILD

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many places one may take at once."""
        return {self.Party.COMPANION: (1, 2), self.Party.CHILD: (2,)}.get(self.Party(self.party), (1,))

    @property
    def party_words(self) -> str:
        """How one comes, where it is not simply alone."""
        return {
            self.Party.COMPANION: gettext("Alone, or with a companion: both have a place or none."),
            self.Party.CHILD: gettext("A parent and a child together: both have a place or none."),
        }.get(self.Party(self.party), "")

    @property
    def has_ages(self) -> bool:
        return self.age_from is not None or self.age_until is not None

    @property
    def age_words(self) -> str:
        if self.age_from is not None and self.age_until is not None:
            return gettext("%(from)d to %(until)d years") % {"from": self.age_from, "until": self.age_until}
        if self.age_from is not None:
            return gettext("%(age)d years and older") % {"age": self.age_from}
        return gettext("up to %(age)d years") % {"age": self.age_until} if self.age_until is not None else ""


def _minutes(count: F) -> Func:
    return Func(count, template="make_interval(mins => (%(expressions)s)::int)", output_field=models.DurationField())


def days(count: F) -> Func:
    return Func(count, template="make_interval(days => (%(expressions)s)::int)", output_field=models.DurationField())


class SessionQuerySet(HappeningQuerySet["Session"]):
    """What one asks of any happening, and where one can sign up."""

    def with_places(self) -> Self:
        return self.filter(capacity__isnull=False)

    def to_sign_up_for(self, now: datetime) -> Self:
        """Published, not begun, sign-up open and not ended, and not everything taken; the next one first."""
        is_open = Q(activity__opens_at=None) | Q(activity__opens_at__lte=now)
        return (
            self.published()
            .with_places()
            .upcoming(now)
            .filter(
                is_open,
                occupancy__starts_at__gt=Value(now) + _minutes(F("activity__closes_minutes")),
                taken__lt=F("capacity"),
            )
            .exclude(Exists(self._undecided_draws()))
        )

    def _undecided_draws(self) -> "models.QuerySet[models.Model]":
        """Of the session itself, or of the course it belongs to."""
        draws = self.model._meta.get_field("draws").related_model
        assert isinstance(draws, type)
        itself = Q(session=OuterRef("pk"))
        its_course = Q(session__activity=OuterRef("activity"), session__activity__is_course=True)
        undecided: models.QuerySet[models.Model] = models.QuerySet(draws)
        return undecided.filter(itself | its_course, state__in=UNDECIDED)

    def signed_up_with(self, session: "Session", now: datetime) -> Self:
        """The dates for which one signs up together with this one: of a course all to come, else itself alone."""
        if not session.activity.is_course:
            return self.filter(pk=session.pk)
        return self.dates_to_come([session.activity_id], now)

    def once_a_course(self, now: datetime) -> Self:
        """Of a course only the first date to come that is among these."""
        earlier = Q(occupancy__starts_at__lt=OuterRef("occupancy__starts_at")) | Q(
            occupancy__starts_at=OuterRef("occupancy__starts_at"), pk__lt=OuterRef("pk")
        )
        before = self.order_by().filter(
            earlier, activity__is_course=True, activity=OuterRef("activity"), occupancy__starts_at__gt=now
        )
        return self.exclude(Exists(before))

    def dates_to_come(self, activities: Collection[int], now: datetime) -> Self:
        """Of these activities, those with places."""
        return self.confirmed().with_places().filter(activity__in=activities, occupancy__starts_at__gt=now)


@pghistory.track(exclude=["cancel_reason", "taken", "taken_at_desk"])
class Session(PlacedHappening):
    """An activity on one day in one room."""

    KIND = "session"
    OFFERING = "activity"
    BY = "activity__leader"
    PAGE = "activities:activity-detail"

    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("activity")
    )

    meeting_point = models.CharField(
        _("where one meets"),
        max_length=60,
        blank=True,
        default="",
        db_default="",
        help_text=_("Of an outing: “at the gate of the Centre”."),
    )

    objects = SessionQuerySet.as_manager()

    class Meta(PlacedHappening.Meta):
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    @property
    def people_url(self) -> str:
        """Where staff read who has signed up."""
        return reverse("board:session", args=[self.occupancy.room.centre.slug, self.pk])

    @property
    def meeting_url(self) -> str:
        """Where staff say where one meets; of a date that was cancelled nowhere."""
        return reverse("admin:activities_session_meeting_point", args=[self.pk]) if self.is_confirmed else ""

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What staff read on the board: how many of the places are taken."""
        return [(gettext("Places taken"), f"{self.taken} / {self.capacity}")] if self.has_places else []

    @property
    def closes_at(self) -> datetime:
        """From when on nobody signs up any more."""
        return self.occupancy.starts_at - timedelta(minutes=self.activity.closes_minutes)
