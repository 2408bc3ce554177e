"""Item statistics in a template."""

from django import template
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def share(value: object, digits: int = 0) -> str:
    """A share as a percentage with a true minus: “42%”, “−7.5%”; a dash for what is none."""
    if not isinstance(value, int | float):
        return "–"
    text = floatformat(round(100 * value, digits) + 0.0, digits)
    return _("%(percent)s%%") % {"percent": text.replace("-", "−")}
