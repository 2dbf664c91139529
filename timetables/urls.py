"""Addresses of the week. The public ones are printed as QR codes: they never change."""

from django.urls import path

from timetables import views

app_name = "timetables"

urlpatterns = [
    path("centres/<slug:slug>/week/", views.week, name="week"),
    path("centres/<slug:slug>/week.pdf", views.week_pdf, name="week-pdf"),
    path("centres/<slug:slug>/week.ics", views.week_feed, {"kind": "ics"}, name="week-ics"),
    path("centres/<slug:slug>/week.csv", views.week_feed, {"kind": "csv"}, name="week-csv"),
    path("centres/<slug:slug>/week.json", views.week_feed, {"kind": "json"}, name="week-json"),
    path("timetables/", views.print_room, name="print-room"),
]
