"""One entry of a GIFT file → its syntax tree."""

import re
from collections.abc import Callable, Iterator
from decimal import Context, Decimal

from django.utils.translation import gettext as _

from content.interchange.annotations import read_annotations
from content.interchange.gift.entries import CATEGORY, Entry
from content.interchange.gift.syntax import (
    BLANK,
    Answers,
    Category,
    Choice,
    Cloze,
    Description,
    Essay,
    GiftError,
    Matching,
    MatchPair,
    MultipleChoice,
    NumberChoice,
    Numerical,
    Ordering,
    Question,
    ShortAnswer,
    Text,
    TrueFalse,
    mask,
    split_gaps,
    unescape,
    unescape_around_gaps,
)
from content.questions.base import normal_decimal
from content.text import TextFormat

MAX_ENTRY = 100_000  # characters
MAX_ANSWERS = 200

_TITLE = re.compile(r"::((?:\\.|[^\\\n:]|:(?!:))*)::", re.DOTALL)
_FORMAT = re.compile(rf"\[({'|'.join(TextFormat)})\]", re.IGNORECASE)
_WEIGHT = re.compile(r"\s*%\s*(-?[0-9]+(?:[.,][0-9]*)?)\s*%")
_WEIGHT_AFTER = re.compile(r"%-?[0-9.,]+%\s*$")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,2})?")
_ORDER_HEAD = re.compile(
    r"\s*(?P<count>[0-9]{1,4})(?:\s+(?P<select>ALL|EXACT|RANDOM|REL|CONTIGUOUS|CONTIG)(?!\S))?"
    r"(?:\s+(?:HORIZONTAL|HORI|H|1|VERTICAL|VERT|V|0)(?!\S))?"
    r"(?:\s+(?P<grading>ALL_OR_NOTHING|ABS(?:OLUTE(?:_POSITION)?)?|REL(?:ATIVE(?:_[A-Z_]+)?)?|LONGEST_[A-Z_]+)(?!\S))?"
    r"(?:\s+(?:SHOW|TRUE|YES|1|HIDE|FALSE|NO|0)(?!\S))?(?=\s|$)",
    re.IGNORECASE,
)
_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}
_EXACT = Context(prec=200)


def read_entry(entry: Entry) -> Question | Category:
    """What one entry says. Raises GiftError."""
    text = entry.text.strip()
    if len(text) > MAX_ENTRY:
        raise GiftError(entry.line, _("This entry is longer than 100,000 characters. Split it."))
    if text.startswith(CATEGORY):
        return Category(entry.line, unescape(text.removeprefix(CATEGORY)).strip())
    title = _TITLE.match(text)
    return _Reader(entry, text[title.end() :] if title else text).question(unescape(title[1]).strip() if title else "")


