"""Taking a quiz: start, save, finish. The server owns the clock, the order and the answers."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import WrongState
from content.kinds import StudyMode
from content.models import Content, ItemVersion
from content.questions import BadAnswer, get_question_type
from content.questions.base import Submitted
from progress.actions.progressing import lock_progress, write_figures
from progress.actions.timing import add_time
from progress.clock import NO_OPENING, Opening
from progress.drawing import load_drawn
from progress.models import QuizAttempt, Response
from progress.ordering import option_order

QUESTION_CAP = timedelta(minutes=5)
POINTS, FRACTION = Decimal("0.00001"), Decimal("0.0000001")


@dataclass(frozen=True)
class Saved:
    """What became of the answers that were sent. `errors` holds a sentence for each item version whose answer could not
    be taken: the one before it stands. `missing` counts the questions without an answer, `unknown` the answers to
    questions that are not in the attempt."""

    attempt: QuizAttempt
    errors: dict[UUID, str] = field(default_factory=dict)
    missing: int = 0
    unknown: int = 0


@transaction.atomic
def start_attempt(*, student: User, content: Content) -> QuizAttempt:
    """A new attempt at the published version, or the one she has not finished. Raises PermissionDenied unless she may
    study the piece."""
    progress = lock_progress(student=student, content=content, mode=StudyMode.ANSWER)
    attempts = QuizAttempt.objects.filter(student=student, content=content)
    if running := attempts.filter(finished_at__isnull=True).first():
        return running
    version = content.published_version
    assert version is not None, "what can be studied is published"
    last = attempts.aggregate(last=Max("number"))["last"] or 0
    attempt = QuizAttempt.objects.create(
        student=student,
        content=content,
        version=version,
        number=last + 1,
        seed=secrets.randbits(31),
        started_at=timezone.now(),
    )
    write_figures(progress, content)
    return attempt


@transaction.atomic
def save_answers(
    *,
    attempt: QuizAttempt,
    by: User,
    answers: Mapping[UUID, Submitted],
    as_shown: bool = False,
    opening: Opening = NO_OPENING,
) -> Saved:
    """Keep the answers of an attempt. `answers` holds, for each question that was asked, its form fields without
    their prefix, by item version; questions that were not asked keep what they have. With `as_shown`, options are
    named by their places in the student's order instead of the author's: her page knows no other.

    Raises PermissionDenied unless the attempt is one's own; WrongState once it is finished."""
    progress = lock_progress(student=by, content=attempt.content, mode=StudyMode.ANSWER)
    attempt = _lock_attempt(attempt, by)
    if attempt.is_finished:
        raise WrongState(_("You finished this attempt already, so these answers came too late. Look at your result."))
    now, entries = timezone.now(), load_drawn(attempt)
    saved, _responses = _save(attempt, entries, answers, now, as_shown=as_shown)
    _touch(attempt, by, opening, now, len(entries))
    write_figures(progress, attempt.content)
    return saved


@transaction.atomic
def finish_attempt(
    *,
    attempt: QuizAttempt,
    by: User,
    answers: Mapping[UUID, Submitted],
    as_shown: bool = False,
    accepts_missing: bool = False,
    opening: Opening = NO_OPENING,
) -> Saved:
    """Keep the answers as `save_answers` does, and grade the attempt unless one of them could not be taken or, without
    `accepts_missing`, a question has none. Finishing twice changes nothing. Raises PermissionDenied unless the attempt
    is one's own."""
    progress = lock_progress(student=by, content=attempt.content, mode=StudyMode.ANSWER)
    attempt = _lock_attempt(attempt, by)
    if attempt.is_finished:
        return Saved(attempt)
    now, entries = timezone.now(), load_drawn(attempt)
    saved, responses = _save(attempt, entries, answers, now, as_shown=as_shown)
    _touch(attempt, by, opening, now, len(entries))
    if not saved.errors and (accepts_missing or not saved.missing):
        _grade(attempt, entries, responses, now)
    write_figures(progress, attempt.content)
    return saved


