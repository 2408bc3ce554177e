"""What answers are worth by the rules of their quiz, and what an attempt comes to."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from content.kinds.quiz import QuizFrame
from content.models import ItemVersion
from content.questions import get_question_type
from progress.models import QuizAttempt, Response

POINTS, FRACTION = Decimal("0.00001"), Decimal("0.0000001")


def mark(frame: QuizFrame, entry: ItemVersion, response: Response) -> None:
    """Set the `fraction` of a response to what its answer earns: 0 without one, None where a person has to say."""
    question_type = get_question_type(entry.item.type)
    fraction = question_type.grade(question_type.parse(entry.data), response.answer).fraction
    earned = frame.mark(fraction, is_answered=response.answer is not None)
    response.fraction = None if earned is None else earned.quantize(FRACTION, ROUND_HALF_UP)


def total_score(responses: Iterable[Response]) -> tuple[Decimal, Decimal]:
    """The points earned, and those that could be, over the responses that have been graded. A wrong answer may cost
    points, but the whole is never below 0."""
    graded = [(response.fraction, response.points) for response in responses if response.fraction is not None]
    whole = sum((points for _fraction, points in graded), Decimal(0))
    earned = sum((fraction * points for fraction, points in graded), Decimal(0))
    return max(Decimal(0), min(earned.quantize(POINTS, ROUND_HALF_UP), whole)), whole


def write_score(attempt: QuizAttempt) -> None:
    """The score of a finished attempt anew, after the worth of an answer has changed; what it says of its items is
    counted anew, too. The caller holds the student's row of the piece and that of the attempt, and writes her
    figures."""
    responses = Response.objects.filter(attempt=attempt).only("fraction", "points")
    attempt.score, attempt.max_score = total_score(responses)
    attempt.to_count = True
    attempt.save(update_fields=["score", "max_score", "to_count"])
