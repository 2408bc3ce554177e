"""Description: a text between questions, with nothing to answer."""

from typing import Any

from django.utils.translation import gettext_lazy

from content.item_types import Grade
from content.questions.base import QuestionData, QuestionType, Submitted


class DescriptionData(QuestionData):
    pass


class Description(QuestionType[DescriptionData]):
    """Answer: none, ever."""

    name = "description"
    label = gettext_lazy("Description")
    is_graded = False
    Data = DescriptionData

    def read_answer(self, data: DescriptionData, submitted: Submitted) -> None:
        return None

    def grade(self, data: DescriptionData, answer: None) -> Grade:
        return Grade(None)

    def answer_text(self, data: DescriptionData, answer: None) -> str:
        return ""

    def correct_text(self, data: DescriptionData) -> str:
        return ""

    def key(self, data: DescriptionData) -> Any:
        return None
