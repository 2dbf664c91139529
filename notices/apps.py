"""Outbox, channels and the worker that empties it."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        from notices import actions, ticks

        ticks.register("send what waits", timedelta(seconds=1), actions.send_waiting)
        ticks.register("wipe the words of old codes", timedelta(minutes=1), actions.wipe_expired_words)
        ticks.register("forget old messages", timedelta(days=1), actions.forget_old)
