"""Lunch (助餐): what there is on a day at a site, and who ordered how many."""

import uuid
from datetime import date, datetime, time, timedelta
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Sum
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from centres.lookups import AnyOf
from centres.models import Centre
from centres.words import date_words
from residents.channels import Channel
from residents.models import Relative, Resident, User

CUT_OFF = time(15)
PORTIONS_AT_MOST = 9  # of one order: a household, not a canteen


class MenuQuerySet(models.QuerySet["Menu"]):
    def standing(self) -> Self:
        return self.filter(cancelled_at=None)

    def coming(self, today: date) -> Self:
        return self.filter(on__gte=today).order_by("on", "centre__number")

    def at(self, centres: "models.QuerySet[Centre] | list[Centre]") -> Self:
        return self.filter(centre__in=centres)

    def with_count(self) -> Self:
        """Each with `ordered`: how many portions; and its site."""
        ordered = Sum("orders__portions", filter=Q(orders__cancelled_at=None), default=0)
        return self.select_related("centre").annotate(ordered=ordered)


class Menu(models.Model):
    """Lunch of one day at one site, ordered until the afternoon before."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="menus", verbose_name=_("site"))
    on = models.DateField(_("date"))
    dishes = models.TextField(_("dishes"), max_length=300, help_text=_("In plain words, a line for each."))
    price = models.PositiveSmallIntegerField(_("price in yuan"), validators=[MaxValueValidator(200)])
    subsidy = models.CharField(
        _("subsidy"), max_length=60, blank=True, help_text=_("The public reads it: “from 80 years on 3 yuan less”.")
    )
    cut_off = models.TimeField(_("orders until, on the day before"), default=CUT_OFF)
    portions = models.PositiveSmallIntegerField(
        _("portions at most"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: no limit."),
    )
    delivers = models.BooleanField(_("is delivered, too"), default=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True, editable=False)
    cancelled_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("cancelled by"),
    )
    cancel_reason = models.CharField(_("reason for cancelling"), max_length=120, blank=True, editable=False)

    objects = MenuQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "centre"]
        verbose_name = _("menu")
        verbose_name_plural = _("menus")
        constraints = [
            models.UniqueConstraint(
                name="menu_once_a_day_at_a_site", fields=["centre", "on"], condition=Q(cancelled_at=None)
            ),
            models.CheckConstraint(
                name="menu_cancelled_says_when_and_why",
                condition=Q(cancelled_at=None, cancelled_by=None, cancel_reason="")
                | Q(cancelled_at__isnull=False) & ~Q(cancel_reason=""),
            ),
            models.CheckConstraint(name="menu_has_dishes", condition=~Q(dishes="")),
        ]

    def __str__(self) -> str:
        return f"{self.centre.short_name} {date_words(self.on)}"

    def clean(self) -> None:
        """One menu a day at a site but for cancelled ones, and not fewer portions than are ordered."""
        others = Menu.objects.standing().filter(centre=self.centre_id, on=self.on).exclude(pk=self.pk)
        if not self.is_cancelled and self.on and self.centre_id and others.exists():
            raise ValidationError(_("For this day the site has a menu already."))
        if self.pk and self.portions is not None:
            ordered = self.orders.standing().aggregate(count=Sum("portions", default=0))["count"]
            if self.portions < ordered:
                words = gettext("%(count)d portions are ordered already; fewer cannot be cooked.")
                raise ValidationError({"portions": words % {"count": ordered}})
        if self.pk and not self.delivers and self.orders.standing().filter(how=MealOrder.How.DELIVERY).exists():
            words = gettext("Somebody has ordered it brought already. Please call them first, and change their order.")
            raise ValidationError({"delivers": words})

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def closes_at(self) -> datetime:
        return datetime.combine(self.on - timedelta(days=1), self.cut_off, get_default_timezone())

    def is_open(self, now: datetime) -> bool:
        return not self.is_cancelled and now < self.closes_at

    @property
    def dish_list(self) -> list[str]:
        return [line.strip() for line in self.dishes.splitlines() if line.strip()]

    @property
    def price_words(self) -> str:
        """15元，80岁以上补贴3元."""
        words = gettext("%(price)d yuan, paid at the desk") % {"price": self.price}
        if not self.subsidy:
            return words
        return gettext("%(price)s (%(subsidy)s)") % {"price": words, "subsidy": self.subsidy}


class MealOrderQuerySet(models.QuerySet["MealOrder"]):
    def standing(self) -> Self:
        return self.filter(cancelled_at=None)

    def of_user(self, user: User) -> Self:
        """Their own, and those of whom they act for."""
        return self.filter(Q(resident__user=user) | Q(AnyOf(F("resident"), Relative.objects.all().elders_of(user))))

    def upcoming(self, today: date) -> Self:
        return self.standing().filter(on__gte=today).order_by("on", "pk")

    def with_menu(self) -> Self:
        return self.select_related("menu__centre", "resident")


class MealOrder(models.Model):
    """What one person ordered for one day; `on` is the menu's, so that nobody orders at two sites."""

    class How(models.TextChoices):
        HERE = "here", _("eat here")
        DELIVERY = "delivery", _("bring it")

    Channel = Channel

    menu = models.ForeignKey(Menu, on_delete=models.PROTECT, related_name="orders", verbose_name=_("menu"))
    on = models.DateField(_("date"))
    resident = models.ForeignKey(
        Resident,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="meal_orders",
        verbose_name=_("resident"),
    )
    portions = models.PositiveSmallIntegerField(
        _("portions"), default=1, validators=[MinValueValidator(1), MaxValueValidator(PORTIONS_AT_MOST)]
    )
    how = models.CharField(_("here or brought"), max_length=8, choices=How.choices, default=How.HERE)
    address = models.CharField(_("where to bring it"), max_length=80, blank=True)

    ordered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ordered by")
    )
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    ordered_at = models.DateTimeField(_("ordered at"))
    form_token = models.UUIDField(_("form token"), unique=True, default=uuid.uuid4, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cancelled by")
    )
    brought_at = models.DateTimeField(_("brought at"), null=True, blank=True)
    brought_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ticked off by")
    )
    forgotten_at = models.DateTimeField(_("forgotten at"), null=True, blank=True)

    objects = MealOrderQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("meal order")
        verbose_name_plural = _("meal orders")
        constraints = [
            models.UniqueConstraint(
                name="meal_one_order_per_person_and_day", fields=["resident", "on"], condition=Q(cancelled_at=None)
            ),
            models.CheckConstraint(
                name="meal_order_is_for_a_household", condition=Q(portions__gte=1, portions__lte=PORTIONS_AT_MOST)
            ),
            models.CheckConstraint(
                name="meal_delivery_knows_where",
                condition=~Q(how="delivery", address="") | Q(forgotten_at__isnull=False),
            ),
            models.CheckConstraint(
                name="meal_brought_was_to_be_brought", condition=Q(brought_at=None) | Q(how="delivery")
            ),
            models.CheckConstraint(
                name="meal_brought_by_whom_says_when", condition=Q(brought_by=None) | Q(brought_at__isnull=False)
            ),
            models.CheckConstraint(
                name="meal_cancelled_by_whom_says_when",
                condition=Q(cancelled_by=None) | Q(cancelled_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.menu_id}: {self.portions}"

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def is_delivered(self) -> bool:
        return self.how == self.How.DELIVERY

    @property
    def words(self) -> str:
        """2份，送到控江路645弄3号."""
        portions = ngettext("%(count)d portion", "%(count)d portions", self.portions) % {"count": self.portions}
        where = gettext("eat here")
        if self.is_delivered:
            where = gettext("brought to %(address)s") % {"address": self.address}
        return gettext("%(portions)s, %(where)s") % {"portions": portions, "where": where}
