"""Admin pages of offerings and happenings; dates are arranged here, and moved or cancelled on the week board."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from centres.models import Room
from centres.staff import SharedAdmin, SiteScopedAdmin, unlinked
from centres.words import when_words
from fairness.programme import actions
from fairness.programme.actions import Arranged
from fairness.programme.forms import ArrangeForm, OfferingForm
from fairness.programme.models import Happening, HappeningQuerySet, HappeningT, Offering, OfferingQuerySet, OfferingT
from fairness.programme.rota import Stop, stops
from residents.guards import staff_member
from residents.models import User


class OfferingAdmin(SharedAdmin[OfferingT]):
    """What the public reads; a new name goes on the doors of the dates to come, that of a draft on none."""

    form = OfferingForm
    list_display = ["name", "centre", "price", "is_published"]
    list_filter = ["is_published", "centre"]
    list_select_related = ["centre"]
    search_fields = ["name"]
    change_form_template = "admin/programme/offering.html"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        happening = self.model.happening()
        pages = {"happenings": happening._meta, "offering_field": happening.OFFERING}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **pages})

    def save_model(self, request: HttpRequest, obj: OfferingT, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and {"name", "is_published"} & set(form.changed_data):
            happenings: HappeningQuerySet[Happening] = getattr(obj, obj.HAPPENINGS).all()
            actions.retitle(happenings=happenings, title=obj.door_title, now=timezone.now())


class HappeningAdmin(SiteScopedAdmin[HappeningT]):
    """Dates in the rooms of one's own sites: read here, arranged through one form, never edited behind the board."""

    arrange_form: ClassVar[type[ArrangeForm]] = ArrangeForm
    offering_model: ClassVar[type[Offering]]

    site_path = "occupancy__room__centre"
    list_display = ["what", "when", "room", "site", "state"]
    fields = ["what", "when", "room", "site", "state", "put_by", "arranged_at", "taken_back_by", "cancel_reason"]
    list_filter = ["state", ("occupancy__room__centre", admin.RelatedOnlyFieldListFilter)]
    date_hierarchy = "occupancy__starts_at"
    change_form_template = "admin/programme/happening.html"

    put_by = unlinked("arranged_by", _("arranged by"))
    taken_back_by = unlinked("cancelled_by", _("cancelled by"))

    def look(self, wanted: dict[str, Any]) -> list[Stop]:
        """Each date as it would be, before anything is written."""
        return stops(wanted["rota"], now=timezone.now())

    @abstractmethod
    def arrange(self, wanted: dict[str, Any], *, by: User) -> Arranged[HappeningT]:
        """Put on the programme what the form says, through the app's own action."""

    def get_queryset(self, request: HttpRequest) -> HappeningQuerySet[HappeningT]:
        rows = super().get_queryset(request)
        assert isinstance(rows, HappeningQuerySet)
        return rows.with_place()

    def has_change_permission(self, request: HttpRequest, obj: HappeningT | None = None) -> bool:
        return False

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        user = staff_member(request)
        form = self.arrange_form(
            request.POST or None,
            initial=request.GET.dict(),
            rooms=list(Room.objects.active().at(user.sites())),
            offerings=OfferingQuerySet(self.offering_model).all(),
        )
        preview: Sequence[Stop] = []
        if form.is_valid() and request.POST.get("step") == "look":
            preview = self.look(form.cleaned_data)
        elif form.is_valid():
            arranged = self.arrange(form.cleaned_data, by=user)
            if arranged.made:
                self._tell(request, arranged)
                return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
            for sentence in arranged.left_out:
                form.add_error(None, sentence)
        return render(request, "programme/arrange.html", {"form": form, "opts": self.opts, "preview": preview})

    def _tell(self, request: HttpRequest, arranged: Arranged[HappeningT]) -> None:
        count = len(arranged.made)
        messages.success(
            request,
            ngettext(
                "%(count)d date is on the programme, the first on %(when)s.",
                "%(count)d dates are on the programme, the first on %(when)s.",
                count,
            )
            % {"count": count, "when": when_words(arranged.made[0].occupancy)},
        )
        for sentence in arranged.told:
            messages.info(request, sentence)
        for sentence in arranged.left_out:
            messages.warning(request, _("Left out: %(why)s") % {"why": sentence})

    @admin.display(description=_("What takes place"))
    def what(self, happening: HappeningT) -> str:
        return happening.offering.name

    @admin.display(description=_("when"), ordering="occupancy__starts_at")
    def when(self, happening: HappeningT) -> str:
        return when_words(happening.occupancy)

    @admin.display(description=_("room"))
    def room(self, happening: HappeningT) -> str:
        return happening.occupancy.room.name

    @admin.display(description=_("site"))
    def site(self, happening: HappeningT) -> str:
        return happening.occupancy.room.centre.short_name
