"""The form of one item, whatever its type."""

from collections.abc import Callable, Iterator
from typing import Any, Protocol

from django.http import QueryDict

from content.forms.cards import CardForm
from content.forms.questions import question_form
from content.forms.sections import SectionForm
from content.forms.segments import SegmentForm
from content.item_types import ItemData


class ItemForm(Protocol):
    """A bound or unbound Django form that becomes the data of one item."""

    template: str

    def is_valid(self) -> bool: ...

    def has_changed(self) -> bool: ...

    def to_data(self) -> ItemData: ...

    def mistakes(self) -> Iterator[tuple[str, str, str]]:
        """What is wrong: the id of the field (empty for the whole), its label, and a sentence."""


_FORMS: dict[str, Callable[..., ItemForm]] = {"card": CardForm, "section": SectionForm, "segment": SegmentForm}


def item_form(item_type: str, *, prefix: str, initial: Any = None, data: QueryDict | None = None) -> ItemForm:
    """The form for one item; `initial` is the data it starts from, of that type."""
    if item_type in _FORMS:
        return _FORMS[item_type](data, prefix=prefix, initial=initial)
    return question_form(item_type, data, prefix, initial)
