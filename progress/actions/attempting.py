"""Taking a quiz: start, save, check, finish. The server owns the clock, the order and the answers."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.refusals import Refusal, WrongState
from content.kinds import StudyMode
from content.models import Content
from content.questions.base import Submitted
from progress.actions.answering import Saved, SentAnswers, Sheet, keep_answers, load_sheet, write_responses
from progress.actions.closing import close_over, end_attempt, end_by_clock, is_over, lock_attempt
from progress.actions.locking import share_assignments
from progress.actions.marking import mark
from progress.actions.progressing import lock_progress, write_figures
from progress.actions.recording import Kind, record
from progress.actions.timing import add_time
from progress.clock import NO_OPENING, Opening
from progress.difficulty.easing import easy_order
from progress.models import Assignment, QuizAttempt
from progress.offers import Offers, load_offers
from progress.rules import Rules, quiz_frame

QUESTION_CAP = timedelta(minutes=5)


def start_attempt(*, student: User, content: Content, assignment: str = "") -> QuizAttempt:
    """A new attempt at the published version, its clock running, or the one she has not finished, whose clock runs on.
    It is made under the `assignment` of that key, else under that of her classes which is due first, while one of them
    takes attempts and she has any left; without, by the rules of the quiz itself.

    Raises PermissionDenied unless she may study the piece; WrongState when she has no attempt left, or when that
    `assignment` takes none."""
    close_over(student=student, content=content)  # in a transaction of its own: it stands, whatever comes of the start
    return _start(student, content, assignment)


@transaction.atomic
def _start(student: User, content: Content, assignment: str) -> QuizAttempt:
    progress = lock_progress(student=student, content=content, mode=StudyMode.ANSWER)
    attempts = QuizAttempt.objects.filter(student=student, content=content)
    if running := attempts.open().first():
        return running
    version, now = content.published_version, timezone.now()
    assert version is not None, "what can be studied is published"
    share_assignments(Assignment.objects.given_to(student.pk).filter(content=content))
    rules = _choose(load_offers(student, content, quiz_frame(version), now), assignment)
    deadline, closes_at = rules.times(now)
    attempt = QuizAttempt.objects.create(
        student=student,
        content=content,
        version=version,
        number=(attempts.aggregate(last=Max("number"))["last"] or 0) + 1,
        seed=secrets.randbits(31),
        started_at=now,
        deadline=deadline,
        closes_at=closes_at,
        assignment=rules.assignment,
        question_order=easy_order(student.pk, content, version),
    )
    write_figures(progress, content)
    return attempt


def _choose(offers: Offers, assignment: str) -> Rules:
    if assignment and not offers.find(assignment):
        raise WrongState(
            _("No attempt can be made for that class any more. Look at the quiz to see what is open for you now.")
        )
    offer = offers.choose(assignment)
    if offer.is_used_up:
        raise WrongState(_no_attempts_left(offer.rules.attempts or 0))
    return offer.rules


def _no_attempts_left(limit: int) -> str:
    sentence = ngettext(
        "You have used your %(count)d attempt at this quiz. Look at its result, or ask its author for another.",
        "You have used all your %(count)d attempts at this quiz. Look at their results, or ask its author for another.",
        limit,
    )
    return sentence % {"count": limit}


def save_answers(
    *,
    attempt: QuizAttempt,
    by: User,
    answers: Mapping[UUID, Submitted],
    as_shown: bool = False,
    yields: bool = False,
    opening: Opening = NO_OPENING,
) -> Saved:
    """Keep the answers to the questions that were asked (see `SentAnswers`); the others keep what they have.

    Raises PermissionDenied unless the attempt is one's own; WrongState once it is over: such answers are recorded, and
    change nothing."""
    _require_own(attempt, by)
    saved = _save(attempt, by, SentAnswers(answers, as_shown, yields), opening)
    if saved.attempt.is_finished:
        raise WrongState(_too_late(saved.attempt))
    return saved


@transaction.atomic
def _save(attempt: QuizAttempt, by: User, sent: SentAnswers, opening: Opening) -> Saved:
    """Returns, and does not raise, where it is too late: what is recorded then has to stand."""
    progress = lock_progress(student=by, content=attempt.content, mode=StudyMode.ANSWER)
    sheet, now = load_sheet(lock_attempt(attempt.pk, attempt.content)), timezone.now()
    if late := _refuse_late(sheet, sent, by, now):
        saved = late
    else:
        saved = keep_answers(sheet, sent, by=by, now=now)
        _touch(sheet, by, opening, now)
        sheet.attempt.save(update_fields=["saved_at", "seconds"])
    write_figures(progress, attempt.content)
    return saved


def finish_attempt(
    *,
    attempt: QuizAttempt,
    by: User,
    answers: Mapping[UUID, Submitted],
    as_shown: bool = False,
    accepts_missing: bool = False,
    opening: Opening = NO_OPENING,
) -> Saved:
    """Keep the answers as `save_answers` does, and end the attempt unless one of them could not be taken or, without
    `accepts_missing`, a question has none; once its time is up it ends as it is. Finishing twice changes nothing.

    Raises PermissionDenied unless the attempt is one's own."""
    _require_own(attempt, by)
    return _finish(attempt, by, SentAnswers(answers, as_shown), opening, accepts_missing=accepts_missing)


