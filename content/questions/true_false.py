"""True or false, with feedback for each answer."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.item_types import Finding, Grade
from content.questions.base import (
    NO_ANSWER,
    AnswerOption,
    BadAnswer,
    QuestionData,
    QuestionType,
    Submitted,
    feedback_html,
    field_value,
    not_answered,
)
from content.rendering import render_inline
from content.text import TextFormat

_NAMES = {True: "true", False: "false"}


class TrueFalseData(QuestionData):
    """`feedback_true` is for those who say true, right or not. `answer` is None until it is set."""

    answer: bool | None = None
    feedback_true: str = ""
    feedback_false: str = ""


class TrueFalse(QuestionType[TrueFalseData]):
    """Answer: true or false. Form field `choice`: "true" or "false"."""

    name = "true_false"
    label = gettext_lazy("True or false")
    Data = TrueFalseData

    def read_answer(self, data: TrueFalseData, submitted: Submitted) -> bool | None:
        value = field_value(submitted, "choice")
        if value not in ("", "true", "false"):
            raise BadAnswer(_("Choose true or false."))
        return {"true": True, "false": False}.get(value)

    def grade(self, data: TrueFalseData, answer: bool | None) -> Grade:
        if answer is None:
            return Grade(Decimal(0))
        right = answer is data.answer
        feedback = data.feedback_true if answer else data.feedback_false
        return Grade(Decimal(right), feedback_html(feedback, data.format), (right,))

    def answer_text(self, data: TrueFalseData, answer: bool | None) -> str:
        return not_answered() if answer is None else _truth(answer)

    def correct_text(self, data: TrueFalseData) -> str:
        return "" if data.answer is None else _truth(data.answer)

    def guess_score(self, data: TrueFalseData) -> Decimal | None:
        return None if data.answer is None else Decimal("0.5")

    def options_of(self, data: TrueFalseData) -> list[AnswerOption]:
        return [AnswerOption(_NAMES[value], _truth(value), value is data.answer) for value in (True, False)]

    def chosen(self, data: TrueFalseData, answer: bool | None) -> list[str]:
        return [NO_ANSWER if answer is None else _NAMES[answer]]

    def wording(self, data: TrueFalseData) -> Iterator[tuple[str, TextFormat]]:
        yield data.feedback_true, data.format
        yield data.feedback_false, data.format

    def html(self, data: TrueFalseData) -> dict[str, Any]:
        names = ("feedback_true", "feedback_false")
        return {**super().html(data), **{name: render_inline(getattr(data, name), data.format) for name in names}}

    def key(self, data: TrueFalseData) -> Any:
        return data.answer

    def check(self, data: TrueFalseData) -> list[Finding]:
        findings = super().check(data)
        for field in ("feedback_true", "feedback_false"):
            findings += self.math_findings(data, field, getattr(data, field))
        if data.answer is None:
            findings.append(Finding("answer", _("Say whether the statement is true or false.")))
        return findings


def _truth(answer: bool) -> str:
    return _("True") if answer else _("False")
