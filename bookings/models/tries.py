"""How often a slip's code was tried in vain, by booking number and by address: counted before it is looked at."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from django.db import connection, models
from django.db.models import F


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries within a while; after the last of them, that while of rest."""

    tries: int
    within: timedelta


class SlipTriesQuerySet(models.QuerySet["SlipTries"]):
    def take(self, key: str, limit: Limit, *, now: datetime) -> bool:
        """Count one more try; False where none is left. One statement: of many at once no two count the same."""
        values: dict[str, str | int | datetime] = {"key": key, "most": limit.tries}
        values |= {"now": now, "later": now + limit.within}
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, values)
            return cursor.fetchone() is not None

    def give_back(self, *keys: str) -> None:
        """Those that were none: the code was right, or nobody looked at it."""
        self.filter(key__in=keys, tries__gt=0).update(tries=F("tries") - 1)

    def old(self, now: datetime) -> Self:
        return self.filter(until__lte=now)


class SlipTries(models.Model):
    """`key` names a booking number, whether there is such a booking or not, or bears the seal of an address."""

    key = models.CharField(max_length=80, unique=True)
    tries = models.PositiveSmallIntegerField()
    until = models.DateTimeField()

    objects = SlipTriesQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.key}, tried {self.tries} times"


_TAKE = """
INSERT INTO bookings_sliptries AS counted (key, tries, until) VALUES (%(key)s, 1, %(later)s)
ON CONFLICT (key) DO UPDATE SET
    tries = CASE WHEN counted.until <= %(now)s THEN 1 ELSE counted.tries + 1 END,
    until = CASE WHEN counted.until <= %(now)s OR counted.tries + 1 = %(most)s THEN %(later)s ELSE counted.until END
WHERE counted.until <= %(now)s OR counted.tries < %(most)s
RETURNING tries
"""
