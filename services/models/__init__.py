"""What there is for which need, by whom, on which days; and who has which number of a day."""

from services.models.answers import DayAnswer
from services.models.applications import CALLED_WITHIN, HELP_AT_MOST, Application, ApplicationQuerySet
from services.models.appointments import KEPT_FOR, SPACE, Appointment, AppointmentQuerySet, DeskStep
from services.models.catalogue import Provider, Service, ServiceDay, ServiceDayQuerySet, ServiceQuerySet
from services.models.marks import NumberMark
from services.models.meals import PORTIONS_AT_MOST, MealOrder, MealOrderQuerySet, Menu, MenuQuerySet
from services.models.waits import AppointmentWait, AppointmentWaitQuerySet

__all__ = [
    "CALLED_WITHIN",
    "HELP_AT_MOST",
    "KEPT_FOR",
    "PORTIONS_AT_MOST",
    "SPACE",
    "Application",
    "ApplicationQuerySet",
    "Appointment",
    "AppointmentQuerySet",
    "AppointmentWait",
    "AppointmentWaitQuerySet",
    "DayAnswer",
    "DeskStep",
    "MealOrder",
    "MealOrderQuerySet",
    "Menu",
    "MenuQuerySet",
    "NumberMark",
    "Provider",
    "Service",
    "ServiceDay",
    "ServiceDayQuerySet",
    "ServiceQuerySet",
]
