"""Addresses below /activities/."""

from django.urls import path

from activities.views import drawing, enrolling, programme, waiting

app_name = "activities"

urlpatterns = [
    path("", programme.activity_list, name="activity-list"),
    path("<int:pk>/", programme.activity_detail, name="activity-detail"),
    path("feed.ics", programme.feed_ics, name="feed-ics"),
    path("<int:pk>.ics", programme.activity_ics, name="activity-ics"),
    path("sessions/<int:pk>/enrol/", enrolling.enrol, name="enrol"),
    path("enrolments/<int:pk>/", enrolling.enrolment_detail, name="enrolment-detail"),
    path("enrolments/<int:pk>/thanks/", enrolling.enrolment_thanks, name="enrolment-thanks"),
    path("enrolments/<int:pk>.ics", enrolling.enrolment_ics, name="enrolment-ics"),
    path("enrolments/<int:pk>/withdraw/", enrolling.enrolment_withdraw, name="enrolment-withdraw"),
    path("draws/<int:pk>/", drawing.draw_detail, name="draw-detail"),
    path("draws/<int:pk>/apply/", drawing.draw_apply, name="draw-apply"),
    path("draws/<int:pk>/list.txt", drawing.draw_list, name="draw-list"),
    path("draws/draw.py", drawing.draw_script, name="draw-script"),
    path("tickets/<int:pk>/", drawing.ticket_detail, name="ticket-detail"),
    path("tickets/<int:pk>/ticket.pdf", drawing.ticket_paper, name="ticket-paper"),
    path("tickets/<int:pk>/withdraw/", drawing.ticket_withdraw, name="ticket-withdraw"),
    path("waiting/<int:pk>/", waiting.wait_detail, name="wait-detail"),
]
