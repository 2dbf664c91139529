"""One at a time: whoever registers a person waits for whoever does so with the same one at that moment.

Two people may share name and number, so no constraint can forbid a second entry. Each asks here before looking
whether somebody is known, and the next one then finds what the first has written.
"""

from django.db import connection

REGISTER = int.from_bytes(b"people")  # advisory locks are per database; any number of our own will do
ONE_PERSON = int.from_bytes(b"one")


def wait_for_turn(*, name: str, phone: str) -> None:
    """Until the end of the transaction nobody else registers this name with this number, and no list is brought in."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock_shared(%s), pg_advisory_xact_lock(%s, hashtext(%s))",
            [REGISTER, ONE_PERSON, f"{phone} {name}"],
        )


def wait_for_all() -> None:
    """Until the end of the transaction nobody else registers anybody."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTER])
