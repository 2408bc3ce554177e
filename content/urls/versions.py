"""The addresses of a piece's versions."""

from django.urls import URLPattern, path

from content.views import versions

version_patterns: list[URLPattern] = [
    path("studio/<uuid:content_id>/preview/", versions.preview_content, name="content-preview"),
    path("studio/<uuid:content_id>/history/", versions.list_versions, name="version-list"),
    path("studio/<uuid:content_id>/compare/", versions.compare_versions, name="version-compare"),
]
