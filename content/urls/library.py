"""The addresses of the library. The page of one piece belongs to `progress`: it shows what its reader did with it."""

from django.urls import URLPattern, path

from content.views import library

library_patterns: list[URLPattern] = [
    path("library/", library.list_library, name="library"),
]