@transaction.atomic
def _finish(attempt: QuizAttempt, by: User, sent: SentAnswers, opening: Opening, *, accepts_missing: bool) -> Saved:
    progress = lock_progress(student=by, content=attempt.content, mode=StudyMode.ANSWER)
    sheet, now = load_sheet(lock_attempt(attempt.pk, attempt.content)), timezone.now()
    if late := _refuse_late(sheet, sent, by, now):
        saved = late
    else:
        saved = keep_answers(sheet, sent, by=by, now=now)
        _touch(sheet, by, opening, now)
        is_time_up = sheet.attempt.deadline is not None and sheet.attempt.deadline <= now
        sheet.attempt.student = by
        if is_time_up or not (saved.errors or (saved.missing and not accepts_missing)):
            end_attempt(sheet, at=now, by=QuizAttempt.EndedBy.STUDENT)
        else:
            sheet.attempt.save(update_fields=["saved_at", "seconds"])
    write_figures(progress, attempt.content)
    return saved


def check_answer(
    *,
    attempt: QuizAttempt,
    by: User,
    question: UUID,
    answers: Mapping[UUID, Submitted],
    as_shown: bool = False,
    opening: Opening = NO_OPENING,
) -> Saved:
    """Keep the answers as `save_answers` does, and fix that to `question` (an item version), so that it may show how it
    was. Checking twice changes nothing; where the answer could not be taken, nothing is checked.

    Raises PermissionDenied unless the attempt is one's own; WrongState once it is over; Refusal in a quiz that is not
    for practice, and where the question is none of the attempt or has no answer."""
    saved = save_answers(attempt=attempt, by=by, answers=answers, as_shown=as_shown, opening=opening)
    if question in saved.errors:
        return saved
    return replace(saved, attempt=_check(attempt, by, question))


@transaction.atomic
def _check(attempt: QuizAttempt, by: User, question: UUID) -> QuizAttempt:
    lock_progress(student=by, content=attempt.content, mode=StudyMode.ANSWER)
    sheet, now = load_sheet(lock_attempt(attempt.pk, attempt.content)), timezone.now()
    if sheet.attempt.is_finished:
        raise WrongState(_too_late(sheet.attempt))
    frame = quiz_frame(sheet.attempt.version)
    if not frame.is_practice:
        raise Refusal(_("In this quiz you see how you did once you have finished it. Your answers are saved."))
    if question not in sheet.questions:
        raise Refusal(_("That question is not in this attempt. Open your attempt again to see those that are."))
    if sheet.kept(question) is None:
        raise Refusal(_("Answer the question first, then check it."))
    if not sheet.is_checked(question):
        response = sheet.response(question, now)
        response.checked_at = now
        mark(frame, sheet.questions[question], response)
        write_responses([response], ["fraction", "checked_at"])
    return sheet.attempt


def refuse_foreign(*, attempt: QuizAttempt, by: User) -> None:
    """Record that another student sent answers to it."""
    record(attempt, Kind.FOREIGN, by=by, at=timezone.now())


def _require_own(attempt: QuizAttempt, by: User) -> None:
    """Raises PermissionDenied for another student's, and records that it was tried."""
    if attempt.student_id != by.pk:
        refuse_foreign(attempt=attempt, by=by)
        raise PermissionDenied(_("This is another student's attempt. Start one of your own."))


def _refuse_late(sheet: Sheet, sent: SentAnswers, by: User, now: datetime) -> Saved | None:
    """None while the attempt takes answers. After that it is ended, if nobody did, and what was sent is recorded where
    it would have changed anything."""
    if is_over(sheet.attempt, now):
        end_by_clock(sheet, now)
    if not sheet.attempt.is_finished:
        return None
    late = sent.differing(sheet)
    if late:
        record(sheet.attempt, Kind.LATE, by=by, at=now, questions=late)
    return Saved(sheet.attempt, late=len(late))


def _too_late(attempt: QuizAttempt) -> str:
    if attempt.ended_by == QuizAttempt.EndedBy.CLOCK:
        return _("The time was up, so these answers came too late. What was saved before counts: look at your result.")
    return _("You finished this attempt already, so these answers came too late. Look at your result.")


def _touch(sheet: Sheet, student: User, opening: Opening, now: datetime) -> None:
    """It was worked on until `now`: to be saved with whatever else becomes of the attempt."""
    attempt = sheet.attempt
    cap = QUESTION_CAP * len(sheet.questions)
    attempt.seconds += add_time(student=student, content=attempt.content, opening=opening, now=now, cap=cap)
    attempt.saved_at = now
