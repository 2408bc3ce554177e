"""Points in words."""

from decimal import Decimal

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _


def say_points(points: Decimal) -> str:
    """At most two decimals, and none where there are none."""
    return floatformat(points, -2)


def say_score(score: Decimal, whole: Decimal) -> str:
    return _("%(score)s of %(whole)s") % {"score": say_points(score), "whole": say_points(whole)}
