"""Gaps inside a text, in the notation of Moodle's embedded answers: `{2:SHORTANSWER:=Berlin~%50%Bonn#Not any more}`.

After the brace the weight of the gap (1 where it is left out), the kind, and its answers, divided by `~`: a right one
begins with `=`, another with its credit in percent, and what follows a `#` is its feedback. A backslash makes ~ = # { }
plain. A number may have a tolerance: `=3.14:0.01`. Before the brace of what is no gap stands a backslash.

Source of the notation: Moodle's documentation (docs.moodle.org, "Embedded Answers (Cloze) question type")."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from content.item_types import Finding, Grade
from content.questions.base import MAX_OPTIONS, QuestionType
from content.questions.multiple_choice import MultipleChoice
from content.questions.numerical import Numerical
from content.questions.short_answer import ShortAnswer
from content.text import TextFormat

MAX_GAPS = 200
_OPEN = r"\{[ \t]*(?P<weight>[0-9]{0,9})[ \t]*:[ \t]*(?P<kind>[A-Za-z_]{2,30})[ \t]*:"
_INSIDE = r"(?:\\.|[^\\{}]|\{(?![ \t]*[0-9]{0,9}[ \t]*:))*"  # up to the end, or to where another begins
CLOSED_GAP = rf"(?:{re.sub('[?]P<[a-z]+>', '?:', _OPEN)}{_INSIDE}\}})"  # a pattern without names, for others to use
GAP = re.compile(rf"\\.|(?P<gap>{_OPEN}(?:(?P<answers>{_INSIDE})\}})?)", re.DOTALL)
_PIECE = re.compile(r"(?:\\.|[^\\~])+", re.DOTALL)
_ESCAPED = re.compile(r"\\([\\~=#{}])")
_MARK = re.compile(
    r"\s*(?:(?P<right>=)|%(?P<credit>-?[0-9]{1,3}(?:[.,][0-9]{1,10})?)%|(?P<bad>%-?[0-9.,]*%))?(?P<rest>.*)", re.DOTALL
)
_HASH = re.compile(r"(?P<before>(?:\\.|[^\\#])*)(?:#(?P<after>.*))?", re.DOTALL)
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,40}(?:[.,][0-9]{0,40})?|[.,][0-9]{1,40})(?:[eE][+-]?[0-9]{1,2})?")


class Widget(StrEnum):
    """How a gap is filled in."""

    TEXT = "text"
    SELECT = "select"
    COLUMN = "column"
    ROW = "row"


@dataclass(frozen=True)
class _Kind:
    """What a name in the notation stands for: the type of question it is graded as, and how it is shown."""

    type: QuestionType[Any]
    widget: Widget = Widget.TEXT
    fields: Mapping[str, Any] | None = None


_SHORT, _NUMBERS, _CHOICE = ShortAnswer(), Numerical(), MultipleChoice()


def _choices() -> Iterator[tuple[str, _Kind]]:
    """Those with S are shuffled, those of MULTIRESPONSE take several."""
    for name, short, suffix, widget, is_multiple in (
        ("MULTICHOICE", "MC", "", Widget.SELECT, False),
        ("MULTICHOICE", "MC", "V", Widget.COLUMN, False),
        ("MULTICHOICE", "MC", "H", Widget.ROW, False),
        ("MULTIRESPONSE", "MR", "", Widget.COLUMN, True),
        ("MULTIRESPONSE", "MR", "H", Widget.ROW, True),
    ):
        for shuffled in ("", "S"):
            kind = _Kind(_CHOICE, widget, {"multiple": is_multiple, "shuffle": bool(shuffled)})
            yield f"{name}_{suffix}{shuffled}".rstrip("_"), kind
            yield f"{short}{suffix}{shuffled}", kind


_KINDS: dict[str, _Kind] = {
    **dict.fromkeys(("SHORTANSWER", "SA", "MW"), _Kind(_SHORT)),
    **dict.fromkeys(("SHORTANSWER_C", "SAC", "MWC"), _Kind(_SHORT, fields={"case_sensitive": True})),
    **dict.fromkeys(("NUMERICAL", "NM"), _Kind(_NUMBERS)),
    **dict(_choices()),
}


@dataclass(frozen=True)
class Gap:
    """One gap: a small question of its own, without a text. `source` is how it is written."""

    source: str
    weight: int
    widget: Widget
    type: QuestionType[Any]
    data: Any

    @property
    def field(self) -> str:
        """The form field of the small question's answer."""
        return "choice" if self.widget != Widget.TEXT else "text"

    @property
    def count(self) -> int:
        """How many options it has."""
        return self.type.places(self.data)

    def grade(self, answer: Any) -> Grade:
        return self.type.grade(self.data, answer)

    def findings(self) -> list[Finding]:
        return [finding for finding in self.type.check(self.data) if finding.field != "stem"]


