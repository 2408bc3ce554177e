"""Uploading an image."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ImageForm(forms.Form):
    """A file, and the words for who cannot see it."""

    file = forms.FileField(label=_("Image"), help_text=_("PNG, JPEG, GIF or WebP, at most 5 MB."))
    alternative = forms.CharField(
        label=_("Alternative text"),
        max_length=300,
        help_text=_("What the image shows, for who cannot see it."),
    )
