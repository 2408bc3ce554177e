"""Ordering: entries to be put into their right order, which is the one in which the author wrote them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from itertools import pairwise
from math import factorial
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
    field_value,
    match_texts,
    not_answered,
    words_of,
)
from content.rendering import render_inline
from content.text import TextFormat, normal_answer

Places = list[int | None]


class Grading(StrEnum):
    """What an order earns: its share of the neighbours that follow each other rightly, its share of the entries that
    have their right place, or everything or nothing."""

    NEIGHBOURS = "neighbours"
    PLACES = "places"
    ALL = "all"


class OrderingData(QuestionData):
    entries: tuple[str, ...] = ()
    grading: Grading = Grading.NEIGHBOURS


class Ordering(QuestionType[OrderingData]):
    """Answer: for each entry, in the author's order, the place it was given from 0, None where it was given none:
    [1, 0, null].

    Form fields `place-0`, `place-1`, …: for each entry, by its place as shown, its number from 1, or empty."""

    name = "ordering"
    label = gettext_lazy("Ordering")
    Data = OrderingData

    def read_answer(self, data: OrderingData, submitted: Submitted) -> Places | None:
        count = len(data.entries)
        answer = [_place(field_value(submitted, f"place-{index}"), count) for index in range(count)]
        for place, times in Counter(answer).items():
            if place is not None and times > 1:
                message = _("%(times)d entries have the number %(number)d. Give each a number of its own.")
                raise BadAnswer(message % {"times": times, "number": place + 1})
        return answer if any(place is not None for place in answer) else None

    def read_again(self, data: OrderingData, submitted: Submitted) -> Places:
        """The places as they were chosen, be they given twice."""
        sent = [submitted.get(f"place-{index}", [""])[-1] for index in range(len(data.entries))]
        return [int(text) - 1 if _is_number(text, len(data.entries)) else None for text in sent]

    def restore_order(self, submitted: Submitted, order: Sequence[int]) -> Submitted:
        kept = {name: values for name, values in submitted.items() if not name.startswith("place-")}
        return kept | {f"place-{index}": submitted.get(f"place-{place}", []) for place, index in enumerate(order)}

    def grade(self, data: OrderingData, answer: Places | None) -> Grade:
        if not answer:
            return Grade(Decimal(0))
        forms = [normal_answer(entry) for entry in data.entries]
        given = [None if place is None else forms[place] == form for form, place in zip(forms, answer, strict=True)]
        if data.grading == Grading.NEIGHBOURS and len(forms) > 1:
            return _grade_neighbours(forms, answer)
        right = sum(part is True for part in given)
        worth = Decimal(right) / len(forms) if data.grading != Grading.ALL else Decimal(right == len(forms))
        return Grade(worth, (), tuple(given))

    def carry_answer(self, before: OrderingData, after: OrderingData, answer: Places | None) -> Places | None:
        """By the texts of the entries, which have to be the same ones: among others, no place means the same."""
        found = match_texts(after.entries, before.entries)
        if len(found) < max(len(before.entries), len(after.entries)):
            raise NotCarried
        return answer and [answer[found[index]] for index in range(len(after.entries))]

    def answer_text(self, data: OrderingData, answer: Places | None) -> str:
        words = [words_of(data.entries[index], data.format) for index in chosen_order(answer or ())]
        return " → ".join(words) or not_answered()

    def correct_text(self, data: OrderingData) -> str:
        entries = "".join(f"<li>{render_inline(entry, data.format)}</li>" for entry in data.entries)
        return f"<ol>{entries}</ol>" if entries else ""

    def guess_score(self, data: OrderingData) -> Decimal | None:
        """Any order is as likely as another. Then an entry has its right place, and its right neighbour, in one of as
        many as there are entries."""
        count = len(data.entries)
        if count < 2:
            return None
        return Decimal(1) / (factorial(count) if data.grading == Grading.ALL else count)

    def options_of(self, data: OrderingData) -> list[AnswerOption]:
        """Each entry, chosen by those who put it rightly: at its place or, where neighbours are graded, beside one."""
        return [
            AnswerOption(str(index), words_of(entry, data.format), is_key=True)
            for index, entry in enumerate(data.entries[:MAX_OPTIONS])
        ]

    def chosen(self, data: OrderingData, answer: Places | None) -> list[str]:
        parts = self.grade(data, answer).parts[:MAX_OPTIONS]
        return [str(index) for index, part in enumerate(parts) if part] if answer else [NO_ANSWER]

    def places(self, data: OrderingData) -> int:
        return len(data.entries)

    def arrange(self, data: OrderingData, order: Sequence[int] | None = None) -> Sequence[int]:
        """Any order but the right one. Without one, that of a hash over each entry: the same every time."""
        if order is None:
            digests = [sha256(f"{index}:{entry}".encode()).digest() for index, entry in enumerate(data.entries)]
            order = sorted(range(len(data.entries)), key=digests.__getitem__)
        forms = [normal_answer(entry) for entry in data.entries]
        is_right = [forms[index] for index in order] == forms
        return [*order[1:], *order[:1]] if is_right else order

    def wording(self, data: OrderingData) -> Iterator[tuple[str, TextFormat]]:
        for entry in data.entries:
            yield entry, data.format

    def html(self, data: OrderingData) -> dict[str, Any]:
        return {**super().html(data), "entries": [render_inline(entry, data.format) for entry in data.entries]}

    def key(self, data: OrderingData) -> Any:
        return {"entries": [normal_answer(entry) for entry in data.entries], "grading": data.grading.value}

    def check(self, data: OrderingData) -> list[Finding]:
        findings = super().check(data)
        times = Counter(normal_answer(entry) for entry in data.entries)
        for index, entry in enumerate(data.entries):
            findings += self.math_findings(data, f"entries.{index}.text", entry)
            if not entry.strip():
                findings.append(Finding(f"entries.{index}.text", _("This entry is empty. Write it, or remove it.")))
            elif times[normal_answer(entry)] > 1:
                message = _("Another entry says the same, so their order cannot be told. Change one.")
                findings.append(Finding(f"entries.{index}.text", message))
        if len(data.entries) < 2:
            findings.append(Finding("entries", _("An order needs at least two entries. Add one.")))
        return findings


def chosen_order(answer: Sequence[int | None]) -> list[int]:
    """The entries that were given a place, by the author's places, in the order they were put into."""
    given = [(place, index) for index, place in enumerate(answer) if place is not None]
    return [index for _place_of, index in sorted(given)]


def _grade_neighbours(forms: list[str], answer: Places) -> Grade:
    """A pair counts where one entry was placed right behind the other as it should be; an entry is right that has a
    right neighbour."""
    free = Counter(pairwise(forms))
    good: set[int] = set()
    right = 0
    for before, after in pairwise(chosen_order(answer)):
        pair = (forms[before], forms[after])
        if free[pair] and (answer[after] or 0) - (answer[before] or 0) == 1:
            free[pair] -= 1
            right += 1
            good |= {before, after}
    parts = tuple(None if place is None else index in good for index, place in enumerate(answer))
    return Grade(Decimal(right) / (len(forms) - 1), (), parts)


def _place(text: str, count: int) -> int | None:
    """The place, from 0, that a number names. Raises BadAnswer."""
    if not text:
        return None
    if not _is_number(text, count):
        raise BadAnswer(_("Number the entries from 1 to %(count)d.") % {"count": count})
    return int(text) - 1


def _is_number(text: str, count: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6 and 0 < int(text) <= count
