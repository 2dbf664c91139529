"""Who stands at the door of a page: staff, or somebody we know by name."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from residents.models import Resident, User

P = ParamSpec("P")


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


def resident_required(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Only for somebody with a name: sign in first, or tell the name first, then on to this page."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not isinstance(request.user, User):
            return redirect_to_login(request.get_full_path())
        if not Resident.objects.filter(user=request.user).exists():
            return redirect(f"{reverse('residents:profile')}?{urlencode({'next': request.get_full_path()})}")
        return view(request, *args, **kwargs)

    return guarded
