"""Drawing a quality with the bounds around it."""

from typing import NamedTuple

from django import template

from content.models import QualityScore
from content.review.score import Estimate

register = template.Library()


class Places(NamedTuple):
    """A value and its bounds from 0 to 1, and where they stand along a bar, in hundredths of its length."""

    value: float
    low: float
    high: float
    mark: float
    start: float
    width: float


@register.filter
def places(found: QualityScore | Estimate) -> Places:
    value = found.value if isinstance(found, Estimate) else found.score
    assert value is not None, "what was computed has a value"
    mark, start, end = (round(100 * place, 2) for place in (value, found.low, found.high))
    return Places(value, found.low, found.high, mark, start, round(end - start, 2))
