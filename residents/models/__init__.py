"""People: accounts, residents, teams, staff posts and consent."""

from residents.models.accounts import User
from residents.models.consent import Consent, PrivacyNotice
from residents.models.people import Resident, Team
from residents.models.posts import Post

__all__ = ["Consent", "Post", "PrivacyNotice", "Resident", "Team", "User"]
