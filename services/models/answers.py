"""What those who were served said of a day, without a name."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fairness.programme.thanks import Answer, AnswerQuerySet
from services.models.catalogue import ServiceDay


class DayAnswerQuerySet(AnswerQuerySet["DayAnswer"]):
    """What one asks of any answer."""


class DayAnswer(Answer):
    OFFERING = "service"

    happening = models.ForeignKey(
        ServiceDay, on_delete=models.PROTECT, related_name="answers", verbose_name=_("service day")
    )

    objects = DayAnswerQuerySet.as_manager()

    class Meta(Answer.Meta):
        abstract = False
