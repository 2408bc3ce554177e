"""Matching: prompts, each to be paired with one of a list of choices; some choices may fit none."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from html import escape
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.item_types import Finding, Grade
from content.questions.base import (
    MAX_OPTIONS,
    NO_ANSWER,
    AnswerOption,
    NotCarried,
    Part,
    QuestionData,
    QuestionType,
    Submitted,
    field_value,
    html_list,
    match_texts,
    not_answered,
    option_index,
    words_of,
)
from content.rendering import render_inline
from content.text import TextFormat, collapse, normal_answer


class Pair(Part):
    """`match` is plain text: it stands in a drop-down list."""

    prompt: str = ""
    match: str = ""


class MatchingData(QuestionData):
    pairs: tuple[Pair, ...] = ()
    distractors: tuple[str, ...] = ()
    shuffle: bool = True


class Matching(QuestionType[MatchingData]):
    """Answer: for each pair the index of a choice in `choices`, None where nothing was chosen: [1, null, 0].

    Form fields `match-0`, `match-1`, …: for each pair the index of a choice, or empty. Pairs count the
    same."""

    name = "matching"
    label = gettext_lazy("Matching")
    Data = MatchingData

    def choices(self, data: MatchingData) -> list[str]:
        """All that can be chosen, once each, sorted: so that their order gives nothing away."""
        texts = {collapse(text) for text in (*(pair.match for pair in data.pairs), *data.distractors)}
        return sorted(texts - {""}, key=lambda text: (normal_answer(text), text))

    def read_answer(self, data: MatchingData, submitted: Submitted) -> list[int | None] | None:
        count = len(self.choices(data))
        values = [field_value(submitted, f"match-{index}") for index in range(len(data.pairs))]
        answer = [option_index(value, count) if value else None for value in values]
        return answer if any(choice is not None for choice in answer) else None

    def grade(self, data: MatchingData, answer: list[int | None] | None) -> Grade:
        if not answer:
            return Grade(Decimal(0))
        choices = self.choices(data)
        parts = tuple(
            None if chosen is None else normal_answer(choices[chosen]) == normal_answer(pair.match)
            for pair, chosen in zip(data.pairs, answer, strict=True)
        )
        return Grade(Decimal(sum(part is True for part in parts)) / len(parts), (), parts)

    def carry_answer(
        self, before: MatchingData, after: MatchingData, answer: list[int | None] | None
    ) -> list[int | None] | None:
        """By the texts of prompts and choices. A pair that is gone counts no more; one that is new was never asked."""
        if not answer:
            return None
        pairs = match_texts([pair.prompt for pair in after.pairs], [pair.prompt for pair in before.pairs])
        choices = match_texts(self.choices(before), self.choices(after))
        given = [answer[pairs[index]] if index in pairs else -1 for index in range(len(after.pairs))]
        chosen = [choice for choice in given if choice is not None]
        if not chosen or any(choice not in choices for choice in chosen):
            raise NotCarried
        return [None if choice is None else choices[choice] for choice in given]

    def answer_text(self, data: MatchingData, answer: list[int | None] | None) -> str:
        if not answer:
            return not_answered()
        choices = self.choices(data)
        return "; ".join(
            f"{words_of(pair.prompt, data.format)} → {'–' if chosen is None else choices[chosen]}"
            for pair, chosen in zip(data.pairs, answer, strict=True)
        )

    def correct_text(self, data: MatchingData) -> str:
        return html_list(
            [f"{render_inline(pair.prompt, data.format)} → {escape(collapse(pair.match))}" for pair in data.pairs]
        )

    def guess_score(self, data: MatchingData) -> Decimal | None:
        """One of so many choices, as in Moodle."""
        choices = self.choices(data)
        return Decimal(1) / len(choices) if choices and data.pairs else None

    def options_of(self, data: MatchingData) -> list[AnswerOption]:
        """Each pair, chosen by those who matched it rightly."""
        return [
            AnswerOption(str(index), f"{words_of(pair.prompt, data.format)} → {collapse(pair.match)}", is_key=True)
            for index, pair in enumerate(data.pairs[:MAX_OPTIONS])
        ]

    def chosen(self, data: MatchingData, answer: list[int | None] | None) -> list[str]:
        parts = self.grade(data, answer).parts[:MAX_OPTIONS]
        return [str(index) for index, part in enumerate(parts) if part] if answer else [NO_ANSWER]

    def places(self, data: MatchingData) -> int:
        return len(self.choices(data))

    def may_shuffle(self, data: MatchingData) -> bool:
        return data.shuffle and self.places(data) > 1

    def wording(self, data: MatchingData) -> Iterator[tuple[str, TextFormat]]:
        for pair in data.pairs:
            yield pair.prompt, data.format
            yield pair.match, TextFormat.PLAIN
        for distractor in data.distractors:
            yield distractor, TextFormat.PLAIN

    def html(self, data: MatchingData) -> dict[str, Any]:
        """`choices` are in the order their indices mean."""
        pairs = [
            {"prompt": render_inline(pair.prompt, data.format), "match": escape(collapse(pair.match))}
            for pair in data.pairs
        ]
        return {
            **super().html(data),
            "pairs": pairs,
            "choices": [escape(text) for text in self.choices(data)],
        }

    def key(self, data: MatchingData) -> Any:
        return sorted([normal_answer(pair.prompt), normal_answer(pair.match)] for pair in data.pairs)

    def check(self, data: MatchingData) -> list[Finding]:
        findings = super().check(data)
        prompts = Counter(normal_answer(pair.prompt) for pair in data.pairs)
        for index, pair in enumerate(data.pairs):
            findings += self.math_findings(data, f"pairs.{index}.prompt", pair.prompt)
            if not pair.prompt.strip() or not pair.match.strip():
                message = _("This pair is incomplete. Fill in both sides, or remove it.")
                findings.append(Finding(f"pairs.{index}", message))
            elif prompts[normal_answer(pair.prompt)] > 1:
                findings.append(Finding(f"pairs.{index}", _("Another pair has the same left side. Change one.")))
        if len(data.pairs) < 2:
            findings.append(Finding("pairs", _("Matching needs at least two pairs. Add one.")))
        return findings
