"""A person takes a copy of what we know, or has it erased (个人信息保护法, articles 45 and 47)."""

from datetime import datetime

from django.db import transaction

from residents import people
from residents.models import Resident
from residents.people import Json


class CannotErase(Exception):
    """Something has to end first. `sentences` say what, and what to do."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


def copy_of(resident: Resident) -> dict[str, Json]:
    """Everything we know of them, app by app."""
    about: dict[str, Json] = {
        "name": resident.name,
        "phone": resident.phone,
        "committee": str(resident.committee or ""),
        "birth_year": resident.birth_year,
        "registered_at": resident.registered_at.isoformat(),
        "met_in_person_at": resident.met_at.isoformat() if resident.met_at else None,
    }
    if resident.user:
        consents = resident.user.consents.select_related("notice")
        about["account"] = resident.user.phone
        about["agreed"] = [{"version": one.notice.version, "at": one.accepted_at.isoformat()} for one in consents]
    found: dict[str, Json] = {"person": about}
    for holder in people.holders():
        found |= holder.export(resident)
    return found


def unfinished(resident: Resident, now: datetime) -> list[str]:
    return [sentence for holder in people.holders() for sentence in holder.unfinished(resident, now)]


@transaction.atomic
def erase(*, resident: Resident, now: datetime) -> None:
    """Who they are goes, with their account; what rooms were used for how many people stays.

    Whoever books for them at this moment waits for it. Raises CannotErase while something is to come.
    """
    resident = Resident.objects.select_for_update().get(pk=resident.pk)
    if sentences := unfinished(resident, now):
        raise CannotErase(sentences)
    for holder in people.holders():
        holder.forget(resident)
    user = resident.user
    resident.delete()
    if user:
        user.delete()
