"""People as staff see them: residents for every desk, teams and notices for the street office, accounts for system
administrators. Lists mask numbers; whoever reads a name or a number in full is on record."""

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.password_validation import validate_password
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.staff import AllStaffAdmin, StaffInline, StreetOfficeAdmin, SystemAdminOnly, unlinked
from residents.fields import MobileField, NameField
from residents.looks import OnRecord
from residents.models import Post, PrivacyNotice, Resident, User
from residents.phones import clean_phone, masked, tidy
from residents.team_admin import TeamAdmin
from residents.views import importing

__all__ = ["PrivacyNoticeAdmin", "ResidentAdmin", "TeamAdmin", "UserAdmin"]


class ResidentAdminForm(forms.ModelForm[Resident]):
    name = NameField(label=gettext_lazy("Name"), help_text="", autocomplete="off")
    phone = forms.CharField(
        label=gettext_lazy("phone"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("A mobile number, or a landline as 021-12345678. A family may share one."),
    )

    def clean_phone(self) -> str:
        typed: str = self.cleaned_data["phone"]
        return clean_phone(typed) if typed else ""


@admin.register(Resident)
class ResidentAdmin(OnRecord[Resident], AllStaffAdmin[Resident]):
    form = ResidentAdminForm
    fields = ["name", "phone", "committee", "birth_year", "account"]
    readonly_fields = ["account"]
    list_display = ["name", "masked_phone", "committee", "has_account"]
    list_filter = ["committee"]
    list_select_related = ["committee"]
    search_fields = ["name__startswith", "phone__startswith"]
    search_help_text = gettext_lazy("Beginning of a name or number")
    show_full_result_count = False

    account = unlinked("user", gettext_lazy("account"))

    @admin.display(description=gettext_lazy("phone"))
    def masked_phone(self, resident: Resident) -> str:
        return masked(resident.phone) if resident.phone else ""

    @admin.display(description=gettext_lazy("account"), boolean=True)
    def has_account(self, resident: Resident) -> bool:
        return resident.user_id is not None

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Resident], search_term: str
    ) -> tuple[QuerySet[Resident], bool]:
        """Numbers as people type them: １３８ 0000."""
        typed = tidy(search_term)
        return super().get_search_results(request, queryset, typed if typed.isdecimal() else search_term)

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        own = [
            path("import/", guarded(importing.upload), name="residents_resident_import"),
            path("import/template.xlsx", guarded(importing.template), name="residents_resident_import_template"),
            path("import/<int:pk>/", guarded(importing.look), name="residents_resident_import_look"),
            path("import/<int:pk>/rows.csv", guarded(importing.left_out), name="residents_resident_import_left_out"),
        ]
        return [*own, *super().get_urls()]


@admin.register(PrivacyNotice)
class PrivacyNoticeAdmin(StreetOfficeAdmin[PrivacyNotice]):
    """A new version is added; one that people have accepted is never edited."""

    list_display = ["version", "published_on"]

    def has_change_permission(self, request: HttpRequest, obj: PrivacyNotice | None = None) -> bool:
        return False


# Accounts


class AccountForm(forms.ModelForm[User]):
    phone = MobileField()
    new_password = forms.CharField(
        label=gettext_lazy("new password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Staff need one to sign in. Leave it empty to keep the present one."),
    )

    class Meta:
        model = User
        fields = ["phone", "is_active"]

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]
        if password:
            validate_password(password, self.instance)
        return password


class PostInline(StaffInline[Post, User]):
    model = Post
    extra = 1
    rows_may_go = True  # a post ends; the account and what it did stay


@admin.register(User)
class UserAdmin(OnRecord[User], SystemAdminOnly[User]):
    names_in_list = False
    form = AccountForm
    fields = ["phone", "is_active", "new_password"]
    inlines = [PostInline]
    list_display = ["masked_phone", "post_names", "is_active", "last_login"]
    list_filter = ["is_staff", "is_active"]
    search_fields = ["phone__startswith"]
    actions = ["remove_second_step"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("posts__centre")

    @admin.display(description=gettext_lazy("mobile number"), ordering="phone")
    def masked_phone(self, user: User) -> str:
        return masked(user.phone)

    @admin.display(description=gettext_lazy("posts"))
    def post_names(self, user: User) -> str:
        return "、".join(str(post) for post in user.held_posts)

    def save_model(self, request: HttpRequest, obj: User, form: AccountForm, change: bool) -> None:
        """An administrator vouches for a number he enters."""
        if not change:
            obj.phone_verified_at = timezone.now()
            obj.set_unusable_password()
        if password := form.cleaned_data["new_password"]:
            obj.set_password(password)
        super().save_model(request, obj, form, change)

    @admin.action(description=gettext_lazy("Remove the second step (phone lost)"))
    def remove_second_step(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        Authenticator.objects.filter(user__in=queryset).delete()
        messages.success(request, _("They sign in with the password alone now, and set up the second step anew."))
