"""A quiz before the start, and after the end: what it asks for, the attempts so far, the result of each."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.paging import PARAMETER, paginate
from accounts.requests import SignedInRequest
from content.kinds import StudyMode
from content.models import Content
from progress.access import get_attempt, get_open_attempt, get_piece, published_version
from progress.actions import attempting, closing
from progress.corrections import corrections_of, grades_by_hand
from progress.drawing import count_questions
from progress.models import LearningProgress, QuizAttempt
from progress.offers import load_offers
from progress.results import load_result, summarise
from progress.rules import quiz_frame

ASSIGNMENT = "assignment"  # the parameter, and the field, that chooses one of several
SHOWN_ATTEMPTS = 20


def show_quiz(request: SignedInRequest, content: Content) -> HttpResponse:
    """Before the start: the rules as they hold for her, and the attempts so far."""
    closing.close_over(student=request.user, content=content)
    version = published_version(content)
    now = timezone.now()
    offers = load_offers(request.user, content, quiz_frame(version), now)
    offer = offers.choose(request.GET.get(ASSIGNMENT, ""))
    own = QuizAttempt.objects.visible_to(request.user).filter(content=content).finished()
    finished = own.select_related("version", "assignment").defer("version__text")
    past = paginate(finished, order=("-number",), token=request.GET.get(PARAMETER), size=SHOWN_ATTEMPTS)
    for attempt in past.rows:
        attempt.content = attempt.version.content = content
    context = {
        "content": content,
        "version": version,
        "frame": offer.rules.frame,
        "rules": offer.rules,
        "left": offer.left,
        "others": offers.beside(offer),
        "count": count_questions(version),
        "past": [(attempt, summarise(attempt)) for attempt in past.rows],
        "progress": LearningProgress.objects.filter(student=request.user, content=content).first(),
        "open_attempt": get_open_attempt(request.user, content),
        "now": now,
        **past.links(request),
    }
    return render(request, "progress/quiz/start.html", context)


@login_required
@require_POST
def start_attempt(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    content = get_piece(request.user, content_id, StudyMode.ANSWER)
    attempting.start_attempt(student=request.user, content=content, assignment=request.POST.get(ASSIGNMENT, ""))
    return redirect("progress:attempt", content.pk)


@login_required
@require_safe
def show_attempt(request: SignedInRequest, content_id: UUID, number: int) -> HttpResponse:
    """The result of a finished attempt, as far as the rules let her see it."""
    content = get_piece(request.user, content_id, StudyMode.ANSWER)
    attempt = get_attempt(request.user, content, number)
    if not attempt.is_finished and closing.is_over(attempt, timezone.now()):
        closing.close_attempt(attempt=attempt)
        attempt = get_attempt(request.user, content, number)
    if not attempt.is_finished:
        return redirect("progress:attempt", content.pk)
    offers = load_offers(request.user, content, quiz_frame(published_version(content)), timezone.now())
    offer = offers.choose()
    result, graded = load_result(attempt), grades_by_hand(attempt)
    context = {
        "content": content,
        "version": attempt.version,
        "attempt": attempt,
        "result": result,
        "questions": [(question, graded.get(question.item.id)) for question in result.questions],
        "corrections": corrections_of(attempt),
        "summary": result.summary,
        "rules": offer.rules,
        "left": offer.left,
    }
    return render(request, "progress/quiz/result.html", context)
