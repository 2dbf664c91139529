"""Addresses below /services/."""

from django.urls import path

from services.views import applications, calendars, catalogue, meals, mine, numbers, waiting

app_name = "services"

urlpatterns = [
    path("", catalogue.service_list, name="service-list"),
    path("<int:pk>/", catalogue.service_detail, name="service-detail"),
    path("days/<int:pk>/", numbers.day_detail, name="day-detail"),
    path("days/<int:pk>/book/", numbers.day_book, name="day-book"),
    path("days/<int:pk>/wait/", waiting.day_wait, name="day-wait"),
    path("waits/<int:pk>/", waiting.wait_detail, name="wait-detail"),
    path("<int:pk>/apply/", applications.application_new, name="application-new"),
    path("applications/<int:pk>/", applications.application_detail, name="application-detail"),
    path("applications/<int:pk>/withdraw/", applications.application_withdraw, name="application-withdraw"),
    path("meals/", meals.meal_list, name="meal-list"),
    path("meals/<int:pk>/", meals.meal_order, name="meal-order"),
    path("meals/orders/<int:pk>/cancel/", meals.meal_cancel, name="meal-cancel"),
    path("feed.ics", catalogue.feed_ics, name="feed-ics"),
    path("<int:pk>.ics", catalogue.service_ics, name="service-ics"),
    path("mine/", mine.appointment_list, name="appointment-list"),
    path("mine/<int:pk>/", mine.appointment_detail, name="appointment-detail"),
    path("mine/<int:pk>.ics", calendars.appointment_ics, name="appointment-ics"),
    path("mine/<int:pk>/cancel/", mine.appointment_cancel, name="appointment-cancel"),
    path("mine/<int:pk>/thanks/", mine.appointment_thanks, name="appointment-thanks"),
]
