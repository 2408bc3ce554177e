"""The parts of the design system that templates ask for by name; each is shown live at /styleguide/.

`{% load factoria_ui %}` is enough: it brings the form parts of `factoria_forms` and the page furniture of
`factoria_page` along.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django import template
from django.template.defaultfilters import floatformat
from django.templatetags.static import static
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from factoria.templatetags import factoria_forms, factoria_page

register = template.Library()
register.tags = {**factoria_forms.register.tags, **factoria_page.register.tags}

Text = str | Promise
Number = int | float | Decimal


class State(NamedTuple):
    """How one state looks everywhere: by word, by shape (an icon) and by tone (one of the five colours)."""

    label: Text
    icon: str
    tone: str


STATES: Mapping[str, State] = {
    "draft": State(_("Draft"), "circle", "outline"),
    "pending": State(_("Waiting for review"), "half-circle", "warn"),
    "changes_requested": State(_("Changes requested"), "arrow-back", "warn"),
    "approved": State(_("Approved"), "check", "good"),
    "published": State(_("Published"), "disc", "good"),
    "rejected": State(_("Rejected"), "cross", "bad"),
    "archived": State(_("Archived"), "archive", "faded"),
    "stale": State(_("Stale"), "clock", "warn"),
    "not_started": State(_("Not started"), "circle", "outline"),
    "in_progress": State(_("In progress"), "half-circle", "info"),
    "completed": State(_("Completed"), "check-circle", "good"),
}

KIND_ICONS: Mapping[str, str] = {
    "study_guide": "book",
    "flashcards": "cards",
    "quiz": "quiz",
    "podcast": "microphone",
}


@register.filter
def has_table(parts: Iterable[tuple[str, str]]) -> bool:
    """Whether the text of a comparison (see includes/diff.html) holds a table in Markdown, whose columns line up only
    where every letter is as wide."""
    return "\n|" in "".join(text for _operation, text in parts or ())


@register.simple_tag
def icon(name: str, label: Text = "", css: str = "") -> SafeString:
    """An icon from the sprite. Without a label it is decoration and hidden from screen readers."""
    return _draw_icon(name, _say(label), css)


@register.simple_tag
def badge(label: Text, tone: str = "neutral", icon_name: str = "") -> SafeString:
    """A word in a small frame. Tone: neutral, outline, faded, info, good, warn or bad."""
    return _draw_badge(_say(label), tone, icon_name)


@register.simple_tag
def state_badge(status: str, label: Text = "") -> SafeString:
    """The badge of a state, given its stored value; a state the table does not know shows its value in plain words."""
    state = STATES.get(str(status), State(str(status).replace("_", " ").capitalize(), "circle", "neutral"))
    return _draw_badge(_say(label or state.label), state.tone, state.icon)


@register.simple_tag
def kind_icon(kind: str) -> SafeString:
    """The icon of a kind of material; kinds added later show a page until they have one of their own."""
    return icon(KIND_ICONS.get(str(kind), "page"))


@register.simple_tag
def progress(value: Number, total: Number = 100, label: Text = "", tone: str = "") -> SafeString:
    """A bar with its figure: `{% progress 12 20 "approved" %}` says "12 of 20 approved"; of 100 it says "60%"."""
    if total == 100:
        figure = format_html("{}% {}" if label else "{}%", floatformat(value), label)
    else:
        shown = gettext("%(value)s of %(total)s") % {"value": localize(value), "total": localize(total)}
        figure = format_html("{} {}", shown, label)
    return format_html(
        '<div class="progress{}"><progress max="{}" value="{}" aria-label="{}"></progress>'
        '<span class="progress__figure">{}</span></div>',
        f" progress--{tone}" if tone else "",
        str(total or 1),  # as a machine reads it, whatever the language
        str(value),
        label or gettext("Progress"),
        figure,
    )


def _say(label: Text) -> str:
    """In the language of this page; what is safe stays so."""
    return str(label) if isinstance(label, Promise) else label


@cache
def _sprite() -> str:
    return static("img/icons.svg")


@lru_cache(maxsize=1024, typed=True)  # typed, for a safe label and a plain one of the same letters are not the same
def _draw_icon(name: str, label: str, css: str) -> SafeString:
    said = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon{}" {} width="20" height="20"><use href="{}#{}"></use></svg>',
        f" {css}" if css else "",
        said,
        _sprite(),
        name,
    )


@lru_cache(maxsize=256, typed=True)
def _draw_badge(label: str, tone: str, icon_name: str) -> SafeString:
    shape = icon(icon_name) if icon_name else ""
    return format_html('<span class="badge badge--{}">{}{}</span>', tone, shape, label)


@register.inclusion_tag("includes/meter.html")
def meter(value: Number | None, label: Text, explanation: Text = "") -> dict[str, Any]:
    """A measure from 0 to 1, such as quality, with its two-digit figure; None says "not measured yet"."""
    return {"value": value, "label": label, "explanation": explanation}


@register.inclusion_tag("includes/stars.html")
def stars(average: Number | None, count: int | None = None) -> dict[str, Any]:
    """A rating from 1 to 5, read only: five shapes, the figure and how many people it is of."""
    rounded = round(float(average) * 2) / 2 if average is not None else 0.0
    shapes = ["star-full" if rounded >= n else "star-half" if rounded == n - 0.5 else "star" for n in range(1, 6)]
    return {"average": average, "count": count, "shapes": shapes}


@register.inclusion_tag("includes/breadcrumb.html")
def breadcrumb(*parts: Text) -> dict[str, Any]:
    """The way here: label, address, label, address, …, label of this page: `{% breadcrumb "Studio" url title %}`."""
    pairs = list(zip(parts[:-1:2], parts[1::2], strict=True))
    return {"ancestors": pairs, "current": parts[-1] if len(parts) % 2 else ""}
