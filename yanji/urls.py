"""Root URLs: who answers where."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path

from yanji import errors, health
from yanji.face import change_face
from yanji.install import manifest
from yanji.media import room_photo
from yanji.styleguide import styleguide

handler400 = errors.bad_request
handler500 = errors.server_error

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/board/", include("office.board.urls")),
    path("admin/", admin.site.urls),
    path("desk/", include("office.desk.urls")),
    path("account/face/", change_face, name="face"),
    path("account/", include("residents.urls")),
    path("account/", include("residents.signing_in_urls")),
    path("teams/", include("residents.team_urls")),
    path("activities/", include("activities.urls")),
    path("services/", include("services.urls")),
    path("", include("bookings.urls")),
    path("", include("timetables.urls")),
    path("", include("office.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    re_path(r"^media/rooms/(?P<name>[0-9a-f]{32})\.jpg$", room_photo, name="room-photo"),
    re_path(
        r"^media/programme/(?P<name>[0-9a-f]{32})\.jpg$",
        room_photo,
        {"folder": "programme"},
        name="activity-picture",
    ),
    path("manifest-<slug:language>.webmanifest", manifest, name="manifest"),
    path("styleguide/", styleguide, name="styleguide"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
