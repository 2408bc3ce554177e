"""Which of several attempts makes a score."""

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from content.kinds.quiz import Counts

_WHICH_COUNTS: dict[Counts, Callable[[Sequence[Decimal]], Decimal]] = {
    Counts.BEST: max,
    Counts.LATEST: lambda scores: scores[-1],
    Counts.FIRST: lambda scores: scores[0],
    Counts.AVERAGE: lambda scores: sum(scores, Decimal(0)) / len(scores),
}


def score_that_counts(counts: Counts, percents: Sequence[Decimal]) -> Decimal | None:
    """What the percentages of attempts, in their order, come to together; None where there are none."""
    return _WHICH_COUNTS[counts](percents) if percents else None


def rounded(percent: Decimal) -> Decimal:
    """As it is kept and shown: to a tenth."""
    return percent.quantize(Decimal("0.1"), ROUND_HALF_UP)
