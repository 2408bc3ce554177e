"""Writing the counts that statistics are told from. Whoever does holds the turn (see `progress.actions.counting`)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from progress.statistics.observing import Answer
from progress.statistics.tallies import MARK_UNIT, REST_UNIT, mark_units, rest_units

Key = tuple[str, bool, int | str, int | None]  # item version, of first answers, mark or option, rest


class _Table(NamedTuple):
    """Where one sort of counts stands, the column of what is counted, and its type."""

    name: str
    column: str
    type: str

    def write(self, statement: str) -> str:
        return statement.format(rows=_ROWS.format(type=self.type), **self._asdict())


_MARKS = _Table("progress_marktally", "mark", "numeric")
_OPTIONS = _Table("progress_optiontally", "option", "text")

_ROWS = """
    SELECT version, is_first, what, rest, count
    FROM unnest(%s::uuid[], %s::boolean[], %s::{type}[], %s::numeric[], %s::integer[])
        AS changed(version, is_first, what, rest, count)
"""
_ADD = """
    INSERT INTO {name} (item_version_id, is_first, {column}, rest, count) {rows}
    ON CONFLICT (item_version_id, is_first, {column}, rest) DO UPDATE SET count = {name}.count + excluded.count
"""
_TAKE = """
    UPDATE {name} AS tally SET count = tally.count - gone.count FROM ({rows}) AS gone
    WHERE tally.item_version_id = gone.version AND tally.is_first = gone.is_first AND tally.{column} = gone.what
        AND tally.rest IS NOT DISTINCT FROM gone.rest
"""
_CLEAR = "DELETE FROM {name} WHERE item_version_id = ANY(%s::uuid[]) AND count = 0"


_SCRATCH = """
    CREATE TEMPORARY TABLE scratch_{name} (version uuid, is_first boolean, what {type}, rest numeric, count bigint)
    ON COMMIT DROP
"""
_COPY = "COPY scratch_{name} (version, is_first, what, rest, count) FROM STDIN"
_WRONG = """
    SELECT version, is_first, what, rest, sum(stands), sum(should)
    FROM (
        SELECT item_version_id AS version, is_first, {column} AS what, rest, count AS stands, 0 AS should FROM {name}
        UNION ALL
        SELECT version, is_first, what, rest, 0, count FROM scratch_{name}
    ) AS counts
    GROUP BY version, is_first, what, rest HAVING sum(stands) <> sum(should)
    ORDER BY version, is_first, what, rest
"""


class WrongCount(NamedTuple):
    """A count that stands otherwise than it should."""

    column: str
    key: Key
    stands: int
    should: int

    def __str__(self) -> str:
        version, is_first, what, rest = self.key
        which = "first" if is_first else "all"
        return f"{version} {which}, {self.column} {what!r}, rest {rest}: counted {self.stands}, should be {self.should}"


@dataclass
class Changes:
    """By how much each count is to change."""

    marks: Counter[Key] = field(default_factory=Counter)
    options: Counter[Key] = field(default_factory=Counter)

    def count(self, answers: Iterable[Answer], times: int) -> None:
        """Count them so many times; -1 takes them out."""
        for version, mark, rest, is_first, options in answers:
            for which in (False, True) if is_first else (False,):
                self.marks[version, which, mark, rest] += times
                for option in options:
                    self.options[version, which, option, rest] += times

    def correct(self, wrong: WrongCount) -> None:
        counts = self.marks if wrong.column == _MARKS.column else self.options
        counts[wrong.key] = wrong.should - wrong.stands

    @property
    def versions(self) -> set[UUID]:
        """The item versions any count of which changes."""
        return {UUID(key[0]) for counts in (self.marks, self.options) for key, times in counts.items() if times}


def change_counts(changes: Changes) -> None:
    """Six statements at most. Rows that nothing is left of are removed."""
    for table, counts in ((_MARKS, changes.marks), (_OPTIONS, changes.options)):
        gone = [(key, -times) for key, times in counts.items() if times < 0]
        _run(_TAKE, table, gone)
        if gone:
            with connection.cursor() as cursor:
                cursor.execute(table.write(_CLEAR), [list({key[0] for key, _times in gone})])
        _run(_ADD, table, [(key, times) for key, times in counts.items() if times > 0])


def make_scratch() -> None:
    """Tables to sum up counts in, until the transaction ends."""
    with connection.cursor() as cursor:
        for table in (_MARKS, _OPTIONS):
            cursor.execute(table.write(_SCRATCH))


def copy_counts(changes: Changes) -> None:
    """Add them to what the scratch tables hold."""
    with connection.cursor() as cursor:
        for table, counts in ((_MARKS, changes.marks), (_OPTIONS, changes.options)):
            with cursor.copy(table.write(_COPY)) as copy:
                for key, times in counts.items():
                    copy.write_row(_stored(key, times))


def wrong_counts() -> Iterator[WrongCount]:
    """Every count that is another than the scratch tables make it."""
    for table in (_MARKS, _OPTIONS):
        with connection.chunked_cursor() as cursor:
            cursor.execute(table.write(_WRONG))
            for version, is_first, what, rest, stands, should in cursor:
                counted = what if table is _OPTIONS else mark_units(what)
                yield WrongCount(
                    table.column, (str(version), is_first, counted, rest_units(rest)), int(stands), int(should)
                )


def _run(statement: str, table: _Table, rows: Sequence[tuple[Key, int]]) -> None:
    if not rows:
        return
    ordered = sorted(
        (_stored(key, times) for key, times in rows), key=lambda row: (*row[:3], row[3] is None, row[3] or 0)
    )
    with connection.cursor() as cursor:
        cursor.execute(table.write(statement), [list(column) for column in zip(*ordered, strict=True)])


def _stored(key: Key, times: int) -> tuple[Any, ...]:
    """A row as the tables hold it."""
    version, is_first, what, rest = key
    stored = Decimal(what) / MARK_UNIT if isinstance(what, int) else what
    return version, is_first, stored, None if rest is None else Decimal(rest) / REST_UNIT, times
