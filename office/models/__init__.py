"""What belongs to no single claimant: closures, announcements, the portal's own settings."""

from office.models.closures import Closure, ClosureHold

__all__ = ["Closure", "ClosureHold"]
