"""Multiple choice: one or several right, credit in percent for each option, feedback for each."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.item_types import Finding, Grade
from content.questions.base import (
    MAX_OPTIONS,
    NO_ANSWER,
    AnswerOption,
    BadAnswer,
    Credit,
    NotCarried,
    Part,
    QuestionData,
    QuestionType,
    Submitted,
    html_list,
    match_texts,
    not_answered,
    option_index,
    share,
    words_of,
)
from content.rendering import render, render_inline
from content.text import TextFormat, normal_answer

FULL = Decimal(100)


class Option(Part):
    text: str = ""
    credit: Credit = Decimal(0)
    feedback: str = ""


class MultipleChoiceData(QuestionData):
    """With `multiple`, any number of options may be chosen and their credits add up; else exactly one."""

    options: tuple[Option, ...] = ()
    multiple: bool = False
    shuffle: bool = True


class MultipleChoice(QuestionType[MultipleChoiceData]):
    """Answer: the indices of the chosen options in the data's order, ascending: [2], or [0, 3].

    Form field `choice`: an index; sent once for each chosen option."""

    name = "multiple_choice"
    label = gettext_lazy("Multiple choice")
    Data = MultipleChoiceData

    def read_answer(self, data: MultipleChoiceData, submitted: Submitted) -> list[int] | None:
        sent = [value for value in submitted.get("choice", []) if value.strip()]
        chosen = sorted({option_index(value.strip(), len(data.options)) for value in sent[: MAX_OPTIONS + 1]})
        if len(chosen) > 1 and not data.multiple:
            raise BadAnswer(_("Choose one option only."))
        return chosen or None

    def grade(self, data: MultipleChoiceData, answer: list[int] | None) -> Grade:
        """One choice earns its credit, which may be negative. Several add up, never below 0 nor above 1;
        right options whose credits make 99 to 101 together (three thirds) count as a whole."""
        chosen = set(answer or ())
        earned = sum((data.options[index].credit for index in chosen), Decimal(0))
        fraction = share(earned)
        if data.multiple:
            fraction = min(max(earned / full_credit(data), Decimal(0)), Decimal(1))
        feedback = [data.options[index].feedback for index in sorted(chosen)]
        return Grade(
            fraction,
            tuple(render(text, data.format) for text in feedback if text.strip()),
            tuple((option.credit > 0) if index in chosen else None for index, option in enumerate(data.options)),
        )

    def carry_answer(
        self, before: MultipleChoiceData, after: MultipleChoiceData, answer: list[int] | None
    ) -> list[int] | None:
        """By the texts of the options; several stay several only where several may be chosen."""
        found = match_texts([option.text for option in before.options], [option.text for option in after.options])
        chosen = answer or []
        if any(index not in found for index in chosen) or (len(chosen) > 1 and not after.multiple):
            raise NotCarried
        return sorted(found[index] for index in chosen) or None

    def answer_text(self, data: MultipleChoiceData, answer: list[int] | None) -> str:
        texts = [words_of(data.options[index].text, data.format) for index in answer or ()]
        return "; ".join(texts) or not_answered()

    def correct_text(self, data: MultipleChoiceData) -> str:
        right = [option for option in data.options if option.credit > 0]
        if not data.multiple and any(option.credit == FULL for option in right):
            right = [option for option in right if option.credit == FULL]
        return html_list([render_inline(option.text, data.format) for option in right])

    def guess_score(self, data: MultipleChoiceData) -> Decimal | None:
        """The mean credit of the options; None where several may be chosen, as in Moodle."""
        if data.multiple or not data.options:
            return None
        return share(sum((option.credit for option in data.options), Decimal(0))) / len(data.options)

    def options_of(self, data: MultipleChoiceData) -> list[AnswerOption]:
        """By their indices. Of several that earn something where one may be chosen, those are right that earn most."""
        best = max((option.credit for option in data.options), default=Decimal(0))
        return [
            AnswerOption(
                str(index),
                words_of(option.text, data.format),
                option.credit > 0 and (data.multiple or option.credit == best),
            )
            for index, option in enumerate(data.options[:MAX_OPTIONS])
        ]

    def chosen(self, data: MultipleChoiceData, answer: list[int] | None) -> list[str]:
        return [str(index) for index in answer or () if index < MAX_OPTIONS] or [NO_ANSWER]

    def restore_order(self, submitted: Submitted, order: Sequence[int]) -> Submitted:
        names = {str(place): str(index) for place, index in enumerate(order)}
        return {**submitted, "choice": [names.get(value.strip(), value) for value in submitted.get("choice", [])]}

    def places(self, data: MultipleChoiceData) -> int:
        return len(data.options)

    def may_shuffle(self, data: MultipleChoiceData) -> bool:
        return data.shuffle and len(data.options) > 1

    def wording(self, data: MultipleChoiceData) -> Iterator[tuple[str, TextFormat]]:
        for option in data.options:
            yield option.text, data.format
            yield option.feedback, data.format

    def html(self, data: MultipleChoiceData) -> dict[str, Any]:
        options = [
            {
                "text": render_inline(option.text, data.format),
                "feedback": render_inline(option.feedback, data.format),
            }
            for option in data.options
        ]
        return {**super().html(data), "options": options}

    def key(self, data: MultipleChoiceData) -> Any:
        """The normal form of each option that earns or costs something, with its credit, in no order."""
        return sorted([normal_answer(option.text), str(option.credit)] for option in data.options if option.credit)

    def check(self, data: MultipleChoiceData) -> list[Finding]:
        return super().check(data) + self._check_options(data) + self._check_credits(data)

    def _check_options(self, data: MultipleChoiceData) -> list[Finding]:
        findings = []
        texts = Counter(normal_answer(option.text) for option in data.options)
        for index, option in enumerate(data.options):
            findings += self.math_findings(data, f"options.{index}.text", option.text)
            findings += self.math_findings(data, f"options.{index}.feedback", option.feedback)
            if not option.text.strip():
                message = _("This option is empty. Write it, or remove it.")
                findings.append(Finding(f"options.{index}.text", message))
        for text in (text for text, count in texts.items() if text and count > 1):
            message = _("Two options say the same: “%(text)s”. Change one.") % {"text": text}
            findings.append(Finding("options", message))
        if len(data.options) < 2:
            findings.append(Finding("options", _("A choice needs at least two options. Add one.")))
        return findings

    def _check_credits(self, data: MultipleChoiceData) -> list[Finding]:
        if not any(option.credit > 0 for option in data.options):
            return [Finding("options", _("No option is marked as right. Mark at least one."))]
        if data.multiple and full_credit(data) == FULL and _positive(data) < 99:
            return [Finding("options", _("The credits of the right options make less than 100%. Raise them."))]
        if not data.multiple and all(option.credit < FULL for option in data.options):
            return [Finding("options", _("No option earns full credit. Give one of them 100%."))]
        return []


def _positive(data: MultipleChoiceData) -> Decimal:
    return sum((option.credit for option in data.options if option.credit > 0), Decimal(0))


def full_credit(data: MultipleChoiceData) -> Decimal:
    """The sum of credits that counts as all: 100, or what nearly makes it."""
    total = _positive(data)
    return total if 99 <= total <= 101 else FULL
