"""What PostgreSQL can ask and Django has no words for."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup
from django.db.models.sql.compiler import SQLCompiler


class AnyOf(Lookup[int]):
    """`= ANY (ARRAY(…))`, for which an index is asked for each; `IN (SELECT …)` beside an OR reads all rows.

    filter(AnyOf(F("booked_for"), ArraySubquery(…)))
    """

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} = ANY {right}", (*left_params, *right_params)
