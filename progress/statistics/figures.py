"""The figures of an item, from counts alone: Moodle's definitions.

Sources: question/classes/statistics/questions/calculator.php of Moodle, and "Quiz statistics calculations" in Moodle's
developer documentation (docs.moodle.org/dev). There the mark of an answer is x, what the same attempt earned in all
other questions is y, both in points. Here both are shares of what was to be had. In a quiz that asks everybody the same
that changes nothing: facility and deviation are shares in Moodle, too, correlation and ratio are free of scale. Where
questions are drawn, or items stand in several quizzes, shares can be compared and points cannot.

All sums are of whole numbers, hence exact; one division and one root at the end are the only roundings."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate
from math import sqrt
from typing import NamedTuple

from progress.statistics.tallies import MARK_UNIT, Tallies

QUARTILES = 4
Pairs = Counter[tuple[int, int]]


class Reason:
    """Why a figure is not defined (see `progress.statistics.saying`)."""

    ONE_ANSWER = "one_answer"  # fewer than two answers
    SAME_MARK = "same_mark"  # everybody earned the same
    ALONE = "alone"  # nothing else was to be had in the attempts
    ONE_BESIDE_OTHERS = "one_beside_others"  # fewer than two answers beside other questions
    SAME_REST = "same_rest"  # everybody did equally well elsewhere
    NO_GUESS = "no_guess"  # nobody can say what a guess earns
    NO_OPTIONS = "no_options"  # this type has none


@dataclass(frozen=True)
class OptionCount:
    """How many chose an option (`total`), and how many of each quartile, the weakest first; those with no rest are in
    no quartile."""

    name: str
    counts: list[int]
    total: int


@dataclass(frozen=True)
class Figures:
    """`sizes` are the answers in each quartile. What is None is not defined, and `reasons` says why."""

    count: int
    facility: float | None
    deviation: float | None
    discrimination: float | None
    efficiency: float | None
    sizes: list[int]
    options: list[OptionCount]
    reasons: dict[str, str] = field(default_factory=dict)


class _Sums(NamedTuple):
    """Over n pairs: n² times the variances of x and y and their covariance, each as if divided by n."""

    n: int
    xx: int
    yy: int
    xy: int


def compute_figures(tallies: Tallies, names: Sequence[str] = ()) -> Figures:
    """All of them but the guess score, which follows from the item alone. At least one answer has been counted. `names`
    are those of the item's options, as its author ordered them."""
    marks = _first_halves(tallies.marks)
    pairs: Pairs = Counter({(x, y): n for (x, y), n in tallies.marks.items() if y is not None})
    reasons: dict[str, str] = {}
    rests = _second_halves(pairs)
    reason = _why_not_related(marks, pairs, rests)
    if reason:
        reasons |= {"discrimination": reason, "efficiency": reason}
    if marks.total() < 2:
        reasons["deviation"] = Reason.ONE_ANSWER
    if without := _why_no_quartiles(names, marks, rests):
        reasons["options"] = without
    groups = {} if without else quartiles_of(rests)
    return Figures(
        count=marks.total(),
        facility=facility_index(marks),
        deviation=standard_deviation(marks),
        discrimination=None if reason else discrimination_index(pairs),
        efficiency=None if reason else discriminative_efficiency(pairs),
        sizes=_group_sizes(rests, groups),
        options=_distribution(names, tallies.options, groups) if names else [],
        reasons=reasons,
    )


def facility_index(marks: Counter[int]) -> float:
    """The mean mark as a share of what was to be had: x̄ / x_max. In Moodle "facility"."""
    return float(Fraction(sum(x * n for x, n in marks.items()), marks.total() * MARK_UNIT))


def standard_deviation(marks: Counter[int]) -> float | None:
    """That of the marks, of a sample: √(Σ(x − x̄)² / (n − 1)). In Moodle "sd". None with fewer than two answers."""
    n = marks.total()
    if n < 2:
        return None
    total, squares = sum(x * k for x, k in marks.items()), sum(x * x * k for x, k in marks.items())
    return sqrt(Fraction(n * squares - total * total, n * (n - 1) * MARK_UNIT**2))


def discrimination_index(pairs: Pairs) -> float | None:
    """Pearson's correlation of x and y: Cov(x, y) / √(Var(x) · Var(y)), from −1 to 1. In Moodle "discriminationindex",
    in percent there. Over the answers that stood beside others. None where x or y does not vary."""
    sums = _sums(pairs.items())
    if not sums.xx or not sums.yy:
        return None
    size = sqrt(Fraction(sums.xy * sums.xy, sums.xx * sums.yy))
    return max(-1.0, min(1.0, size if sums.xy >= 0 else -size))


