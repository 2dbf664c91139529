"""What belongs to no single claimant: closures, announcements, the portal's own settings."""

from office.models.announcements import Announcement
from office.models.closures import Closure, ClosureHold
from office.models.portal import Portal

__all__ = ["Announcement", "Closure", "ClosureHold", "Portal"]
