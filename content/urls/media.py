"""The addresses of media: an author's own, and the files themselves."""

from django.urls import URLPattern, path, re_path

from content.views import media

media_patterns: list[URLPattern] = [
    path("studio/media/", media.list_media, name="media-list"),
    path("studio/media/add/", media.add_media, name="media-add"),
    path("studio/media/describe/", media.describe_media, name="media-describe"),
    path("studio/media/<uuid:upload_id>/delete/", media.delete_media, name="media-delete"),
    re_path(r"^media/(?P<digest>[0-9a-f]{64})\.(?P<extension>[a-z0-9]{2,5})$", media.show_media, name="media-file"),
    re_path(
        r"^media/(?P<digest>[0-9a-f]{64})-(?P<size>small|middle)\.webp$", media.show_thumbnail, name="media-thumbnail"
    ),
]
