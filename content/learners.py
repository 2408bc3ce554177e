"""Who studies a piece, and what a new version means for them. This floor does not know: upper floors register how they
find out. Knows no models: it is filled while the apps are set up."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from content.models import Content

_finders: list[str] = []
_followers: list[str] = []


@dataclass(frozen=True)
class Learners:
    """The keys of the people who have begun a piece, and the path at which they study it."""

    people: set[UUID]
    url: str


def register_learners(path: str) -> None:
    """`path` leads to a function that gives the `Learners` of a piece. One query."""
    if path not in _finders:
        _finders.append(path)


def learners_of(content: "Content") -> list[Learners]:
    return [import_string(path)(content) for path in _finders]


def register_follower(path: str) -> None:
    """Call `path`, which leads to a function of a piece, in the transaction in which a version of it is published.
    What takes long it leaves to a job."""
    if path not in _followers:
        _followers.append(path)


def follow_publication(content: "Content") -> None:
    """Tell the floors above that students see another version of `content` from now on."""
    for path in _followers:
        import_string(path)(content)
