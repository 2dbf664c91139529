"""Try again what PostgreSQL gave up to break a deadlock."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, transaction

DEADLOCK = "40P01"
ATTEMPTS = 3

P = ParamSpec("P")
R = TypeVar("R")


def retry_on_deadlock(action: Callable[P, R]) -> Callable[P, R]:
    """Wrap the outermost atomic block of a use case; inside another transaction it only passes on."""

    @wraps(action)
    def tried(*args: P.args, **kwargs: P.kwargs) -> R:
        for _attempt in range(ATTEMPTS - 1):
            try:
                return action(*args, **kwargs)
            except OperationalError as error:
                is_deadlock = getattr(error.__cause__, "pgcode", None) == DEADLOCK
                if not is_deadlock or transaction.get_connection().in_atomic_block:
                    raise
        return action(*args, **kwargs)

    return tried
