"""An open attempt: its questions, saving what is answered, checking it in practice, the end."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.refusals import NotHere, Refusal, WrongState
from accounts.requests import SignedInRequest
from content.kinds import StudyMode
from content.models import Content
from progress.access import can_see_attempt, find_attempt, get_attempt, get_open_attempt, get_piece
from progress.actions import attempting, closing
from progress.actions.answering import Saved
from progress.attempt_pages import END, load_attempt_page
from progress.clock import Opening, mark_opening
from progress.digests import answer_digest
from progress.models import QuizAttempt
from progress.rules import quiz_frame
from progress.submitted import read_id, read_number, read_submitted

PLACE = "question"  # the parameter that names the question shown


@login_required
@require_safe
def take_attempt(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """All questions on one page, or one of them, with what is answered so far."""
    content = get_piece(request.user, content_id, StudyMode.ANSWER)
    attempt = get_open_attempt(request.user, content)
    if attempt is None:
        return redirect("progress:study", content.pk)
    if closing.is_over(attempt, timezone.now()):
        closing.close_attempt(attempt=attempt)
        messages.warning(request, _("The time was up. What was saved until then counts."))
        return redirect("progress:attempt-result", content.pk, attempt.number)
    return _show_attempt(request, attempt, request.GET.get(PLACE, ""))


@login_required
@require_POST
def save_answers(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """Save what the form holds, and go where its button leads."""
    content = get_piece(request.user, content_id, StudyMode.ANSWER)
    attempt = _get_sent_attempt(request, content)
    try:
        saved = attempting.save_answers(
            attempt=attempt,
            by=request.user,
            answers=read_submitted(request.POST),
            as_shown=True,
            opening=Opening.read(request.POST),
        )
    except WrongState as error:
        messages.warning(request, error.message)
        return redirect("progress:attempt-result", content.pk, attempt.number)
    _report(request, saved)
    if saved.errors:
        return _show_attempt(request, saved.attempt, request.POST.get(PLACE, ""), saved)
    if go := request.POST.get("go", ""):
        return redirect(_address(content, go))
    messages.success(request, _("Your answers are saved. You may leave, and go on another time."))
    return redirect(_address(content, request.POST.get(PLACE, "")))


@login_required
@require_POST
def save_answer(request: SignedInRequest, content_id: UUID) -> JsonResponse:
    """Save what a script sends while it is answered: one question or several. With `yields`, an answer that another
    device gave since stands, and its question is named."""
    try:
        content = get_piece(request.user, content_id, StudyMode.ANSWER)
        attempt = _get_sent_attempt(request, content)
        saved = attempting.save_answers(
            attempt=attempt,
            by=request.user,
            answers=read_submitted(request.POST),
            as_shown=True,
            yields="yields" in request.POST,
            opening=Opening.read(request.POST),
        )
    except Http404 as error:
        return JsonResponse({"message": str(error)}, status=404)
    except WrongState as error:
        result = reverse("progress:attempt-result", args=[content.pk, attempt.number])
        return JsonResponse({"message": error.message, "result": result}, status=409)
    return JsonResponse(_tell_saved(request, saved))


@login_required
@require_POST
def check_answer(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """In practice: fix the answer to one question, and show how it was."""
    content = get_piece(request.user, content_id, StudyMode.ANSWER)
    attempt, question = _get_sent_attempt(request, content), read_id(request.POST.get("check", ""))
    if question is None:
        raise NotHere(_("That question is not in this attempt. Open your attempt again to see those that are."))
    place = request.POST.get(PLACE, "")
    try:
        saved = attempting.check_answer(
            attempt=attempt,
            by=request.user,
            question=question,
            answers=read_submitted(request.POST),
            as_shown=True,
            opening=Opening.read(request.POST),
        )
    except WrongState as error:
        messages.warning(request, error.message)
        return redirect("progress:attempt-result", content.pk, attempt.number)
    except Refusal as error:
        messages.warning(request, error.message)
        return redirect(_address(content, place))
    _report(request, saved)
    if saved.errors:
        return _show_attempt(request, saved.attempt, place, saved)
    return redirect(f"{_address(content, place)}#question-{question}")


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
    return _show_attempt(request, saved.attempt, END, saved)


def _get_sent_attempt(request: SignedInRequest, content: Content) -> QuizAttempt:
    """The attempt that the form belongs to: it may have been finished in another window meanwhile. A form of another
    student, left open where somebody else logged in since, is refused and recorded."""
    if (sent_of := read_id(request.POST.get("of", ""))) and (other := find_attempt(content, sent_of)):
        if can_see_attempt(request.user, other):
            return other
        attempting.refuse_foreign(attempt=other, by=request.user)
        raise NotHere(
            _("This page belonged to another student, so nothing of it was saved. Open the quiz as yourself.")
        )
    return get_attempt(request.user, content, read_number(request.POST.get("attempt", "")))


def _show_attempt(
    request: SignedInRequest, attempt: QuizAttempt, place: str, saved: Saved | None = None
) -> HttpResponse:
    """The attempt; after a press that could not be followed, what keeps it, and everything as it was typed."""
    now = timezone.now()
    context = {
        "content": attempt.content,
        "version": attempt.version,
        "attempt": attempt,
        "frame": quiz_frame(attempt.version),
        "page": load_attempt_page(attempt, place, saved.errors if saved else None, read_submitted(request.POST)),
        "saved": saved,
        "opened": mark_opening(request.user, attempt.content.pk, now),
        "seconds_left": _seconds_left(attempt),
        "grace_left": max(0, int((attempt.closes_at - now).total_seconds())) if attempt.closes_at else None,
    }
    status = 422 if saved and saved.errors else 200
    return render(request, "progress/quiz/attempt.html", context, status=status)


def _seconds_left(attempt: QuizAttempt) -> int | None:
    """Until its time is up; None where it has none."""
    return max(0, int((attempt.deadline - timezone.now()).total_seconds())) if attempt.deadline else None


def _tell_saved(request: SignedInRequest, saved: Saved) -> dict[str, Any]:
    """What a script needs to go on: `was` for each question that was asked, as `attempt.html` has it; the seconds left;
    and a fresh mark for the time it takes from here on."""
    now, attempt = timezone.now(), saved.attempt
    return {
        "message": _("Saved at %(time)s") % {"time": date_format(timezone.localtime(now), "H:i")},
        "notes": _notes(saved),
        "errors": {str(question): sentence for question, sentence in saved.errors.items()},
        "was": {str(question): answer_digest(attempt, question, answer) for question, answer in saved.kept.items()},
        "answered": [str(question) for question, answer in saved.kept.items() if answer is not None],
        "elsewhere": [str(question) for question in saved.elsewhere],
        "seconds_left": _seconds_left(attempt),
        "opened": mark_opening(request.user, attempt.content_id, now),
    }


def _notes(saved: Saved) -> list[str]:
    """What she has to be told about what was sent, beside the answers that could not be read."""
    notes = []
    if saved.unknown:
        notes.append(_("Something was sent that belongs to no question of this attempt. It was left out."))
    if saved.fixed:
        notes.append(_("An answer that was checked already cannot be changed any more. It stands as it was."))
    if saved.late:
        notes.append(
            _("The attempt was over, so what you sent after that was not taken. What was saved before counts.")
        )
    if saved.elsewhere and not saved.yields:
        notes.append(
            ngettext(
                "You had answered %(count)d question on another device since. What you sent last counts.",
                "You had answered %(count)d questions on another device since. What you sent last counts.",
                len(saved.elsewhere),
            )
            % {"count": len(saved.elsewhere)}
        )
    return notes


def _report(request: SignedInRequest, saved: Saved) -> None:
    for note in _notes(saved):
        messages.warning(request, note)
    if saved.errors and saved.attempt.is_finished:
        messages.warning(
            request, _("The time was up, and an answer could not be read. What was saved before it counts.")
        )


def _address(content: Content, place: str) -> str:
    address = reverse("progress:attempt", args=[content.pk])
    return f"{address}?{PLACE}={place}" if place == END or read_number(place) else address
