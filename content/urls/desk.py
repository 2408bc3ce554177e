"""The addresses of the desk, and of one piece as its author sees it."""

from django.urls import URLPattern, path

from content.views import studio

desk_patterns: list[URLPattern] = [
    path("studio/", studio.show_studio, name="studio"),
    path("studio/<uuid:content_id>/", studio.show_content, name="content-detail"),
    path("studio/<uuid:content_id>/details/", studio.edit_details, name="content-details"),
    path("studio/<uuid:content_id>/submit/", studio.submit_content, name="content-submit"),
    path("studio/<uuid:content_id>/withdraw/", studio.withdraw_content, name="content-withdraw"),
]
