"""Addresses below /rooms/ and /bookings/; <ref:ref> is a booking's reference (bookings/apps.py)."""

from django.urls import path

from bookings.views import book, by_code, mine, missed, move, rooms, search, slips, standing, teams, wait

app_name = "bookings"

urlpatterns = [
    path("rooms/", search.room_search, name="room-search"),
    path("rooms/<int:pk>/", rooms.room_detail, name="room-detail"),
    path("rooms/<int:pk>/book/", book.book, name="book"),
    path("rooms/<int:pk>/wait/", wait.wait, name="wait"),
    path("bookings/", mine.booking_list, name="booking-list"),
    path("bookings/waiting/<int:pk>/", wait.wait_detail, name="wait-detail"),
    path("bookings/standing/", teams.standing_list, name="standing-list"),
    path("bookings/series/<str:token>/", standing.series_confirm, name="series-confirm"),
    path("bookings/<ref:ref>/end/", standing.series_end, name="series-end"),
    path("bookings/missed/", missed.missed_list, name="missed-list"),
    path("bookings/cancel/", by_code.cancel_by_code, name="cancel-by-code"),
    path("bookings/cancel/<str:token>/", by_code.cancel_by_link, name="cancel-by-link"),
    path("bookings/<ref:ref>/", mine.booking_detail, name="booking-detail"),
    path("bookings/<ref:ref>.ics", mine.booking_ics, name="booking-ics"),
    path("bookings/<ref:ref>/slip.pdf", slips.booking_slip, name="booking-slip"),
    path("bookings/<ref:ref>/slip/renew/", slips.booking_slip_renew, name="booking-slip-renew"),
    path("bookings/<ref:ref>/cancel/", mine.booking_cancel, name="booking-cancel"),
    path("bookings/<ref:ref>/move/", move.booking_move, name="booking-move"),
    path("bookings/<ref:ref>/undo/", mine.booking_undo, name="booking-undo"),
]
