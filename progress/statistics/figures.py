"""The figures of an item, from counts alone: Moodle's definitions.

Sources: question/classes/statistics/questions/calculator.php of Moodle, and "Quiz statistics calculations" in Moodle's
developer documentation (docs.moodle.org/dev). There the mark of an answer is x, what the same attempt earned in all
other questions is y, both in points. Here both are shares of what was to be had. In a quiz that asks everybody the same
that changes nothing: facility and deviation are shares in Moodle, too, correlation and ratio are free of scale. Where
questions are drawn, or items stand in several quizzes, shares can be compared and points cannot.

All sums are of whole numbers, hence exact; one division and one root at the end are the only roundings."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate
from math import sqrt

from progress.statistics.tallies import MARK_UNIT, Choices, Tallies

QUARTILES = 4


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
    """How many chose an option (`total`), and how many of each quarter, the weakest first; those with no rest are in
    no quarter."""

    name: str
    counts: list[int]
    total: int


@dataclass(frozen=True)
class Figures:
    """`sizes` are the answers in each quarter. What is None is not defined, and `reasons` says why."""

    count: int
    facility: float | None
    deviation: float | None
    discrimination: float | None
    efficiency: float | None
    sizes: list[int]
    options: list[OptionCount]
    reasons: dict[str, str] = field(default_factory=dict)


def compute_figures(tallies: Tallies, names: Sequence[str] = (), choices: Choices | None = None) -> Figures:
    """All of them but the guess score, which follows from the item alone. At least one answer has been counted. `names`
    are those of the item's options, as its author ordered them, `choices` who chose them."""
    reasons: dict[str, str] = {}
    if reason := _why_not_related(tallies):
        reasons |= {"discrimination": reason, "efficiency": reason}
    if tallies.count < 2:
        reasons["deviation"] = Reason.ONE_ANSWER
    if without := _why_no_quarters(names, tallies):
        reasons["options"] = without
    return Figures(
        count=tallies.count,
        facility=facility_index(tallies.marks),
        deviation=standard_deviation(tallies.marks),
        discrimination=None if reason else discrimination_index(tallies),
        efficiency=None if reason else discriminative_efficiency(tallies),
        sizes=[0] * QUARTILES if without else quarter_sizes(tallies.rests),
        options=_distribution(names, choices or {}) if names else [],
        reasons=reasons,
    )


def facility_index(marks: Counter[int]) -> float:
    """The mean mark as a share of what was to be had: x̄ / x_max. In Moodle "facility"."""
    return float(Fraction(_sum(marks), marks.total() * MARK_UNIT))


def standard_deviation(marks: Counter[int]) -> float | None:
    """That of the marks, of a sample: √(Σ(x − x̄)² / (n − 1)). In Moodle "sd". None with fewer than two answers."""
    n = marks.total()
    return sqrt(Fraction(_spread(marks), n * (n - 1) * MARK_UNIT**2)) if n > 1 else None


def discrimination_index(tallies: Tallies) -> float | None:
    """Pearson's correlation of x and y: Cov(x, y) / √(Var(x) · Var(y)), from −1 to 1. In Moodle "discriminationindex",
    in percent there. Over the answers that stood beside others. None where x or y does not vary."""
    spread = _spread(tallies.beside) * _spread(tallies.rests)
    if not spread:
        return None
    together = _together(tallies, tallies.product)
    size = min(1.0, sqrt(Fraction(together * together, spread)))
    return size if together >= 0 else -size


def discriminative_efficiency(tallies: Tallies) -> float | None:
    """Cov(x, y) divided by the largest covariance that the same marks and the same rests could have: that of both
    sorted, the highest mark beside the highest rest. In Moodle "discriminativeefficiency", in percent there. None where
    x or y does not vary."""
    best = _together(tallies, sorted_product(tallies.beside, tallies.rests))
    return float(Fraction(_together(tallies, tallies.product), best)) if best else None


def sorted_product(marks: Counter[int], rests: Counter[int]) -> int:
    """Σ mark × rest where both are sorted, the lowest mark beside the lowest rest. Between two places where neither
    changes all pairs are the same."""
    xs, ys = sorted(marks), sorted(rests)
    x_ends, y_ends = _ends(marks, xs), _ends(rests, ys)
    product = i = j = at = 0
    while at < marks.total():
        end = min(x_ends[i], y_ends[j])
        product += (end - at) * xs[i] * ys[j]
        at, i, j = end, i + (end == x_ends[i]), j + (end == y_ends[j])
    return product


def quarters_of(rests: Counter[int]) -> dict[int, int]:
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


def quarter_borders(rests: Counter[int]) -> list[int | None] | None:
    """The lowest rest of the second, the third and the fourth quarter, or of one above where it has none itself; None
    where nothing is so high, and for the whole where everybody did equally well, so that nobody is in any."""
    if len(rests) < 2:
        return None
    quarters = quarters_of(rests)
    return [
        min((rest for rest, each in quarters.items() if each >= quarter), default=None)
        for quarter in range(1, QUARTILES)
    ]


def quarter_sizes(rests: Counter[int]) -> list[int]:
    sizes = [0] * QUARTILES
    for rest, quarter in quarters_of(rests).items():
        sizes[quarter] += rests[rest]
    return sizes


def _why_not_related(tallies: Tallies) -> str | None:
    if tallies.count < 2:
        return Reason.ONE_ANSWER
    if not tallies.rests:
        return Reason.ALONE
    if tallies.rests.total() < 2:
        return Reason.ONE_BESIDE_OTHERS
    if len(tallies.beside) < 2:
        return Reason.SAME_MARK
    return Reason.SAME_REST if len(tallies.rests) < 2 else None


def _why_no_quarters(names: Sequence[str], tallies: Tallies) -> str | None:
    if not names:
        return Reason.NO_OPTIONS
    if tallies.count < 2:
        return Reason.ONE_ANSWER
    if not tallies.rests:
        return Reason.ALONE
    return Reason.SAME_REST if len(tallies.rests) < 2 else None


def _sum(counts: Counter[int]) -> int:
    return sum(value * n for value, n in counts.items())


def _spread(counts: Counter[int]) -> int:
    """n · Σv² − (Σv)²: n² times the variance of the values, as if divided by n."""
    total = _sum(counts)
    return counts.total() * sum(value * value * n for value, n in counts.items()) - total * total


def _together(tallies: Tallies, product: int) -> int:
    """n · Σxy − Σx · Σy: n² times the covariance with that Σxy, as if divided by n."""
    return tallies.rests.total() * product - _sum(tallies.beside) * _sum(tallies.rests)


def _ends(counts: Counter[int], order: Sequence[int]) -> list[int]:
    return list(accumulate(counts[value] for value in order))


def _distribution(names: Sequence[str], choices: Choices) -> list[OptionCount]:
    """In the order of `names`; after these what else was counted."""
    nobody = [0] * (QUARTILES + 1)
    rows = [(name, choices.get(name, nobody)) for name in (*names, *sorted(set(choices) - set(names)))]
    return [OptionCount(name, list(counts[:QUARTILES]), sum(counts)) for name, counts in rows]
