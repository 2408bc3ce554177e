"""The form of an item whose data are a few texts."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from django import forms
from django.core.validators import MaxLengthValidator
from django.http import QueryDict

from content.item_types import ItemData
from content.text import clean_input

if TYPE_CHECKING:  # the name exists in the stubs alone
    from django.utils.functional import _StrPromise

Label: TypeAlias = "str | _StrPromise"
MAX_TEXT = 20_000

D = TypeVar("D", bound=ItemData)


def text_line(label: Label, *, limit: int = MAX_TEXT, help_text: Label = "", **attributes: str) -> forms.CharField:
    """A short text that may be empty."""
    return _text(label, forms.TextInput({"dir": "auto", **attributes}), limit, help_text)


def text_area(label: Label, *, rows: int, limit: int = MAX_TEXT, help_text: Label = "") -> forms.CharField:
    """A text over several lines that may be empty; `rows` are shown at first."""
    return _text(label, forms.Textarea({"dir": "auto", "rows": rows}), limit, help_text)


def _text(label: Label, widget: forms.Widget, limit: int, help_text: Label) -> forms.CharField:
    validators = [MaxLengthValidator(limit)]  # not max_length: a browser would cut a paste short without a word
    return forms.CharField(
        label=label, required=False, strip=False, validators=validators, widget=widget, help_text=help_text
    )


class PlainItemForm(forms.Form, Generic[D]):
    """Its fields are named as those of `Data` and clean to their values; what it has no field for stays as it was.
    `.to_data()` once valid."""

    template: str
    Data: type[D]

    def __init__(self, data: QueryDict | None, *, prefix: str, initial: D | None = None) -> None:
        self.original = initial or self.Data()
        super().__init__(data, prefix=prefix, initial=self.original.model_dump(include=set(self.base_fields)))

    def to_data(self) -> D:
        return self.original.model_copy(update=self.values())

    def values(self) -> dict[str, Any]:
        """What its fields hold, as it may be stored."""
        sent = {name: self.cleaned_data[name] for name in self.base_fields}
        return {name: clean_input(value) if isinstance(value, str) else value for name, value in sent.items()}

    def mistakes(self) -> Iterator[tuple[str, str, str]]:
        """See `content.forms.items.ItemForm`."""
        return mistakes_of(self)


def mistakes_of(form: forms.BaseForm) -> Iterator[tuple[str, str, str]]:
    """What is wrong in a form: the id of the element (empty for the whole), its label, and a sentence."""
    for name, errors in form.errors.items():
        bound = form[name] if name in form.fields else None
        place = (bound.id_for_label or bound.auto_id, str(bound.label)) if bound else ("", "")
        yield *place, " ".join(str(error) for error in errors)
