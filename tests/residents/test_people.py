import pytest
from django.apps import apps
from django.db.models import Field
from pghistory.models import Event

from residents import people
from residents.models import Resident, Team
from tests.factories import a_booking, a_resident


def keys_to_residents() -> set[str]:
    """Every foreign key to Resident of all apps, as "app.Model.field"; the audit's own tables keep numbers only."""
    fields: list[Field] = [
        field
        for model in apps.get_models()
        if not issubclass(model, Event)
        for field in model._meta.local_fields
        if field.related_model is Resident
    ]
    return {f"{field.model._meta.app_label}.{field.model.__name__}.{field.name}" for field in fields}


def test_every_key_to_a_resident_is_somebodys():
    answered_for = {f"{holder.app}.{key}" for holder in people.holders() for key in holder.keys | holder.light_keys}

    assert answered_for == keys_to_residents()


@pytest.mark.django_db
def test_unheld_are_those_of_whom_no_app_holds_anything():
    nobodys = a_resident()
    Team.objects.create(name="友谊编织组", leader=a_resident())
    a_booking(booked_for=a_resident())

    assert list(people.unheld()) == [nobodys]


def test_an_app_registers_once(monkeypatch):
    monkeypatch.setattr(people, "_holders", {})
    functions = {"repoint": print, "export": dict, "forget": print}
    people.register("bookings", keys=["Booking.booked_for"], **functions)

    with pytest.raises(ValueError, match="bookings is registered twice"):
        people.register("bookings", keys=[], **functions)


@pytest.mark.django_db
def test_a_team_goes_along_when_its_leader_is_merged():
    gone, kept = a_resident(), a_resident()
    team = Team.objects.create(name="友谊编织组", leader=gone)
    [residents] = [holder for holder in people.holders() if holder.app == "residents"]

    residents.repoint(gone, kept)

    team.refresh_from_db()
    assert team.leader == kept
    assert residents.export(kept) == {
        "teams": [{"name": "友谊编织组", "role": "leader", "state": "unregistered"}],
        "relatives": [],
    }
    assert residents.export(gone) == {"teams": [], "relatives": []}
