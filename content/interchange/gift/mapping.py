"""The syntax tree of GIFT → our questions."""

import json
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from content.interchange.base import Notice, ParsedItem
from content.interchange.gift.formats import convert
from content.interchange.gift.syntax import (
    Answers,
    Category,
    Choice,
    Description,
    Essay,
    GiftError,
    Matching,
    MultipleChoice,
    Numerical,
    Question,
    ShortAnswer,
    TrueFalse,
)
from content.questions import get_question_type
from content.questions.base import words_of
from content.text import TextFormat

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
    remarks = list(question.remarks)
    question_type = get_question_type(type_name)
    settings = _settings(question, remarks)
    try:
        data = question_type.parse(fields | settings)
    except ValidationError:
        if not settings:
            raise GiftError(question.line, _("This question does not make a whole.")) from None
        remarks.append(_("What its comment sets does not fit this question, and was left out."))
        data = question_type.parse(fields)
    tags = tuple(dict.fromkeys([*question.tags, *([category] if category else [])]))
    label = label_of(question)
    item = ParsedItem(question.line, type_name, data, label, question.external_id, tags)
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
    """The name of our type, and the fields that are its own."""
    if question.declared_type:
        try:
            get_question_type(question.declared_type)
        except KeyError:
            question = replace(question, declared_type="")
    type_name, fields = _answer_fields(question.answers, question.stem.format, question.line)
    if question.declared_type and question.declared_type != type_name:
        return question.declared_type, {}
    return type_name, fields


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


def _settings(question: Question, remarks: list[str]) -> dict[str, Any]:
    """What the comments set, as far as it is JSON."""
    settings = {}
    for name, value in question.settings.items():
        try:
            settings[name] = json.loads(value)
        except (ValueError, RecursionError):
            remarks.append(_("What the comment before it sets for “%(name)s” cannot be read.") % {"name": name[:60]})
    return settings
