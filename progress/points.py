"""Points in words."""

from decimal import ROUND_HALF_UP, Decimal

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

from progress.actions.marking import POINTS
from progress.models import Response


def say_points(points: Decimal) -> str:
    """At most two decimals, and none where there are none."""
    return floatformat(points.quantize(POINTS), -2)


def earned_points(response: Response) -> Decimal | None:
    """What an answer earned, a third of the points being rounded as the score is; None while it waits."""
    return None if response.fraction is None else (response.fraction * response.points).quantize(POINTS, ROUND_HALF_UP)


def say_score(score: Decimal, whole: Decimal) -> str:
    return _("%(score)s of %(whole)s") % {"score": say_points(score), "whole": say_points(whole)}
