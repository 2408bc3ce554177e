"""What a student typed beside what was right, letter by letter. Pure functions."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from django.utils.translation import gettext as _

from content.questions import BadAnswer
from content.text import clean_input, collapse, normal_answer

Mark = Literal["same", "wrong", "extra", "missing"]
Run = tuple[Mark, str]

MAX_TYPED = 500  # characters: an answer longer than that is not asked for in writing
ALIKE = 0.4  # the share of letters in common below which the two are shown whole: they are no slips of one another

# A letter as its reader sees one: with the marks upon it; an emoji with all that it is joined of; a flag.
_MARKS = "\u200c\u200d\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
_CLUSTER = re.compile(rf"[\U0001f1e6-\U0001f1ff]{{2}}|.(?:[{_MARKS}]|(?<=\u200d)[^\w\s])*", re.DOTALL)


@dataclass(frozen=True)
class Comparison:
    """`typed` is what she typed, its letters marked "same", "wrong" or "extra"; `right` is the answer, marked "same",
    "wrong" (another was typed) or "missing". `slips` counts the letters that differ, None where hardly any is alike."""

    is_right: bool
    typed: tuple[Run, ...]
    right: tuple[Run, ...]
    slips: int | None = 0


def read_typed(text: str) -> str:
    """What was typed, fit to be compared and shown. Raises BadAnswer when it is longer than any answer can be."""
    text = collapse(clean_input(text))
    if len(text) > MAX_TYPED:
        raise BadAnswer(
            _("What you typed has %(length)d characters; at most %(limit)d fit. Shorten it and check again.")
            % {"length": len(text), "limit": MAX_TYPED}
        )
    return text


def compare_typed(typed: str, right: str) -> Comparison:
    """Both compared as `normal_answer` does: case, spacing and a final stop say nothing, accents do."""
    typed, right = collapse(typed), collapse(right)
    if normal_answer(typed) == normal_answer(right):
        return Comparison(True, _whole("same", typed), _whole("same", right))
    mine, given = letters(typed), letters(right)
    steps = list(_align(mine, given))
    same = sum(mark == "same" for mark, _i, _j in steps)
    if same < ALIKE * max(len(mine), len(given)):
        return Comparison(False, _whole("wrong", typed), _whole("same", right), slips=None)
    return Comparison(
        False,
        _runs((mark, mine[i]) for mark, i, _j in steps if mark != "missing"),
        _runs((mark, given[j]) for mark, _i, j in steps if mark != "extra"),
        slips=len(steps) - same,
    )


def letters(text: str) -> list[str]:
    """The letters as a reader sees them: none is torn from its accents."""
    found: list[str] = []
    for match in _CLUSTER.finditer(text):
        if found and unicodedata.category(match[0][0])[0] == "M":
            found[-1] += match[0]
        else:
            found.append(match[0])
    return found


def _whole(mark: Mark, text: str) -> tuple[Run, ...]:
    return ((mark, text),) if text else ()


def _runs(marked: Iterator[Run]) -> tuple[Run, ...]:
    grouped = groupby(marked, key=lambda run: run[0])
    return tuple((mark, "".join(letter for _mark, letter in run)) for mark, run in grouped)


def _align(mine: Sequence[str], given: Sequence[str]) -> Iterator[tuple[Mark, int, int]]:
    """The fewest slips that lead from one to the other (Levenshtein): each step with its places in both. Of letters
    that repeat, the last is the one too many or too few."""
    ours, theirs = list(map(_key, mine)), list(map(_key, given))
    costs = _costs(ours, theirs)
    i, j, ends = 0, 0, (len(ours), len(theirs))
    while (i, j) != ends:
        if i < ends[0] and j < ends[1] and costs[i][j] == costs[i + 1][j + 1] + (ours[i] != theirs[j]):
            yield ("same" if ours[i] == theirs[j] else "wrong"), i, j
            i, j = i + 1, j + 1
        elif i < ends[0] and costs[i][j] == costs[i + 1][j] + 1:
            yield "extra", i, j
            i += 1
        else:
            yield "missing", i, j
            j += 1


def _costs(ours: Sequence[str], theirs: Sequence[str]) -> list[list[int]]:
    """By how many slips the rest of the one, from each place, differs from the rest of the other."""
    costs = [list(range(len(theirs), -1, -1))]
    for letter in reversed(ours):
        below, row = costs[-1], [costs[-1][-1] + 1]
        for j in range(len(theirs) - 1, -1, -1):
            row.append(min(below[j + 1] + (letter != theirs[j]), below[j] + 1, row[-1] + 1))
        costs.append(row[::-1])
    return costs[::-1]


def _key(letter: str) -> str:
    """Two letters of the same key count as the same."""
    return unicodedata.normalize("NFKC", letter).casefold()
