"""How a message leaves the house: a trial on the console, a file, SMS gateways, e-mail, and a call by staff."""

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004  # Django's own name

from notices.channels.aliyun import AliyunChannel
from notices.channels.base import Channel, Lost, NotTaken, Refused
from notices.channels.gateway import Gateway
from notices.channels.mail import MailChannel
from notices.channels.tencent import TencentChannel
from notices.channels.trial import FileChannel, TrialChannel

__all__ = ["CALL", "CHANNELS", "Channel", "Lost", "NotTaken", "Refused", "channel_named"]

CALL = "call"  # nobody sends it: staff say it on the telephone, or face to face
CHANNELS: dict[str, Channel] = {
    "trial": TrialChannel(),
    "file": FileChannel(),
    "aliyun": AliyunChannel(),
    "tencent": TencentChannel(),
    "email": MailChannel(),
}


def channel_named(name: str) -> Channel:
    return CHANNELS[name]


@register()
def sms_channel_exists(**kwargs: object) -> list[CheckMessage]:
    channel = CHANNELS.get(settings.SMS_CHANNEL)
    if channel is None:
        known = ", ".join(sorted(CHANNELS))
        return [Error(f"YANJI_SMS names no channel: {settings.SMS_CHANNEL!r}. Known: {known}.", id="notices.E001")]
    if isinstance(channel, Gateway) and (missing := channel.missing()):
        words = f"YANJI_SMS={settings.SMS_CHANNEL} needs {', '.join(missing)} as well."
        return [Error(words, id="notices.E002")]
    return []


@register(Tags.security, deploy=True)
def messages_reach_people(**kwargs: object) -> list[CheckMessage]:
    if settings.SMS_CHANNEL not in ("trial", "file"):
        return []
    return [Warning(f"YANJI_SMS={settings.SMS_CHANNEL}: nobody receives a message.", id="notices.W001")]
