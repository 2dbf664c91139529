"""What `residents` itself holds about a person: teams they lead, who acts for them, entries that were merged."""

from datetime import datetime

from django.utils.translation import gettext as _

from residents import relatives, teams
from residents.models import Resident
from residents.people import Json

KEYS = ["Team.leader", "Merge.kept", "Relative.elder"]


def repoint(gone: Resident, kept: Resident) -> None:
    teams.repoint(gone, kept)
    relatives.repoint(gone, kept)


def export(resident: Resident) -> dict[str, Json]:
    return teams.export(resident) | relatives.export(resident)


def unfinished(resident: Resident, now: datetime) -> list[str]:
    """A team needs somebody who leads it."""
    return [
        _("You lead %(team)s. Please name somebody else with the desk first.") % {"team": team.name}
        for team in resident.led_teams.all()
    ]


def forget(resident: Resident) -> None:
    teams.forget(resident)
    relatives.forget(resident)
