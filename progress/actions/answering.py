"""The answers of an attempt: which of those that were sent are kept, and why the others are not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from accounts.models import User
from content.models import ItemVersion
from content.questions import BadAnswer, get_question_type
from content.questions.base import Submitted
from progress.actions.marking import POINTS
from progress.actions.recording import Kind, record
from progress.digests import WAS, answer_digest
from progress.drawing import load_drawn
from progress.models import QuizAttempt, Response
from progress.ordering import is_question, option_order


@dataclass(frozen=True)
class Saved:
    """What became of the answers that were sent. `errors` holds a sentence for each item version whose answer could not
    be taken: the one before it stands. `missing` counts the questions without an answer, `unknown` the answers to
    questions that are not in the attempt, `fixed` those that had been checked already, `late` those that came after
    the end. `elsewhere` are the questions that were answered on another device since the form was made: what was sent
    took its place, unless it `yields`. `kept` holds what is kept now, for each question that was asked."""

    attempt: QuizAttempt
    errors: dict[UUID, str] = field(default_factory=dict)
    missing: int = 0
    unknown: int = 0
    fixed: int = 0
    late: int = 0
    elsewhere: Sequence[UUID] = ()
    yields: bool = False
    kept: dict[UUID, Any] = field(default_factory=dict)


@dataclass
class Sheet:
    """An attempt whose row is locked, with the `questions` it asks and what is answered, by item version."""

    attempt: QuizAttempt
    questions: dict[UUID, ItemVersion]
    texts: set[UUID]
    responses: dict[UUID, Response]

    @property
    def missing(self) -> int:
        return sum(self.kept(question) is None for question in self.questions)

    def kept(self, question: UUID) -> Any:
        return self.responses[question].answer if question in self.responses else None

    def response(self, question: UUID, now: datetime) -> Response:
        """That of the question, made where there is none yet."""
        if question not in self.responses:
            entry = self.questions[question]
            points = entry.parsed.points  # type: ignore[attr-defined]
            self.responses[question] = Response(
                attempt=self.attempt, item_version=entry, points=points.quantize(POINTS), answered_at=now
            )
        return self.responses[question]

    def is_checked(self, question: UUID) -> bool:
        return question in self.responses and self.responses[question].checked_at is not None


def load_sheet(attempt: QuizAttempt) -> Sheet:
    """Two queries, however many questions."""
    entries = load_drawn(attempt, is_shown=False)
    responses = {response.item_version_id: response for response in attempt.responses.all()}
    questions = {entry.pk: entry for entry in entries if is_question(entry)}
    return Sheet(attempt, questions, {entry.pk for entry in entries} - questions.keys(), responses)


@dataclass(frozen=True)
class SentAnswers:
    """The form fields of each question that was asked, without their prefix, by item version. With `as_shown`, options
    are named by their places in the student's order instead of the author's: her page knows no other.

    A field `was` tells the answer that the form was made with (see `progress.digests`): what still equals it was not
    touched there. With `yields`, what was answered on another device since is not overwritten."""

    fields: Mapping[UUID, Submitted]
    as_shown: bool = False
    yields: bool = False

    def read(self, sheet: Sheet, question: UUID) -> "SentAnswer":
        """Raises BadAnswer."""
        entry, submitted = sheet.questions[question], self.fields[question]
        question_type, was = get_question_type(entry.item.type), next(iter(submitted.get(WAS, ())), "")
        if self.as_shown:
            order = option_order(sheet.attempt, question, question_type, entry.parsed)
            submitted = question_type.restore_order(submitted, order)
        return SentAnswer(sheet, question, question_type.read_answer(entry.parsed, submitted), was)

    def differing(self, sheet: Sheet) -> list[UUID]:
        """The questions to which something was sent that is not kept."""
        return [question for question in self.fields if question in sheet.questions and self._differs(sheet, question)]

    def _differs(self, sheet: Sheet, question: UUID) -> bool:
        try:
            return self.read(sheet, question).is_new
        except BadAnswer:
            return True


@dataclass(frozen=True)
class SentAnswer:
    """One answer that can be read. `was` is the digest of that which the form was made with, "" where it tells none."""

    sheet: Sheet
    question: UUID
    answer: Any
    was: str

    @cached_property
    def is_new(self) -> bool:
        """Whether somebody gave it there, and it is not kept yet."""
        return self.answer != self.sheet.kept(self.question) and self.was != self._digest(self.answer)

    @property
    def is_elsewhere(self) -> bool:
        """Whether another was kept since the form was made."""
        return bool(self.was) and self.was != self._digest(self.sheet.kept(self.question))

    def _digest(self, answer: Any) -> str:
        return answer_digest(self.sheet.attempt, self.question, answer)


def keep_answers(sheet: Sheet, sent: SentAnswers, *, by: User, now: datetime) -> Saved:
    """Write the answers that are new, and record those that are refused. A constant number of queries."""
    errors: dict[UUID, str] = {}
    changed, fixed, elsewhere = [], [], []
    asked = [question for question in sheet.questions if question in sent.fields]
    for question in asked:
        try:
            answer = sent.read(sheet, question)
        except BadAnswer as error:
            errors[question] = str(error)
            continue
        if not answer.is_new:
            continue
        if sheet.is_checked(question):
            fixed.append(question)
            continue
        if answer.is_elsewhere:
            elsewhere.append(question)
        if not (answer.is_elsewhere and sent.yields):
            response = sheet.response(question, now)
            response.answer, response.answered_at = answer.answer, now
            changed.append(response)
    write_responses(changed, ["answer", "answered_at"])
    unknown = sent.fields.keys() - sheet.questions.keys() - sheet.texts
    for kind, questions in ((Kind.SHAPE, errors), (Kind.FIXED, fixed), (Kind.UNKNOWN, unknown)):
        if questions:
            record(sheet.attempt, kind, by=by, at=now, questions=questions)
    kept = {question: sheet.kept(question) for question in asked}
    return Saved(
        sheet.attempt,
        errors,
        sheet.missing,
        unknown=len(unknown),
        fixed=len(fixed),
        elsewhere=elsewhere,
        yields=sent.yields,
        kept=kept,
    )


def write_responses(responses: Iterable[Response], fields: list[str]) -> None:
    Response.objects.bulk_create(
        list(responses), update_conflicts=True, unique_fields=["attempt", "item_version"], update_fields=fields
    )
