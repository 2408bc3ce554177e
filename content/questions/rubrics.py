"""A rubric: criteria, each with levels that are worth points."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import AfterValidator, Field

from content.item_types import Finding
from content.questions.base import Part, normal_decimal
from content.text import collapse, normal_answer

Line = Annotated[str, AfterValidator(collapse)]  # plain text on one line
MAX_POINTS = Decimal(1000)
_LEVEL = re.compile(r"\s*(?P<points>[0-9]{1,4}(?:[.,][0-9]{1,20})?)(?:\s*:|\s+[-–=]?|\s*$)\s*(?P<text>.*)")


class Level(Part):
    points: Annotated[Decimal, Field(ge=0, le=MAX_POINTS), AfterValidator(normal_decimal)] = Decimal(0)
    text: Line = ""


class Criterion(Part):
    """What is looked at, and how well it may be done; levels stand in the order their author wrote them."""

    name: Line = ""
    levels: tuple[Level, ...] = ()

    @property
    def points(self) -> Decimal:
        """Those of its best level."""
        return max((level.points for level in self.levels), default=Decimal(0))


Rubric = Sequence[Criterion]


def total_points(rubric: Rubric) -> Decimal:
    """What an answer earns that is best in everything, at most 1000."""
    return min(normal_decimal(sum((criterion.points for criterion in rubric), Decimal(0))), MAX_POINTS)


def write_levels(levels: Sequence[Level]) -> str:
    """The levels as a person writes them, one a line: “2: gives one reason”."""
    return "\n".join(f"{level.points:f}: {level.text}".rstrip() for level in levels)


def read_levels(text: str) -> tuple[list[dict[str, Any]], list[str]]:
    """The reverse, as the fields of levels, and a sentence for each line that is none."""
    levels: list[dict[str, Any]] = []
    mistakes = []
    for number, line in enumerate(text.split("\n"), start=1):
        match = _LEVEL.fullmatch(line)
        points = Decimal(match["points"].replace(",", ".")) if match else Decimal(0)
        if match and points <= MAX_POINTS:
            levels.append({"points": points, "text": match["text"]})
        elif line.strip():
            values = {"number": number, "line": line.strip()[:40]}
            mistakes.append(_("Line %(number)d (%(line)s) has no points. Begin it with a number: “2: …”.") % values)
    return levels, mistakes


def rubric_key(rubric: Rubric) -> Any:
    """Its normal form: the name of each criterion and the points of its levels, in no order; None without one."""
    rows = [[normal_answer(row.name), sorted(str(level.points) for level in row.levels)] for row in rubric]
    return sorted(rows) or None


def check_rubric(rubric: Rubric) -> Iterator[Finding]:
    """What a grader would stumble over."""
    for index, criterion in enumerate(rubric):
        yield from (Finding(f"criteria.{index}.{field}", message) for field, message in _faults(criterion))
    if rubric and not total_points(rubric):
        yield Finding("criteria", _("No level of this rubric is worth a point. Give the best of each some."))
    names = [normal_answer(criterion.name) for criterion in rubric if criterion.name]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        yield Finding("criteria", _("Two criteria have the name “%(name)s”. Change one.") % {"name": name})


def _faults(criterion: Criterion) -> Iterator[tuple[str, str]]:
    if not criterion.name:
        yield "name", _("This criterion has no name. Say what it looks at.")
    if len(criterion.levels) < 2:
        yield "levels", _("A criterion needs at least two levels. Add one.")
    points = [level.points for level in criterion.levels]
    if len(set(points)) < len(points):
        yield "levels", _("Two levels of this criterion are worth the same. Give each points of its own.")
    if not all(level.text for level in criterion.levels):
        yield "levels", _("A level of this criterion does not say what it takes. Write that behind its points.")
