"""What the figures of an item say against it, once enough students have answered it. Pure functions; no database.

The rules: its discrimination index is below a bound, which a wrong key brings about sooner than anything else; among
the students who do best elsewhere, an option that counts as wrong is chosen more often than the one that counts as
right; or the share of its points that it earns lies outside of two bounds. What is not defined says nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

from content.questions.base import NO_ANSWER, OTHER

LOW_DISCRIMINATION, DISTRACTOR, TOO_HARD, TOO_EASY = "low_discrimination", "distractor", "too_hard", "too_easy"
NOT_ONE = {NO_ANSWER, OTHER}  # no answer, and any that the author did not think of: no option that somebody preferred
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Limits:
    """From which figures on something follows, as `ReviewPolicy` has them."""

    enough_answers: int
    least_discrimination: float
    lowest_facility: float
    highest_facility: float


@dataclass(frozen=True)
class Figures:
    """Those of first answers to one item, as `ItemStatistics` has them; in `labels` what its options are called.
    `is_lettered`: its author knows them as A, B, C."""

    count: int
    facility: float | None
    discrimination: float | None
    options: Mapping[str, Any]
    labels: Mapping[str, str]
    is_lettered: bool = False


@dataclass(frozen=True)
class Fault:
    """One thing that they say against it, with the numbers that say so: all that the words of it need."""

    kind: str
    numbers: dict[str, Any]


def find_faults(figures: Figures, limits: Limits) -> list[Fault]:
    """Empty with too few answers."""
    if figures.count < limits.enough_answers:
        return []
    return [*_discrimination(figures, limits), *_distractor(figures), *_facility(figures, limits)]


def _discrimination(figures: Figures, limits: Limits) -> Iterator[Fault]:
    if figures.discrimination is not None and figures.discrimination < limits.least_discrimination:
        yield Fault(LOW_DISCRIMINATION, _shown(figures) | {"limit": limits.least_discrimination})


def _facility(figures: Figures, limits: Limits) -> Iterator[Fault]:
    if figures.facility is None:
        return
    if figures.facility < limits.lowest_facility:
        yield Fault(TOO_HARD, _shown(figures) | {"limit": limits.lowest_facility})
    elif figures.facility > limits.highest_facility:
        yield Fault(TOO_EASY, _shown(figures) | {"limit": limits.highest_facility})


def _distractor(figures: Figures) -> Iterator[Fault]:
    preferred = find_preferred(figures.options)
    if preferred is None:
        return
    numbers = {
        "quarter": preferred.quarter + 1,
        "size": preferred.size,
        "option": _name(figures, preferred.option),
        "chosen": preferred.chosen,
        "key": _name(figures, preferred.key) if preferred.key else None,
        "right": preferred.right,
    }
    yield Fault(DISTRACTOR, _shown(figures) | numbers)


@dataclass(frozen=True)
class Preferred:
    """A wrong `option` that more of the best quarter chose than what is right: so many of it were `chosen` against
    `right`, of the `size` students in the `quarter`. `key` is what is right, None where several options are."""

    option: Row
    key: Row | None
    chosen: int
    right: int
    quarter: int
    size: int


def find_preferred(options: Mapping[str, Any]) -> Preferred | None:
    """The wrong option that most students of the best quarter chose, where more did than chose what is right; `options`
    as `ItemStatistics` has them. Where one answer is right in several ways, these count together; where several options
    are right together, each by itself."""
    rows: Sequence[Row] = options.get("options", [])
    best = _best_quarter(options.get("sizes", []))
    keys = [row for row in rows if row["is_key"]]
    wrong = [row for row in rows if not row["is_key"] and row["name"] not in NOT_ONE]
    if best is None or not keys or not wrong:
        return None
    size = options["sizes"][best]
    chosen = {row["name"]: int(row["counts"][best]) for row in rows}
    rival, key = max(wrong, key=lambda row: chosen[row["name"]]), min(keys, key=lambda row: chosen[row["name"]])
    is_one_of = sum(chosen.values()) <= size
    right = sum(chosen[row["name"]] for row in keys) if is_one_of else chosen[key["name"]]
    if chosen[rival["name"]] <= right:
        return None
    named = key if len(keys) == 1 or not is_one_of else None
    return Preferred(rival, named, chosen[rival["name"]], right, best, size)


def _best_quarter(sizes: Sequence[int]) -> int | None:
    """That of the students who do best elsewhere, or the last before it that anybody is in."""
    return max((quarter for quarter, size in enumerate(sizes) if size), default=None)


def _name(figures: Figures, row: Row) -> dict[str, str]:
    """What it is called, and its letter, in the author's order, where it has one."""
    place = [option["name"] for option in figures.options["options"]].index(row["name"])
    letter = ascii_uppercase[place] if figures.is_lettered and place < len(ascii_uppercase) else ""
    return {"name": row["name"], "letter": letter, "label": _label(figures, row)}


def _label(figures: Figures, row: Row) -> str:
    return str(figures.labels.get(row["name"], row["name"]))


def _shown(figures: Figures) -> dict[str, Any]:
    """The figures as they were, with the distribution over the options by quarter."""
    rows: Sequence[Row] = figures.options.get("options", [])
    return {
        "count": figures.count,
        "facility": figures.facility,
        "discrimination": figures.discrimination,
        "options": [{**row, "label": _label(figures, row)} for row in rows],
        "sizes": list(figures.options.get("sizes", [])),
    }
