"""Numerical: a number within a tolerance, with units if the author likes; the first answer that fits
decides."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from html import escape
from itertools import pairwise
from typing import Annotated, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import AfterValidator, Field

from content.item_types import Finding, Grade
from content.questions.base import (
    MAX_OPTIONS,
    NO_ANSWER,
    OTHER,
    AnswerOption,
    BadAnswer,
    Credit,
    NotCarried,
    Number,
    Part,
    QuestionData,
    QuestionType,
    Submitted,
    feedback_html,
    field_value,
    html_list,
    normal_decimal,
    not_answered,
    share,
)
from content.questions.quantities import NotANumber, Reading, read_number
from content.rendering import render
from content.text import TextFormat, collapse

Tolerance = Annotated[Decimal, Field(ge=0), AfterValidator(normal_decimal)]


class NumericalAnswer(Part):
    """Accepts from value - tolerance to value + tolerance, both included. `value` is None until it is
    written."""

    value: Number | None = None
    tolerance: Tolerance = Decimal(0)
    credit: Credit = Decimal(100)
    feedback: str = ""

    def accepts(self, number: Fraction) -> bool:
        return self.value is not None and abs(number - Fraction(self.value)) <= Fraction(self.tolerance)


class Unit(Part):
    """A right answer times `multiplier` is right in this unit: 100 for cm where the answers are in m."""

    unit: str = ""
    multiplier: Annotated[Decimal, Field(gt=0), AfterValidator(normal_decimal)] = Decimal(1)


class NumericalData(QuestionData):
    """`other_feedback` is for numbers that none of the answers accepts. With units, an answer without one is
    taken to be in the unit of the answers."""

    answers: tuple[NumericalAnswer, ...] = ()
    units: tuple[Unit, ...] = ()
    other_feedback: str = ""


class Numerical(QuestionType[NumericalData]):
    """Answer: the number as it was written, with its unit if any. Form field `text`; what is read as a
    number says content.questions.quantities. Of two readings (1,234) the one that earns more counts."""

    name = "numerical"
    label = gettext_lazy("Numerical")
    Data = NumericalData

    def read_answer(self, data: NumericalData, submitted: Submitted) -> str | None:
        text = field_value(submitted, "text", limit=200)
        if text:
            _read(data, text)
        return text or None

    def grade(self, data: NumericalData, answer: str | None) -> Grade:
        if not answer:
            return Grade(Decimal(0))
        place = _find(data, answer)
        if place is None:
            return Grade(Decimal(0), feedback_html(data.other_feedback, data.format), (False,))
        best = data.answers[place]
        return Grade(share(best.credit), feedback_html(best.feedback, data.format), (best.credit > 0,))

    def guess_score(self, data: NumericalData) -> Decimal | None:
        """There are too many numbers to hit the right one by chance."""
        return Decimal(0)

    def options_of(self, data: NumericalData) -> list[AnswerOption]:
        """Each range, by its place, and any other number."""
        best = max((accepted.credit for accepted in data.answers), default=Decimal(0))
        unit = next((unit.unit for unit in data.units if unit.multiplier == 1), "")
        known = [
            AnswerOption(str(place), _shown(accepted, unit), accepted.credit == best > 0)
            for place, accepted in enumerate(data.answers[:MAX_OPTIONS])
        ]
        return [*known, AnswerOption(OTHER, _("Another number"), is_key=False)]

    def chosen(self, data: NumericalData, answer: str | None) -> list[str]:
        if not answer:
            return [NO_ANSWER]
        place = _find(data, answer)
        return [OTHER if place is None or place >= MAX_OPTIONS else str(place)]

    def carry_answer(self, before: NumericalData, after: NumericalData, answer: str | None) -> str | None:
        """The same, as long as it can still be read: its unit may be gone."""
        try:
            if answer:
                _read(after, answer)
        except BadAnswer:
            raise NotCarried from None
        return answer

    def answer_text(self, data: NumericalData, answer: str | None) -> str:
        return answer or not_answered()

    def correct_text(self, data: NumericalData) -> str:
        best = max((answer.credit for answer in data.answers), default=Decimal(0))
        unit = next((unit.unit for unit in data.units if unit.multiplier == 1), "")
        return html_list([escape(_shown(answer, unit)) for answer in data.answers if answer.credit == best > 0])

    def wording(self, data: NumericalData) -> Iterator[tuple[str, TextFormat]]:
        for answer in data.answers:
            yield answer.feedback, data.format
        yield data.other_feedback, data.format

    def html(self, data: NumericalData) -> dict[str, Any]:
        answers = [
            {"text": escape(_shown(answer, "")), "feedback": render(answer.feedback, data.format)}
            for answer in data.answers
        ]
        units = [escape(unit.unit) for unit in data.units]
        other = render(data.other_feedback, data.format)
        return {**super().html(data), "answers": answers, "units": units, "other_feedback": other}

    def key(self, data: NumericalData) -> Any:
        """Values, tolerances and credits, and the units. Where ranges overlap the order of the answers
        counts, and so do those worth nothing, for they take numbers from the ones below them."""
        answers = [answer for answer in data.answers if answer.value is not None]
        rows = [[str(answer.value), str(answer.tolerance), str(answer.credit)] for answer in answers]
        if not _overlap(answers):
            rows = sorted(row for row in rows if row[2] != "0")
        units = sorted([collapse(unit.unit), str(unit.multiplier)] for unit in data.units)
        return {"answers": rows, "units": units}

    def check(self, data: NumericalData) -> list[Finding]:
        findings = super().check(data) + self.math_findings(data, "other_feedback", data.other_feedback)
        for index, answer in enumerate(data.answers):
            findings += self.math_findings(data, f"answers.{index}.feedback", answer.feedback)
            if answer.value is None:
                message = _("This answer has no number. Write it, or remove it.")
                findings.append(Finding(f"answers.{index}.value", message))
        for index, unit in enumerate(data.units):
            if not unit.unit.strip():
                message = _("This unit has no name. Write it, or remove it.")
                findings.append(Finding(f"units.{index}.unit", message))
        if all(answer.credit < 100 for answer in data.answers):
            findings.append(Finding("answers", _("No answer earns full credit. Write one that does.")))
        return findings


def _find(data: NumericalData, text: str) -> int | None:
    """The place of the first answer that accepts the number; of two readings, that of the one that earns more. Raises
    BadAnswer."""
    reading, unit = _read(data, text)
    multiplier = Fraction(unit.multiplier) if unit else Fraction(1)
    found = [_first(data, value / multiplier) for value in reading.values]
    places = [place for place in found if place is not None]
    return max(places, key=lambda place: data.answers[place].credit, default=None)


def _first(data: NumericalData, number: Fraction) -> int | None:
    return next((place for place, answer in enumerate(data.answers) if answer.accepts(number)), None)


def _read(data: NumericalData, text: str) -> tuple[Reading, Unit | None]:
    """The number of an answer, and its unit where the question has units. Raises BadAnswer."""
    units = {collapse(unit.unit): unit for unit in data.units if unit.unit.strip()}
    text = collapse(text)
    for name in sorted(units, key=len, reverse=True):  # $5 as well as 5 $
        if text.startswith(name):
            text = f"{text.removeprefix(name)} {name}"
            break
    try:
        reading = read_number(text)
    except NotANumber:
        message = _("“%(text)s” is not a number. Write one like 12.5 or 1.2e3.") % {"text": text[:40]}
        raise BadAnswer(message) from None
    if not reading.rest:
        return reading, None
    if reading.rest in units:
        return reading, units[reading.rest]
    if not units:
        raise BadAnswer(_("Write the number alone, without “%(rest)s”.") % {"rest": reading.rest[:40]})
    raise BadAnswer(
        _("“%(rest)s” is not a unit of this question. Use one of: %(units)s.")
        % {"rest": reading.rest[:40], "units": ", ".join(units)}
    )


def _shown(answer: NumericalAnswer, unit: str) -> str:
    number = f"{answer.value:f}" if answer.value is not None else "–"
    within = f" ± {answer.tolerance:f}" if answer.tolerance else ""
    return f"{number}{within} {unit}".strip()


def _overlap(answers: list[NumericalAnswer]) -> bool:
    """Whether some number fits two of the answers."""
    ranges = [(Fraction(answer.value or 0), Fraction(answer.tolerance)) for answer in answers]
    ends = sorted((middle - width, middle + width) for middle, width in ranges)
    return any(low <= high for (_start, high), (low, _end) in pairwise(ends))
