"""Our questions → GIFT that reads back to the same questions.

What GIFT has no place for goes into a comment before the question, which other programs pass over (see
content.interchange.annotations): `// [set:points=2]`; and where the text cannot tell the type (an unfinished question),
`// [type:matching]`. A cloze is written as its text, with its gaps in their own notation."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from content.interchange.annotations import is_said, lost_fields, write_annotations
from content.interchange.base import Notice, ParsedItem
from content.interchange.gift.parsing import parse_gift
from content.interchange.gift.syntax import escape, escape_all, escape_around_gaps
from content.questions.base import QuestionData
from content.questions.cloze import ClozeData
from content.questions.essay import EssayData
from content.questions.matching import MatchingData
from content.questions.multiple_choice import MultipleChoiceData
from content.questions.numerical import NumericalData
from content.questions.ordering import Grading, OrderingData
from content.questions.short_answer import ShortAnswerData
from content.questions.true_false import TrueFalseData
from content.text import TextFormat


def write_gift(items: Sequence[ParsedItem]) -> tuple[str, list[Notice]]:
    """The questions as one GIFT file, and a notice for each that says more than GIFT can; items that are no
    questions are left out, with a notice. Lines in notices are those of the written file."""
    blocks, notices, line = [], [], 1
    for item in items:
        if not isinstance(item.data, QuestionData):
            notices.append(Notice(line, item.label, _("GIFT holds questions only: this was left out.")))
            continue
        block, lost = _write_item(item, item.data)
        if lost:
            names = ", ".join(name.replace("_", " ") for name in lost)
            message = _("GIFT has no place for: %(names)s. A comment keeps it, which only La Factoria reads.")
            notices.append(Notice(line, item.label, message % {"names": names}))
        blocks.append(block)
        line += block.count("\n") + 2
    return "\n\n".join(blocks) + ("\n" if blocks else ""), notices


def _write_item(item: ParsedItem, data: QuestionData) -> tuple[str, list[str]]:
    """One question with its comments, and the names of the fields that only a comment can hold: as it is usually
    written; where that would be read as something else with the answers in the comment, or else the text too."""
    answers = _BODIES.get(type(data), lambda _data: "")(data)
    body, comment, lost = "", list[str](), list[str]()
    for body, type_name in (
        (_head(data) + answers, ""),
        (_head(data) + "{}", item.type),
        (f"[{data.format}]{{}}", item.type),
    ):
        read = _read_back(body, type_name, item.type)
        settings = lost_fields(data, read)
        if isinstance(data, EssayData) and data.criteria and data.points_from_rubric:
            settings.pop("points", None)
        comment = write_annotations(settings, id=item.external_id, tags=item.tags, pool=item.pool, type=type_name)
        lost = list(settings)
        if read is not None and not any(is_said(read, name) for name in lost):
            break
    return "".join(f"// {line}\n" for line in comment) + body, lost


def _read_back(text: str, declared: str, type_name: str) -> QuestionData | None:
    """The one question that `text` reads as, if it is of that type."""
    comment = f"// {' '.join(write_annotations({}, type=declared))}\n"
    items = [item for content in parse_gift(comment + text).contents for item in content.items]
    if len(items) == 1 and items[0].type == type_name and isinstance(items[0].data, QuestionData):
        return items[0].data
    return None


def _head(data: QuestionData) -> str:
    """The title, and the text of the question with its format."""
    title = f"::{escape_all(data.name)}::" if data.name else ""
    stem = data.stem
    is_bare = data.format == TextFormat.MOODLE and stem and not stem.startswith(("[", "//", "$", ":"))
    escaped = escape_around_gaps(stem) if isinstance(data, ClozeData) else escape(stem)
    return title + ("" if is_bare else f"[{data.format}]") + _lines(escaped)


def _lines(escaped: str) -> str:
    """A text outside braces: its line breaks stay where they neither end the entry nor begin a comment or a
    title."""
    lines = escaped.split("\n")
    written = lines[0]
    for before, line in pairwise(lines):
        words = line.lstrip()
        is_plain = words and before.strip() and not words.startswith(("//", "::", "$"))
        written += ("\n" if is_plain else "\\n") + line
    return written


def _one_line(text: str) -> str:
    return escape(text).replace("\n", "\\n")


def _part(text: str, data: QuestionData) -> str:
    """A text between braces, with its format where its beginning could be taken for one."""
    return (f"[{data.format}]" if text.startswith("[") else "") + _one_line(text)


def _feedback(text: str, data: QuestionData) -> str:
    return f"#{_part(text, data)}" if text else ""


def _credit(credit: Decimal, usual: int, text: str = "") -> str:
    return "" if credit == usual and not text.startswith("%") else f"%{credit:f}%"


def _braces(data: QuestionData, parts: Iterable[str], start: str = "") -> str:
    general = [f"####{_part(data.explanation, data)}"] if data.explanation else []
    return "{" + start + "".join(f"\n\t{part}" for part in [*parts, *general]) + "\n}"


def _multiple_choice(data: MultipleChoiceData) -> str:
    def mark(credit: Decimal, text: str) -> str:
        is_right = credit == 100 and not data.multiple
        return f"={_credit(credit, 100, text)}" if is_right else f"~{_credit(credit, 0, text)}"

    return _braces(
        data,
        (
            mark(option.credit, option.text) + _part(option.text, data) + _feedback(option.feedback, data)
            for option in data.options
        ),
    )


def _true_false(data: TrueFalseData) -> str:
    right, wrong = data.feedback_false, data.feedback_true
    if data.answer:
        right, wrong = wrong, right
    answer = {True: "TRUE", False: "FALSE", None: ""}[data.answer]
    feedback = f"#{_part(wrong, data)}#{_part(right, data)}" if right else _feedback(wrong, data)
    general = f"####{_part(data.explanation, data)}" if data.explanation else ""
    return "{" + answer + feedback + general + "}"


def _short_answer(data: ShortAnswerData) -> str:
    return _braces(
        data,
        (
            f"={_credit(answer.credit, 100, answer.text)}{_part(answer.text, data)}{_feedback(answer.feedback, data)}"
            for answer in data.answers
        ),
    )


def _numerical(data: NumericalData) -> str:
    parts = [
        f"={_credit(answer.credit, 100)}{answer.value:f}"
        + (f":{answer.tolerance:f}" if answer.tolerance else "")
        + _feedback(answer.feedback, data)
        for answer in data.answers
        if answer.value is not None
    ]
    return _braces(data, parts + (["~" + _feedback(data.other_feedback, data)] if data.other_feedback else []), "#")


def _matching(data: MatchingData) -> str:
    pairs = [f"={_part(pair.prompt, data)} -> {_one_line(pair.match)}" for pair in data.pairs]
    return _braces(data, pairs + [f"= -> {_one_line(text)}" for text in data.distractors])


def _ordering(data: OrderingData) -> str:
    start = f">{len(data.entries)} ALL VERTICAL {_GRADINGS[data.grading]} SHOW"
    return _braces(data, (_part(entry, data) for entry in data.entries), start)


_GRADINGS = {
    Grading.NEIGHBOURS: "RELATIVE_NEXT_EXCLUDE_LAST",
    Grading.PLACES: "ABSOLUTE_POSITION",
    Grading.ALL: "ALL_OR_NOTHING",
}


def _essay(data: EssayData) -> str:
    return "{" + (f"####{_part(data.explanation, data)}" if data.explanation else "") + "}"


_BODIES: dict[type[QuestionData], Callable[[Any], str]] = {
    MultipleChoiceData: _multiple_choice,
    TrueFalseData: _true_false,
    ShortAnswerData: _short_answer,
    NumericalData: _numerical,
    MatchingData: _matching,
    OrderingData: _ordering,
    EssayData: _essay,
}
