"""The form of one item, whatever its type."""

from typing import Any, Protocol

from django.http import QueryDict

from content.forms.cards import CardForm
from content.forms.questions import question_form
from content.item_types import ItemData
from content.kinds import Kind
from content.kinds.flashcards import CardData
from content.questions import QuestionData, all_question_types


class ItemForm(Protocol):
    """A bound or unbound Django form that becomes the data of one item."""

    template: str

    @property
    def can_grow(self) -> bool: ...

    @property
    def errors(self) -> Any: ...

    def is_valid(self) -> bool: ...

    def has_changed(self) -> bool: ...

    def to_data(self) -> ItemData: ...


def has_item_forms(kind: Kind) -> bool:
    """Whether every type of item of that kind can be edited in a form of its own."""
    return set(kind.item_types) <= {"card", *(question_type.name for question_type in all_question_types())}


def item_form(
    item_type: str, *, prefix: str, initial: ItemData | None = None, data: QueryDict | None = None, extra: int = 0
) -> ItemForm:
    """The form for one item; `extra` asks for that many more empty rows of what the item has several of."""
    if item_type == "card":
        assert initial is None or isinstance(initial, CardData)
        return CardForm(data, prefix=prefix, card=initial)
    assert initial is None or isinstance(initial, QuestionData)
    return question_form(item_type, data, prefix, initial, extra)
