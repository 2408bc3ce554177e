"""The syntax tree of GIFT → our questions."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from content.interchange.annotations import apply_settings
from content.interchange.base import Notice, ParsedItem
from content.interchange.gift.formats import convert
from content.interchange.gift.syntax import (
    Answers,
    Category,
    Choice,
    Cloze,
    Description,
    Essay,
    GiftError,
    Matching,
    MultipleChoice,
    Numerical,
    Ordering,
    Question,
    ShortAnswer,
    TrueFalse,
)
from content.questions import all_question_types, get_question_type
from content.questions.base import words_of
from content.questions.ordering import Grading
from content.text import TextFormat

_TYPES = {question_type.name for question_type in all_question_types()}
FULL, NOTHING = Decimal(100), Decimal(0)


@dataclass(frozen=True)
class Mapped:
    """A question of ours, and what its author should look at."""

    item: ParsedItem
    warnings: list[Notice]


def map_question(question: Question, category: str = "") -> Mapped:
    """Our question for one of GIFT's; the category becomes a tag. Raises GiftError."""
    type_name, fields = _fields(question)
    fields |= {
        "format": question.stem.format,
        "name": question.title,
        "stem": question.stem.text,
        "explanation": convert(question.explanation, question.stem.format),
    }
    remarks, said = list(question.remarks), question.said
    question_type = get_question_type(type_name)
    try:
        data = question_type.parse(apply_settings(question_type.Data, fields, said, remarks))
    except ValidationError:
        raise GiftError(question.line, _("This question does not make a whole.")) from None
    tags = tuple(dict.fromkeys([*said.tags, *([category] if category else [])]))
    label = label_of(question)
    item = ParsedItem(question.line, type_name, data, label, said.id, tags, said.pool)
    remarks += [str(finding.message) for finding in question_type.check(data)]
    return Mapped(item, [Notice(question.line, label, remark) for remark in dict.fromkeys(remarks)])


def label_of(question: Question) -> str:
    """What a message calls a question: its title, else how it begins."""
    words = question.title or words_of(question.stem.text, question.stem.format)
    return words if len(words) <= 60 else words[:59].rstrip() + "…"


def category_tag(category: Category) -> str:
    """The last name in the path of a category, in which // stands for a stroke in a name; empty for the
    top."""
    names = [name.replace("\0", "/").strip() for name in category.path.replace("//", "\0").split("/")]
    named = [name for name in names if name and name != "top" and not (name.startswith("$") and name.endswith("$"))]
    return named[-1] if named else ""


def _fields(question: Question) -> tuple[str, dict[str, Any]]:
    """The name of our type, and the fields that are its own. A type that the comment declares counts where there are no
    answers to tell it."""
    declared = question.said.type
    if isinstance(question.answers, Description | Essay) and declared in _TYPES:
        return declared, {}
    return _answer_fields(question.answers, question.stem.format, question.line)


def _answer_fields(answers: Answers, fmt: TextFormat, line: int) -> tuple[str, dict[str, Any]]:
    name, fields = "", {}
    match answers:
        case Description():
            name = "description"
        case Essay():
            name = "essay"
        case TrueFalse():
            name, fields = "true_false", _true_false(answers, fmt)
        case MultipleChoice():
            name, fields = "multiple_choice", _multiple_choice(answers, fmt)
        case ShortAnswer():
            name, fields = "short_answer", {"answers": [_choice(choice, fmt) for choice in answers.choices]}
        case Numerical():
            name, fields = "numerical", _numerical(answers, fmt, line)
        case Matching():
            name, fields = "matching", _matching(answers, fmt)
        case Ordering():
            name, fields = "ordering", _ordering(answers, fmt)
        case Cloze():
            name = "cloze"
    return name, fields


def _multiple_choice(answers: MultipleChoice, fmt: TextFormat) -> dict[str, Any]:
    """Without any = several options may be chosen, as in Moodle."""
    options = [{**_choice(choice, fmt), "text": convert(choice.text, fmt)} for choice in answers.choices]
    return {"options": options, "multiple": not any(choice.is_right for choice in answers.choices)}


def _choice(choice: Choice, fmt: TextFormat) -> dict[str, Any]:
    credit = (FULL if choice.is_right else NOTHING) if choice.weight is None else choice.weight
    return {"text": choice.text.text, "credit": credit, "feedback": convert(choice.feedback, fmt)}


def _true_false(answers: TrueFalse, fmt: TextFormat) -> dict[str, Any]:
    right, wrong = convert(answers.right_feedback, fmt), convert(answers.wrong_feedback, fmt)
    said_true, said_false = (right, wrong) if answers.is_true else (wrong, right)
    return {"answer": answers.is_true, "feedback_true": said_true, "feedback_false": said_false}


def _numerical(answers: Numerical, fmt: TextFormat, line: int) -> dict[str, Any]:
    rows, other = [], ""
    for choice in answers.choices:
        feedback = convert(choice.feedback, fmt)
        if choice.value is not None:
            credit = FULL if choice.weight is None else choice.weight
            rows.append({"value": choice.value, "tolerance": choice.tolerance, "credit": credit, "feedback": feedback})
        elif choice.weight == 0:
            other = feedback
        else:
            raise GiftError(line, _("* as a right answer would accept any number. Give the numbers that are right."))
    return {"answers": rows, "other_feedback": other}


def _matching(answers: Matching, fmt: TextFormat) -> dict[str, Any]:
    prompts = [(convert(pair.prompt, fmt), pair.match) for pair in answers.pairs]
    return {
        "pairs": [{"prompt": prompt, "match": match} for prompt, match in prompts if prompt],
        "distractors": [match for prompt, match in prompts if not prompt],
    }


def _ordering(answers: Ordering, fmt: TextFormat) -> dict[str, Any]:
    """Moodle has more ways to grade an order; those that look at neighbours are taken as ours that does."""
    grading = Grading.NEIGHBOURS
    if answers.grading.startswith("ALL"):
        grading = Grading.ALL
    elif answers.grading.startswith("ABS"):
        grading = Grading.PLACES
    return {"entries": [convert(entry, fmt) for entry in answers.entries], "grading": grading}
