"""What every format has in common: text in, pieces of material out, with nothing dropped in silence."""

from dataclasses import dataclass, field
from typing import Any

from content.item_types import ItemData


@dataclass(frozen=True)
class ParsedItem:
    """One item that could be taken. `line` is where it starts, from 1; `external_id` is the identity the file
    gives it (GIFT's `[id:…]`); `label` is how a message names it to the person who wrote the file; `pool` names the
    pool it is drawn from, empty where every student gets it."""

    line: int
    type: str
    data: ItemData
    label: str
    external_id: str = ""
    tags: tuple[str, ...] = ()
    pool: str = ""


@dataclass(frozen=True)
class Notice:
    """Something a person should know about one place in the file: a warning, or why an item was not taken."""

    line: int
    item: str
    message: str


@dataclass
class ParsedContent:
    """One piece of material found in a file. `frame` is what the kind keeps beside its items."""

    kind: str
    items: list[ParsedItem]
    title: str = ""
    summary: str = ""
    frame: dict[str, Any] = field(default_factory=dict)


@dataclass
class Parsed:
    """All that was found in one file. Every entry of the file is in `contents`, in `warnings` or in
    `rejected`."""

    format: str
    contents: list[ParsedContent] = field(default_factory=list)
    warnings: list[Notice] = field(default_factory=list)
    rejected: list[Notice] = field(default_factory=list)


class Refused(ValueError):
    """The whole file cannot be read; the message says why and what to do."""
