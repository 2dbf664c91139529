"""Two answers for machines: /healthz, this process runs; /readyz, it can serve people."""

from functools import lru_cache

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

TEXT = "text/plain; charset=utf-8"


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type=TEXT)


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    why_not = unready()
    return HttpResponse(f"{why_not or 'ok'}\n", status=503 if why_not else 200, content_type=TEXT)


def unready() -> str:
    """One sentence about what is missing, or nothing."""
    try:
        missing = _migrations() - MigrationRecorder(connection).applied_migrations().keys()
    except DatabaseError:
        return "The database does not answer."
    if missing:
        return f"{len(missing)} migrations are not applied."
    return ""


@lru_cache
def _migrations() -> frozenset[tuple[str, str]]:
    """Those on disk, as this process was started with them."""
    return frozenset(MigrationLoader(None).disk_migrations)
