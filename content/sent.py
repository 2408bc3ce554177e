"""Values as a browser sent them, which may be anything."""

from uuid import UUID


def whole_number(text: str) -> int | None:
    """A number of at most nine digits (of a version, of a revision); None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def uuid_of(text: str) -> UUID | None:
    """A key; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None
