"""One row of the editor of items."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise

from content.documents import DocumentItem
from content.forms.items import ItemForm
from content.item_types import get_item_type


@dataclass
class ItemRow:
    """`original` is the item as the author opened it, None for a new one. `form` is None while the row is closed: it
    then is its original, and costs a page next to nothing."""

    key: str
    type: str
    form: ItemForm | None
    original: DocumentItem | None = None
    is_removed: bool = False
    extra: int = 0
    number: int = 0  # as people count, over the rows that are there

    @property
    def prefix(self) -> str:
        return f"item-{self.key}"

    @property
    def anchor(self) -> str:
        return item_anchor(self.original.item_id) if self.original else self.prefix

    @property
    def label(self) -> str | Promise:
        return get_item_type(self.type).label

    @property
    def is_blank(self) -> bool:
        """Whether nobody has written anything into a new row."""
        return self.original is None and self.form is not None and not self.form.has_changed()

    @property
    def is_untouched(self) -> bool:
        """Whether it holds what its original did: then nothing of it has to be read."""
        return self.original is not None and (self.form is None or not self.form.has_changed())

    @property
    def is_valid(self) -> bool:
        return self.is_untouched or self.form is None or self.form.is_valid()

    @property
    def messages(self) -> Iterator[str]:
        """What is wrong with it."""
        for errors in self.form.errors.values() if self.form else ():
            yield from (str(error) for error in errors)

    def to_item(self) -> DocumentItem:
        """The item as it was sent, once it is valid."""
        if self.original and self.is_untouched:
            return self.original
        assert self.form is not None, "a closed row has its original"
        item_id, external_id = (self.original.item_id, self.original.external_id) if self.original else (None, "")
        return DocumentItem(self.type, self.form.to_data(), item_id, external_id)


def item_anchor(item_id: UUID | None) -> str:
    """The id of the element at which an item is edited."""
    return f"item-{item_id}"
