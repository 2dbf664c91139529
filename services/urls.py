"""Addresses below /services/."""

from django.urls import path

from services import views

app_name = "services"

urlpatterns = [
    path("", views.service_list, name="service-list"),
    path("<int:pk>/", views.service_detail, name="service-detail"),
]
