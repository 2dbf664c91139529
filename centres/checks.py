"""System checks: every kind of occupancy in code is registered with the claimants."""

from collections.abc import Sequence

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error

from centres import claimants
from centres.models import Occupier


def every_kind_is_registered(
    *, app_configs: Sequence[AppConfig] | None = None, **_kwargs: object
) -> list[CheckMessage]:
    return [
        Error(
            f"{model.__name__} takes rooms but its kind {model.KIND!r} is not registered.", obj=model, id="centres.E1"
        )
        for model in apps.get_models()
        if issubclass(model, Occupier) and model.KIND not in claimants.kinds()
    ]
