"""One row of the editor of items."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from content.documents import DocumentItem
from content.forms.items import ItemForm
from content.forms.plain_items import PlainItemForm
from content.item_types import get_item_type


@dataclass
class ItemRow:
    """`original` is the item as the author opened it, None for a new one. `form` is None while the row is closed: it
    then is its original, and costs a page next to nothing. `pool` names the pool of the piece that it is in."""

    key: str
    type: str
    form: ItemForm | None
    original: DocumentItem | None = None
    pool: str = ""
    is_removed: bool = False
    is_known_type: bool = True
    is_next: bool = False  # work goes on here
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
    def heading(self) -> str:
        return self.original.heading if self.original else ""

    @property
    def is_line(self) -> bool:
        """Whether its fields are a few short texts, which share a line with its tools."""
        return isinstance(self.form, PlainItemForm)

    @property
    def ask(self) -> str:
        """What the button says that asks for the fields of a section's question."""
        return f"ask-{self.key}"

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
        return self.is_known_type and (self.is_untouched or self.form is None or self.form.is_valid())

    def mistakes(self) -> Iterator[tuple[str, str, str]]:
        """What is wrong with it: the id of the field (that of the row for the whole), its label, and a sentence."""
        if not self.is_known_type:
            yield f"id_{self.prefix}-type", "", _("There is no such type of question any more. Choose one.")
        for element, label, message in self.form.mistakes() if self.form else ():
            yield element or self.anchor, label, message

    def to_item(self) -> DocumentItem:
        """The item as it was sent, once it is valid."""
        if self.original and self.is_untouched:
            return self.original if self.original.pool == self.pool else replace(self.original, pool=self.pool)
        assert self.form is not None, "a closed row has its original"
        item_id, external_id = (self.original.item_id, self.original.external_id) if self.original else (None, "")
        return DocumentItem(self.type, self.form.to_data(), item_id, external_id, self.pool)


def item_anchor(item_id: UUID | None) -> str:
    """The id of the element at which an item is edited."""
    return f"item-{item_id}"


def field_anchor(position: int, path: str) -> str:
    """The id of the field that a finding names ("options.2.text"), once the item at `position` is open in an editor of
    that version."""
    return "-".join([f"id_item-{position + 1}", *path.split(".")])
