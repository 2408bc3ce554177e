"""Taking a quiz: what it asks for, the attempt, the result."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.refusals import WrongState
from accounts.requests import SignedInRequest
from content.kinds import StudyMode
from content.models import Content
from progress.access import get_attempt, get_open_attempt, get_piece, published_version
from progress.actions import attempting
from progress.actions.attempting import Saved
from progress.clock import Opening, mark_opening
from progress.drawing import count_questions
from progress.models import QuizAttempt
from progress.presenting import present_attempt
from progress.results import summarise
from progress.submitted import read_submitted

SHOWN_ATTEMPTS = 20


def show_quiz(request: SignedInRequest, content: Content) -> HttpResponse:
    """Before the start: the rules, and the attempts so far."""
    version = published_version(content)
    own = QuizAttempt.objects.visible_to(request.user).filter(content=content).select_related("version")
    attempts = list(own.order_by("-number")[: SHOWN_ATTEMPTS + 1])
    for attempt in attempts:
        attempt.content = attempt.version.content = content
    context = {
        "content": content,
        "version": version,
        "frame": version.parsed_frame,
        "count": count_questions(version),
        "past": [(attempt, summarise(attempt)) for attempt in attempts if attempt.is_finished],
        "open_attempt": next((attempt for attempt in attempts if not attempt.is_finished), None),
    }
    return render(request, "progress/quiz/start.html", context)


@login_required
@require_POST
def start_attempt(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    content = get_piece(request.user, content_id, StudyMode.ANSWER)
    attempting.start_attempt(student=request.user, content=content)
    return redirect("progress:attempt", content.pk)


@login_required
@require_safe
def take_attempt(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """All questions on one page, with what is answered so far."""
    content = get_piece(request.user, content_id, StudyMode.ANSWER)
    attempt = get_open_attempt(request.user, content)
    if attempt is None:
        return redirect("progress:study", content.pk)
    return _show_attempt(request, attempt)


@login_required
@require_POST
def save_answers(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    content = get_piece(request.user, content_id, StudyMode.ANSWER)
    attempt, answers = _get_sent_attempt(request, content), read_submitted(request.POST)
    try:
        saved = attempting.save_answers(
            attempt=attempt, by=request.user, answers=answers, as_shown=True, opening=Opening.read(request.POST)
        )
    except WrongState as error:
        messages.warning(request, error.message)
        return redirect("progress:attempt-result", content.pk, attempt.number)
    _report(request, saved)
    if saved.errors:
        return _show_attempt(request, saved.attempt, saved)
    messages.success(request, _("Your answers are saved. You may leave, and go on another time."))
    return redirect("progress:attempt", content.pk)


@login_required
@require_POST
def finish_attempt(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """Grade the attempt; with questions unanswered, only when she says so a second time."""
    content = get_piece(request.user, content_id, StudyMode.ANSWER)
    attempt = _get_sent_attempt(request, content)
    saved = attempting.finish_attempt(
        attempt=attempt,
        by=request.user,
        answers=read_submitted(request.POST),
        as_shown=True,
        accepts_missing="accepts_missing" in request.POST,
        opening=Opening.read(request.POST),
    )
    _report(request, saved)
    if saved.attempt.is_finished:
        return redirect("progress:attempt-result", content.pk, attempt.number)
    return _show_attempt(request, saved.attempt, saved)


@login_required
@require_safe
def show_attempt(request: SignedInRequest, content_id: UUID, number: int) -> HttpResponse:
    """The result of a finished attempt: what was right, and why."""
    content = get_piece(request.user, content_id, StudyMode.ANSWER)
    attempt = get_attempt(request.user, content, number)
    if not attempt.is_finished:
        return redirect("progress:attempt", content.pk)
    questions = present_attempt(attempt)
    context = {
        "content": content,
        "version": attempt.version,
        "attempt": attempt,
        "questions": questions,
        "summary": summarise(attempt, questions),
    }
    return render(request, "progress/quiz/result.html", context)


def _get_sent_attempt(request: SignedInRequest, content: Content) -> QuizAttempt:
    """The attempt that the form belongs to: it may have been finished in another window meanwhile."""
    number = request.POST.get("attempt", "")
    return get_attempt(request.user, content, int(number) if number.isdecimal() and len(number) < 9 else 0)


def _show_attempt(request: SignedInRequest, attempt: QuizAttempt, saved: Saved | None = None) -> HttpResponse:
    """The attempt; after a press that could not be followed, what keeps it, and everything as it was typed."""
    context = {
        "content": attempt.content,
        "version": attempt.version,
        "attempt": attempt,
        "questions": present_attempt(attempt, saved.errors if saved else None, read_submitted(request.POST)),
        "saved": saved,
        "opened": mark_opening(request.user, attempt.content.pk, timezone.now()),
    }
    status = 422 if saved and saved.errors else 200
    return render(request, "progress/quiz/attempt.html", context, status=status)


def _report(request: SignedInRequest, saved: Saved) -> None:
    if saved.unknown:
        messages.warning(request, _("Something was sent that belongs to no question of this attempt. It was left out."))
