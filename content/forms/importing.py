"""Bringing material in from a file or a pasted text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from content.actions.drafting import Details
from content.forms.details import LANGUAGES, LanguageField
from content.interchange import FORMATS, Notice, Refused, decode
from content.models import Content, Level, Topic
from content.text import clean_input

MAX_BYTES = 5_000_000
NEW = "new"
OFFERED = 100  # of one's newest pieces to import into; any other is reached from its own page
FORMAT_CHOICES = [("auto", _("Find out from the file")), *((fmt.name, fmt.label) for fmt in FORMATS.values())]


@dataclass(frozen=True)
class Source:
    """What there is to import, and what had to be guessed to read it."""

    text: str
    filename: str
    warnings: Sequence[Notice] = ()


class ImportForm(forms.Form):
    """Once valid, `.source` is what to import, `.target` the piece to import it into."""

    file = forms.FileField(
        label=_("File"), required=False, help_text=_("Plain text, at most 5 MB: GIFT, CSV, Markdown or a script.")
    )
    text = forms.CharField(
        label=_("Or paste the text"), required=False, strip=False, widget=forms.Textarea({"rows": 8, "dir": "auto"})
    )
    pasted_from = forms.CharField(required=False, widget=forms.HiddenInput, max_length=255)
    file_format = forms.ChoiceField(label=_("Format"), choices=FORMAT_CHOICES, initial="auto")
    into = forms.ChoiceField(label=_("Where it goes"), required=False)
    title = forms.CharField(
        label=_("Title"), required=False, max_length=200, help_text=_("Left empty, the file’s own title or name.")
    )
    level = forms.ChoiceField(label=_("Audience"), choices=Level.choices, initial=Level.HIGH_SCHOOL)
    topic = forms.ModelChoiceField(
        label=_("Topic"), queryset=Topic.objects.none(), required=False, empty_label=_("No topic yet")
    )
    language = LanguageField(label=_("Language"), choices=LANGUAGES, initial="en")
    licence = forms.CharField(label=_("Licence"), required=False, max_length=100)
    front = forms.CharField(label=_("Column of the front"), required=False, max_length=200)
    back = forms.CharField(label=_("Column of the back"), required=False, max_length=200)

    def __init__(self, *args: Any, by: User, into: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = Content.objects.editable_by(by).exclude(status=Content.Status.ARCHIVED)
        self.source = Source("", "")
        topics, places = self.fields["topic"], self.fields["into"]
        assert isinstance(topics, forms.ModelChoiceField)
        assert isinstance(places, forms.ChoiceField)
        topics.queryset = Topic.objects.all()
        newest = self.own.order_by("-updated_at").values_list("pk", "title")[:OFFERED]
        offered = {str(pk): title for pk, title in newest}
        asked = str((self.data.get("into") if self.is_bound else into) or "")
        if asked not in offered and (found := self._find(asked)):
            offered[asked] = found.title
        places.choices = [
            ("", _("The piece that has these items already, else a new one")),
            (NEW, _("A new piece")),
            *offered.items(),
        ]
        self.initial["into"] = into

    def _find(self, pk: str) -> Content | None:
        try:
            return self.own.select_related("latest_version").filter(pk=UUID(pk)).first()
        except ValueError:
            return None

    def clean_file(self) -> "UploadedFile[Any] | None":
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        if file and (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(_("This file is larger than 5 MB. Split it, then import the parts."))
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        if file:
            self._read(file)
        elif not self.errors.get("file"):
            self.source = Source(clean_input(cleaned.get("text", "")), cleaned.get("pasted_from", ""))
            if not self.source.text.strip():
                self.add_error("file", _("There is nothing to import yet. Choose a file, or paste a text."))
        return cleaned

    def _read(self, file: "UploadedFile[Any]") -> None:
        try:
            text, warnings = decode(file.read())
        except Refused as refusal:
            self.add_error("file", str(refusal))
        else:
            self.source = Source(text, file.name or "", warnings)

    @property
    def target(self) -> Content | None:
        """The piece to import into, None for whichever fits."""
        return None if self.is_new else self._find(self.cleaned_data.get("into", ""))

    @property
    def is_new(self) -> bool:
        return bool(self.cleaned_data.get("into") == NEW)

    @property
    def columns(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("front", "back") if self.cleaned_data.get(name)}

    def details(self) -> Details:
        names = ("level", "topic", "language", "licence")
        return Details(**{name: self.cleaned_data[name] for name in names}, source=self.source.filename[:500])
