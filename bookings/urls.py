"""Addresses below /rooms/ and /bookings/."""

from django.urls import path, register_converter

from bookings.references import ReferenceConverter
from bookings.views import book, mine, rooms, search

register_converter(ReferenceConverter, "ref")

app_name = "bookings"

urlpatterns = [
    path("rooms/", search.room_search, name="room-search"),
    path("rooms/<int:pk>/", rooms.room_detail, name="room-detail"),
    path("rooms/<int:pk>/book/", book.book, name="book"),
    path("bookings/", mine.booking_list, name="booking-list"),
    path("bookings/<ref:ref>/", mine.booking_detail, name="booking-detail"),
    path("bookings/<ref:ref>.ics", mine.booking_ics, name="booking-ics"),
    path("bookings/<ref:ref>/cancel/", mine.booking_cancel, name="booking-cancel"),
    path("bookings/<ref:ref>/undo/", mine.booking_undo, name="booking-undo"),
]
