"""What the floors above know of how good a piece is: parts of its quality, and what lowers that of single items. Knows
no models: it is filled while the apps are set up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.module_loading import import_string

if TYPE_CHECKING:  # models are not there yet while the apps are set up
    from content.models import ContentVersion, ItemVersion

_parts: list[str] = []
_evidence: dict[str, str] = {}


@dataclass(frozen=True)
class QualityPart:
    """One thing that the quality of a version is made of: a `value` from 0 (bad) to 1 (good) with the bounds it lies
    between as far as the evidence goes, its `weight` in the whole, and the `size` of the sample. `label` and `sentence`
    say in words what it is, and what was found."""

    name: str
    label: str
    weight: float
    value: float
    low: float
    high: float
    size: int
    sentence: str


@dataclass(frozen=True)
class Fault:
    """One thing that lowers the quality of an item, by `penalty` (see `content.review.score.PENALTIES`); `kind` is the
    name under which a finding about it is raised, if any."""

    kind: str
    penalty: float
    sentence: str


@dataclass(frozen=True)
class ItemEvidence:
    """What one source knows of a wording: from how many answers or voices, and what speaks against it."""

    size: int
    faults: tuple[Fault, ...] = ()


PartSource = Callable[["ContentVersion"], QualityPart | None]
EvidenceSource = Callable[[Sequence["ItemVersion"]], Mapping[UUID, ItemEvidence]]


def register_part(path: str) -> None:
    """Ask `path`, which leads to a `PartSource`, for a part of the quality of a version; None where it has no meaning
    for such a piece. Three queries at most."""
    if path not in _parts:
        _parts.append(path)


def parts_of(version: "ContentVersion") -> list[QualityPart]:
    found = (import_string(path)(version) for path in _parts)
    return [part for part in found if part is not None]


def register_item_evidence(name: str, path: str) -> None:
    """Ask `path`, which leads to an `EvidenceSource`, what `name` knows of wordings, by their keys; those that it could
    never measure are left out. Two queries at most, however many wordings there are."""
    _evidence[name] = path


def evidence_from(name: str, entries: "Sequence[ItemVersion]") -> Mapping[UUID, ItemEvidence]:
    """What one source says; nothing where there is none of that name."""
    found: Mapping[UUID, ItemEvidence] = import_string(_evidence[name])(entries) if name in _evidence else {}
    return found


def evidence_on(entries: "Sequence[ItemVersion]") -> dict[str, Mapping[UUID, ItemEvidence]]:
    """By the name of the source."""
    return {name: evidence_from(name, entries) for name in _evidence}
