"""What is counted of item versions, read for whoever tells figures from it."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection

from progress.statistics.tallies import MARK_UNIT, REST_UNIT, Tallies

# One row for all counts of an item version: they are many and short.
_LOAD = """
    SELECT item_version_id, is_first, array_agg({what}), array_agg((rest * {unit})::bigint), array_agg(count)
    FROM {table} WHERE item_version_id = ANY(%s::uuid[]) GROUP BY item_version_id, is_first
"""
_MARKS = _LOAD.format(table="progress_marktally", what=f"(mark * {MARK_UNIT})::bigint", unit=REST_UNIT)
_OPTIONS = _LOAD.format(table="progress_optiontally", what="option", unit=REST_UNIT)


def load_tallies(versions: Iterable[UUID]) -> dict[tuple[UUID, bool], Tallies]:
    """All that is counted of them, by item version, of first answers and of all. Two queries."""
    found: dict[tuple[UUID, bool], Tallies] = defaultdict(Tallies)
    asked = [list(versions)]
    for statement in (_MARKS, _OPTIONS):
        with connection.cursor() as cursor:
            cursor.execute(statement, asked)
            for version, is_first, values, rests, counts in cursor.fetchall():
                tallies = found[version, is_first]
                into: Counter[Any] = tallies.marks if statement is _MARKS else tallies.options
                into.update(dict(zip(zip(values, rests, strict=True), counts, strict=True)))
    return dict(found)
