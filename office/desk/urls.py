"""Addresses of the desk, below /desk/."""

from django.urls import path

from office.desk import (
    activities,
    applications,
    calls,
    kitchen,
    menus,
    new_owner,
    numbers,
    people,
    serving,
    teams,
    views,
)

app_name = "desk"

urlpatterns = [
    path("", views.sites, name="sites"),
    path("<slug:slug>/", views.counter, name="counter"),
    path("<slug:slug>/new/", people.newcomer, name="newcomer"),
    path("<slug:slug>/calls/", calls.call_list, name="calls"),
    path("<slug:slug>/calls/<int:pk>/", calls.answer, name="call-answer"),
    path("<slug:slug>/twice/", people.twice, name="twice"),
    path("<slug:slug>/people/<int:pk>/", people.person, name="person"),
    path("<slug:slug>/people/<int:pk>/met/", people.met, name="met"),
    path("<slug:slug>/people/<int:pk>/number/", new_owner.number_gone, name="number-gone"),
    path("<slug:slug>/people/<int:pk>/same-as/<int:other>/", people.same_as, name="same-as"),
    path("<slug:slug>/people/<int:pk>/relatives/", people.relative_add, name="relative-add"),
    path("<slug:slug>/people/<int:pk>/relatives/<int:link>/end/", people.relative_end, name="relative-end"),
    path("<slug:slug>/people/<int:pk>/told/", people.told, name="told"),
    path("<slug:slug>/people/<int:pk>/teams/", teams.team_add, name="team-add"),
    path("<slug:slug>/people/<int:pk>/teams/<int:membership>/end/", teams.team_end, name="team-end"),
    path("<slug:slug>/people/<int:pk>/activities/", activities.activities, name="activities"),
    path("<slug:slug>/people/<int:pk>/times/", views.times, name="times"),
    path("<slug:slug>/people/<int:pk>/book/", views.book, name="book"),
    path("<slug:slug>/people/<int:pk>/numbers/", numbers.person_numbers, name="person-numbers"),
    path("<slug:slug>/people/<int:pk>/meals/", kitchen.person_meals, name="person-meals"),
    path("<slug:slug>/people/<int:pk>/apply/", applications.person_apply, name="person-apply"),
    path("<slug:slug>/applications/", applications.application_list, name="applications"),
    path("<slug:slug>/applications/<int:pk>/", applications.application, name="application"),
    path("<slug:slug>/kitchen/", kitchen.kitchen, name="kitchen"),
    path("<slug:slug>/kitchen/<int:pk>/change/", menus.menu_change, name="menu-change"),
    path("<slug:slug>/kitchen/<int:pk>/brought/", kitchen.kitchen_brought, name="kitchen-brought"),
    path("<slug:slug>/kitchen/<int:pk>/csv/", kitchen.kitchen_csv, name="kitchen-csv"),
    path("<slug:slug>/services/", serving.service_list, name="services"),
    path("<slug:slug>/services/<int:pk>/", serving.service_day, name="service-day"),
    path("<slug:slug>/services/<int:pk>/step/", serving.service_step, name="service-step"),
    path("<slug:slug>/services/<int:pk>/tickets/<int:number>/", serving.service_ticket, name="service-ticket"),
    path("<slug:slug>/done/<ref:ref>/", views.done, name="done"),
]
