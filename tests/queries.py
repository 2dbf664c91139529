"""How many questions a page asks of the database; savepoints are none."""

import re
from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

WHO_DID_IT = re.compile(r"^SELECT set_config\('pghistory\.context_id'.*?, true\); ", re.DOTALL)  # rides in front
SAVEPOINT = re.compile(r"(RELEASE |ROLLBACK TO )?SAVEPOINT ")


def queries_of(act: Callable[[], object]) -> list[str]:
    """The statements sent while `act` runs."""
    with CaptureQueriesContext(connection) as captured:
        act()
    sent = [WHO_DID_IT.sub("", query["sql"]) for query in captured]
    return [statement for statement in sent if not SAVEPOINT.match(statement)]
