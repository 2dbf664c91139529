"""Root URLs: who answers where."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/board/", include("office.board.urls")),
    path("admin/", admin.site.urls),
    path("", include("timetables.urls")),
]
