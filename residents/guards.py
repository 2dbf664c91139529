"""Who stands at the door of a staff page."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from residents.models import User


def staff_member(request: HttpRequest) -> User:
    """The member of staff who asks. Raises PermissionDenied for anybody else."""
    user = request.user
    if isinstance(user, User) and user.is_active and user.is_staff:
        return user
    raise PermissionDenied
