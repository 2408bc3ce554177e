"""What study may find against an item, in words: brought by the floors above, which know what their numbers mean. Knows
no models: it is filled while the apps are set up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

if TYPE_CHECKING:  # models are not there yet while the apps are set up
    from content.models import ItemFinding


@dataclass(frozen=True)
class FindingTable:
    """Numbers behind a finding, to look at: a row of names, and rows of which the first cell names them."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class FindingWords:
    """One `sentence` that a teacher understands, its `facts`, each a name and a value, with its unit and what it is of,
    and a `table` where there is one."""

    sentence: str
    facts: Sequence[tuple[str, str]] = ()
    table: FindingTable | None = None


Describe = Callable[[Mapping[str, Any]], FindingWords]
_kinds: dict[str, tuple[str | Promise, str]] = {}


def register_finding(kind: str, label: str | Promise, path: str) -> None:
    """Make a kind of finding known: its `label` in two or three words, and in `path` the function that makes words of
    its numbers, in the language of whoever reads them."""
    _kinds[kind] = label, path


def label_of(finding: "ItemFinding") -> str:
    """What it is called; one of a kind that nobody registers any more shows its own name."""
    label, _path = _kinds.get(finding.kind, (finding.kind.replace("_", " ").capitalize(), ""))
    return str(label)


def words_of(finding: "ItemFinding") -> FindingWords:
    """Its words; one plain sentence where nobody knows the kind any more, or numbers of the shape that they have."""
    try:
        _label, path = _kinds[finding.kind]
        describe: Describe = import_string(path)
        return describe(finding.numbers)
    except KeyError:
        return FindingWords(_("Study says something against this item."))
