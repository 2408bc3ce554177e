"""What an author sees of the attempts at her quiz."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.paging import PARAMETER, paginate
from accounts.requests import SignedInRequest
from content.models import Content
from content.presentation import PresentedItem, present_item
from content.questions import get_question_type
from progress.authors import attempts_at, get_attempt_at, get_quiz_for_author
from progress.corrections import GradeByHand, corrections_of, describe_grade
from progress.drawing import load_drawn
from progress.models import AttemptEvent, QuizAttempt, Response
from progress.points import earned_points
from progress.results import Summary, summarise

SHOWN_EVENTS = 100


@dataclass(frozen=True)
class AttemptRow:
    """`events` counts what happened beside the answers."""

    attempt: QuizAttempt
    summary: Summary
    events: int


@dataclass(frozen=True)
class AnswerShown:
    """One question of an attempt, as its author reads it: what was answered, and what was right, both in words."""

    item: PresentedItem
    number: int
    response: Response | None
    text: str
    right: str
    earned: Decimal | None = None
    grade: GradeByHand | None = None


@login_required
@require_safe
def list_attempts(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """All attempts, the latest first."""
    content = get_quiz_for_author(request.user, content_id)
    page = paginate(attempts_at(content), order=("-started_at", "-id"), token=request.GET.get(PARAMETER))
    context = {"content": content, "page": page, "rows": _rows(content, page.rows), **page.links(request)}
    return render(request, "progress/attempts/list.html", context)


def _rows(content: Content, attempts: Sequence[QuizAttempt]) -> list[AttemptRow]:
    """With the number of their events. One query."""
    events = AttemptEvent.objects.filter(attempt__in=attempts).order_by().values_list("attempt")
    happened = dict(events.annotate(Count("pk")))
    for attempt in attempts:
        attempt.content = attempt.version.content = content
    return [AttemptRow(attempt, summarise(attempt), happened.get(attempt.pk, 0)) for attempt in attempts]


@login_required
@require_safe
def show_attempt(request: SignedInRequest, content_id: UUID, attempt_id: UUID) -> HttpResponse:
    """One attempt: every answer in words, and what happened beside them."""
    content = get_quiz_for_author(request.user, content_id)
    attempt = get_attempt_at(content, attempt_id)
    answers = _answers(attempt)
    events = attempt.events.select_related("by").order_by("at", "pk")
    context: dict[str, Any] = {
        "content": content,
        "attempt": attempt,
        "summary": summarise(attempt),
        "waiting": sum(answer.grade is None and _waits(answer.response) for answer in answers),
        "answers": answers,
        "events": list(events[:SHOWN_EVENTS]),
        "corrections": corrections_of(attempt),
    }
    return render(request, "progress/attempts/detail.html", context)


def _waits(response: Response | None) -> bool:
    return bool(response and response.answer is not None and response.fraction is None and response.attempt.is_finished)


def _answers(attempt: QuizAttempt) -> list[AnswerShown]:
    """Two queries."""
    responses = {
        response.item_version_id: response for response in attempt.responses.select_related("graded_by", "attempt")
    }
    shown: list[AnswerShown] = []
    for entry in load_drawn(attempt):
        question_type = get_question_type(entry.item.type)
        if not question_type.is_graded:
            continue
        item, response = present_item(entry), responses.get(entry.pk)
        text = question_type.answer_text(item.data, response.answer if response else None)
        right = question_type.correct_text(item.data)
        shown.append(_shown(item, len(shown) + 1, response, text, right))
        if response:
            response.item_version = entry
    return [_with_grade(answer) for answer in shown]


def _shown(item: PresentedItem, number: int, response: Response | None, text: str, right: str) -> AnswerShown:
    return AnswerShown(item, number, response, text, right, earned=earned_points(response) if response else None)


def _with_grade(answer: AnswerShown) -> AnswerShown:
    if answer.response is None or answer.response.graded_at is None:
        return answer
    grade = describe_grade(answer.response)
    return AnswerShown(answer.item, answer.number, answer.response, answer.text, answer.right, answer.earned, grade)
