"""Rasch's model with one parameter, P(right) = 1 / (1 + exp(difficulty - ability)), by marginal maximum likelihood with
the EM algorithm (Bock & Aitkin, Psychometrika 46, 1981). Pure functions of arrays; docs/decisions/0025 says why so.

*Ability* is distributed normally, with a mean and a spread that are estimated. What an answer that is missing would
have been, plays no part: students may answer different items.

*Identified* are the differences of difficulty and ability alone, so zero is set to the mean difficulty of the items
that have an estimate. The spread is, if some student answered two of them; where nobody did it is taken as 1 and given
as None. Items that no student has in common with others are compared by the assumption that those who answered them
come from the same population. An item that all or none got right has no finite estimate, and one by itself no scale.

*Errors* of items come from the observed information, by Louis' identity (J. R. Stat. Soc. B 44, 1982) at the estimates,
those of the centred difficulties from its inverse; with more than `TOGETHER` items from its diagonal alone.

*Abilities* are the means of what can be believed of them after the answers (EAP, Bock & Mislevy 1982), with its
standard deviation as their error: unlike those of maximum likelihood they are there for who got all right or nothing,
and they foretell answers best where there are few."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from progress.difficulty.patterns import Floats, Ints, Patterns, find_patterns

MOST_ROUNDS = 1000
CLOSE = 1e-6  # logits, by which no estimate moves any more
LEAST_SPREAD, MOST_SPREAD = 0.05, 8.0  # logits: less is as good as none
TOGETHER = 2000  # items, up to which the errors allow for each other
_REACH = 6.0  # spreads to either side that the quadrature covers
_FEWEST, _MOST_NODES = 41, 241


@dataclass(frozen=True)
class Estimates:
    """By item and by student as they were numbered, NaN where there is no estimate. `mean` and `spread` are of ability;
    both None where nothing could be estimated, `spread` also where it is not identified."""

    difficulty: Floats
    difficulty_error: Floats
    ability: Floats
    ability_error: Floats
    mean: float | None = None
    spread: float | None = None
    rounds: int = 0
    has_converged: bool = False


@dataclass(frozen=True)
class _State:
    """Ability is `spread` times a standard normal variable; `difficulty` is on its scale. Of the patterns, `posterior`
    is by node of the quadrature."""

    difficulty: Floats
    spread: float
    nodes: Floats
    posterior: Floats


def estimate(
    students: Ints, items: Ints, right: NDArray[np.bool_], *, student_count: int, item_count: int
) -> Estimates:
    """From answers, of which each says whose it is, to which item (both numbered from 0), and whether it was right.
    Nobody answers an item twice. Who answered nothing but items without an estimate has none either."""
    answered = np.bincount(items, minlength=item_count)
    solved = np.bincount(items[right], minlength=item_count)
    known = np.flatnonzero((solved > 0) & (solved < answered))
    nothing = _nothing(student_count, item_count)
    if len(known) < 2:
        return nothing
    number = np.full(item_count, -1)
    number[known] = np.arange(len(known))
    kept = number[items] >= 0
    patterns = find_patterns(students[kept], number[items[kept]], right[kept])
    is_free = bool(patterns.lengths.max() > 1)
    state, rounds, has_converged = _maximise(patterns, answered[known], solved[known].astype(float), is_free)
    zero = float(state.difficulty.mean())
    means = state.posterior @ state.nodes
    variances = np.maximum(state.posterior @ state.nodes**2 - means**2, 0)
    nothing.difficulty[known] = state.difficulty - zero
    nothing.difficulty_error[known] = _errors(patterns, state, is_free)
    nothing.ability[patterns.students] = (state.spread * means - zero)[patterns.of_student]
    nothing.ability_error[patterns.students] = (state.spread * np.sqrt(variances))[patterns.of_student]
    spread = state.spread if is_free else None
    return replace(nothing, mean=-zero, spread=spread, rounds=rounds, has_converged=has_converged)


def _nothing(student_count: int, item_count: int) -> Estimates:
    items, students = np.full(item_count, np.nan), np.full(student_count, np.nan)
    return Estimates(items, items.copy(), students, students.copy())


def _maximise(patterns: Patterns, answered: Ints, solved: Floats, is_free: bool) -> tuple[_State, int, bool]:
    difficulty = 1.2 * np.log((answered - solved + 0.5) / (solved + 0.5))
    state = _expect(patterns, difficulty, 1.0)
    for done in range(1, MOST_ROUNDS + 1):
        before = np.append(state.difficulty, state.spread)
        state = _expect(patterns, *_improve(patterns, state, solved, is_free))
        if np.abs(np.append(state.difficulty, state.spread) - before).max() < CLOSE:
            return state, done, True
    return state, MOST_ROUNDS, False


def _expect(patterns: Patterns, difficulty: Floats, spread: float) -> _State:
    """What can be believed of the ability behind each pattern."""
    nodes = _place_nodes(spread, int(patterns.lengths.max()))
    missed = np.logaddexp(0, spread * nodes - difficulty[:, None])
    likely = np.outer(patterns.score, spread * nodes) - nodes**2 / 2
    for chunk, places in patterns.chunks(len(nodes)):
        starts = patterns.starts[chunk] - places.start
        likely[chunk] -= np.add.reduceat(missed[patterns.items[places]], starts)
    posterior = np.exp(likely - likely.max(axis=1, keepdims=True))
    posterior /= posterior.sum(axis=1, keepdims=True)
    return _State(difficulty, spread, nodes, posterior)


def _place_nodes(spread: float, most: int) -> Floats:
    """Nodes at even distances, which for normal densities are as exact as Gauss-Hermite's and lie as close as the
    sharpest belief needs, that after `most` answers: its standard deviation is at least one distance."""
    sharpest = 1 / np.sqrt(1 + spread**2 * most / 4)
    count = int(np.clip(10 * np.ceil(2 * _REACH / sharpest / 10) + 1, _FEWEST, _MOST_NODES))
    return np.linspace(-_REACH, _REACH, count)


def _improve(patterns: Patterns, state: _State, solved: Floats, is_free: bool) -> tuple[Floats, float]:
    """The difficulties and the spread that make the beliefs likeliest: a step of Newton's for both together, then the
    mean and the variance of the beliefs taken up into them (PX-EM: Liu, Rubin & Wu, Biometrika 85, 1998)."""
    nodes, weighed = state.nodes, state.posterior * patterns.weight[:, None]
    held = _gather(patterns, weighed, len(solved))
    difficulty, spread = state.difficulty, state.spread
    earned = float(patterns.score @ (weighed @ nodes))
    for _step in range(2):
        chance = _chance(spread * nodes - difficulty[:, None])
        weight = held * chance * (1 - chance)
        slope, curve = (held * chance).sum(axis=1) - solved, weight.sum(axis=1)
        mixed = -(weight @ nodes)
        slope_spread = earned - float(((held * chance) @ nodes).sum())
        curve_spread = float((weight @ nodes**2).sum())
        move = (slope_spread - mixed @ (slope / curve)) / (curve_spread - mixed @ (mixed / curve)) if is_free else 0.0
        difficulty = difficulty + np.clip((slope - mixed * move) / curve, -1, 1)
        spread = float(np.clip(spread + np.clip(move, -0.5, 0.5), LEAST_SPREAD, MOST_SPREAD))
    if not is_free:
        return difficulty, spread
    mass = weighed.sum(axis=0) / weighed.sum()
    mean = float(mass @ nodes)
    deviation = float(np.sqrt(mass @ nodes**2 - mean**2))
    return difficulty - spread * mean, float(np.clip(spread * deviation, LEAST_SPREAD, MOST_SPREAD))


def _gather(patterns: Patterns, weighed: Floats, item_count: int) -> Floats:
    """How many students with an ability at each node answered each item, as far as can be believed."""
    order = np.argsort(patterns.items, kind="stable")
    owners = patterns.owner[order]
    bounds = np.searchsorted(patterns.items[order], np.arange(item_count + 1))
    return np.array([weighed[owners[bounds[item] : bounds[item + 1]]].sum(axis=0) for item in range(item_count)])


def _chance(logits: Floats) -> Floats:
    chances: Floats = 1 / (1 + np.exp(-logits))
    return chances


def _errors(patterns: Patterns, state: _State, is_free: bool) -> Floats:
    """The standard errors of the centred difficulties. NaN where the information does not bear any."""
    count = len(state.difficulty)
    if count > TOGETHER:
        apart: Floats = 1 / np.sqrt(_inform_apart(patterns, state))
        return apart
    information = _inform(patterns, state)
    inner = LEAST_SPREAD < state.spread < MOST_SPREAD
    for size in (count + 1, count) if is_free and inner else (count,):
        part = information[:size, :size]
        if np.linalg.eigvalsh(part)[0] > 1e-10 * np.trace(part):
            covariance = np.linalg.inv(part)[:count, :count]
            centred = covariance.diagonal() - 2 * covariance.mean(axis=1) + covariance.mean()
            errors: Floats = np.sqrt(np.maximum(centred, 0))
            return errors
    return np.full(count, np.nan)


def _inform(patterns: Patterns, state: _State) -> Floats:
    """The observed information of all difficulties and, last, the spread: what the whole data would tell, less what is
    not known of the abilities in it."""
    count, nodes = len(state.difficulty), state.nodes
    chances = _chance(state.spread * nodes - state.difficulty[:, None])
    information = np.zeros((count + 1, count + 1))
    for items, belief, weight, score in _groups(patterns, state):
        chance, whole = chances[items], weight @ belief
        means = belief @ chance.T
        known = chance * (1 - chance) * whole
        pull = nodes * (score[:, None] - chance.sum(axis=0))  # of the spread on each pattern
        pulled = (belief * pull).sum(axis=1)
        information[np.ix_(items, items)] -= (chance * whole) @ chance.T - (means * weight[:, None]).T @ means
        information[items, items] += known.sum(axis=1)
        crossed = chance @ (weight @ (belief * pull)) - means.T @ (weight * pulled)
        information[items, count] -= known @ nodes + crossed
        information[count, count] += (known @ nodes**2).sum()
        information[count, count] -= weight @ ((belief * pull**2).sum(axis=1) - pulled**2)
    information[count, :count] = information[:count, count]
    return information


def _inform_apart(patterns: Patterns, state: _State) -> Floats:
    """The diagonal of the same, of the difficulties."""
    chances = _chance(state.spread * state.nodes - state.difficulty[:, None])
    information = np.zeros(len(state.difficulty))
    for items, belief, weight, _score in _groups(patterns, state):
        chance, whole = chances[items], weight @ belief
        means = belief @ chance.T
        information[items] += (chance * (1 - 2 * chance)) @ whole + weight @ means**2
    return information


def _groups(patterns: Patterns, state: _State) -> Iterator[tuple[Ints, Floats, Floats, Floats]]:
    """The patterns of the same items together: the items, and by pattern the beliefs, weights and scores."""
    bounds = np.flatnonzero(np.append(True, patterns.group[1:] != patterns.group[:-1]))
    ends = np.append(bounds[1:], len(patterns.group))
    for first, last in zip(bounds, ends, strict=True):
        items = patterns.items[patterns.starts[first] :][: patterns.lengths[first]]
        chosen = slice(first, last)
        yield items, state.posterior[chosen], patterns.weight[chosen], patterns.score[chosen]
