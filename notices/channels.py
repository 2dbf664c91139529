"""How a message leaves the house. The trial channel writes it to the console; SMS gateways stand beside it later."""

import logging
from typing import Protocol

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004  # Django's own name

logger = logging.getLogger("notices")


class Channel(Protocol):
    """What `send` raises, whatever it is, means that the message was not taken and is to be tried again; its
    `request_id` stays the same, so that a gateway can refuse the second copy."""

    keeps_secrets: bool  # whether the row of a code keeps its words; only for trials

    def send(self, *, to: str, subject: str, body: str, request_id: str) -> None: ...


class TrialChannel:
    """No message leaves the machine: it stands on the console, and in the outbox for system administrators."""

    keeps_secrets = True

    def send(self, *, to: str, subject: str, body: str, request_id: str) -> None:
        logger.info("To %s: %s", to, f"{subject} {body}".strip())


CHANNELS: dict[str, Channel] = {"trial": TrialChannel()}


def channel_named(name: str) -> Channel:
    return CHANNELS[name]


@register()
def sms_channel_exists(**kwargs: object) -> list[CheckMessage]:
    if settings.SMS_CHANNEL in CHANNELS:
        return []
    known = ", ".join(sorted(CHANNELS))
    return [Error(f"YANJI_SMS names no channel: {settings.SMS_CHANNEL!r}. Known: {known}.", id="notices.E001")]


@register(Tags.security, deploy=True)
def messages_reach_people(**kwargs: object) -> list[CheckMessage]:
    if settings.SMS_CHANNEL != "trial":
        return []
    return [Warning("YANJI_SMS is the trial channel: nobody receives a message.", id="notices.W001")]
