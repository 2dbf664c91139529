"""Addresses of the home page and of the sites."""

from django.urls import path

from office import coming, offline, views
from office.desk import serving

app_name = "office"

urlpatterns = [
    path("", views.home, name="home"),
    path("announcements/", views.announcement_list, name="announcement-list"),
    path("offline/", offline.plain, name="offline"),
    path("offline/mine/", offline.mine, name="offline-mine"),
    path("display/<slug:slug>/services/", serving.display, name="display-services"),
    path("in/<str:token>/", coming.door, name="door"),
    path("centres/", views.centre_list, name="centre-list"),
    path("centres/remember/", views.remember_site, name="remember-site"),
    path("centres/<slug:slug>/", views.centre_detail, name="centre-detail"),
]
