"""Several counts in one query."""

from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery

from accounts.models import User


class _CountRows(Subquery):
    """How many rows there are, as a figure of a query."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def count_rows(user: User, **rows: "QuerySet[Any, Any]") -> dict[str, int]:
    """By their names, how many rows each has; asked together with the row of `user`, which is there. One query."""
    figures = {name: _CountRows(each.order_by()) for name, each in rows.items()}
    found: dict[str, int] = User.objects.filter(pk=user.pk).values(**figures)[0]  # type: ignore[assignment]
    return found
