"""One-time codes that may still be tried: no digits, only the seal of each and how often somebody tried."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models


class SealedCodeQuerySet(models.QuerySet["SealedCode"]):
    def with_tries_left(self) -> Self:
        return self.filter(tries__lt=settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS)

    def old(self, now: datetime) -> Self:
        return self.filter(good_until__lte=now)


class SealedCode(models.Model):
    """Whoever sends a hundred requests at once with one cookie has one session in a hundred copies, but this row is
    one: here tries are counted."""

    seal = models.CharField(max_length=80, unique=True)
    tries = models.PositiveSmallIntegerField(default=0)
    good_until = models.DateTimeField()

    objects = SealedCodeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.pk}, tried {self.tries} times"
