"""What there is for which need, by whom, on which days; and who has which number of a day."""

from services.models.appointments import KEPT_FOR, SPACE, Appointment, AppointmentQuerySet, DeskStep
from services.models.catalogue import Provider, Service, ServiceDay, ServiceDayQuerySet, ServiceQuerySet
from services.models.meals import PORTIONS_AT_MOST, MealOrder, MealOrderQuerySet, Menu, MenuQuerySet

__all__ = [
    "KEPT_FOR",
    "PORTIONS_AT_MOST",
    "SPACE",
    "Appointment",
    "AppointmentQuerySet",
    "DeskStep",
    "MealOrder",
    "MealOrderQuerySet",
    "Menu",
    "MenuQuerySet",
    "Provider",
    "Service",
    "ServiceDay",
    "ServiceDayQuerySet",
    "ServiceQuerySet",
]
