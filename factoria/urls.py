"""Every page of the project, by app."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from factoria.home import show_home
from factoria.styleguide import styleguide
from factoria.theme import set_theme

handler400 = "factoria.errors.show_bad_request"
handler404 = "factoria.errors.show_not_found"
handler500 = "factoria.errors.show_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", show_home, name="home"),
    path("", include("operations.urls")),
    path("", include("accounts.urls")),
    path("", include("content.urls")),
    path("", include("feedback.urls")),
    path("", include("progress.urls")),
    path("", include("progress.class_urls")),
    path("", include("reports.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("theme/", set_theme, name="theme"),
]
if settings.DEBUG:
    urlpatterns.append(path("styleguide/", styleguide, name="styleguide"))
