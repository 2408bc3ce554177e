"""The whole editor of a piece: title and summary, what its kind keeps, the material, and the version it began from."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from content.documents import Document, match_items
from content.forms.details import DetailsForm
from content.forms.frames import frame_form
from content.forms.material import TEXT, Material, Problem, TextMaterial
from content.forms.plain_items import text_area, text_line
from content.forms.rows import ItemsMaterial
from content.kinds import get_kind
from content.models import ItemVersion
from content.text import clean_input, is_visible

_NOT_FIELDS = {"csrfmiddlewaretoken", "do", "page", "revision"}


class HeadForm(forms.Form):
    """What every kind has."""

    title = forms.CharField(
        label=_("Title"),
        validators=[MaxLengthValidator(200)],  # not max_length: a browser would cut a paste short without a word
        widget=forms.TextInput({"dir": "auto"}),
        error_messages={"required": _("This needs a title. Write one.")},
    )
    summary = text_area(
        _("Summary"), rows=2, limit=1000, help_text=_("One or two sentences: what a student learns here.")
    )
    change_summary = text_line(_("What you changed"), limit=300, help_text=_("Shown in the history of versions."))

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        if not is_visible(title):
            raise forms.ValidationError(self.fields["title"].error_messages["required"], code="required")
        return title


class Editor:
    """`base` is the document of version `base_number`, from which the author began. The fields start from `shown`
    (`base` itself unless given), or hold what was `sent`. `held` are the item versions that `base` was made of."""

    def __init__(
        self,
        base: Document,
        *,
        base_number: int = 0,
        mode: str = "",
        shown: Document | None = None,
        sent: QueryDict | None = None,
        opened: str = "",
        held: Sequence[ItemVersion] | None = None,
    ) -> None:
        self.base, self.base_number, self.sent, self.held = base, base_number, sent, held
        self.kind = get_kind(base.kind)
        start = shown or base
        mode = sent.get("as", "") if sent is not None else mode
        material = TextMaterial if mode == TEXT else ItemsMaterial
        self.material: Material = material(self.kind, base.items, shown=start.items, sent=sent, opened=opened)
        self.head = HeadForm(sent, initial={"title": start.title, "summary": start.summary})
        self.frame = frame_form(base.kind, data=sent, frame=start.frame, items=start.items)

    def is_valid(self) -> bool:
        """Whether what was sent can become a version."""
        forms_are = [form.is_valid() for form in (self.head, self.frame, self.details) if form]
        return all(forms_are) and not self.problems

    @cached_property
    def details(self) -> DetailsForm | None:
        """Those that were sent: a piece that began while its first page was open has them there, and nowhere else."""
        is_sent = self.sent is not None and "details-level" in self.sent
        return DetailsForm(self.sent, prefix="details") if is_sent else None

    @cached_property
    def problems(self) -> list[Problem]:
        return self.material.problems

    @property
    def document(self) -> Document:
        """What was sent, as a document; only once it is valid."""
        frame = self.frame.to_frame(self.base.kind) if self.frame else self.base.frame
        title, summary = self.head.cleaned_data["title"], self.head.cleaned_data["summary"]
        return Document(title, self.base.kind, summary, frame, self.material.items)

    def switched(self, mode: str) -> "Editor":
        """The same, with the material in another way of editing. Only while it has no problems."""
        items = match_items(self.base.items, self.material.items)
        other = Editor(self.base, base_number=self.base_number, mode=mode, shown=replace(self.base, items=tuple(items)))
        other.sent, other.head, other.frame = self.sent, self.head, self.frame
        return other

    @property
    def change_summary(self) -> str:
        return str(self.head.cleaned_data["change_summary"])

    @property
    def fields(self) -> dict[str, list[str]]:
        """What was sent, to be kept as it is."""
        return typed_fields(self.sent or QueryDict())


def typed_fields(sent: QueryDict) -> dict[str, list[str]]:
    """What was typed among what was sent, as a draft keeps it."""
    return {name: [str(value) for value in values] for name, values in sent.lists() if name not in _NOT_FIELDS}


def clean_fields(sent: QueryDict) -> QueryDict:
    """What a browser sent, as it may be stored: no NUL bytes, one kind of line end."""
    cleaned = QueryDict(mutable=True)
    for name, values in sent.lists():
        cleaned.setlist(clean_input(name), [clean_input(str(value)) for value in values])
    return cleaned


def kept_fields(fields: Mapping[str, Any]) -> QueryDict:
    """The reverse of `Editor.fields`."""
    kept = QueryDict(mutable=True)
    for name, values in fields.items():
        kept.setlist(name, [str(value) for value in values])
    return kept
