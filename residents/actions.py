"""What one does with people: register somebody met at the desk or on the telephone."""

from django.db import transaction

from residents.models import Resident


@transaction.atomic
def find_or_register(*, name: str, phone: str) -> Resident:
    """The resident of this name and number, or a new one without account.

    A family shares a landline, so the number alone says nothing; without a number, nobody is taken
    for somebody else.
    """
    known = Resident.objects.filter(name=name, phone=phone).first() if phone else None
    return known or Resident.objects.create(name=name, phone=phone)
