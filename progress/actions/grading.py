"""Grading by a person: by the rubric of a question, or in points."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.notifying import notify
from accounts.models import User
from accounts.refusals import Refusal, StaleEdit, WrongState
from content.access import can_edit
from content.models import Content
from content.questions import get_question_type
from content.questions.essay import EssayData
from content.questions.rubrics import Rubric, total_points
from progress import events
from progress.actions.locking import lock_attempts
from progress.actions.progressing import hold_progress, write_figures
from progress.actions.rescoring import change_worth, whole_fraction
from progress.models import GradeChange, QuizAttempt, Response
from progress.points import say_score


class GradedMeanwhile(StaleEdit):
    """Somebody else graded the answer since its page was opened: `response` is as it is now."""

    def __init__(self, response: Response) -> None:
        super().__init__(_("Somebody graded this answer while you looked at it. Your grade is not saved yet."))
        self.response = response


@transaction.atomic
def grade_response(
    *,
    response: Response,
    by: User,
    levels: Sequence[int] | None = None,
    points: Decimal | None = None,
    remark: str = "",
    seen: datetime | None = None,
) -> Response:
    """What an answer is worth, by a person: the place of a level for each criterion of its rubric, or `points` where it
    has none; the rules of the quiz about wrong answers do not touch it. The student is told once all of her attempt is
    graded, and of every later change. `seen` is when it had been graded last, as the grader saw it.

    Raises PermissionDenied unless `by` may edit the piece and the answer is not her own; WrongState while the attempt
    goes on, and for an answer that no person grades; Refusal for what is no grade of this question; GradedMeanwhile."""
    content, student_id = response.attempt.content, response.attempt.student_id
    if not can_edit(by, content):
        raise PermissionDenied(_("Only who may edit this quiz grades answers to it."))
    if student_id == by.pk:
        raise PermissionDenied(_("This is your own answer. Somebody who writes the quiz with you has to grade it."))
    progress = hold_progress(student_id, content)
    (attempt,) = lock_attempts(content, pk=response.attempt_id)
    response = _lock_answer(response, attempt)
    if response.graded_at != seen:
        raise GradedMeanwhile(response)
    fraction = whole_fraction(_worth(response, levels, points))
    is_same = (response.fraction, response.levels, response.remark) == (fraction, _listed(levels), remark)
    if is_same and response.graded_at:
        return response
    remark_before, now = response.remark, timezone.now()
    response.levels, response.remark = _listed(levels), remark
    response.graded_by, response.graded_at = by, now
    change = change_worth(
        attempt=attempt, response=response, fraction=fraction, by=by, at=now, remark_before=remark_before
    )
    write_figures(progress, content)
    _tell(attempt, change, by)
    return response


def _listed(levels: Sequence[int] | None) -> list[int] | None:
    return None if levels is None else list(levels)


def _lock_answer(response: Response, attempt: QuizAttempt) -> Response:
    locked = Response.objects.select_for_update(of=("self",)).select_related("item_version__item", "graded_by")
    found = locked.get(pk=response.pk)
    found.attempt = attempt
    if not attempt.is_finished:
        raise WrongState(_("This attempt is not finished yet, so there is nothing to grade."))
    if found.answer is None or not get_question_type(found.item_version.item.type).needs_grader:
        raise WrongState(_("No person grades this: it was not answered, or its grade follows from its right answer."))
    return found


def rubric_of(response: Response) -> Rubric:
    """The criteria of its question, in the wording that was answered; empty where it has none."""
    data = response.item_version.parsed
    return data.criteria if isinstance(data, EssayData) else ()


def _worth(response: Response, levels: Sequence[int] | None, points: Decimal | None) -> Decimal:
    """The share of the points. Raises Refusal."""
    rubric = rubric_of(response)
    if rubric:
        if levels is None or len(levels) != len(rubric):
            raise Refusal(_("Choose a level for each criterion of the rubric."))
        pairs = list(zip(rubric, levels, strict=True))
        if any(not 0 <= level < len(criterion.levels) for criterion, level in pairs):
            raise Refusal(_("There is no such level in the rubric. Choose one of those that are shown."))
        earned = sum((criterion.levels[level].points for criterion, level in pairs), Decimal(0))
        return earned / (total_points(rubric) or 1)
    if levels is not None or points is None or not 0 <= points <= response.points:
        words = {"points": f"{response.points.normalize():f}"}
        raise Refusal(_("Give from 0 to %(points)s points.") % words)
    return points / (response.points or 1)


def _tell(attempt: QuizAttempt, change: GradeChange, by: User) -> None:
    """The student: of the whole once nothing waits, of one answer where it was graded before."""
    if attempt.responses.filter(fraction__isnull=True, answer__isnull=False).exists():
        return
    is_first = change.fraction_before is None
    score = say_score(change.score_after, change.max_score_after)
    if not is_first:
        score = f"{say_score(change.score_before, change.max_score_before)} → {score}"
    notify(
        event=events.GRADED if is_first else events.CORRECTED,
        to=[attempt.student_id],
        actor=by,
        subject=attempt.version.title,
        url=result_url(attempt.content, attempt),
        key=f"graded:{attempt.pk}" if is_first else f"graded:{change.pk}",
        details={"facts": [{"name": _("Score"), "value": score}]},
    )


def result_url(content: Content, attempt: QuizAttempt) -> str:
    """Where its student sees what she answered."""
    return reverse("progress:attempt-result", args=[content.pk, attempt.number])
