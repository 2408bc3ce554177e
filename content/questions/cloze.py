"""Cloze: a text with gaps, each of which is a short answer, a number or a choice."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from html import escape
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.item_types import Finding, Grade
from content.questions.base import (
    MAX_OPTIONS,
    NO_ANSWER,
    AnswerOption,
    BadAnswer,
    NotCarried,
    QuestionData,
    QuestionType,
    Submitted,
    match_texts,
    not_answered,
    words_of,
)
from content.questions.gap_places import mark_gaps, place_gaps
from content.questions.gaps import BadGap, Gap, Widget, read_gaps
from content.rendering import render
from content.text import TextFormat, plain

BLANK = "[…]"  # a gap in plain text


class ClozeData(QuestionData):
    """The stem holds the gaps, in the notation of content.questions.gaps."""

    @property
    def parts(self) -> tuple[str | Gap | BadGap, ...]:
        """The stem in words, gaps, and what looks like a gap and is none."""
        return _parts(self.stem, self.format)

    @property
    def gaps(self) -> list[Gap]:
        return [part for part in self.parts if isinstance(part, Gap)]


@lru_cache(maxsize=512)
def _parts(stem: str, fmt: TextFormat) -> tuple[str | Gap | BadGap, ...]:
    return tuple(read_gaps(stem, fmt))


class Cloze(QuestionType[ClozeData]):
    """Answer: for each gap the answer of its kind, None where it was left empty: ["Berlin", null, [2]].

    Form fields `gap-0`, `gap-1`, …: the text of that gap; or `pick-0`, …, of a choice: the index of an option, counted
    over the options of all gaps, sent once for each chosen one."""

    name = "cloze"
    label = gettext_lazy("Cloze")
    Data = ClozeData

    def read_answer(self, data: ClozeData, submitted: Submitted) -> list[Any] | None:
        answer = [_read(number, gap, sent) for number, (gap, sent) in enumerate(_sent(data, submitted), start=1)]
        return answer if any(given is not None for given in answer) else None

    def read_again(self, data: ClozeData, submitted: Submitted) -> list[Any]:
        """As `read_answer`, where a gap that would not be taken is the text that was typed."""
        again: list[Any] = []
        for number, (gap, sent) in enumerate(_sent(data, submitted), start=1):
            try:
                again.append(_read(number, gap, sent))
            except BadAnswer:
                again.append(sent[0] if gap.widget == Widget.TEXT else None)
        return again

    def restore_order(self, submitted: Submitted, order: Sequence[int]) -> Submitted:
        names = {str(place): str(index) for place, index in enumerate(order)}
        restored = dict(submitted)
        for name, values in submitted.items():
            if name.startswith("pick-"):
                restored[name] = [names.get(value.strip(), value) for value in values]
        return restored

    def grade(self, data: ClozeData, answer: list[Any] | None) -> Grade:
        """The share of the weights, never below 0. A part is right if its gap earns all."""
        if not answer:
            return Grade(Decimal(0))
        grades = [gap.grade(given) for gap, given in zip(data.gaps, answer, strict=True)]
        worths = [grade.fraction or Decimal(0) for grade in grades]
        earned = sum((worth * gap.weight for worth, gap in zip(worths, data.gaps, strict=True)), Decimal(0))
        whole = Decimal(sum(gap.weight for gap in data.gaps))
        fraction = max(Decimal(0), Decimal(1) if earned == whole else earned / whole)
        parts = tuple(None if given is None else worth == 1 for worth, given in zip(worths, answer, strict=True))
        return Grade(fraction, tuple(_numbered(grades)), parts)

    def carry_answer(self, before: ClozeData, after: ClozeData, answer: list[Any] | None) -> list[Any] | None:
        """Gap by gap: known by the words before it, or where these have changed, by its place among the others."""
        if not answer:
            return None
        if len(before.gaps) != len(after.gaps):
            raise NotCarried
        return [
            _carry(before.gaps[old], gap, answer[old])
            for old, gap in zip(_places(before, after), after.gaps, strict=True)
        ]

    def answer_text(self, data: ClozeData, answer: list[Any] | None) -> str:
        if not answer:
            return not_answered()
        return "; ".join(
            gap.type.answer_text(gap.data, given) if given is not None else "–"
            for gap, given in zip(data.gaps, answer, strict=True)
        )

    def correct_text(self, data: ClozeData) -> str:
        texts = [_right(gap) for gap in data.gaps]
        return texts[0] if len(texts) == 1 else "<ol>" + "".join(f"<li>{text}</li>" for text in texts) + "</ol>"

    def guess_score(self, data: ClozeData) -> Decimal | None:
        """That of each gap by its weight, as in Moodle; None where it cannot be said of one of them."""
        guesses = [(gap.type.guess_score(gap.data), gap.weight) for gap in data.gaps]
        known = [guess * weight for guess, weight in guesses if guess is not None]
        if not guesses or len(known) < len(guesses):
            return None
        return max(Decimal(0), sum(known, Decimal(0)) / sum(weight for _guess, weight in guesses))

    def options_of(self, data: ClozeData) -> list[AnswerOption]:
        """Of a single gap what its kind tells apart; of several each gap, chosen by those who got it right."""
        if len(data.gaps) == 1:
            (gap,) = data.gaps
            options: list[AnswerOption] = gap.type.options_of(gap.data)
            return options
        return [
            AnswerOption(str(place), f"{name_of_gap(place + 1)}: {_right_words(gap)}", is_key=True)
            for place, gap in enumerate(data.gaps[:MAX_OPTIONS])
        ]

    def chosen(self, data: ClozeData, answer: list[Any] | None) -> list[str]:
        if not answer:
            return [NO_ANSWER]
        if len(data.gaps) == 1:
            (gap,) = data.gaps
            names: list[str] = gap.type.chosen(gap.data, answer[0])
            return names
        parts = self.grade(data, answer).parts[:MAX_OPTIONS]
        return [str(place) for place, part in enumerate(parts) if part]

    def places(self, data: ClozeData) -> int:
        """The options of all gaps, counted through."""
        return sum(gap.count for gap in data.gaps)

    def may_shuffle(self, data: ClozeData) -> bool:
        return any(gap.type.may_shuffle(gap.data) for gap in data.gaps)

    def heading(self, data: ClozeData) -> str:
        return super().heading(data.model_copy(update={"stem": _with_blanks(data)}))

    def text(self, data: ClozeData) -> str:
        parts = [(_with_blanks(data), data.format), *self.wording(data), (data.explanation, data.format)]
        return "\n".join(words for words in (words_of(*part) for part in parts) if words)

    def wording(self, data: ClozeData) -> Iterator[tuple[str, TextFormat]]:
        for gap in data.gaps:
            yield from gap.type.wording(gap.data)

    def html(self, data: ClozeData) -> dict[str, Any]:
        """`pieces` is the stem: HTML and the numbers of the gaps that stand between, from 0; gaps that cannot stand
        where they were written, inside a formula, are in `adrift`. `gaps` holds what each gap's own `html` does."""
        pieces = _pieces(data)
        stem = "".join(piece if isinstance(piece, str) else BLANK for piece in pieces)
        return {
            "stem": stem,
            "explanation": render(data.explanation, data.format),
            "pieces": pieces,
            "adrift": _adrift(data, pieces),
            "gaps": [_gap_html(gap) for gap in data.gaps],
        }

    def key(self, data: ClozeData) -> Any:
        return [[gap.type.name, gap.weight, gap.type.key(gap.data)] for gap in data.gaps]

    def check(self, data: ClozeData) -> list[Finding]:
        bare = data.model_copy(update={"stem": _with_blanks(data)})
        findings = super().check(bare)
        if not data.gaps and data.stem.strip():
            message = _("This text has no gap. Write one like {1:SHORTANSWER:=Berlin}.")
            findings.append(Finding("stem", message))
        return findings + [Finding("stem", message) for message in _faults(data)]


