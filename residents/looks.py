"""Who looked at what we know of people: a line in the log for every page that shows a number or a name in full.

    looks.note(user, "occupancy", held.pk)

The lines hold keys, never names or numbers, and stay as long as other logs (domain: 190 days).
"""

import logging
from typing import Any, ClassVar, TypeVar

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from residents.guards import staff_member
from residents.models import User

M = TypeVar("M", bound=models.Model)

logger = logging.getLogger("residents.looks")


def note(by: User, kind: str, *keys: int) -> None:
    """One line for one page; none for a page on which nobody stood."""
    if keys:
        logger.info("Account %s looked at %s %s", by.pk, kind, ", ".join(map(str, dict.fromkeys(keys))))


class OnRecord(admin.ModelAdmin[M]):
    """Pages of the admin that show people. Whoever was shown is on record; what was done is kept without a name."""

    names_in_list: ClassVar[bool] = True  # False where the list masks all that it shows

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        page = super().change_view(request, object_id, form_url, extra_context)
        self.note_shown(request, *_shown(page, "original"))
        return page

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        page = super().history_view(request, object_id, extra_context)
        self.note_shown(request, *_shown(page, "object"))
        return page

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        page = super().changelist_view(request, extra_context)
        for listed in _shown(page, "cl") if self.names_in_list else ():
            self.note_shown(request, *listed.result_list)
        return page

    def note_shown(self, request: HttpRequest, *rows: models.Model) -> None:
        note(staff_member(request), str(self.opts.model_name), *(row.pk for row in rows))

    def log_addition(self, request: HttpRequest, obj: M, message: object) -> LogEntry:
        return self._unnamed(super().log_addition(request, obj, message))

    def log_change(self, request: HttpRequest, obj: M, message: object) -> LogEntry:
        return self._unnamed(super().log_change(request, obj, message))

    def _unnamed(self, entry: LogEntry) -> LogEntry:
        """Known by its key: a name here would outlive the wish to be forgotten."""
        entry.object_repr = f"{self.opts.verbose_name} {entry.object_id}"
        entry.save(update_fields=["object_repr"])
        return entry


class OfferedOnRecord(AutocompleteJsonView):
    """What a field of the admin offers while one types."""

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        context = super().get_context_data(**extra)
        if isinstance(self.model_admin, OnRecord):
            self.model_admin.note_shown(self.request, *context["object_list"])
        return context


def _shown(page: HttpResponse, name: str) -> list[Any]:
    """What stands under this name on the page; nothing on a redirect, or a refusal."""
    context = page.context_data if isinstance(page, TemplateResponse) else None
    return [context[name]] if context and context.get(name) else []
