"""The outbox as system administrators read it. Nobody writes, changes or deletes here."""

import logging

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from notices.models import Notice

logger = logging.getLogger("notices")


@admin.register(Notice)
class NoticeAdmin(admin.ModelAdmin[Notice]):
    """Seen by system administrators alone: `User.has_perm`, which the inherited permissions ask, is theirs."""

    list_display = ["created_at", "masked_number", "state", "attempts", "trial_words"]
    list_filter = ["state", "is_secret"]
    # All but the words that only programs read
    fields = ["to", "subject", "body", "is_secret", "keep_body_until", "state", "attempts", "lease_until"]
    fields += ["created_at", "sent_at", "request_number"]
    search_fields = ["to"]
    show_full_result_count = False

    @admin.display(description=_("goes to"))
    def masked_number(self, notice: Notice) -> str:
        return str(notice)

    @admin.display(description=_("request number"))
    def request_number(self, notice: Notice) -> SafeString:
        """As programs say it."""
        return format_html("<code>{}</code>", notice.request_id)

    @admin.display(description=_("its words"))
    def trial_words(self, notice: Notice) -> str:
        """In trials the words stand in the list, where one looks for a code; real messages are opened one by one."""
        return notice.body if notice.channel == "trial" else ""

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        logger.info("Account %s looked at message %s", request.user.pk, object_id)
        return super().change_view(request, object_id, form_url, extra_context)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        return False
