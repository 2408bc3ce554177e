"""How far two people agree who judged the same things by themselves: Cohen's kappa.

J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20 (1960), 37–46:
kappa = (p_o - p_e) / (1 - p_e), where p_o is the share of things judged alike, and p_e the share that would be by
chance, were both to use each category as often as they did but without looking. Pure functions; no database."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Agreement:
    """Of `n` things that both judged, `alike` were judged alike. `kappa` is 1 for always, 0 for no more than by
    chance, less than 0 for less; None where it is undefined: without a thing, or where both only ever used one and
    the same category, so that chance alone explains all."""

    n: int
    alike: int
    kappa: float | None

    @property
    def observed(self) -> float | None:
        """The share judged alike, from 0 to 1; None without a thing."""
        return self.alike / self.n if self.n else None

    @property
    def is_of_one_category(self) -> bool:
        """Whether there is something to compare, and yet no kappa."""
        return self.n > 0 and self.kappa is None


def measure_agreement(pairs: Iterable[tuple[Hashable, Hashable]]) -> Agreement:
    """The agreement of two people, each pair what the one and the other said of the same thing."""
    return agreement_of(Counter(pairs))


def agreement_of(table: Mapping[tuple[Hashable, Hashable], int]) -> Agreement:
    """The same from a table: how often each pair of categories was given. Counted in whole numbers, so that agreement
    that is perfect comes to exactly 1."""
    n = sum(table.values())
    alike = sum(count for (one, other), count in table.items() if one == other)
    ones, others = Counter[Hashable](), Counter[Hashable]()
    for (one, other), count in table.items():
        ones[one] += count
        others[other] += count
    by_chance = sum(count * others[category] for category, count in ones.items())  # of n * n
    if n * n == by_chance:
        return Agreement(n, alike, None)
    return Agreement(n, alike, float(Fraction(n * alike - by_chance, n * n - by_chance)))
