"""The end of an attempt: by its student, or by the clock, which the server owns."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from content.models import Content
from progress.actions.answering import Sheet, load_sheet, write_responses
from progress.actions.marking import mark, total_score
from progress.actions.missing import find_opened, learn_missed
from progress.actions.progressing import hold_progress, write_figures
from progress.actions.recording import Kind, record
from progress.models import QuizAttempt
from progress.rules import quiz_frame
from progress.visibility import shows_answers

logger = logging.getLogger(__name__)


def lock_attempt(attempt_id: UUID, content: Content) -> QuizAttempt:
    """The attempt with its version, held until the transaction ends. Who locks it holds the student's row of the piece
    already: always in that order."""
    rows = QuizAttempt.objects.select_for_update(of=("self",)).select_related("version").defer("version__text")
    attempt = rows.get(pk=attempt_id)
    attempt.content = attempt.version.content = content
    return attempt


def end_attempt(sheet: Sheet, *, at: datetime, by: QuizAttempt.EndedBy) -> None:
    """Mark every question, and write the score: one without an answer earns nothing, one for a person waits and is in
    no sum yet. What was checked on the way keeps what it earned. What was answered wrongly becomes a card, where she
    may see what is right: in earlier attempts, too, whose answers show after the last. The caller writes the
    figures."""
    attempt, frame = sheet.attempt, quiz_frame(sheet.attempt.version)
    responses = [sheet.response(question, at) for question in sheet.questions]
    for response, entry in zip(responses, sheet.questions.values(), strict=True):
        if response.checked_at is None:
            mark(frame, entry, response)
    write_responses(responses, ["fraction"])
    attempt.score, attempt.max_score = total_score(responses)
    attempt.finished_at, attempt.ended_by = at, by
    attempt.save(update_fields=["score", "max_score", "saved_at", "seconds", "finished_at", "ended_by"])
    answers = find_opened(attempt)
    if shows_answers(attempt):
        answers += zip(sheet.questions.values(), responses, strict=True)
    if answers:
        learn_missed(student=attempt.student, content=attempt.content, answers=answers, attempt=attempt, now=at)


def is_over(attempt: QuizAttempt, now: datetime) -> bool:
    """Whether it takes no answers any more, though nobody has finished it."""
    return not attempt.is_finished and attempt.closes_at is not None and attempt.closes_at <= now


def end_by_clock(sheet: Sheet, now: datetime) -> None:
    """End the attempt with what was saved in time: when its time was up, or when the last answer was taken after that,
    however late it is now."""
    attempt = sheet.attempt
    assert attempt.deadline is not None, "what the clock ends has a deadline"
    end_attempt(sheet, at=max(attempt.deadline, attempt.saved_at or attempt.deadline), by=QuizAttempt.EndedBy.CLOCK)
    record(attempt, Kind.CLOSED, by=None, at=now, answered=len(sheet.questions) - sheet.missing, missing=sheet.missing)


@transaction.atomic
def close_attempt(*, attempt: QuizAttempt) -> QuizAttempt:
    """End it if its time is over; however often this is asked, and by however many at once, it happens once. `attempt`
    comes with its content."""
    progress = hold_progress(attempt.student_id, attempt.content)
    locked, now = lock_attempt(attempt.pk, attempt.content), timezone.now()
    if is_over(locked, now):
        end_by_clock(load_sheet(locked), now)
        write_figures(progress, attempt.content)
    return locked


def close_over(*, student: User, content: Content | None = None) -> int:
    """End what is over of one student's attempts, at one quiz or at all: whoever looks at them sees them as they are.
    One query where nothing is. Returns how many."""
    over = QuizAttempt.objects.over(timezone.now()).filter(student=student)
    if content is not None:
        over = over.filter(content=content)
    return sum(
        close_attempt(attempt=attempt).is_finished
        for attempt in over.select_related("content").defer("content__search")
    )


def close_due() -> int:
    """End every attempt whose time is over; returns how many. One that fails keeps no other waiting."""
    closed = 0
    due = QuizAttempt.objects.over(timezone.now()).select_related("content").defer("content__search")
    for attempt in due.order_by("closes_at", "pk").iterator(chunk_size=200):
        try:
            closed += close_attempt(attempt=attempt).is_finished
        except Exception:
            logger.exception("attempt %s: its time is over, but it could not be ended", attempt.pk)
    return closed
