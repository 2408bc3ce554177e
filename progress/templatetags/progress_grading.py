"""What the pages of grading say."""

from decimal import Decimal

from django import template

from progress.authors import heading_of
from progress.corrections import GradeByHand
from progress.models import GradeChange, Response
from progress.points import say_points, say_score

register = template.Library()


@register.filter
def question_name(response: Response) -> str:
    """What the question of an answer is called; its item is loaded."""
    return heading_of(response.item_version)


@register.filter
def score_of(grade: GradeByHand) -> str:
    return say_score(grade.earned, grade.points)


@register.filter
def points_before(change: GradeChange, response: Response) -> str:
    return say_points((change.fraction_before or Decimal(0)) * response.points)


@register.filter
def points_after(change: GradeChange, response: Response) -> str:
    return say_points(change.fraction_after * response.points)
