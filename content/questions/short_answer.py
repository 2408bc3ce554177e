"""Short answer: a word or phrase, compared with patterns; the first that matches decides."""

from collections.abc import Iterator
from decimal import Decimal
from html import escape
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.item_types import Finding, Grade
from content.questions import patterns
from content.questions.base import (
    MAX_OPTIONS,
    NO_ANSWER,
    OTHER,
    AnswerOption,
    Credit,
    Part,
    QuestionData,
    QuestionType,
    Submitted,
    feedback_html,
    field_value,
    html_list,
    not_answered,
    share,
)
from content.rendering import render
from content.text import TextFormat


class Answer(Part):
    """`text` is a plain-text pattern: see content.questions.patterns."""

    text: str = ""
    credit: Credit = Decimal(100)
    feedback: str = ""


class ShortAnswerData(QuestionData):
    answers: tuple[Answer, ...] = ()
    case_sensitive: bool = False


class ShortAnswer(QuestionType[ShortAnswerData]):
    """Answer: the text. Form field `text`."""

    name = "short_answer"
    label = gettext_lazy("Short answer")
    Data = ShortAnswerData

    def read_answer(self, data: ShortAnswerData, submitted: Submitted) -> str | None:
        return field_value(submitted, "text") or None

    def grade(self, data: ShortAnswerData, answer: str | None) -> Grade:
        place = _find(data, answer)
        if place is None:
            return Grade(Decimal(0), (), (False,) if answer else ())
        accepted = data.answers[place]
        feedback = feedback_html(accepted.feedback, data.format)
        return Grade(share(accepted.credit), feedback, (accepted.credit > 0,))

    def guess_score(self, data: ShortAnswerData) -> Decimal | None:
        """Nothing, unless any text is taken: then the credit of that, as in Moodle."""
        anything = (accepted.credit for accepted in data.answers if accepted.text.strip() == "*")
        return share(next(anything, Decimal(0)))

    def options_of(self, data: ShortAnswerData) -> list[AnswerOption]:
        """Each pattern, by its place, and any other text."""
        best = max((accepted.credit for accepted in data.answers), default=Decimal(0))
        known = [
            AnswerOption(str(place), patterns.shown(accepted.text), accepted.credit == best > 0)
            for place, accepted in enumerate(data.answers[:MAX_OPTIONS])
        ]
        return [*known, AnswerOption(OTHER, _("Another answer"), is_key=False)]

    def chosen(self, data: ShortAnswerData, answer: str | None) -> list[str]:
        place = _find(data, answer)
        return [NO_ANSWER if not answer else OTHER if place is None or place >= MAX_OPTIONS else str(place)]

    def answer_text(self, data: ShortAnswerData, answer: str | None) -> str:
        return answer or not_answered()

    def correct_text(self, data: ShortAnswerData) -> str:
        best = max((answer.credit for answer in data.answers), default=Decimal(0))
        right = [answer.text for answer in data.answers if answer.credit == best > 0]
        return html_list([escape(patterns.shown(text)) for text in right if text.strip() != "*"])

    def wording(self, data: ShortAnswerData) -> Iterator[tuple[str, TextFormat]]:
        for answer in data.answers:
            yield answer.text, TextFormat.PLAIN
            yield answer.feedback, data.format

    def html(self, data: ShortAnswerData) -> dict[str, Any]:
        answers = [
            {"text": escape(answer.text), "feedback": render(answer.feedback, data.format)} for answer in data.answers
        ]
        return {**super().html(data), "answers": answers}

    def key(self, data: ShortAnswerData) -> Any:
        """The patterns in the form they are compared in. Where one has a wildcard their order counts, and so
        do those worth nothing, for they take answers from the ones below them."""
        first: dict[str, str] = {}  # of equal patterns only the first counts
        for answer in data.answers:
            if answer.text.strip():
                form = patterns.form(answer.text, case_sensitive=data.case_sensitive)
                first.setdefault(form, str(answer.credit))
        rows = [[text, credit] for text, credit in first.items()]
        if any(patterns.has_wildcard(text) for text in first):
            while rows and rows[-1][1] == "0":
                rows.pop()
        else:
            rows = sorted(row for row in rows if row[1] != "0")
        return {"case_sensitive": data.case_sensitive, "answers": rows}

    def check(self, data: ShortAnswerData) -> list[Finding]:
        findings = super().check(data)
        for index, answer in enumerate(data.answers):
            findings += self.math_findings(data, f"answers.{index}.feedback", answer.feedback)
            if not answer.text.strip():
                message = _("This answer is empty. Write it, or remove it.")
                findings.append(Finding(f"answers.{index}.text", message))
        if all(answer.credit < 100 for answer in data.answers):
            findings.append(Finding("answers", _("No answer earns full credit. Write one that does.")))
        return findings


def _find(data: ShortAnswerData, answer: str | None) -> int | None:
    """The place of the first pattern that means the answer."""
    for place, accepted in enumerate(data.answers):
        if answer and patterns.matches(accepted.text, answer, case_sensitive=data.case_sensitive):
            return place
    return None
