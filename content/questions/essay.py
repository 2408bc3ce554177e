"""Essay: a longer text, graded by a person, by a rubric where there is one."""

from collections.abc import Iterator
from decimal import Decimal
from html import escape
from typing import Annotated, Any, Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from pydantic import Field, model_validator

from content.item_types import Finding, Grade
from content.questions.base import QuestionData, QuestionType, Submitted, field_value, not_answered
from content.questions.rubrics import Criterion, check_rubric, rubric_key, total_points
from content.rendering import render
from content.text import TextFormat

MAX_ESSAY = 50_000  # characters
Words = Annotated[int, Field(ge=1, le=10_000)]


class EssayData(QuestionData):
    """`grader_info` tells the grader what a good answer has; students never see it. The `criteria` of the rubric they
    see, before and after; with `points_from_rubric` the points follow from it."""

    grader_info: str = ""
    min_words: Words | None = None
    max_words: Words | None = None
    criteria: tuple[Criterion, ...] = ()
    points_from_rubric: bool = True

    @model_validator(mode="after")
    def _follow_rubric(self) -> Self:
        if self.criteria and self.points_from_rubric:
            object.__setattr__(self, "points", total_points(self.criteria))  # frozen from here on
        return self


class Essay(QuestionType[EssayData]):
    """Answer: the text, at most 50,000 characters. Form field `text`. Too few or too many words are accepted,
    and remarked on."""

    name = "essay"
    label = gettext_lazy("Essay")
    needs_grader = True
    Data = EssayData

    def read_answer(self, data: EssayData, submitted: Submitted) -> str | None:
        return field_value(submitted, "text", limit=MAX_ESSAY) or None

    def grade(self, data: EssayData, answer: str | None) -> Grade:
        if not answer:
            return Grade(Decimal(0))
        remark = _length_remark(data, len(answer.split()))
        return Grade(None, (f"<p>{escape(remark)}</p>",) if remark else ())

    def answer_text(self, data: EssayData, answer: str | None) -> str:
        return answer or not_answered()

    def correct_text(self, data: EssayData) -> str:
        return ""

    def seen(self, data: EssayData) -> Any:
        return data.model_dump(mode="json", exclude_defaults=True, exclude={"grader_info"})

    def html(self, data: EssayData) -> dict[str, Any]:
        """The rubric is plain text, and stands in the data."""
        return {**super().html(data), "grader_info": render(data.grader_info, data.format)}

    def wording(self, data: EssayData) -> Iterator[tuple[str, TextFormat]]:
        for criterion in data.criteria:
            yield criterion.name, TextFormat.PLAIN
            for level in criterion.levels:
                yield level.text, TextFormat.PLAIN

    def key(self, data: EssayData) -> Any:
        return rubric_key(data.criteria)

    def check(self, data: EssayData) -> list[Finding]:
        findings = super().check(data) + self.math_findings(data, "grader_info", data.grader_info)
        findings += check_rubric(data.criteria)
        if data.min_words and data.max_words and data.min_words > data.max_words:
            findings.append(Finding("min_words", _("The least number of words is above the most. Change one.")))
        return findings


def _length_remark(data: EssayData, words: int) -> str:
    written = ngettext("You wrote %(words)d word.", "You wrote %(words)d words.", words) % {"words": words}
    if data.min_words and words < data.min_words:
        return written + " " + _("At least %(count)d were asked for.") % {"count": data.min_words}
    if data.max_words and words > data.max_words:
        return written + " " + _("At most %(count)d were asked for.") % {"count": data.max_words}
    return ""
