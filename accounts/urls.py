from django.urls import URLPattern, path

from accounts import views, views_notices

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("profile/", views.show_profile, name="profile"),
    path("profile/notices/", views_notices.choose_notices, name="notice-choices"),
    path("notices/", views_notices.list_notices, name="notice-list"),
    path("notices/read/", views_notices.read_all_notices, name="notice-read-all"),
    path("notices/<uuid:notice_id>/", views_notices.open_notice, name="notice-open"),
]
