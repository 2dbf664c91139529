"""What `residents` itself holds about a person: teams they are in, who acts for them, entries that were merged."""

from datetime import datetime

from django.utils.translation import gettext as _

from residents import inbox, relatives, team_rows, wishes
from residents.models import Resident
from residents.people import Json

KEYS = ["Team.leader", "Team.successor", "Membership.resident", "Merge.kept", "Relative.elder"]
LIGHT_KEYS = ["Preferences.resident"]


def repoint(gone: Resident, kept: Resident) -> None:
    team_rows.repoint(gone, kept)
    relatives.repoint(gone, kept)
    wishes.repoint(gone, kept)
    inbox.repoint(gone, kept)


def export(resident: Resident) -> dict[str, Json]:
    return team_rows.export(resident) | relatives.export(resident) | wishes.export(resident)


def unfinished(resident: Resident, now: datetime) -> list[str]:
    """A team needs somebody who leads it."""
    return [
        _("You lead %(team)s. Please pass the lead on first, on the page of the team or by calling us.")
        % {"team": team.name}
        for team in resident.led_teams.all()
    ]


def forget(resident: Resident) -> None:
    team_rows.forget(resident)
    relatives.forget(resident)
    wishes.forget(resident)
