"""Form parts: any Django form field with its label, help and errors wired for everyone, and the summary of errors."""

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField

register = template.Library()


def _shape_of(bound: BoundField) -> str:
    """Which of the includes/fields/ partials draws this widget."""
    widget = bound.field.widget
    if bound.is_hidden:
        return "hidden"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.FileInput):
        return "file"
    return "group" if widget.use_fieldset else "input"


def _described_by(bound: BoundField) -> str:
    ids = [f"{bound.auto_id}_help"] if bound.help_text else []
    return " ".join([*ids, *([f"{bound.auto_id}_error"] if bound.errors else [])])


@register.inclusion_tag("includes/field.html")
def field(
    bound: BoundField, variant: str = "", hide_label: bool = False, label: str = "", **attrs: Any
) -> dict[str, Any]:
    """One form field: `{% field form.title %}`.

    `variant`: "cards" or "stars" for radio and checkbox groups, "short" for inputs. `hide_label` keeps the label for
    screen readers only, `label` says it otherwise. Other keyword arguments become attributes of the control:
    `data_search=True` → data-search.
    """
    shape = _shape_of(bound)
    described_by = _described_by(bound)
    attributes = {name.replace("_", "-"): value for name, value in attrs.items()}
    if shape not in {"choices", "group"}:
        attributes |= {"aria-describedby": described_by or None, "aria-invalid": "true" if bound.errors else None}
    return {
        "field": bound,
        "shape": shape,
        "template": f"includes/fields/{shape}.html",
        "control": "" if shape == "choices" else _draw_control(bound, attributes),
        "described_by": described_by,
        "variant": variant,
        "hide_label": hide_label,
        "label": label or bound.label,
        "optional": not bound.field.required and shape != "checkbox",
    }


def _draw_control(bound: BoundField, attributes: dict[str, Any]) -> str:
    return bound.as_widget(attrs={k: v for k, v in attributes.items() if v is not None and v is not False})


@register.inclusion_tag("includes/error_summary.html")
def error_summary(form: forms.BaseForm) -> dict[str, Any]:
    """Every error of a form in one list with links to the fields; nothing when there is none."""
    return {"form": form, "failed": [bound for bound in form.visible_fields() if bound.errors]}


@register.inclusion_tag("includes/form_fields.html")
def form_fields(form: forms.BaseForm) -> dict[str, Any]:
    """The error summary, the hidden fields and every visible field in order: for forms that need no arrangement."""
    return {"form": form}
