"""What staff had sent when their half hour was over: kept in the session until the same person signs in again."""

from dataclasses import dataclass
from typing import Self

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import reverse

from residents.models import User

KEPT = "kept_work"  # in the session
CSRF_TOKEN = "csrfmiddlewaretoken"  # noqa: S105  the name of a field
MOST = 200_000  # characters: far more than a form of ours holds, and little for a session


@dataclass(frozen=True, slots=True)
class KeptWork:
    """A form as it was sent: where to, and what stood in its fields. Files cannot wait."""

    user_id: int
    path: str
    fields: list[tuple[str, str]]

    @classmethod
    def of(cls, request: HttpRequest) -> Self | None:
        """None when nothing was typed, or a foreign page sent it; and of passwords, codes, choices of text size."""
        if request.method != "POST" or not isinstance(request.user, User):
            return None
        if request.path.startswith((reverse("residents:profile"), reverse("set_language"))):
            return None
        fields = [(name, value) for name, values in request.POST.lists() for value in values if name != CSRF_TOKEN]
        length = sum(len(name) + len(value) for name, value in fields)
        if not fields or length > MOST or any("password" in name for name, _value in fields) or not _is_ours(request):
            return None
        return cls(request.user.pk, request.get_full_path(), fields)

    @classmethod
    def waiting(cls, request: HttpRequest) -> Self | None:
        """What waits for whoever has signed in now."""
        kept = request.session.get(KEPT)
        if kept is None or kept["user_id"] != request.user.pk:
            return None
        return cls(kept["user_id"], kept["path"], [(name, value) for name, value in kept["fields"]])

    def wait(self, request: HttpRequest) -> None:
        request.session[KEPT] = {"user_id": self.user_id, "path": self.path, "fields": self.fields}


def _is_ours(request: HttpRequest) -> bool:
    """Whether its token is right: it is checked on the way to a view, and this one is not reached."""
    return CsrfViewMiddleware(_nothing).process_view(request, _nothing, (), {}) is None


def _nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()
