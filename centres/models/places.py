"""Where things happen: committees, the 4 centres and 13 sub-points, and their rooms."""

from collections.abc import Iterable
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centres.models.occupancy_sql import HALL_KEEPS_ITS_PARTS
from centres.photos import clean_photo, photo_path


class Committee(models.Model):
    """A residents' committee (居委会). Its name may change, so it is data."""

    name = models.CharField(_("name"), max_length=60, unique=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("residents' committee")
        verbose_name_plural = _("residents' committees")

    def __str__(self) -> str:
        return self.name


class Access(models.Model):
    """What a body with a stick, a wheelchair or a hearing aid needs to know before it sets out."""

    has_lift = models.BooleanField(_("lift"), default=False)
    steps = models.PositiveSmallIntegerField(
        _("steps on the way in"), default=0, help_text=_("0 means: no step, a wheelchair can enter.")
    )
    has_accessible_toilet = models.BooleanField(_("accessible toilet"), default=False)
    has_hearing_loop = models.BooleanField(_("hearing loop"), default=False)
    has_armchairs = models.BooleanField(_("chairs with arms"), default=False)

    class Meta:
        abstract = True


class CentreQuerySet(models.QuerySet["Centre"]):
    def active(self) -> Self:
        return self.filter(is_active=True)


class Centre(models.Model):
    """A site: a neighbourhood centre (睦邻中心) or a sub-point (睦邻点) that extends one."""

    class Kind(models.TextChoices):
        CENTRE = "centre", _("neighbourhood centre")
        SUB_POINT = "sub_point", _("sub-point")

    slug = models.SlugField(_("short address"), max_length=8, unique=True, help_text=_("c1 to c4, p01 to p13"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    number = models.PositiveSmallIntegerField(_("number on the plate"), validators=[MinValueValidator(1)])
    name = models.CharField(_("name"), max_length=60)
    short_name = models.CharField(_("short name"), max_length=20)
    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="centres", verbose_name=_("committee")
    )
    extends = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sub_points",
        limit_choices_to={"kind": "centre"},
        verbose_name=_("extends the services of"),
    )
    address = models.CharField(_("address"), max_length=120)
    way_there = models.CharField(_("how to find it"), max_length=200, blank=True)
    phone = models.CharField(
        _("phone"), max_length=20, validators=[RegexValidator(r"^[0-9 \-]+$", _("Digits, spaces and hyphens only."))]
    )
    operator = models.CharField(_("run by"), max_length=60, blank=True)
    introduction = models.TextField(_("introduction"), max_length=1000, blank=True)
    map_x = models.PositiveSmallIntegerField(
        _("across the sketch map"), default=50, validators=[MaxValueValidator(100)]
    )
    map_y = models.PositiveSmallIntegerField(_("down the sketch map"), default=50, validators=[MaxValueValidator(100)])
    is_active = models.BooleanField(_("open to the public"), default=True)

    objects = CentreQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        constraints = [
            models.UniqueConstraint(name="centre_plate_is_unique_per_kind", fields=["kind", "number"]),
            models.CheckConstraint(
                name="sub_point_extends_a_centre_and_a_centre_none",
                condition=Q(kind="centre", extends__isnull=True) | Q(kind="sub_point", extends__isnull=False),
                violation_error_message=_("A sub-point names the centre it extends; a centre names none."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_sub_point(self) -> bool:
        return self.kind == self.Kind.SUB_POINT

    @property
    def plate(self) -> str:
        """What stands on the enamel plate: 3 for a centre, 05 for a sub-point."""
        return f"{self.number:02d}" if self.is_sub_point else str(self.number)


class Equipment(models.Model):
    name = models.CharField(_("name"), max_length=40, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("equipment")
        verbose_name_plural = _("equipment")

    def __str__(self) -> str:
        return self.name


class RoomQuerySet(models.QuerySet["Room"]):
    def active(self) -> Self:
        return self.filter(is_active=True, centre__is_active=True)

    def bookable(self) -> Self:
        return self.active().filter(is_bookable=True)

    def at(self, centres: Iterable[Centre]) -> Self:
        return self.filter(centre__in=centres)

    def going_with(self, room: "Room") -> Self:
        """It, its hall and its parts: whoever takes one of them may come through the door of another."""
        return self.filter(Q(pk=room.pk) | Q(whole=room.pk) | Q(parts=room.pk)).distinct()

    def in_order(self) -> Self:
        """As on the plates: centres, then sub-points; a hall before its parts."""
        return self.order_by("centre__slug", "number", "pk")


class Room(Access):
    """A room one can take. A divisible hall has parts, each a room that names it as `whole`."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="rooms", verbose_name=_("site"))
    whole = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of hall")
    )
    number = models.CharField(_("number on the door"), max_length=8)
    name = models.CharField(_("name"), max_length=40)
    floor = models.SmallIntegerField(_("floor"), default=1)
    capacity = models.PositiveSmallIntegerField(_("people"), validators=[MinValueValidator(1)])
    area = models.PositiveSmallIntegerField(_("area in m²"), validators=[MinValueValidator(1)])
    equipment = models.ManyToManyField(Equipment, blank=True, related_name="rooms", verbose_name=_("equipment"))
    introduction = models.CharField(_("introduction"), max_length=200, blank=True)
    note = models.CharField(
        _("please mind"), max_length=200, blank=True, help_text=_("For example: no drums after 19:00.")
    )
    photo = models.ImageField(_("photo"), upload_to=photo_path, blank=True, validators=[clean_photo])
    is_bookable = models.BooleanField(_("can be booked"), default=True)
    is_outdoors = models.BooleanField(
        _("outdoors"),
        default=False,
        db_default=False,
        help_text=_("For outings; nobody books it. It stands on the timetable only when something takes place there."),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    objects = RoomQuerySet.as_manager()

    class Meta:
        ordering = ["centre__slug", "number", "pk"]
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        constraints = [
            models.UniqueConstraint(name="room_number_is_unique_in_its_site", fields=["centre", "number"]),
            models.CheckConstraint(
                name="room_outdoors_is_not_for_booking",
                condition=Q(is_outdoors=False) | Q(is_bookable=False),
                violation_error_message=_("A place outdoors cannot be booked."),
            ),
            models.CheckConstraint(name="room_seats_someone", condition=Q(capacity__gte=1)),
            models.CheckConstraint(
                name="room_is_not_part_of_itself", condition=Q(whole__isnull=True) | ~Q(whole=F("pk"))
            ),
        ]
        triggers = [HALL_KEEPS_ITS_PARTS]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Say in the form what the trigger room_parts_form_one_level would refuse at commit."""
        if self.whole is None:
            return
        if self.whole.centre_id != self.centre_id:
            raise ValidationError({"whole": _("A part stands in the same site as its hall.")})
        if self.whole.whole_id is not None:
            raise ValidationError({"whole": _("A part of a hall has no parts of its own.")})

    @property
    def is_in_use(self) -> bool:
        """The room and its site are."""
        return self.is_active and self.centre.is_active

    @property
    def is_step_free(self) -> bool:
        return self.steps == 0 and (self.floor <= 1 or self.has_lift)
