"""What the audit wrote of rows that named a person, and how it is forgotten with them."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from pghistory.models import Context, Event


def forget_history(model: type[models.Model], pks: Collection[int]) -> None:
    """What the audit wrote of each step of these rows names the person by key."""
    events: Any = apps.get_model(model._meta.app_label, f"{model.__name__}Event")
    history = events.objects.filter(pgh_obj__in=pks)
    contexts = set(history.exclude(pgh_context=None).values_list("pgh_context", flat=True))
    history.delete()
    _forget_contexts(contexts)


def _forget_contexts(contexts: Collection[UUID]) -> None:
    """Who asked for which page; one that anything else on record refers to stays."""
    tracked: list[Any] = [model for model in apps.get_models() if issubclass(model, Event)]
    gone = Context.objects.filter(pk__in=contexts)
    for history in tracked:
        gone = gone.exclude(pk__in=history.objects.filter(pgh_context__in=contexts).values("pgh_context"))
    gone.delete()
