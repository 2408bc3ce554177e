"""The addresses of the item bank."""

from django.urls import URLPattern

bank_patterns: list[URLPattern] = []
