"""The links that other floors put on the studio's page of a piece. Knows no models: it is filled while the apps are set
up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from accounts.models import User
    from content.models import Content

_finders: list[str] = []


@dataclass(frozen=True)
class PieceLink:
    """Where it leads, in words and by an icon, and how much is there; None where that is not counted. `needs_work` says
    that the author has something to do there."""

    label: str
    url: str
    icon: str
    count: int | None = None
    needs_work: bool = False


@dataclass(frozen=True)
class LinkGroup:
    """Links that belong together, under a heading."""

    heading: str
    links: Sequence[PieceLink]


def register_links(path: str) -> None:
    """Put links on the page of a piece: `path` leads to a function that makes a group of them for a piece and a person
    who may edit it, or None where there is nothing to link to. Two queries at most."""
    if path not in _finders:
        _finders.append(path)


def links_for(content: "Content", user: "User") -> list[LinkGroup]:
    return [group for path in _finders if (group := import_string(path)(content, user))]
