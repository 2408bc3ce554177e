"""An answer of a finished attempt is worth something else from now on; what it was worth is kept."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from accounts.models import User
from progress.actions.marking import FRACTION, write_score
from progress.models import GradeChange, QuizAttempt, Regrade, Response


def whole_fraction(fraction: Decimal) -> Decimal:
    """As it is stored: between -1 and 1, and no longer than the column."""
    return max(Decimal(-1), min(fraction, Decimal(1))).quantize(FRACTION, ROUND_HALF_UP)


def change_worth(
    *,
    attempt: QuizAttempt,
    response: Response,
    fraction: Decimal,
    by: User,
    at: datetime,
    regrade: Regrade | None = None,
    remark_before: str = "",
) -> GradeChange:
    """Give `response` another `fraction`, and `attempt` the score that follows. The caller holds the rows of both, and
    writes the figures of the student's progress. Four queries."""
    assert attempt.score is not None, "a finished attempt has a score"
    assert attempt.max_score is not None, "a finished attempt has a score"
    before = (response.fraction, attempt.score, attempt.max_score)
    response.fraction = whole_fraction(fraction)
    response.save(update_fields=["fraction", "graded_by", "graded_at", "levels", "remark"])
    write_score(attempt)
    return GradeChange.objects.create(
        response=response,
        regrade=regrade,
        by=by,
        at=at,
        fraction_before=before[0],
        fraction_after=response.fraction,
        score_before=before[1],
        max_score_before=before[2],
        score_after=attempt.score,
        max_score_after=attempt.max_score,
        remark_before=remark_before,
    )
