"""Django's own admin pages, without what they do not need: they stay under 60 kB and keep to one window."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import Field
from django.http import HttpRequest


class LightAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    """A stock admin without jQuery: no pop-up windows, no slugs filled in by script, no rows added by it."""

    @property
    def media(self) -> forms.Media:
        return forms.Media(js=["admin/js/core.js", "admin/js/actions.js"])

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        context["media"] = self.media  # not the inlines': ours only show
        return super().render_change_form(request, context, *args, **kwargs)

    def formfield_for_dbfield(self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        """The plain field: the wrapper's links open pop-ups that only jQuery can hand back."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field
