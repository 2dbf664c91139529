"""Addresses of the week board, below /admin/board/."""

from django.urls import path

from office.board import doors, draws, missed, places, requests, series, today, undelivered, views, waiting, wordings

app_name = "board"

urlpatterns = [
    path("", views.sites, name="sites"),
    path("requests/", requests.inbox, name="requests"),
    path("requests/<ref:ref>/approve/", requests.approve, name="approve"),
    path("requests/<ref:ref>/decline/", requests.decline, name="decline"),
    path("missed/", missed.inbox, name="missed-list"),
    path("missed/<slug:kind>/<int:pk>/", missed.answer, name="missed-answer"),
    path("words/", wordings.wording_list, name="wording-list"),
    path("words/<slug:key>/", wordings.wording, name="wording"),
    path("undelivered/", undelivered.undelivered, name="undelivered"),
    path("undelivered/<int:pk>/", undelivered.answer, name="undelivered-answer"),
    path("<slug:slug>/today/", today.today, name="today"),
    path("<slug:slug>/today/doors.pdf", doors.doors, name="doors"),
    path("<slug:slug>/today/<ref:ref>/came/", today.came, name="came"),
    path("<slug:slug>/today/<ref:ref>/not-yet/", today.not_yet, name="not-yet"),
    path("<slug:slug>/today/<ref:ref>/missed/", today.missed, name="missed"),
    path("<slug:slug>/today/<ref:ref>/not-missed/", today.not_missed, name="not-missed"),
    path("<slug:slug>/waiting/", waiting.waiting, name="waiting"),
    path("<slug:slug>/waiting/<int:pk>/", waiting.answer, name="waiting-answer"),
    path("<slug:slug>/sessions/", places.sessions, name="sessions"),
    path("<slug:slug>/sessions/<int:pk>/", places.session, name="session"),
    path("<slug:slug>/sessions/<int:pk>/came/", places.attendance, name="attendance"),
    path("<slug:slug>/sessions/<int:pk>/sheet.pdf", places.sign_in_sheet, name="sign-in-sheet"),
    path("<slug:slug>/sessions/<int:pk>/draw/", draws.draw, name="draw"),
    path("<slug:slug>/draws/<int:pk>/call-off/", draws.call_off, name="draw-call-off"),
    path("<slug:slug>/series/", series.series_list, name="series-list"),
    path("<slug:slug>/series/new/", series.series_new, name="series-new"),
    path("<slug:slug>/series/<int:pk>/", series.series_detail, name="series"),
    path("<slug:slug>/series/<int:pk>/confirm/", series.series_confirm, name="series-confirm"),
    path("<slug:slug>/series/<int:pk>/shift/", series.series_shift, name="series-shift"),
    path("<slug:slug>/series/<int:pk>/end/", series.series_end, name="series-end"),
    path("<slug:slug>/", views.week, name="week"),
    path("<slug:slug>/book/", views.book, name="book"),
    path("<slug:slug>/close/", views.close, name="close"),
    path("<slug:slug>/occupancy/<int:pk>/", views.occupancy, name="occupancy"),
    path("<slug:slug>/occupancy/<int:pk>/slip/", views.slip_check, name="slip-check"),
    path("<slug:slug>/occupancy/<int:pk>/move/", views.move, name="move"),
    path("<slug:slug>/occupancy/<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<slug:slug>/occupancy/<int:pk>/undo/", views.undo, name="undo"),
]
