"""What those who came said of a session, without a name."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from activities.models.programme import Session
from fairness.programme.thanks import Answer, AnswerQuerySet


class SessionAnswerQuerySet(AnswerQuerySet["SessionAnswer"]):
    """What one asks of any answer."""


class SessionAnswer(Answer):
    OFFERING = "activity"

    happening = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="answers", verbose_name=_("session"))

    objects = SessionAnswerQuerySet.as_manager()

    class Meta(Answer.Meta):
        abstract = False