def _lock_attempt(attempt: QuizAttempt, by: User) -> QuizAttempt:
    locked = QuizAttempt.objects.select_for_update(of=("self",)).select_related("version").get(pk=attempt.pk)
    if locked.student_id != by.pk:
        raise PermissionDenied(_("This is another student's attempt. Start one of your own."))
    locked.content = locked.version.content = attempt.content
    return locked


def _save(
    attempt: QuizAttempt,
    entries: Sequence[ItemVersion],
    answers: Mapping[UUID, Submitted],
    now: datetime,
    *,
    as_shown: bool,
) -> tuple[Saved, dict[UUID, Response]]:
    """Write the answers that differ from what is kept; the result holds every response by item version."""
    responses = {response.item_version_id: response for response in attempt.responses.all()}
    errors: dict[UUID, str] = {}
    changed = []
    questions = [entry for entry in entries if get_question_type(entry.item.type).is_graded]
    for entry in questions:
        if entry.pk not in answers:
            continue
        try:
            answer = _read(attempt, entry, answers[entry.pk], as_shown=as_shown)
        except BadAnswer as error:
            errors[entry.pk] = str(error)
            continue
        response = responses.setdefault(entry.pk, _response(attempt, entry, now))
        if response.answer != answer:
            response.answer, response.answered_at = answer, now
            changed.append(response)
    _write(changed, ["answer", "answered_at"])
    missing = sum(entry.pk not in responses or responses[entry.pk].answer is None for entry in questions)
    unknown = len(answers.keys() - {entry.pk for entry in entries})
    return Saved(attempt, errors, missing, unknown), responses


def _read(attempt: QuizAttempt, entry: ItemVersion, submitted: Submitted, *, as_shown: bool) -> Any:
    question_type = get_question_type(entry.item.type)
    data = question_type.parse(entry.data)
    if as_shown:
        submitted = question_type.restore_order(submitted, option_order(attempt, entry.pk, question_type, data))
    return question_type.read_answer(data, submitted)


def _response(attempt: QuizAttempt, entry: ItemVersion, now: datetime) -> Response:
    points = get_question_type(entry.item.type).parse(entry.data).points
    return Response(attempt=attempt, item_version=entry, points=points.quantize(POINTS), answered_at=now)


def _touch(attempt: QuizAttempt, student: User, opening: Opening, now: datetime, questions: int) -> None:
    """It was worked on until `now`."""
    attempt.seconds += add_time(
        student=student, content=attempt.content, opening=opening, now=now, cap=QUESTION_CAP * questions
    )
    attempt.saved_at = now
    attempt.save(update_fields=["saved_at", "seconds"])


def _grade(
    attempt: QuizAttempt, entries: Sequence[ItemVersion], responses: dict[UUID, Response], now: datetime
) -> None:
    """Grade every question: one without an answer earns nothing, one for a person waits, and is in no sum yet.
    A choice may cost points, but the whole is never below 0."""
    graded = []
    for entry in entries:
        question_type = get_question_type(entry.item.type)
        if not question_type.is_graded:
            continue
        response = responses.setdefault(entry.pk, _response(attempt, entry, now))
        fraction = question_type.grade(question_type.parse(entry.data), response.answer).fraction
        response.fraction = None if fraction is None else fraction.quantize(FRACTION, ROUND_HALF_UP)
        graded.append(response)
    _write(graded, ["fraction"])
    attempt.score, attempt.max_score = total_score(graded)
    attempt.finished_at = now
    attempt.save(update_fields=["score", "max_score", "finished_at"])


def total_score(responses: Iterable[Response]) -> tuple[Decimal, Decimal]:
    """The points earned, and those that could be, over the responses that have been graded."""
    graded = [(response.fraction, response.points) for response in responses if response.fraction is not None]
    whole = sum((points for _fraction, points in graded), Decimal(0))
    earned = sum((fraction * points for fraction, points in graded), Decimal(0))
    return max(Decimal(0), min(earned.quantize(POINTS, ROUND_HALF_UP), whole)), whole


def _write(responses: Sequence[Response], fields: list[str]) -> None:
    Response.objects.bulk_create(
        responses, update_conflicts=True, unique_fields=["attempt", "item_version"], update_fields=fields
    )
