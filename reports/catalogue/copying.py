"""The rows of a report as CSV. Those of a query are written by PostgreSQL itself: the query that pages and JSON read
from, each cell formatted in the database by the type of its column, and sent by COPY."""

import csv
import io
from collections.abc import Generator, Iterable, Sequence
from datetime import UTC
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet
from psycopg import ClientCursor, sql

from reports.catalogue.base import Column, ColumnType, Row, reading

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")  # what a spreadsheet takes text for a formula by

VALUE = sql.SQL("{value}")
CELLS = {  # the SQL of a cell, where it is not the value as it stands
    ColumnType.TEXT: sql.SQL(
        "CASE WHEN left({value}::text, 1) IN ({starts}) THEN '''' || {value}::text ELSE {value}::text END"
    ),
    ColumnType.TIME: sql.SQL("to_char({value} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')"),  # its column says UTC
}
STARTS = sql.SQL(", ").join(FORMULA_STARTS)
COPY = sql.SQL("COPY (SELECT {cells} FROM ({query}) AS report ({values})) TO STDOUT (FORMAT csv)")


def copy_rows(columns: Sequence[Column], rows: QuerySet[Any, Any]) -> Generator[bytes | memoryview, None, None]:
    """Each of the `rows`, whose values are those of the `columns`, as one record of CSV in UTF-8 with its line end.
    Closed before its end, it stops the database, too."""
    with reading() as cursor:
        try:
            statement = _compose(columns, rows, cursor)
        except EmptyResultSet:  # filters that nothing can satisfy
            return
        with connection.wrap_database_errors, cursor.copy(statement) as records:
            yield from records  # PostgreSQL sends them one at a time


def write_rows(columns: Sequence[Column], rows: Iterable[Row]) -> Generator[bytes, None, None]:
    """The same of rows that were computed."""
    for row in rows:
        record = io.StringIO()
        csv.writer(record, lineterminator="\n").writerow(
            [_cell(column, value) for column, value in zip(columns, row, strict=True)]
        )
        yield record.getvalue().encode()


def _cell(column: Column, value: Any) -> Any:
    if column.type == ColumnType.TIME and value is not None:
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
    is_formula = column.type == ColumnType.TEXT and str(value).startswith(FORMULA_STARTS)
    return f"'{value}" if is_formula else value


def _compose(columns: Sequence[Column], rows: QuerySet[Any, Any], cursor: CursorWrapper) -> sql.Composed:
    """The statement. COPY takes no parameters: the driver quotes them into it. Values get names of their own, so that
    one that a cell mentions twice is computed once; a selection as plain as this one keeps the order of its source."""
    query, parameters = rows.query.sql_with_params()
    whole = ClientCursor(cursor.connection).mogrify(query.encode(), parameters)
    values = [sql.Identifier(f"value_{number}") for number in range(len(columns))]
    cells = [
        CELLS.get(column.type, VALUE).format(value=value, starts=STARTS)
        for column, value in zip(columns, values, strict=True)
    ]
    comma = sql.SQL(", ")
    return COPY.format(cells=comma.join(cells), query=sql.SQL(whole), values=comma.join(values))
