"""What study says of single items, brought by the floors above: statistics, ratings, open feedback. Knows no models of
theirs: it is filled while the apps are set up."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.module_loading import import_string

if TYPE_CHECKING:  # models are not there yet while the apps are set up
    from content.models import Content, ItemVersion

_sources: list[str] = []


@dataclass(frozen=True)
class Evidence:
    """One thing study says of an item: a `label` with its `value` (with unit, and what it is of), and a `note` or quote
    that explains it. `tone` is that of a badge: neutral, good, warn, bad. A `template` draws it, with `drawing`."""

    label: str
    value: str
    note: str = ""
    tone: str = "neutral"
    url: str = ""
    template: str = ""
    drawing: object = None


Source = Callable[["Content", Sequence["ItemVersion"]], Mapping[UUID, Sequence[Evidence]]]


def register_evidence(path: str) -> None:
    """Ask `path`, which leads to a `Source`, for evidence on items of a piece: by item, in three queries at most."""
    if path not in _sources:
        _sources.append(path)


def evidence_for(content: "Content", items: Sequence["ItemVersion"]) -> dict[UUID, list[Evidence]]:
    """All there is, by item."""
    found: dict[UUID, list[Evidence]] = defaultdict(list)
    for path in _sources:
        source: Source = import_string(path)
        for item_id, evidence in source(content, items).items():
            found[item_id].extend(evidence)
    return dict(found)
