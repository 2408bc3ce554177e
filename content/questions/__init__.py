"""The types of questions. One more is one module beside these, two templates, a form, and one line here."""

from typing import Any

from content.item_types import register
from content.questions.base import BadAnswer, NotCarried, QuestionData, QuestionType
from content.questions.cloze import Cloze
from content.questions.description import Description
from content.questions.essay import Essay
from content.questions.matching import Matching
from content.questions.multiple_choice import MultipleChoice
from content.questions.numerical import Numerical
from content.questions.ordering import Ordering
from content.questions.short_answer import ShortAnswer
from content.questions.true_false import TrueFalse

_TYPES: dict[str, QuestionType[Any]] = {
    question_type.name: question_type
    for question_type in (
        MultipleChoice(),
        TrueFalse(),
        ShortAnswer(),
        Numerical(),
        Matching(),
        Ordering(),
        Cloze(),
        Essay(),
        Description(),
    )
}
for _question_type in _TYPES.values():
    register(_question_type)


def all_question_types() -> list[QuestionType[Any]]:
    """Every question type, in the order in which authors are offered them."""
    return list(_TYPES.values())


def get_question_type(name: str) -> QuestionType[Any]:
    """The question type of that name. Raises KeyError."""
    return _TYPES[name]


__all__ = ["BadAnswer", "NotCarried", "QuestionData", "QuestionType", "all_question_types", "get_question_type"]
