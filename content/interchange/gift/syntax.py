"""The syntax tree of GIFT: what a file says, before it becomes our questions.

Source of the format: Moodle's documentation (docs.moodle.org, "GIFT format"), and where that is silent, what
Moodle does."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from content.interchange.annotations import Annotations
from content.questions.gaps import GAP
from content.text import TextFormat

BLANK = "_____"  # what stands in the text where an answer was embedded


class GiftError(ValueError):
    """An entry that cannot be taken: the reason, as a sentence, and the line it concerns."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


@dataclass(frozen=True)
class Text:
    """A text with its format: its own, or else that of its question."""

    text: str
    format: TextFormat


@dataclass(frozen=True)
class Choice:
    """An answer after = or ~, of a multiple-choice or short-answer question; `weight` in percent, if it has
    one."""

    text: Text
    is_right: bool
    weight: Decimal | None = None
    feedback: Text | None = None


@dataclass(frozen=True)
class NumberChoice:
    """A number with its tolerance; `value` is None for *, any number."""

    value: Decimal | None
    tolerance: Decimal = Decimal(0)
    weight: Decimal | None = None
    feedback: Text | None = None


@dataclass(frozen=True)
class MatchPair:
    """`prompt` is empty for an answer that matches nothing."""

    prompt: Text
    match: str


@dataclass(frozen=True)
class Description:
    pass


@dataclass(frozen=True)
class Essay:
    pass


@dataclass(frozen=True)
class TrueFalse:
    """The first feedback of a file is for those who answer wrongly, the second for those who answer
    rightly."""

    is_true: bool
    wrong_feedback: Text | None = None
    right_feedback: Text | None = None


@dataclass(frozen=True)
class MultipleChoice:
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class ShortAnswer:
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Numerical:
    choices: tuple[NumberChoice, ...]


@dataclass(frozen=True)
class Matching:
    pairs: tuple[MatchPair, ...]


@dataclass(frozen=True)
class Ordering:
    """`grading` is Moodle's word for how an order is graded, if there is one."""

    entries: tuple[Text, ...]
    grading: str = ""


@dataclass(frozen=True)
class Cloze:
    """The gaps stand in the text of the question, as they were written."""


Answers: TypeAlias = (
    Description | Essay | TrueFalse | MultipleChoice | ShortAnswer | Numerical | Matching | Ordering | Cloze
)


@dataclass(frozen=True)
class Question:
    """One question. `remarks` are sentences on what looks damaged; `said` is what the comments before it say for us
    alone."""

    line: int
    title: str
    stem: Text
    answers: Answers
    explanation: Text | None = None
    is_embedded: bool = False
    remarks: tuple[str, ...] = ()
    said: Annotations = field(default_factory=Annotations)


@dataclass(frozen=True)
class Category:
    """From here on, questions belong to this category."""

    line: int
    path: str


_ESCAPED = re.compile(r"\\([\\~=#{}:n])")
_HIDDEN = re.compile(r"\\.", re.DOTALL)
_TITLE_RESERVED = re.compile(r"[\\~=#{}:]")
_RESERVED = re.compile(r"[\\~=#{}]|:(?=:)|(?<=:):")


def unescape(raw: str) -> str:
    """What `raw` says: backslashes before ~ = # { } : and \\ are taken away, and \\n is a new line."""
    return _ESCAPED.sub(lambda match: "\n" if match[1] == "n" else match[1], raw)


def escape(text: str) -> str:
    """`text` so that no character of it has a meaning in GIFT; line breaks stay."""
    return _RESERVED.sub(r"\\\g<0>", text)


def escape_all(text: str) -> str:
    """`text` on one line, so that no character of it has a meaning even in a title."""
    return _TITLE_RESERVED.sub(r"\\\g<0>", text).replace("\n", "\\n")


def unescape_around_gaps(raw: str) -> str:
    """Like `unescape`, but gaps (see content.questions.gaps) stay as they are written."""
    return "".join(part if is_gap else unescape(part) for is_gap, part in split_gaps(raw))


def escape_around_gaps(text: str) -> str:
    """The reverse."""
    return "".join(part if is_gap else escape(part) for is_gap, part in split_gaps(text))


def split_gaps(text: str) -> Iterator[tuple[bool, str]]:
    """The parts of a text, and whether each is a gap."""
    start = 0
    for match in GAP.finditer(text):
        if match["answers"] is not None:
            yield False, text[start : match.start()]
            yield True, match[0]
            start = match.end()
    yield False, text[start:]


def mask(raw: str) -> str:
    """`raw` with all that is escaped hidden, character for character: to look for what has a meaning."""
    return _HIDDEN.sub("\0\0", raw)