def discriminative_efficiency(pairs: Pairs) -> float | None:
    """Cov(x, y) divided by the largest covariance that the same marks and the same rests could have: that of both
    sorted, the highest mark beside the highest rest. In Moodle "discriminativeefficiency", in percent there. None where
    x or y does not vary."""
    best = _sums(_sorted_together(_first_halves(pairs), _second_halves(pairs)))
    return float(Fraction(_sums(pairs.items()).xy, best.xy)) if best.xy else None


def quartiles_of(rests: Counter[int]) -> dict[int, int]:
    """The quarter, from 0 (those who did worst elsewhere) to 3, in which each rest stands.

    All answers are ranked by their rest. Those with the same one are never parted: they stand together at the middle of
    the ranks they take up, m = (fewer + same / 2) / n, and belong to the quarter in which m lies. Who stands exactly on
    the border of an outer quarter belongs to that, who stands exactly in the middle to the upper half. So the quarters
    follow from the counts alone, and differ in size where many did equally well."""
    n, below = rests.total(), 0
    found: dict[int, int] = {}
    for rest in sorted(rests):
        middle = 2 * below + rests[rest]  # in halves of a rank; n ranks have 2n
        quarter = -(-middle * QUARTILES // (2 * n)) - 1 if middle < n else middle * QUARTILES // (2 * n)
        found[rest] = min(quarter, QUARTILES - 1)
        below += rests[rest]
    return found


def _why_not_related(marks: Counter[int], pairs: Pairs, rests: Counter[int]) -> str | None:
    if marks.total() < 2:
        return Reason.ONE_ANSWER
    if not pairs:
        return Reason.ALONE
    if pairs.total() < 2:
        return Reason.ONE_BESIDE_OTHERS
    if len(_first_halves(pairs)) < 2:
        return Reason.SAME_MARK
    return Reason.SAME_REST if len(rests) < 2 else None


def _why_no_quartiles(names: Sequence[str], marks: Counter[int], rests: Counter[int]) -> str | None:
    if not names:
        return Reason.NO_OPTIONS
    if marks.total() < 2:
        return Reason.ONE_ANSWER
    if not rests:
        return Reason.ALONE
    return Reason.SAME_REST if len(rests) < 2 else None


def _sums(pairs: "Iterable[tuple[tuple[int, int], int]]") -> _Sums:
    n = sx = sy = sxx = syy = sxy = 0
    for (x, y), k in pairs:
        n += k
        sx += k * x
        sy += k * y
        sxx += k * x * x
        syy += k * y * y
        sxy += k * x * y
    return _Sums(n, n * sxx - sx * sx, n * syy - sy * sy, n * sxy - sx * sy)


def _sorted_together(marks: Counter[int], rests: Counter[int]) -> list[tuple[tuple[int, int], int]]:
    """The pairs that come of marks and rests both sorted, with how often each comes: between two places where neither
    changes all pairs are the same."""
    xs, ys = sorted(marks), sorted(rests)
    x_ends, y_ends = _ends(marks, xs), _ends(rests, ys)
    pairs: list[tuple[tuple[int, int], int]] = []
    i = j = at = 0
    while at < marks.total():
        end = min(x_ends[i], y_ends[j])
        pairs.append(((xs[i], ys[j]), end - at))
        at, i, j = end, i + (end == x_ends[i]), j + (end == y_ends[j])
    return pairs


def _ends(counts: Counter[int], order: Sequence[int]) -> list[int]:
    return list(accumulate(counts[value] for value in order))


def _first_halves(pairs: "Counter[tuple[int, int]] | Counter[tuple[int, int | None]]") -> Counter[int]:
    found: Counter[int] = Counter()
    for (x, _y), n in pairs.items():
        found[x] += n
    return found


def _second_halves(pairs: Pairs) -> Counter[int]:
    found: Counter[int] = Counter()
    for (_x, y), n in pairs.items():
        found[y] += n
    return found


def _group_sizes(rests: Counter[int], groups: dict[int, int]) -> list[int]:
    sizes = [0] * QUARTILES
    for rest, quarter in groups.items():
        sizes[quarter] += rests[rest]
    return sizes


def _distribution(
    names: Sequence[str], options: "Counter[tuple[str, int | None]]", groups: dict[int, int]
) -> list[OptionCount]:
    """In the order of `names`; after these what else was counted."""
    counts: dict[str, list[int]] = {name: [0] * QUARTILES for name in names}
    totals: Counter[str] = Counter()
    for (name, rest), n in options.items():
        row = counts.setdefault(name, [0] * QUARTILES)
        totals[name] += n
        if rest is not None and rest in groups:
            row[groups[rest]] += n
    return [OptionCount(name, counts[name], totals[name]) for name in [*names, *sorted(set(counts) - set(names))]]