def _places(before: ClozeData, after: ClozeData) -> list[int]:
    """For each gap of `after`, its place in `before`, which has as many."""
    found = match_texts(_words_before(after), _words_before(before))
    rest = iter(sorted(set(range(len(before.gaps))) - set(found.values())))
    return [found[place] if place in found else next(rest) for place in range(len(after.gaps))]


def _words_before(data: ClozeData) -> list[str]:
    """What stands before each gap, from the gap before it on."""
    texts = [""]
    for part in data.parts:
        if isinstance(part, Gap):
            texts.append("")
        else:
            texts[-1] += _words(part)
    return texts[:-1]


def _carry(before: Gap, after: Gap, given: Any) -> Any:
    if given is None:
        return None
    if before.type is not after.type:
        raise NotCarried
    return after.type.carry_answer(before.data, after.data, given)


def gap_field(number: int, gap: Gap) -> str:
    """The form field of a gap, by its number from 0."""
    return f"{'gap' if gap.widget == Widget.TEXT else 'pick'}-{number}"


def _faults(data: ClozeData) -> Iterator[str]:
    """What is wrong with the gaps, each named by its number and its beginning."""
    found = [part for part in data.parts if not isinstance(part, str)]
    adrift, number = _adrift(data, _pieces(data)), 0
    for place, part in enumerate(found, start=1):
        name = _("Gap %(number)d (%(gap)s)") % {"number": place, "gap": _begins(part.source)}
        if isinstance(part, BadGap):
            yield f"{name}: {part.reason}"
            continue
        yield from (f"{name}: {finding.message}" for finding in part.findings())
        if number in adrift:
            yield name + ": " + _("A gap cannot stand inside a formula or a link. Put it beside.")
        number += 1


