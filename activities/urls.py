"""Addresses below /activities/."""

from django.urls import path

from activities.views import enrolling, programme, waiting

app_name = "activities"

urlpatterns = [
    path("", programme.activity_list, name="activity-list"),
    path("<int:pk>/", programme.activity_detail, name="activity-detail"),
    path("sessions/<int:pk>/enrol/", enrolling.enrol, name="enrol"),
    path("enrolments/<int:pk>/", enrolling.enrolment_detail, name="enrolment-detail"),
    path("enrolments/<int:pk>/withdraw/", enrolling.enrolment_withdraw, name="enrolment-withdraw"),
    path("waiting/<int:pk>/", waiting.wait_detail, name="wait-detail"),
]
