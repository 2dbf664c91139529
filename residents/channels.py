"""By which way a wish reached us, whatever was wished for."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    WEB = "web", _("web")
    PHONE = "phone", _("phone")
    DESK = "desk", _("at the desk")
    RELATIVE = "relative", _("by a relative")
    COMMITTEE = "proxy", _("through the committee")


ONLINE = (Channel.WEB, Channel.RELATIVE)  # by somebody's own account, not entered by staff


def channel_words(counts: Mapping[str, int]) -> dict[str, int]:
    """What came by each way, under its words; ways that nothing came by are left out."""
    return {str(Channel(channel).label): count for channel, count in counts.items() if count}
