"""People: accounts, one-time codes, residents, teams, staff posts, imports and consent."""

from residents.models.accounts import User
from residents.models.codes import SealedCode
from residents.models.consent import Consent, PrivacyNotice
from residents.models.imports import Import
from residents.models.people import Merge, Resident
from residents.models.posts import Post
from residents.models.preferences import Preferences
from residents.models.relatives import Relative
from residents.models.teams import Membership, Team, TeamPaper

__all__ = [
    "Consent",
    "Import",
    "Membership",
    "Merge",
    "Post",
    "Preferences",
    "PrivacyNotice",
    "Relative",
    "Resident",
    "SealedCode",
    "Team",
    "TeamPaper",
    "User",
]
