"""Statements that are composed once and sent often: what Django makes of a queryset with many parts takes longer than
the database takes to answer it. The rules stay in the querysets; only their text is kept."""

from collections.abc import Callable, Hashable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

Value = UUID | datetime
MOST = 500  # statements that are kept
_kept: dict[Hashable, tuple[str, tuple[Any, ...]]] = {}


class _Place(int):
    """Where in the parameters of a statement one of the given values goes."""


def fetch_first(
    shape: Hashable, values: tuple[Value, ...], compose: "Callable[[], QuerySet[Any, Any]]"
) -> tuple[Any, ...] | None:
    """The first row of the query that `compose` makes. Two queries of one `shape` differ in nothing but the `values`
    that they compare with: the second one is not composed any more. A value that a query has more than once is one."""
    if len(set(values)) < len(values):  # it would not be known which is which
        return compose().first()
    statement = _kept.get(shape)
    if statement is None:
        try:
            statement = _compose(compose(), values)
        except EmptyResultSet:
            return None
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[shape] = statement
    sql, parameters = statement
    with connection.cursor() as cursor:
        cursor.execute(sql, [values[each] if isinstance(each, _Place) else each for each in parameters])
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def _compose(rows: "QuerySet[Any, Any]", values: tuple[Value, ...]) -> tuple[str, tuple[Any, ...]]:
    sql, parameters = rows.query.sql_with_params()
    places = {value: _Place(place) for place, value in enumerate(values)}
    return sql, tuple(places.get(each, each) if isinstance(each, (UUID, datetime)) else each for each in parameters)
