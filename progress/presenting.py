"""The questions of an attempt, as one student gets them: of a finished one, as much of them as she may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from content.item_types import Grade
from content.models import ItemVersion
from content.presentation import PresentedItem, present_item
from content.questions import QuestionType, get_question_type
from content.questions.base import Submitted
from progress.digests import answer_digest
from progress.drawing import load_drawn
from progress.models import QuizAttempt, Response
from progress.ordering import is_question, option_order, order_questions
from progress.points import earned_points
from progress.visibility import Shows, shown_of


@dataclass(frozen=True)
class ShownQuestion:
    """One question. `number` counts those that can be answered, None for a text between them; `was` is what its form
    says of the answer kept so far (see `progress.digests`).

    Once it is graded, `is_fixed`: it takes no answer any more, `points` could be had, `earned` were (None while it
    waits), and `state` is "right", "partly", "wrong", "missing" or "waiting". `error` says why the answer just sent was
    not taken."""

    item: PresentedItem
    number: int | None
    is_fixed: bool = False
    points: Decimal | None = None
    earned: Decimal | None = None
    state: str = ""
    error: str = ""
    was: str = ""


@dataclass(frozen=True)
class Asked:
    """What an attempt asks, in the student's order, and what is answered; `numbers` of the questions among the entries,
    by item version. Of what was just sent and could not be taken, `errors` are the sentences and `sent` the fields."""

    attempt: QuizAttempt
    entries: Sequence[ItemVersion]
    responses: Mapping[UUID, Response]
    numbers: Mapping[UUID, int]
    errors: Mapping[UUID, str] = field(default_factory=dict)
    sent: Mapping[UUID, Submitted] = field(default_factory=dict)

    def is_answered(self, question: UUID) -> bool:
        return question in self.responses and self.responses[question].answer is not None

    def show(self, entry: ItemVersion, shows: Shows) -> ShownQuestion:
        """The entry with what is answered. A result shows once it is graded, the answers with it if `shows` says so."""
        response, question_type = self.responses.get(entry.pk), get_question_type(entry.item.type)
        is_fixed = self.attempt.is_finished or (response is not None and response.checked_at is not None)
        item = present_item(entry, answer=response.answer if response else None)
        item = replace(item, order=option_order(self.attempt, entry.pk, question_type, item.data))
        if is_fixed and shows == Shows.ANSWERS and question_type.is_graded:
            item = _reveal(item, question_type, response)
        shown = ShownQuestion(self._as_typed(item, question_type), self.numbers.get(entry.pk))
        if shown.number is None:
            return shown
        if is_fixed and response is not None:
            return _with_grade(shown, response)
        error = self.errors.get(entry.pk, "")
        return replace(
            shown, is_fixed=is_fixed, error=error, was=answer_digest(self.attempt, entry.pk, self._kept(entry.pk))
        )

    def _kept(self, question: UUID) -> Any:
        return self.responses[question].answer if question in self.responses else None

    def _as_typed(self, item: PresentedItem, question_type: QuestionType[Any]) -> PresentedItem:
        """With what was sent, where that could not be taken."""
        if item.id not in self.errors or item.id not in self.sent:
            return item
        fields = question_type.restore_order(self.sent[item.id], item.order)
        return replace(item, answer=question_type.read_again(item.data, fields))


def load_asked(
    attempt: QuizAttempt, errors: Mapping[UUID, str] | None = None, sent: Mapping[UUID, Submitted] | None = None
) -> Asked:
    """Two queries, however many questions."""
    entries = order_questions(attempt, load_drawn(attempt))
    responses = {response.item_version_id: response for response in attempt.responses.all()}
    numbers = {entry.pk: number for number, entry in enumerate(filter(is_question, entries), start=1)}
    return Asked(attempt, entries, responses, numbers, errors or {}, sent or {})


def present_attempt(attempt: QuizAttempt, shows: Shows | None = None) -> list[ShownQuestion]:
    """All that an attempt asks; of a finished one what the rules of its quiz let her see (`shows`, where the caller has
    asked already), which may be nothing. An open one shows what was right only where she had it checked, in
    practice."""
    if shows is None:
        shows = shown_of(attempt) if attempt.is_finished else Shows.ANSWERS
    if shows == Shows.SCORE:
        return []
    asked = load_asked(attempt)
    return [asked.show(entry, shows) for entry in asked.entries]


def _reveal(item: PresentedItem, question_type: QuestionType[Any], response: Response | None) -> PresentedItem:
    """The grade that counted, with the feedback for what was answered, and what was right."""
    grade: Grade = replace(
        question_type.grade(item.data, item.answer), fraction=response.fraction if response else None
    )
    return replace(item, result=grade, correct=question_type.correct_text(item.data))


def _with_grade(shown: ShownQuestion, response: Response) -> ShownQuestion:
    earned, state = earned_points(response), _state(response)
    return replace(shown, is_fixed=True, points=response.points, earned=earned, state=state)


def _state(response: Response) -> str:
    if response.answer is None:
        return "missing"
    if response.fraction is None:
        return "waiting"
    return "right" if response.fraction == 1 else "partly" if response.fraction > 0 else "wrong"
