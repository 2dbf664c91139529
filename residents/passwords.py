"""What a password must have, as 等保2.0 wants it: eight characters (Django's own rule) of three kinds."""

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

KINDS = (str.islower, str.isupper, str.isdecimal, lambda character: not character.isalnum())


class ThreeKindsOfCharacters:
    """Small letters, capitals, digits, signs: three of the four."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        if sum(any(map(kind, password)) for kind in KINDS) < 3:
            raise ValidationError(self.get_help_text(), code="password_too_simple")

    def get_help_text(self) -> str:
        return _("Mix at least three of these: small letters, capitals, digits, signs such as - or !")
