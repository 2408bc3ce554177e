"""The panels that other floors put on an author's desk. Knows no models: it is filled while the apps are set up."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from accounts.models import User

_panels: list[str] = []


@dataclass(frozen=True)
class Panel:
    """A part of the desk that another floor fills: a template and what it shows."""

    template: str
    context: dict[str, Any]


def register_panel(path: str) -> None:
    """Put a panel on every author's desk: `path` leads to a function that makes one for a person, or None where there
    is nothing to say. Two queries at most."""
    if path not in _panels:
        _panels.append(path)


def panels_for(user: "User") -> list[Panel]:
    return [panel for path in _panels if (panel := import_string(path)(user))]
