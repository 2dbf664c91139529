"""The outbox as system administrators read it. Nobody writes, changes or deletes here; what is in doubt is decided."""

import logging
from collections.abc import Callable

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from notices import actions, lengths
from notices.models import Notice

logger = logging.getLogger("notices")


@admin.register(Notice)
class NoticeAdmin(admin.ModelAdmin[Notice]):
    """Seen by system administrators alone: `User.has_perm`, which the inherited permissions ask, is theirs.

    They decide about what was given up or is perhaps sent.
    """

    list_display = ["created_at", "masked_number", "state", "attempts", "pieces", "trouble", "trial_words"]
    list_filter = ["state", "is_secret"]
    # All but the words that only programs read
    fields = ["to", "subject", "body", "is_secret", "keep_body_until", "state", "attempts", "lease_until", "trouble"]
    fields += ["created_at", "handed_at", "sent_at", "request_number", "gateway_number"]
    search_fields = ["to"]
    show_full_result_count = False
    actions = ["send_again", "count_as_sent"]

    @admin.display(description=_("goes to"))
    def masked_number(self, notice: Notice) -> str:
        return str(notice)

    @admin.display(description=_("request number"))
    def request_number(self, notice: Notice) -> SafeString:
        """As programs say it."""
        return format_html("<code>{}</code>", notice.request_id)

    @admin.display(description=_("the gateway's number"))
    def gateway_number(self, notice: Notice) -> SafeString:
        return format_html("<code>{}</code>", notice.gateway_ref) if notice.gateway_ref else SafeString("")

    @admin.display(description=_("pieces"))
    def pieces(self, notice: Notice) -> str:
        """How many text messages it takes."""
        return str(lengths.pieces(notice.body)) if notice.body else ""

    @admin.display(description=_("its words"))
    def trial_words(self, notice: Notice) -> str:
        """In trials the words stand in the list, where one looks for a code; real messages are opened one by one."""
        return notice.body if notice.channel == "trial" else ""

    @admin.action(description=_("Send again"), permissions=["view"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Notice]) -> None:
        self._decide(request, queryset, actions.send_again, "sends again")

    @admin.action(description=_("They have it: count as sent"), permissions=["view"])
    def count_as_sent(self, request: HttpRequest, queryset: QuerySet[Notice]) -> None:
        self._decide(request, queryset, actions.count_as_sent, "counts as sent")

    def _decide(self, request: HttpRequest, chosen: QuerySet[Notice], act: Callable[..., bool], words: str) -> None:
        now = timezone.now()
        done = [notice for notice in chosen if act(notice, now=now)]
        for notice in done:
            logger.info("Account %s %s message %s", request.user.pk, words, notice.pk)
        if done:
            said = ngettext("%(count)d message: done.", "%(count)d messages: done.", len(done))
            messages.success(request, said % {"count": len(done)})
        if left := len(chosen) - len(done):
            said = ngettext(
                "%(count)d message was left as it is: there is nothing to decide about it.",
                "%(count)d messages were left as they are: there is nothing to decide about them.",
                left,
            )
            messages.warning(request, said % {"count": left})

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """With what the month has cost on top."""
        page = super().changelist_view(request, extra_context)
        if isinstance(page, TemplateResponse) and page.context_data is not None:
            page.context_data["subtitle"] = _cost_of_the_month()
        return page

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


def _cost_of_the_month() -> str:
    """Since its first day: how many pieces went out, and what they cost."""
    first = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    sent = Notice.objects.by_machine().filter(state=Notice.State.SENT, sent_at__gte=first)
    count = sum(lengths.pieces(body) for body in sent.values_list("body", flat=True).iterator())
    words = gettext("This month: %(count)d pieces of text messages, about %(cost)s yuan")
    return words % {"count": count, "cost": f"{lengths.cost(count):.2f}"}
