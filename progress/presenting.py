"""The questions of an attempt, as one student gets them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from content.item_types import Grade
from content.models import ItemVersion
from content.presentation import PresentedItem, present_item
from content.questions import QuestionType, get_question_type
from content.questions.base import Submitted
from progress.drawing import load_drawn
from progress.models import QuizAttempt, Response
from progress.ordering import option_order


@dataclass(frozen=True)
class ShownQuestion:
    """One question. `number` counts those that can be answered, None for a text between them; `state` is "right",
    "partly", "wrong", "missing" or "waiting" once it is graded; `error` says why the answer just sent was not taken."""

    item: PresentedItem
    number: int | None
    points: Any = None
    earned: Any = None
    state: str = ""
    error: str = ""


def present_attempt(
    attempt: QuizAttempt, errors: Mapping[UUID, str] | None = None, sent: Mapping[UUID, Submitted] | None = None
) -> list[ShownQuestion]:
    """The questions that the attempt asks, in their order, with what is answered; once it is finished, with what was
    right. `errors` are sentences by item version; where there is one, the question shows what was `sent` for it."""
    responses = {response.item_version_id: response for response in attempt.responses.all()}
    errors, sent = errors or {}, sent or {}
    shown: list[ShownQuestion] = []
    for entry in load_drawn(attempt):
        response, question_type = responses.get(entry.pk), get_question_type(entry.item.type)
        item = _present(attempt, entry, response, question_type)
        if entry.pk in errors and entry.pk in sent:
            fields = question_type.restore_order(sent[entry.pk], item.order)
            item = replace(item, answer=question_type.read_again(item.data, fields))
        number = sum(question.number is not None for question in shown) + 1 if question_type.is_graded else None
        shown.append(_show(attempt, item, response, number, errors.get(entry.pk, "")))
    return shown


def _present(
    attempt: QuizAttempt, entry: ItemVersion, response: Response | None, question_type: QuestionType[Any]
) -> PresentedItem:
    item = present_item(entry, answer=response.answer if response else None)
    item = replace(item, order=option_order(attempt, entry.pk, question_type, item.data))
    if not attempt.is_finished or not question_type.is_graded:
        return item
    return replace(item, result=_result(question_type, item, response), correct=question_type.correct_text(item.data))


def _result(question_type: QuestionType[Any], item: PresentedItem, response: Response | None) -> Grade:
    """The grade that counted, with the feedback for what was answered."""
    return replace(question_type.grade(item.data, item.answer), fraction=response.fraction if response else None)


def _show(
    attempt: QuizAttempt, item: PresentedItem, response: Response | None, number: int | None, error: str
) -> ShownQuestion:
    if not attempt.is_finished or response is None:
        return ShownQuestion(item, number, error=error)
    earned = None if response.fraction is None else response.fraction * response.points
    return ShownQuestion(item, number, response.points, earned, _state(response))


def _state(response: Response) -> str:
    if response.answer is None:
        return "missing"
    if response.fraction is None:
        return "waiting"
    return "right" if response.fraction == 1 else "partly" if response.fraction > 0 else "wrong"


def count_waiting(questions: Sequence[ShownQuestion]) -> int:
    """How many answers wait for a person to grade them."""
    return sum(question.state == "waiting" for question in questions)
