"""Our questions → GIFT that reads back to the same questions.

What GIFT has no place for goes into a comment before the question, which other programs pass over: `//
[set:points="2"]`; and where the text cannot tell the type (an unfinished question), `// [type:matching]`."""

import json
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from content.interchange.base import Notice, ParsedItem
from content.interchange.gift.parsing import parse_gift
from content.interchange.gift.syntax import escape, escape_all
from content.questions.base import QuestionData
from content.questions.essay import EssayData
from content.questions.matching import MatchingData
from content.questions.multiple_choice import MultipleChoiceData
from content.questions.numerical import NumericalData
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
    """One question with its comments, and the names of the fields that only a comment can hold."""
    said = [f"[id:{_in_brackets(item.external_id)}]"] if item.external_id else []
    said += [f"[tag:{_in_brackets(tag)}]" for tag in item.tags]
    body = _head(data) + _BODIES.get(type(data), lambda _data: "")(data)
    read = _read_back(body, item.type)
    if read is None:
        body = _head(data) + "{}"
        said.append(f"[type:{item.type}]")
        read = _read_back(f"// [type:{item.type}]\n{body}", item.type)
    before, after = data.model_dump(mode="json"), read.model_dump(mode="json") if read else {}
    lost = [name for name in before if before[name] != after.get(name)]
    said += [f"[set:{name}={_in_brackets(json.dumps(before[name], ensure_ascii=False))}]" for name in lost]
    return (f"// {' '.join(said)}\n" if said else "") + body, lost


def _read_back(text: str, type_name: str) -> QuestionData | None:
    """The one question that `text` reads as, if it is of that type."""
    items = [item for content in parse_gift(text).contents for item in content.items]
    if len(items) == 1 and items[0].type == type_name and isinstance(items[0].data, QuestionData):
        return items[0].data
    return None


def _in_brackets(value: str) -> str:
    return " ".join(value.split("\n")).replace("]", "\\]")


def _head(data: QuestionData) -> str:
    """The title, and the text of the question with its format."""
    title = f"::{escape_all(data.name)}::" if data.name else ""
    stem = data.stem
    is_bare = data.format == TextFormat.MOODLE and stem and not stem.startswith(("[", "//", "$", ":"))
    return title + ("" if is_bare else f"[{data.format}]") + _lines(stem)


def _lines(text: str) -> str:
    """A text outside braces: its line breaks stay where they neither end the entry nor begin a comment or a
    title."""
    lines = escape(text).split("\n")
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


def _essay(data: EssayData) -> str:
    return "{" + (f"####{_part(data.explanation, data)}" if data.explanation else "") + "}"


_BODIES: dict[type[QuestionData], Callable[[Any], str]] = {
    MultipleChoiceData: _multiple_choice,
    TrueFalseData: _true_false,
    ShortAnswerData: _short_answer,
    NumericalData: _numerical,
    MatchingData: _matching,
    EssayData: _essay,
}
