"""The arithmetic of quality (docs/decisions/0027-quality-is-a-weighted-mean-with-bounds.md). Pure functions: what they
are given is all that they know."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from content.quality_parts import Fault, ItemEvidence, QualityPart

CHECKS, STATISTICS, RATINGS, REPORTS = "checks", "statistics", "ratings", "reports"
WEIGHTS: Final = {CHECKS: 0.35, STATISTICS: 0.3, RATINGS: 0.2, REPORTS: 0.15}
NEUTRAL: Final = 0.5  # what is thought of a thing that nobody knows anything of
PRIOR: Final = 4  # so many neutral voices stand against the evidence: the square of 2, for bounds of 95 in 100

LOW_DISCRIMINATION, DISTRACTOR = "low_discrimination", "distractor"
TOO_HARD, TOO_EASY = "too_hard", "too_easy"
REPORTED, RATED_LOW, OTHER = "reported", "rated_low", "other"
PENALTIES: Final = {
    DISTRACTOR: 0.6,  # the key is probably wrong
    LOW_DISCRIMINATION: 0.4,
    TOO_HARD: 0.3,
    TOO_EASY: 0.2,
    REPORTED: 0.4,
    RATED_LOW: 0.2,
    OTHER: 0.3,
}


def penalty_of(kind: str) -> float:
    """That of a fault, by its kind; a middling one of a kind that nobody weighed."""
    return PENALTIES.get(kind, PENALTIES[OTHER])


@dataclass(frozen=True)
class Estimate:
    """A value from 0 to 1, and the bounds it lies between as far as the evidence goes."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class ItemQuality(Estimate):
    """How good one wording is, by evidence of that `size`, and what lowers it."""

    size: int
    faults: tuple[Fault, ...] = ()


UNKNOWN: Final = Estimate(NEUTRAL, 0.0, 1.0)


def estimate(share: float, size: float) -> Estimate:
    """The `share` (0 to 1) that `size` voices gave, drawn to the middle by `PRIOR` neutral ones: Wilson's interval for
    a share, and its centre. Of nobody it is `UNKNOWN`; each further voice narrows it. For the mean of anything between
    0 and 1 the bounds are wide enough, for nothing there varies more than a yes or no of the same mean."""
    whole = size + PRIOR
    centre = (size * share + PRIOR * NEUTRAL) / whole
    half = sqrt(PRIOR * (size * share * (1 - share) + PRIOR / 4)) / whole
    return Estimate(centre, max(0.0, centre - half), min(1.0, centre + half))


def combine(parts: Iterable[QualityPart]) -> Estimate:
    """The mean of the parts, each by its weight, and the same mean of their bounds. Of none it is `UNKNOWN`."""
    parts = list(parts)
    whole = sum(part.weight for part in parts)
    if not whole:
        return UNKNOWN
    low, value, high = (
        sum(part.weight * getattr(part, name) for part in parts) / whole for name in ("low", "value", "high")
    )
    return _ordered(value, low, high)


def mean_of(estimates: Sequence[Estimate]) -> Estimate:
    """The plain mean of several, and of their bounds. Of none it is `UNKNOWN`."""
    if not estimates:
        return UNKNOWN
    low, value, high = (
        sum(getattr(found, name) for found in estimates) / len(estimates) for name in ("low", "value", "high")
    )
    return _ordered(value, low, high)


def judge_item(evidence: Iterable[ItemEvidence]) -> ItemQuality:
    """1 less the penalty of each fault, 0 at the least, as what all sources together say of the wording."""
    evidence = list(evidence)
    size, faults = sum(found.size for found in evidence), tuple(fault for found in evidence for fault in found.faults)
    found = estimate(max(0.0, 1 - sum(fault.penalty for fault in faults)), size)
    return ItemQuality(found.value, found.low, found.high, size, faults)


def _ordered(value: float, low: float, high: float) -> Estimate:
    """Within 0 and 1, and the value within its bounds, whatever the rounding made of them."""
    value = min(1.0, max(0.0, value))
    return Estimate(value, max(0.0, min(low, value)), min(1.0, max(high, value)))