@dataclass(frozen=True)
class BadGap:
    """What looks like a gap and is none: it stands in the text as it was written."""

    source: str
    reason: str


class _GapError(ValueError):
    pass


def read_gaps(text: str, fmt: TextFormat = TextFormat.MARKDOWN) -> list[str | Gap | BadGap]:
    """A text in its parts: words, and gaps whose texts are in the format `fmt`."""
    parts: list[str | Gap | BadGap] = []
    start = gaps = 0
    for match in GAP.finditer(text):
        if not match["gap"]:
            continue  # a backslash, and what it makes plain
        parts += [text[start : match.start()]] if match.start() > start else []
        start = match.end()
        gaps += 1
        too_many = BadGap(match[0], _("At most 200 gaps fit in one text."))
        parts.append(_read(match, fmt) if gaps <= MAX_GAPS else too_many)
    return [*parts, text[start:]] if start < len(text) else parts


def _read(match: re.Match[str], fmt: TextFormat) -> Gap | BadGap:
    if match["answers"] is None:
        return BadGap(match[0], _("It is never closed. Put a } behind its last answer."))
    try:
        return _gap(match, fmt)
    except _GapError as error:
        return BadGap(match["gap"], str(error))


def _gap(match: re.Match[str], fmt: TextFormat) -> Gap:
    kind = _KINDS.get(match["kind"].upper())
    if kind is None:
        message = _("“%(kind)s” is no kind of gap. Write SHORTANSWER, NUMERICAL or MULTICHOICE.")
        raise _GapError(message % {"kind": match["kind"]})
    weight = int(match["weight"] or 1)
    if not 0 < weight <= 1000:
        raise _GapError(_("Its weight has to be from 1 to 1000."))
    pieces = [piece[0] for piece in _PIECE.finditer(match["answers"]) if piece[0].strip()]
    if not pieces:
        raise _GapError(_("It has no answer. Write the right one behind =."))
    if len(pieces) > MAX_OPTIONS:
        raise _GapError(_("It has more than 200 answers."))
    answers = [_answer(piece) for piece in pieces]
    own = _numbers(answers) if kind.type is _NUMBERS else {_LISTS[kind.type.name]: answers}
    try:
        data = kind.type.parse({"format": fmt, **(kind.fields or {}), **own})
    except ValidationError:
        raise _GapError(_("A number in it has too many digits, or a credit is not between −100 and 100.")) from None
    return Gap(match["gap"], weight, kind.widget, kind.type, data)


_LISTS = {"short_answer": "answers", "multiple_choice": "options"}


def _answer(piece: str) -> dict[str, Any]:
    mark = _MARK.fullmatch(piece)
    assert mark is not None, "every text fits it"
    if mark["bad"]:
        raise _GapError(_("“%(credit)s” is no credit. Write one like %%50%%.") % {"credit": mark["bad"]})
    halves = _HASH.fullmatch(mark["rest"])
    text, feedback = (halves["before"], halves["after"] or "") if halves else (mark["rest"], "")
    credit = Decimal(mark["credit"].replace(",", ".")) if mark["credit"] else Decimal(100 if mark["right"] else 0)
    return {"text": _plain(text), "credit": credit, "feedback": _plain(feedback)}


def _numbers(answers: list[dict[str, Any]]) -> dict[str, Any]:
    """An asterisk stands for any other number: it only has a feedback."""
    rows, other = [], ""
    for answer in answers:
        if answer["text"] == "*":
            if answer["credit"]:
                raise _GapError(_("* as a right answer would take any number. Give the numbers that are right."))
            other = answer["feedback"]
            continue
        value, _colon, tolerance = answer.pop("text").partition(":")
        rows.append({"value": _decimal(value), "tolerance": abs(_decimal(tolerance or "0")), **answer})
    return {"answers": rows, "other_feedback": other}


def _decimal(text: str) -> Decimal:
    text = text.strip().replace("−", "-")
    if not _NUMBER.fullmatch(text):
        raise _GapError(_("“%(text)s” is not a number. Write one like 3.14, or 3.14:0.01.") % {"text": text[:40]})
    return Decimal(text.replace(",", "."))


def _plain(raw: str) -> str:
    return _ESCAPED.sub(r"\1", " ".join(raw.split()))
