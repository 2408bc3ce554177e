"""The item: the smallest thing that can be approved, answered, scheduled and measured.

Every type of item (a type of question, a card, a section, a segment) is one `ItemType`, registered by the module
that defines it. Nothing outside that module knows its fields.
"""

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Generic, TypeVar

from django.utils.functional import Promise
from pydantic import BaseModel, ConfigDict

from content.text import TextFormat, collapse

FINGERPRINT_VERSION = 1


class ItemData(BaseModel):
    """The source of one version of an item, as it is stored and edited. Schemas are lenient: an item may be
    unfinished (an empty stem, no option marked right); `ItemType.check` says what it lacks before review."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: TextFormat = TextFormat.MARKDOWN


D = TypeVar("D", bound=ItemData)


@dataclass(frozen=True)
class Finding:
    """Something to mend before review: `field` is a path into the data ("options.2.text"), `message` a sentence."""

    field: str
    message: str | Promise


@dataclass(frozen=True)
class Grade:
    """What an answer is worth. `fraction` is from -1 to 1, None while a person has to grade it.
    `feedback` is HTML, safe to show, for what was answered; `parts` marks each part (option, pair) as right or not."""

    fraction: Decimal | None
    feedback: tuple[str, ...] = ()
    parts: tuple[bool | None, ...] = ()


class ItemType(ABC, Generic[D]):
    """One type of item. Subclasses are stateless; one instance of each is registered."""

    name: ClassVar[str]
    label: ClassVar[str | Promise]
    Data: type[D]
    is_question: ClassVar[bool] = False  # can stand in a quiz
    is_graded: ClassVar[bool] = False  # has an answer that is worth something

    @abstractmethod
    def heading(self, data: D) -> str:
        """A short plain label for lists: at most 120 characters, never empty (a question's stem, a card's front)."""

    @abstractmethod
    def text(self, data: D) -> str:
        """All words of the item, without markup, for search."""

    @abstractmethod
    def html(self, data: D) -> dict[str, Any]:
        """Every part of the item as sanitised HTML, keyed by field; lists where the field is a list."""

    @abstractmethod
    def key(self, data: D) -> Any:
        """What counts as right, as JSON in its normal form; None where nothing does."""

    @abstractmethod
    def check(self, data: D) -> list[Finding]:
        """What is missing or doubtful; empty when the item may go to review."""

    def card_keys(self, data: D) -> dict[str, Any]:
        """The cards that the item can be learnt as, in their order: by the name that each has within the item, what
        counts as right on it, as `key` gives it. The one whose name is empty asks for what the item as a whole asks.
        A question is none until somebody answers it wrongly: then it is one without a name."""
        return {}

    def card_html(self, html: dict[str, Any], name: str) -> tuple[str, str] | None:
        """Front and back of the card of that name, as HTML out of what `html` gave; None where it has no such card."""
        return None

    def seen(self, data: D) -> Any:
        """All that a student ever sees of the item, as JSON: by default all of it."""
        return data.model_dump(mode="json", exclude_defaults=True)

    def parse(self, raw: dict[str, Any]) -> D:
        """The data of one item from JSON. Raises pydantic's ValidationError."""
        return self.Data.model_validate(raw)


_registry: dict[str, ItemType[Any]] = {}


def register(item_type: ItemType[Any]) -> None:
    """Make a type known by its name."""
    _registry[item_type.name] = item_type


def get_item_type(name: str) -> ItemType[Any]:
    """The registered type of that name. Raises KeyError."""
    return _registry[name]


def fingerprint(item_type: ItemType[D], data: D) -> str:
    """SHA-256 over all that a student sees of the item and what counts as right, white space collapsed.
    Approval hangs on it."""
    return _digest(fingerprint_text(item_type, data))


def answer_fingerprint(item_type: ItemType[D], data: D) -> str:
    """SHA-256 over what counts as right alone. Statistics hang on it."""
    return _digest(answer_text(item_type, data))


def card_fingerprints(item_type: ItemType[D], data: D) -> dict[str, str]:
    """By the name of each card, SHA-256 over what counts as right on it: that of the whole item where it has no name.
    Memory hangs on it."""
    return {name: _digest(text) for name, text in card_texts(item_type, data).items()}


def card_texts(item_type: ItemType[D], data: D) -> dict[str, str]:
    """The canonical JSON that each of `card_fingerprints` is taken of."""
    keys = item_type.card_keys(data)
    return {name: _canonical([item_type.name, *([name] if name else []), key]) for name, key in keys.items()}


def fingerprint_text(item_type: ItemType[D], data: D) -> str:
    """The canonical JSON that `fingerprint` is taken of."""
    return _canonical([item_type.name, item_type.seen(data), item_type.key(data)])


def answer_text(item_type: ItemType[D], data: D) -> str:
    """The canonical JSON that `answer_fingerprint` is taken of."""
    return _canonical([item_type.name, item_type.key(data)])


def _canonical(value: Any) -> str:
    versioned = [FINGERPRINT_VERSION, _collapsed(value)]
    return json.dumps(versioned, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _collapsed(value: Any) -> Any:
    if isinstance(value, str):
        return collapse(value)
    if isinstance(value, dict):
        return {key: _collapsed(entry) for key, entry in value.items()}
    if isinstance(value, Iterable):
        return [_collapsed(entry) for entry in value]
    return value
