"""What is counted of item versions, summed up by the database for whoever tells figures from it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from progress.statistics.figures import QUARTILES, quarter_borders
from progress.statistics.tallies import MARK_UNIT, REST_UNIT, Choices, Tallies, mark_units

Key = tuple[UUID, bool]  # item version, of first answers
NO_QUARTER = QUARTILES

_MARKS = """
    SELECT item_version_id, is_first, mark, sum(count), sum(count) FILTER (WHERE rest IS NOT NULL),
        sum(mark * rest * count)
    FROM progress_marktally WHERE item_version_id = ANY(%s::uuid[]) GROUP BY item_version_id, is_first, mark
"""
_RESTS = f"""
    SELECT item_version_id, is_first, array_agg((rest * {REST_UNIT})::bigint), array_agg(count)
    FROM (
        SELECT item_version_id, is_first, rest, sum(count)::bigint AS count FROM progress_marktally
        WHERE item_version_id = ANY(%s::uuid[]) AND rest IS NOT NULL GROUP BY item_version_id, is_first, rest
    ) AS rests
    GROUP BY item_version_id, is_first
"""  # noqa: S608 - a number of our own
_CHOICES = """
    SELECT tally.item_version_id, tally.is_first, tally.option,
        CASE WHEN tally.rest IS NULL OR NOT border.is_parted THEN %s ELSE
            coalesce(tally.rest >= second, false)::integer + coalesce(tally.rest >= third, false)::integer
                + coalesce(tally.rest >= fourth, false)::integer
        END AS quarter,
        sum(tally.count)
    FROM unnest(%s::uuid[], %s::boolean[], %s::boolean[], %s::numeric[], %s::numeric[], %s::numeric[])
        AS border(version, is_first, is_parted, second, third, fourth)
    JOIN progress_optiontally tally ON tally.item_version_id = border.version AND tally.is_first = border.is_first
    GROUP BY tally.item_version_id, tally.is_first, tally.option, quarter
"""


def load_tallies(versions: Iterable[UUID]) -> dict[Key, Tallies]:
    """All that is counted of them, of first answers and of all. Two queries."""
    found: dict[Key, Tallies] = defaultdict(Tallies)
    asked = [list(versions)]
    for version, is_first, mark, count, beside, product in _rows(_MARKS, asked):
        tallies, units = found[version, is_first], mark_units(mark)
        tallies.marks[units] = int(count)
        if beside:
            tallies.beside[units] = int(beside)
            tallies.product += int(product * MARK_UNIT * REST_UNIT)
    for version, is_first, rests, counts in _rows(_RESTS, asked):
        found[version, is_first].rests.update(dict(zip(rests, counts, strict=True)))
    return dict(found)


def load_choices(tallies: Mapping[Key, Tallies]) -> dict[Key, Choices]:
    """Who chose what, by the quarters that follow from these tallies. One query."""
    found: dict[Key, dict[str, list[int]]] = {key: {} for key in tallies}
    rows = [_borders(key, each) for key, each in tallies.items()]
    columns = [list(column) for column in zip(*rows, strict=True)] or [[]] * 6
    for version, is_first, option, quarter, count in _rows(_CHOICES, [NO_QUARTER, *columns]):
        row = found[version, is_first].setdefault(option, [0] * (QUARTILES + 1))
        row[quarter] = int(count)
    return dict(found)


def _borders(key: Key, tallies: Tallies) -> tuple[Any, ...]:
    borders = quarter_borders(tallies.rests)
    stored = [None if border is None else Decimal(border) / REST_UNIT for border in borders or [None] * 3]
    return (*key, borders is not None, *stored)


def _rows(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
