"""The form of a question: one for each type."""

from django.http import QueryDict

from content.forms.questions.base import QuestionForm
from content.forms.questions.types import FORMS
from content.questions import QuestionData, get_question_type


def question_form(
    type_name: str,
    data: QueryDict | None = None,
    prefix: str = "question",
    initial: QuestionData | None = None,
) -> QuestionForm:
    """The form of a question of that type: `.is_valid()`, then `.to_data()`; its `template` draws it, given
    `form`. It starts from `initial`, or shows the fields of `data`, named f"{prefix}-…". Raises KeyError
    for an unknown type."""
    question_type = get_question_type(type_name)
    return FORMS[type_name](question_type, data, prefix=prefix, initial=initial)


__all__ = ["QuestionForm", "question_form"]
