"""What persons said of an attempt after it was finished, as its student is told: grades given by hand, and scores that
were corrected. For the page of its result."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from accounts.models import User
from progress.actions.grading import rubric_of
from progress.models import GradeChange, QuizAttempt, Response
from progress.points import earned_points


@dataclass(frozen=True)
class ChosenLevel:
    """One criterion of a rubric, with the level that was chosen: `points` of `most`."""

    name: str
    text: str
    points: Decimal
    most: Decimal


@dataclass(frozen=True)
class GradeByHand:
    """What `templates/progress/quiz/_graded.html` shows of one answer."""

    levels: list[ChosenLevel]
    earned: Decimal
    points: Decimal
    remark: str
    by: User
    at: datetime


@dataclass(frozen=True)
class Correction:
    """What `templates/progress/quiz/_corrections.html` says of one change of the score. `reason` is empty where a
    person graded an answer anew."""

    at: datetime
    before: Decimal
    after: Decimal
    whole_before: Decimal
    whole_after: Decimal
    reason: str


def grades_by_hand(attempt: QuizAttempt) -> dict[UUID, GradeByHand]:
    """By item version, the answers of the attempt that a person graded. One query."""
    graded = attempt.responses.filter(graded_at__isnull=False).select_related("item_version__item", "graded_by")
    return {response.item_version_id: describe_grade(response) for response in graded}


def describe_grade(response: Response) -> GradeByHand:
    """Of an answer that a person graded, with its item version, item and grader loaded."""
    assert response.graded_by is not None, "a person graded it"
    assert response.graded_at is not None, "a person graded it"
    return GradeByHand(
        chosen_levels(response),
        earned_points(response) or Decimal(0),
        response.points,
        response.remark,
        response.graded_by,
        response.graded_at,
    )


def chosen_levels(response: Response) -> list[ChosenLevel]:
    """The levels by the rubric that was answered to."""
    pairs = zip(rubric_of(response), response.levels or [], strict=False)
    return [
        ChosenLevel(criterion.name, criterion.levels[level].text, criterion.levels[level].points, most=criterion.points)
        for criterion, level in pairs
        if level < len(criterion.levels)
    ]


def corrections_of(attempt: QuizAttempt) -> list[Correction]:
    """The changes of its score after it had been graded, the latest first. One query."""
    changes = GradeChange.objects.filter(response__attempt=attempt, fraction_before__isnull=False)
    return [
        Correction(
            at=change.at,
            before=change.score_before,
            after=change.score_after,
            whole_before=change.max_score_before,
            whole_after=change.max_score_after,
            reason=change.regrade.reason if change.regrade else "",
        )
        for change in changes.select_related("regrade").order_by("-at", "-pk")
        if change.score_before != change.score_after
    ]
