"""Who stands at the door of a page: staff, or somebody we know by name."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from residents.models import Resident, User


def signed_in(request: HttpRequest) -> User:
    """The account that asks, behind `login_required`. Raises PermissionDenied for a passer-by."""
    if isinstance(request.user, User):
        return request.user
    raise PermissionDenied


def staff_member(request: HttpRequest) -> User:
    """The member of staff who asks. Raises PermissionDenied for anybody else."""
    user = signed_in(request)
    if user.is_active and user.is_staff:
        return user
    raise PermissionDenied


def is_newcomer(user: User) -> bool:
    """Signed in by number, but has not yet told a name. Staff need none to do their work."""
    return not user.is_staff and not Resident.objects.filter(user=user).exists()
