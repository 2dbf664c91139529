"""What PostgreSQL gave up to break a deadlock is tried again, from the outermost transaction on."""

import threading
from functools import partial

import pytest
from django.db import OperationalError, connection, transaction
from psycopg2.errors import DeadlockDetected, QueryCanceled

from centres.models import Room
from centres.retries import ATTEMPTS, retry_on_deadlock
from tests.factories import a_room
from tests.races import race_of

pytestmark = pytest.mark.django_db(transaction=True)


class Unlucky:
    """An action that fails so many times, each time as the database would fail."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.attempts = 0

    def __call__(self, words: str) -> str:
        self.attempts += 1
        if self.failures:
            raise OperationalError("given up") from self.failures.pop()
        return words


class Deadlock(DeadlockDetected):
    pgcode = "40P01"


def test_a_deadlock_is_tried_again() -> None:
    action = Unlucky(Deadlock(), Deadlock())

    assert retry_on_deadlock(action)("done") == "done"
    assert action.attempts == ATTEMPTS == 3


def test_a_deadlock_that_stays_is_passed_on() -> None:
    action = Unlucky(*[Deadlock() for _attempt in range(9)])

    with pytest.raises(OperationalError):
        retry_on_deadlock(action)("done")
    assert action.attempts == ATTEMPTS


@pytest.mark.parametrize("failure", [QueryCanceled(), ValueError()])
def test_other_failures_are_passed_on_at_once(failure: Exception) -> None:
    action = Unlucky(failure)

    with pytest.raises(OperationalError):
        retry_on_deadlock(action)("done")
    assert action.attempts == 1


def test_inside_another_transaction_only_that_one_can_try_again() -> None:
    inner = Unlucky(Deadlock())
    attempts = []

    @retry_on_deadlock
    @transaction.atomic
    def outer() -> str:
        attempts.append(connection.in_atomic_block)
        return retry_on_deadlock(inner)("done")

    assert outer() == "done"
    assert (inner.attempts, attempts) == (2, [True, True])


def test_two_who_deadlock_both_get_there() -> None:
    one, other = a_room(capacity=1), a_room(capacity=1)
    both_have_begun = threading.Barrier(2)
    first_try = {"one", "other"}

    @retry_on_deadlock
    @transaction.atomic
    def count(who: str, *rooms: Room) -> None:
        for room in rooms:
            kept = Room.objects.select_for_update().get(pk=room.pk)
            kept.capacity += 1
            kept.save(update_fields=["capacity"])
            if who in first_try:
                first_try.remove(who)
                both_have_begun.wait(timeout=60)

    assert race_of(partial(count, "one", one, other), partial(count, "other", other, one)) == [None, None]
    assert set(Room.objects.values_list("capacity", flat=True)) == {3}
