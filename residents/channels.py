"""By which way a wish reached us, whatever was wished for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    WEB = "web", _("web")
    PHONE = "phone", _("phone")
    DESK = "desk", _("at the desk")
    RELATIVE = "relative", _("by a relative")
    COMMITTEE = "proxy", _("through the committee")


ONLINE = (Channel.WEB, Channel.RELATIVE)  # by somebody's own account, not entered by staff
