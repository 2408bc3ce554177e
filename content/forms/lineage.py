"""What the buttons about sources send."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class SourceForm(forms.Form):
    """Either the item to add as a `source`, or the derivation to `remove`."""

    source = forms.UUIDField(required=False)
    remove = forms.UUIDField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("source") and not cleaned.get("remove"):
            raise forms.ValidationError(_("Choose an item first."))
        return cleaned


class ConfirmForm(forms.Form):
    """The piece in which the item stands, and the wording of the source that was on the page."""

    content = forms.UUIDField()
    seen = forms.UUIDField()