class _Reader:
    """Reads the answers of one entry in the format of its question, and collects remarks."""

    def __init__(self, entry: Entry, body: str) -> None:
        self.entry = entry
        self.remarks: list[str] = []
        hidden = "".join("\0" * len(part) if is_gap else mask(part) for is_gap, part in split_gaps(body))
        opened, closed = hidden.find("{"), hidden.find("}")
        self.has_answers = opened >= 0
        self.is_embedded = self.has_answers and bool(body[closed + 1 :].strip())
        self.answers = body[opened + 1 : closed].strip() if self.has_answers else ""
        if self.has_answers:
            body = body[:opened] + (BLANK if self.is_embedded else "") + body[closed + 1 :]
        self.has_gaps = not self.has_answers and any(is_gap for is_gap, _part in split_gaps(body))
        self.stem = read_text(body, TextFormat.MOODLE, unescape_around_gaps)

    def question(self, title: str) -> Question:
        explanation = self._cut_explanation()
        answers = self._read_answers()
        return Question(
            line=self.entry.line,
            title=title,
            stem=self.stem,
            answers=answers,
            explanation=explanation,
            is_embedded=self.is_embedded,
            remarks=tuple(self.remarks),
            said=read_annotations(" ".join(self.entry.comments)),
        )

    def _cut_explanation(self) -> Text | None:
        """The general feedback: what follows the last ####."""
        start = mask(self.answers).rfind("####")
        if start < 0:
            return None
        raw, self.answers = self.answers[start + 4 :], self.answers[:start].rstrip()
        return read_text(raw, self.stem.format)

    def _read_answers(self) -> Answers:
        raw, hidden = self.answers, mask(self.answers)
        if not raw:
            return Cloze() if self.has_gaps else Essay() if self.has_answers else Description()
        if raw[0] in ">#":
            return self._ordering(raw[1:]) if raw[0] == ">" else self._numerical(raw[1:])
        if "~" in hidden:
            return MultipleChoice(tuple(self._choices(raw, "=~")))
        if "=" in hidden and "->" in hidden:
            return Matching(tuple(self._pairs(raw)))
        if hidden.partition("#")[0].strip().upper() in _TRUTH:
            return self._true_false(raw)
        return ShortAnswer(tuple(self._choices(raw, "=")))

    def _true_false(self, raw: str) -> TrueFalse:
        answer, *feedback = _cut(raw, "#", 2)
        texts = [self._optional(text) for text in feedback] + [None, None]
        return TrueFalse(_TRUTH[answer.strip().upper()], texts[0], texts[1])

    def _choices(self, raw: str, marks: str) -> Iterator[Choice]:
        for mark, piece in self._pieces(raw, marks):
            weight, rest = self._weight(piece)
            answer, *feedback = _cut(rest, "#", 1)
            if not answer.strip() and "".join(feedback).strip():
                answer, feedback = f"#{feedback[0].strip()}", []
                shown = {"answer": answer[:60]}
                self.remarks.append(_("“%(answer)s” was taken as an answer. Write \\# for a # in a text.") % shown)
            if weight is None and _WEIGHT_AFTER.search(answer):
                shown = {"answer": answer.strip()[:60]}
                self.remarks.append(_("“%(answer)s” ends in a credit, which has to stand before the answer.") % shown)
            if not mark:
                shown = {"answer": answer.strip()[:60]}
                taken = _("“%(answer)s” has no ~ or = before it and was taken as a wrong answer.")
                right = _("“%(answer)s” has no = before it and was taken as a right answer.")
                self.remarks.append((taken if "~" in marks else right) % shown)
            is_right = mark == "=" or (not mark and marks == "=")
            text = read_text(answer, self.stem.format)
            yield Choice(text, is_right, weight, self._optional(feedback[0]) if feedback else None)

    def _pairs(self, raw: str) -> Iterator[MatchPair]:
        for _mark, piece in self._pieces(raw, "="):
            prompt, *match = _cut(piece, "->", 1)
            if not match:
                raise self._error(_("“%(pair)s” has no -> between its two sides."), pair=piece.strip()[:60])
            yield MatchPair(read_text(prompt, self.stem.format), unescape(match[0].strip()).strip())

    def _ordering(self, raw: str) -> Ordering:
        """Moodle's plug-in: a line that says how, then an entry a line."""
        head = _ORDER_HEAD.match(raw)
        lines = raw[head.end() if head else 0 :].split("\n")
        entries = tuple(read_text(line, self.stem.format) for line in lines if line.strip())
        if len(entries) > MAX_ANSWERS:
            raise self._error(_("This question has more than 200 answers. Split it."))
        if head and (head["select"] or "ALL").upper() != "ALL" and int(head["count"]) < len(entries):
            self.remarks.append(_("Moodle would draw some of the entries; here all of them are put in order."))
        return Ordering(entries, (head["grading"] or "").upper() if head else "")

    def _numerical(self, raw: str) -> Numerical:
        tilde = mask(raw).find("~")
        right, wrong = (raw[:tilde], raw[tilde + 1 :]) if tilde >= 0 else (raw, "")
        choices = [self._number(piece) for _mark, piece in self._pieces(right, "=")] if right.strip() else []
        if wrong:
            feedback = _cut(wrong, "#", 1)[1:]
            choices.append(NumberChoice(None, weight=Decimal(0), feedback=self._optional("".join(feedback))))
        if not any(choice.value is not None for choice in choices):
            raise self._error(_("This numerical question has no number as its answer."))
        return Numerical(tuple(choices))

    def _number(self, piece: str) -> NumberChoice:
        weight, rest = self._weight(piece)
        answer, *feedback = _cut(rest, "#", 1)
        value, tolerance = self._range(unescape(answer).strip())
        return NumberChoice(value, tolerance, weight, self._optional(feedback[0]) if feedback else None)

    def _range(self, text: str) -> tuple[Decimal | None, Decimal]:
        """The middle and the half of lowest..highest exactly, or a number:tolerance; no middle for *."""
        if text == "*":
            return None, Decimal(0)
        if ".." in text:
            low, high = (self._decimal(end) for end in text.split("..", 1))
            middle = _EXACT.divide(_EXACT.add(low, high), Decimal(2))
            return self._normal(middle), self._normal(abs(_EXACT.subtract(high, middle)))
        value, _colon, tolerance = text.partition(":")
        return self._decimal(value), abs(self._decimal(tolerance or "0"))

    def _decimal(self, text: str) -> Decimal:
        text = text.strip().replace("−", "-")
        if not _NUMBER.fullmatch(text):
            raise self._error(_("“%(number)s” is not a number."), number=text[:60])
        return self._normal(Decimal(text.replace(",", ".")))

    def _normal(self, number: Decimal) -> Decimal:
        try:
            return normal_decimal(number)
        except ValueError:
            raise self._error(_("“%(number)s” has too many digits."), number=str(number)[:60]) from None

    def _weight(self, piece: str) -> tuple[Decimal | None, str]:
        match = _WEIGHT.match(piece)
        if not match:
            return None, piece
        weight = self._normal(Decimal(match[1].replace(",", ".")[:80]))
        if abs(weight) > 100:
            raise self._error(_("A credit of %(credit)s%% is not between −100 and 100."), credit=match[1][:60])
        return weight, piece[match.end() :]

    def _pieces(self, raw: str, marks: str) -> Iterator[tuple[str, str]]:
        """The parts that begin with one of `marks`, each with its mark; the first may have none."""
        found = [match.start() for match in re.finditer(f"[{marks}]", mask(raw))]
        if len(found) > MAX_ANSWERS:
            raise self._error(_("This question has more than 200 answers. Split it."))
        starts = found if found and not raw[: found[0]].strip() else [-1, *found]
        for start, end in zip(starts, [*starts[1:], len(raw)], strict=True):
            yield (raw[start] if start >= 0 else "", raw[start + 1 : end])

    def _optional(self, raw: str) -> Text | None:
        text = read_text(raw, self.stem.format)
        return text if text.text else None

    def _error(self, reason: str, **values: str) -> GiftError:
        return GiftError(self.entry.line, reason % values if values else reason)


def read_text(raw: str, default: TextFormat, plain: Callable[[str], str] = unescape) -> Text:
    """A text without its format in brackets, and without its escapes, which `plain` takes away."""
    raw = raw.strip()
    match = _FORMAT.match(raw)
    if not match:
        return Text(plain(raw).strip(), default)
    return Text(plain(raw[match.end() :].strip()).strip(), TextFormat(match[1].lower()))


def _cut(raw: str, mark: str, times: int) -> list[str]:
    """`raw` split at most `times` times at `mark`s that are not escaped."""
    pieces, hidden = [], mask(raw)
    start = 0
    while times and (found := hidden.find(mark, start)) >= 0:
        pieces.append(raw[start:found])
        start = found + len(mark)
        times -= 1
    return [*pieces, raw[start:]]
