"""The kinds of study material. A fifth is one module beside these and one line here."""

from content.kinds.base import Frame, Kind, StudyMode
from content.kinds.flashcards import Flashcards
from content.kinds.podcast import Podcast
from content.kinds.quiz import Quiz
from content.kinds.study_guide import StudyGuide

KINDS: dict[str, Kind] = {kind.name: kind for kind in (StudyGuide(), Flashcards(), Quiz(), Podcast())}


def get_kind(name: str) -> Kind:
    """The kind of that name. Raises KeyError."""
    return KINDS[name]


def kind_choices() -> list[tuple[str, str]]:
    """Names and labels, for a form or a model field."""
    return [(kind.name, str(kind.label)) for kind in KINDS.values()]


__all__ = ["KINDS", "Frame", "Kind", "StudyMode", "get_kind", "kind_choices"]
