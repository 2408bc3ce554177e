"""Pages of a list by key: page 100 costs what page 1 costs, and rows that come or go meanwhile shift nothing."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

M = TypeVar("M", bound=Model)
R = TypeVar("R")
PARAMETER = "after"
_SALT = "paging"


@dataclass(frozen=True)
class Page(Generic[R]):
    """One page. `next` and `previous` are tokens, empty at the ends; `is_reset` says that the token that was asked
    for is none, so that this is the first page."""

    rows: list[R]
    next: str = ""
    previous: str = ""
    is_reset: bool = False

    def links(self, request: HttpRequest) -> dict[str, str]:
        """The addresses of the neighbouring pages, every other parameter kept, as includes/pager.html wants them."""
        return {"previous_url": _link(request, self.previous), "next_url": _link(request, self.next)}


@dataclass(frozen=True)
class Key:
    """A place between two rows: the values of the row it stands at, and on which side of it to read."""

    is_forward: bool
    values: tuple[Any, ...]


def paginate(queryset: QuerySet[M], *, order: Sequence[str], token: str | None, size: int = 20) -> Page[M]:
    """The page of `queryset`, in `order`, that `token` names; without one the first.

    `order` lists fields or annotations, "-" before those that descend; the last is unique, none is ever null. Floats
    have to be double precision: a `real` does not compare equal to itself once it has been in Python."""
    kept_for = _kept_for(queryset.model, order)
    key = _read(token, kept_for)
    names = [name.removeprefix("-") for name in order]
    is_forward = key is None or key.is_forward
    rows = queryset.order_by(*(order if is_forward else [_reverse(name) for name in order]))
    if key:
        rows = rows.filter(_beyond(order, key))
    found = list(rows[: size + 1])
    has_more, found = len(found) > size, found[:size]
    if not is_forward:
        found.reverse()
    has_next, has_previous = (has_more, key is not None) if is_forward else (True, has_more)
    return Page(
        rows=found,
        next=_write(_values(found[-1], names), kept_for, is_forward=True) if found and has_next else "",
        previous=_write(_values(found[0], names), kept_for, is_forward=False) if found and has_previous else "",
        is_reset=bool(token) and key is None,
    )


def paginate_rows(
    rows: Sequence[R], *, key: Callable[[R], tuple[Any, ...]], name: str, token: str | None, size: int = 20
) -> Page[R]:
    """The same of rows that had to be loaded and sorted as a whole: by `key`, which is unique. `name` says which list
    this is."""
    kept_for = f"{_SALT}:{name}"
    asked = _read(token, kept_for)
    keys = [key(row) for row in rows]
    if asked is None:
        first = 0
    elif asked.is_forward:
        first = bisect_right(keys, asked.values)
    else:
        first = max(0, bisect_left(keys, asked.values) - size)
    last = min(len(rows), first + size)
    return Page(
        rows=list(rows[first:last]),
        next=_write(keys[last - 1], kept_for, is_forward=True) if first < last < len(rows) else "",
        previous=_write(keys[first], kept_for, is_forward=False) if 0 < first < last else "",
        is_reset=bool(token) and asked is None,
    )


def _reverse(name: str) -> str:
    return name.removeprefix("-") if name.startswith("-") else f"-{name}"


def _beyond(order: Sequence[str], key: Key) -> Q:
    """The rows after the key: (a > x) or (a = x and b > y) …; the bound on the first field lets an index serve."""
    beyond = Q()
    for index, name in enumerate(order):
        same = Q(*((other.removeprefix("-"), key.values[at]) for at, other in enumerate(order[:index])))
        beyond |= same & Q((f"{name.removeprefix('-')}__{_operator(name, key)}", key.values[index]))
    return beyond & Q((f"{order[0].removeprefix('-')}__{_operator(order[0], key)}e", key.values[0]))


def _operator(name: str, key: Key) -> str:
    return "lt" if name.startswith("-") == key.is_forward else "gt"


def _kept_for(model: type[Model], order: Sequence[str]) -> str:
    """What a token is signed for: a key of another list, or of this one in another order, says nothing here."""
    return ":".join([_SALT, model.__name__, *order])


def _values(row: Model, names: Sequence[str]) -> list[Any]:
    return [getattr(row, name) for name in names]


def _write(values: Sequence[Any], kept_for: str, *, is_forward: bool) -> str:
    return signing.dumps([is_forward, [_encode(value) for value in values]], salt=kept_for, compress=True)


def read_key(token: str | None, model: type[Model], order: Sequence[str]) -> Key | None:
    """The key in a token that `paginate` made for rows of `model` in that order, None for any other."""
    return _read(token, _kept_for(model, order))


def _read(token: str | None, kept_for: str) -> Key | None:
    try:
        is_forward, values = signing.loads(token or "", salt=kept_for)
    except signing.BadSignature:
        return None
    return Key(is_forward, tuple(_decode(value) for value in values))


def _encode(value: Any) -> Any:
    match value:
        case datetime():
            return ["time", value.isoformat()]
        case UUID():
            return ["uuid", value.hex]
        case _:
            return ["", value]


def _decode(pair: Sequence[Any]) -> Any:
    match pair:
        case ["time", value]:
            return datetime.fromisoformat(value)
        case ["uuid", value]:
            return UUID(value)
        case _:
            return pair[1]


def _link(request: HttpRequest, token: str) -> str:
    if not token:
        return ""
    query = request.GET.copy()
    query[PARAMETER] = token
    return f"?{query.urlencode()}"
