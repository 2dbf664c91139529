"""How was it? Asked once, on the day after, of whoever had a place; answered without a name.

An answer knows what it is about and on which date it was given, and nothing of who gave it. That somebody has answered
stands with their place, without a moment. Keys are drawn by chance, so that no order joins the two.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import ClassVar, Self, TypeVar

from django.db import models, transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.availability import local_midnight
from centres.claimants import CannotChange
from centres.models import Centre
from fairness.programme.models import Happening
from residents.models import User

ASKED_FOR = timedelta(days=14)  # then nobody remembers
SENTENCES_KEPT = timedelta(days=365)
LONGEST = 200
SHOWN_FROM = 3  # answers about one offering in one month; of fewer, somebody could be recognised

AnswerT = TypeVar("AnswerT", bound="Answer")


class Thanked(models.Model):
    """A place of somebody who may be asked how it was."""

    has_answered = models.BooleanField(gettext_lazy("has said how it was"), default=False, editable=False)

    class Meta:
        abstract = True


class AnswerQuerySet(models.QuerySet[AnswerT]):
    def at(self, centre: Centre) -> Self:
        return self.filter(happening__occupancy__room__centre=centre)

    def since(self, moment: datetime) -> Self:
        """About what took place from then on."""
        return self.filter(happening__occupancy__starts_at__gte=moment)

    def with_what(self) -> Self:
        return self.select_related(f"happening__{self.model.OFFERING}", "happening__occupancy")


class Answer(models.Model):
    """What somebody said of one happening; concrete ones have the key to it, `happening`."""

    OFFERING: ClassVar[str]  # the name of the happening's key to what takes place

    class How(models.TextChoices):
        GOOD = "good", gettext_lazy("Very good")
        FAIR = "fair", gettext_lazy("All right")
        POOR = "poor", gettext_lazy("Not so good")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    how = models.CharField(gettext_lazy("how it was"), max_length=4, choices=How.choices)
    words = models.CharField(gettext_lazy("said in a sentence"), max_length=LONGEST, blank=True)
    given_on = models.DateField(gettext_lazy("given on"))
    hidden_at = models.DateTimeField(gettext_lazy("hidden at"), null=True, blank=True)
    hidden_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=gettext_lazy("hidden by")
    )

    class Meta:
        abstract = True
        verbose_name = gettext_lazy("what was said")
        verbose_name_plural = gettext_lazy("what was said")
        constraints = [
            models.CheckConstraint(name="%(class)s_is_one_of_three", condition=Q(how__in=["good", "fair", "poor"])),
            models.CheckConstraint(
                name="%(class)s_hidden_says_when_and_by_whom",
                condition=Q(hidden_at=None, hidden_by=None) | Q(hidden_at__isnull=False, hidden_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_how_display())

    @property
    def about(self) -> Happening:
        found = getattr(self, "happening")  # noqa: B009  # the key of concrete answers
        assert isinstance(found, Happening)
        return found


def asked_about(way: str, now: datetime) -> Q:
    """What ended by yesterday, and not too long ago; `way` leads from a place to what takes place."""
    today = local_midnight(localdate(now))
    ended = {f"{way}__occupancy__ends_at__lte": today, f"{way}__occupancy__ends_at__gt": today - ASKED_FOR}
    recent = {f"{way}__occupancy__starts_at__gt": today - ASKED_FOR - timedelta(days=1)}  # an index knows these
    return Q(**ended, **recent, **{f"{way}__state": Happening.State.CONFIRMED}, has_answered=False)


def say(*, place: Thanked, happening: Happening, answers: type[Answer], how: str, words: str, now: datetime) -> None:
    """Once for each place. Who says it is not noted: there is no `by`. Raises CannotChange."""
    with transaction.atomic():
        there: models.QuerySet[Thanked] = models.QuerySet(type(place))
        if not there.filter(pk=place.pk, has_answered=False).update(has_answered=True):
            raise CannotChange(_("You have told us already. Thank you!"))
        answer = answers(how=how, words=words, given_on=localdate(now))
        answer.happening_id = happening.pk  # type: ignore[attr-defined]  # concrete answers have the key
        answer.save(force_insert=True)


@transaction.atomic
def hide(*, answer: Answer, by: User, now: datetime) -> None:
    """An offensive sentence: the office no longer reads it; how it was still counts. Twice is once."""
    _row(answer).filter(hidden_at=None).update(hidden_at=now, hidden_by=by)


@transaction.atomic
def show(*, answer: Answer) -> None:
    _row(answer).update(hidden_at=None, hidden_by=None)


def forget_sentences(models_of_answers: Iterable[type[Answer]], *, now: datetime) -> None:
    """For the worker: after a year how it was still counts, and what was said goes."""
    for model in models_of_answers:
        answers: models.QuerySet[Answer] = models.QuerySet(model)
        answers.filter(given_on__lt=localdate(now - SENTENCES_KEPT)).exclude(words="").update(words="")


def _row(answer: Answer) -> "models.QuerySet[Answer]":
    return models.QuerySet(type(answer)).filter(pk=answer.pk)
