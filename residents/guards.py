"""Who stands at the door of a page: staff, somebody we know by name, somebody who has agreed to the privacy notice."""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from residents.models import PrivacyNotice, Resident, User


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


def owes_consent(user: User) -> bool:
    """A version of the privacy notice counts that they have not agreed to: ask before anything more is kept."""
    return PrivacyNotice.objects.owed_by(user, timezone.localdate()) is not None


def ask_consent(request: HttpRequest) -> HttpResponseRedirect:
    """To the question, and back here."""
    return redirect_to_login(request.get_full_path(), reverse("residents:agree"))
