"""What becomes of teams when two entries of one person are merged, when somebody reads or erases what we know, and
when papers have served."""

from datetime import datetime, timedelta

from django.db.models import Q

from residents.models import Membership, Resident, Team, TeamPaper
from residents.people import Json

PAPERS_KEPT = timedelta(days=30)  # after the office has decided
KNOWN = timedelta(days=365)  # that somebody was in a team, or would have been


def repoint(gone: Resident, kept: Resident) -> None:
    """Where both belong to one team, what weighs more stays: leading, deputising, being in it, having asked."""
    Team.objects.filter(leader=gone).update(leader=kept)
    Team.objects.filter(successor=gone).update(successor=kept)
    Team.objects.filter(leader=kept, successor=kept).update(successor=None)
    both = Membership.objects.current().filter(resident__in=[gone, kept]).order_by("pk")
    by_team: dict[int, list[Membership]] = {}
    for row in both:
        by_team.setdefault(row.team_id, []).append(row)
    for rows in by_team.values():
        for double in sorted(rows, key=lambda row: (not row.is_deputy, not row.is_active))[1:]:
            double.delete()
    Membership.objects.filter(resident=gone).update(resident=kept)
    Membership.objects.current().filter(resident=kept, team__leader=kept).delete()


def export(resident: Resident) -> dict[str, Json]:
    found: list[Json] = [
        {"name": team.name, "role": "leader", "state": team.state} for team in resident.led_teams.all()
    ]
    found += [
        {"name": row.team.name, "role": row.role, "state": row.state, "words": row.words}
        for row in Membership.objects.filter(resident=resident).select_related("team")
    ]
    return {"teams": found}


def forget(resident: Resident) -> None:
    """A team tells nothing about its leader but who it is, and that goes with the resident's own row."""
    Membership.objects.filter(resident=resident).delete()
    Team.objects.filter(successor=resident).update(successor=None)


def forget_papers(now: datetime) -> None:
    """For the worker: the office has read them, and has decided a month ago."""
    served = Q(team__decided_at__lte=now - PAPERS_KEPT) & ~Q(team__state=Team.State.PENDING)
    TeamPaper.objects.filter(served, added_at__lte=now - PAPERS_KEPT).delete()


def forget_former_members(now: datetime) -> None:
    """For the worker: who left a team, or was not taken in, a year ago."""
    over = Q(state=Membership.State.ENDED, ended_at__lte=now - KNOWN)
    over |= Q(state=Membership.State.DECLINED, decided_at__lte=now - KNOWN)
    Membership.objects.filter(over).delete()
