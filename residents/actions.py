"""What one does with people: register somebody met at the desk, open an account, prove a number, accept the notice."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from centres.models import Committee
from residents.models import Consent, PrivacyNotice, Resident, User
from residents.registering import wait_for_turn


@transaction.atomic
def find_or_register(*, name: str, phone: str) -> Resident:
    """The resident of this name and number, or a new one without account.

    A family shares a landline, so the number alone says nothing; without a number, nobody is taken
    for somebody else.
    """
    wait_for_turn(name=name, phone=phone)
    known = Resident.objects.filter(name=name, phone=phone).first() if phone else None
    return known or Resident.objects.create(name=name, phone=phone)


def whose_number(*, name: str, phone: str) -> Resident:
    """Whom a number belongs to that a code has just proved: whose account it is, or else who is known by it."""
    owner = Resident.objects.filter(user__phone=phone, user__phone_verified_at__isnull=False).first()
    return owner or find_or_register(name=name, phone=phone)


def account_for(*, phone: str) -> User:
    """The account of this number; where there is none, a fresh one that proves itself with its first code."""
    user, _ = User.objects.get_or_create(phone=phone, defaults={"password": make_password(None)})
    return user


@transaction.atomic
def prove_number(*, by: User, phone: str, now: datetime) -> None:
    """A code has shown that this number is theirs; a new number takes the place of the old one."""
    if phone != by.phone:
        User.objects.filter(phone=phone, phone_verified_at=None, is_staff=False).delete()
        Resident.objects.filter(user=by, phone=by.phone).update(phone=phone)
    elif by.phone_verified_at:
        return
    by.phone, by.phone_verified_at = phone, now
    by.save(update_fields=["phone", "phone_verified_at"])


def agree(*, by: User, notice: PrivacyNotice, now: datetime) -> None:
    """They have read this version and agree to it. Done twice, the first moment stands."""
    Consent.objects.get_or_create(user=by, notice=notice, defaults={"accepted_at": now})


def meet(*, resident: Resident, by: User, now: datetime) -> None:
    """A member of staff has met them and knows who they are. Done twice, the first time stands."""
    Resident.objects.filter(pk=resident.pk, met_at=None).update(met_at=now, met_by=by)


@transaction.atomic
def sign_up(*, by: User, name: str, committee: Committee | None, notice: PrivacyNotice, now: datetime) -> Resident:
    """Somebody with a proved number says who they are, and accepts the privacy notice. Done twice, it is done once.

    Where the desk already knows exactly one person without account of this name and number, it is them.
    """
    User.objects.select_for_update().get(pk=by.pk)
    agree(by=by, notice=notice, now=now)
    if resident := Resident.objects.filter(user=by).first():
        return resident
    wait_for_turn(name=name, phone=by.phone)
    known = Resident.objects.filter(user=None, phone=by.phone, name=name)[:2]
    if len(known) != 1:
        return Resident.objects.create(user=by, name=name, phone=by.phone, committee=committee)
    [resident] = known
    resident.user, resident.committee = by, committee or resident.committee
    resident.save(update_fields=["user", "committee"])
    return resident