def _right(gap: Gap) -> str:
    """What is right in a gap, on one line where there are several."""
    text = gap.type.correct_text(gap.data)
    if not text.startswith("<ul><li>"):
        return text
    return text.removeprefix("<ul><li>").removesuffix("</li></ul>").replace("</li><li>", " / ")


def _right_words(gap: Gap) -> str:
    return plain(_right(gap), TextFormat.HTML)


def _numbered(grades: Sequence[Grade]) -> Iterator[str]:
    """The feedback of each gap, said to be its."""
    for number, grade in enumerate(grades, start=1):
        for feedback in grade.feedback:
            name = f"<strong>{escape(name_of_gap(number))}</strong>"
            yield f"<p>{name} {feedback[3:]}" if feedback.startswith("<p>") else f"<p>{name}</p>{feedback}"


def name_of_gap(number: int) -> str:
    """What a student is told it is called; they count from 1."""
    return _("Gap %(number)d") % {"number": number}


def _begins(source: str) -> str:
    words = " ".join(source.split())
    return words if len(words) <= 40 else words[:39].rstrip() + "…"


def _sent(data: ClozeData, submitted: Submitted) -> Iterator[tuple[Gap, list[str]]]:
    """Each gap with what was sent for it, options by their index in their own gap."""
    first = 0
    for number, gap in enumerate(data.gaps):
        values = [value.strip() for value in submitted.get(gap_field(number, gap), [])]
        if gap.widget != Widget.TEXT:
            values = [str(int(text) - first) if text.isdecimal() and len(text) < 6 else text for text in values if text]
        yield gap, values
        first += gap.count


def _read(number: int, gap: Gap, sent: list[str]) -> Any:
    try:
        return gap.type.read_answer(gap.data, {gap.field: sent})
    except BadAnswer as error:
        raise BadAnswer(_("Gap %(number)d: %(reason)s") % {"number": number, "reason": error}) from None


def _with_blanks(data: ClozeData) -> str:
    return "".join(_words(part) if not isinstance(part, Gap) else BLANK for part in data.parts)


def _pieces(data: ClozeData) -> list[str | int]:
    marked = mark_gaps([None if isinstance(part, Gap) else _words(part) for part in data.parts])
    return place_gaps(render(marked, data.format))


def _adrift(data: ClozeData, pieces: list[str | int]) -> list[int]:
    placed = {piece for piece in pieces if isinstance(piece, int)}
    return [number for number in range(len(data.gaps)) if number not in placed]


def _words(part: str | Gap | BadGap) -> str:
    return part if isinstance(part, str) else part.source


def _gap_html(gap: Gap) -> dict[str, Any]:
    """The options as their widget needs them: plain text in a drop-down list."""
    html = gap.type.html(gap.data)
    if gap.widget == Widget.SELECT:
        html["options"] = [
            option | {"text": escape(plain(option["text"], TextFormat.HTML), quote=False)} for option in html["options"]
        ]
    return html
