"""Item statistics by the textbook: from the rows of answers, with plain lists, in two passes, by the definitions alone.
Nothing of what computes them in earnest is used here."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Any
from uuid import UUID

import pytest

from progress.models import ItemStatistics, Response

NEAR = 1e-9


@dataclass(frozen=True)
class Sighting:
    """One answer: what it earned, what everything else in its attempt did, and what was answered."""

    version: UUID
    mark: Fraction
    rest: Fraction | None
    is_first: bool
    answer: Any


def sightings() -> list[Sighting]:
    """Every answer that counts, of all that there are."""
    rows = Response.objects.filter(attempt__finished_at__isnull=False).order_by("attempt_id")
    rows = rows.select_related("attempt__version", "item_version")
    seen: set[tuple[UUID, UUID]] = set()
    found = []
    for response in rows:
        attempt = response.attempt
        key = (attempt.student_id, response.item_version.item_id)
        is_first = key not in seen
        seen.add(key)
        if response.fraction is None or attempt.version.created_by_id == attempt.student_id:
            continue
        others = [
            (Fraction(other.fraction), Fraction(other.points))
            for other in rows
            if other.attempt_id == attempt.pk and other.pk != response.pk and other.fraction is not None
        ]
        points = sum(worth for _fraction, worth in others)
        earned = sum(fraction * worth for fraction, worth in others)
        rest = earned / points if points else None
        found.append(Sighting(response.item_version_id, Fraction(response.fraction), rest, is_first, response.answer))
    return found


def mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def covariance(xs: Sequence[Fraction], ys: Sequence[Fraction]) -> Fraction:
    """Of a sample."""
    x_mean, y_mean = mean(xs), mean(ys)
    return sum(((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True)), Fraction(0)) / (len(xs) - 1)


def figures_of(answers: Sequence[Sighting]) -> dict[str, float | None]:
    """By Moodle's definitions."""
    marks = [answer.mark for answer in answers]
    pairs = [(answer.mark, answer.rest) for answer in answers if answer.rest is not None]
    xs, ys = [x for x, _y in pairs], [y for _x, y in pairs]
    figures: dict[str, float | None] = {
        "facility": float(mean(marks)),
        "deviation": sqrt(covariance(marks, marks)) if len(marks) > 1 else None,
        "discrimination": None,
        "efficiency": None,
    }
    if len(pairs) > 1:
        spread = sqrt(covariance(xs, xs)) * sqrt(covariance(ys, ys))
        largest = covariance(sorted(xs), sorted(ys))
        figures["discrimination"] = float(covariance(xs, ys)) / spread if spread else None
        figures["efficiency"] = float(covariance(xs, ys) / largest) if largest else None
    return figures


def quarter(rest: Fraction, rests: Sequence[Fraction]) -> int:
    """From 0: where the middle of the ranks of all with this rest lies; on a border outwards, in the middle upwards."""
    ranks = [rank for rank, value in enumerate(sorted(rests)) if value == rest]
    middle = Fraction(ranks[0] + ranks[-1] + 1, 2) / len(rests)  # as a share of all
    if middle >= Fraction(1, 2):
        return 3 if middle >= Fraction(3, 4) else 2
    return 0 if middle <= Fraction(1, 4) else 1


def counts_of(answers: Sequence[Sighting], name: str) -> dict[str, Any] | None:
    """How many of each quarter chose the option of that name, "" being no answer; None where nobody was better than
    another."""
    rests = [answer.rest for answer in answers if answer.rest is not None]
    if len(set(rests)) < 2:
        return None
    counts, total = [0, 0, 0, 0], 0
    for answer in answers:
        if name in [str(place) for place in answer.answer or ()] or (name == "" and answer.answer is None):
            total += 1
            if answer.rest is not None:
                counts[quarter(answer.rest, rests)] += 1
    return {"counts": counts, "total": total}


def assert_as_in_textbook() -> int:
    """All item statistics that there are, and none else, to within 1e-9; returns how many."""
    all_answers = sightings()
    expected = {
        (version, which): [
            answer for answer in all_answers if answer.version == version and (answer.is_first or not which)
        ]
        for version in {answer.version for answer in all_answers}
        for which in (False, True)
    }
    expected = {key: answers for key, answers in expected.items() if answers}
    standing = {(row.item_version_id, row.is_first): row for row in ItemStatistics.objects.all()}
    assert standing.keys() == expected.keys()
    for key, answers in expected.items():
        row = standing[key]
        assert row.count == len(answers)
        for name, value in figures_of(answers).items():
            told = getattr(row, name)
            assert (told is None) == (value is None), (name, told, value)
            assert told is None or told == pytest.approx(value, abs=NEAR), name
            assert (name in row.reasons) == (told is None)
        if row.options:
            _assert_same_options(row, answers)
    return len(expected)


def _assert_same_options(row: ItemStatistics, answers: Sequence[Sighting]) -> None:
    """Of choices, whose answers can be read without knowing anything."""
    if not all(isinstance(answer.answer, list | None) for answer in answers):
        return
    for option in row.options["options"]:
        counts = counts_of(answers, option["name"])
        if counts is not None:
            assert (option["counts"], option["total"]) == (counts["counts"], counts["total"])
