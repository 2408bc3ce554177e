"""The addresses at which authors work together."""

from django.urls import URLPattern

people_patterns: list[URLPattern] = []
