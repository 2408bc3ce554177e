"""A kind of study material: its structure, its plain-text form, its checks, and how it is studied."""

from abc import ABC
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict

from content.alternatives import find_missing_words
from content.item_types import Finding, ItemData, get_item_type
from content.media import MediaAddress


class Frame(BaseModel):
    """What a kind keeps beside its items. Empty unless the kind says otherwise."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @property
    def recording(self) -> MediaAddress | None:
        """Where the whole is heard; None where it is not."""
        return None

    def wording(self) -> Iterator[str]:
        """What it says, as lines of text to read and to compare."""
        for name in type(self).model_fields:
            yield f"{name.replace('_', ' ')}: {getattr(self, name)}"


class StudyMode(StrEnum):
    """What a student does with the material: reads it, answers it, or turns its cards."""

    READ = "read"
    ANSWER = "answer"
    TURN = "turn"


class Kind(ABC):
    """One kind. Subclasses are stateless; one instance of each is registered in `content.kinds`.

    Its templates are `content/kind/<name>/{read,outline}.html`."""

    name: ClassVar[str]
    label: ClassVar[str | Promise]
    plural: ClassVar[str | Promise]
    icon: ClassVar[str]
    description: ClassVar[str | Promise]
    study_mode: ClassVar[StudyMode]
    text_format: ClassVar[str]  # the interchange format that is this kind's plain-text form
    text_help: ClassVar[str | Promise]
    item_noun: ClassVar[str | Promise]
    item_counts: ClassVar[Any]  # ngettext_lazy: "%d card", "%d cards"
    item_types: ClassVar[tuple[str, ...]]
    frame_model: ClassVar[type[Frame]] = Frame

    def count_items(self, number: int, cards: int | None = None) -> str:
        """“1 card”, “12 cards”. `cards` is how many cards they can be learnt as, where that is known."""
        return str(self.item_counts % number)

    def name_of(self, number: int) -> str:
        """“Card 12”: what its item of that number is called."""
        return f"{capfirst(str(self.item_noun))} {number}"

    def parse_frame(self, raw: dict[str, Any]) -> Frame:
        """The frame from JSON. Raises pydantic's ValidationError."""
        return self.frame_model.model_validate(raw)

    def check(self, frame: Frame, items: Sequence[tuple[str, ItemData]]) -> list[tuple[int | None, Finding]]:
        """What has to be mended before review: pairs of an item's position (None: the whole) and a finding."""
        if not items:
            return [(None, Finding("items", _("This is empty. Write or import something first.")))]
        return [
            (position, finding)
            for position, (item_type, data) in enumerate(items)
            for finding in (*get_item_type(item_type).check(data), *find_missing_words(data))
        ]

    def check_pools(
        self, frame: Frame, items: Sequence[tuple[str, ItemData]], pools: Sequence[str]
    ) -> list[tuple[int | None, Finding]]:
        """The same of the pools that items are drawn from: `pools` names that of each item, empty without one."""
        return []
