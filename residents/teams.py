"""What becomes of a team when two entries of its leader are merged, or its leader reads or erases what we know."""

from residents.models import Resident, Team
from residents.people import Json


def repoint(gone: Resident, kept: Resident) -> None:
    Team.objects.filter(leader=gone).update(leader=kept)


def export(resident: Resident) -> dict[str, Json]:
    return {"teams": [{"name": team.name, "state": team.state} for team in resident.led_teams.all()]}


def forget(resident: Resident) -> None:
    """A team tells nothing about its leader but who it is, and that goes with the resident's own row."""
