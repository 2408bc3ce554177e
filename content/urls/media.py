"""The addresses of media: an author's own, and the files themselves."""

from django.urls import URLPattern, path

from content.views import images

media_patterns: list[URLPattern] = [
    path("studio/images/", images.add_image, name="image-add"),
    path("media/<str:digest>.<str:extension>", images.show_image, name="image"),
]
