"""Uploading files, saying what they show, and finding one's own."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.media import MediaSort
from content.models import MediaUpload
from content.querysets import MediaUploadQuerySet
from content.text import clean_input, collapse

MOST_AT_ONCE = 20


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, from one field. An empty one is refused with its kind, by name, beside the others."""

    widget = _Files

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[bytes]]":
        files = list(data) if isinstance(data, list | tuple) else [data] if data else []
        if not files:
            raise forms.ValidationError(_("Choose a file, or drop one here."))
        if len(files) > MOST_AT_ONCE:
            raise forms.ValidationError(
                _("These are %(count)d files. Upload at most %(most)d at once.")
                % {"count": len(files), "most": MOST_AT_ONCE}
            )
        return files


class WordsForm(forms.Form):
    """What stands for a file where it cannot be seen or heard."""

    words = forms.CharField(
        label=gettext_lazy("Alternative text"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("What the image shows, for who cannot see it."),
    )
    is_decorative = forms.BooleanField(
        label=gettext_lazy("It is decorative: who cannot see it misses nothing"), required=False
    )

    def clean_words(self) -> str:
        return collapse(clean_input(self.cleaned_data["words"]))


class MediaForm(WordsForm):
    """Files, and the words for the image, where they are one."""

    file = FilesField(label=gettext_lazy("Files"))
    field_order = ["file", "words", "is_decorative"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "Images up to %(image)d MB, audio up to %(audio)d MB, documents and ZIP up to %(attachment)d MB."
        ) % {sort: limit // 1_000_000 for sort, limit in settings.MEDIA_LIMITS.items()}
        self.fields["words"].help_text = _(
            "What the image shows, for who cannot see it. Of several images, you are asked next."
        )


class DescriptionForm(WordsForm):
    """The words for one file that is kept already. An image needs some, unless it is decorative."""

    def __init__(self, data: Any, *, upload: MediaUpload) -> None:
        said = {"words": upload.words, "is_decorative": upload.is_decorative}
        super().__init__(data, prefix=str(upload.pk), initial=said)
        self.upload = upload
        if not upload.file.is_image:
            del self.fields["is_decorative"]
            self.fields["words"].label = _("Name in the text")
            self.fields["words"].help_text = _("What is heard, or what the file is.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        is_said = cleaned.get("words") or cleaned.get("is_decorative")
        if self.upload.file.is_image and not is_said and "words" not in self.errors:
            self.add_error("words", _("Say in a few words what the image shows, or that it is decorative."))
        return cleaned


def description_forms(data: Any, uploads: Iterable[MediaUpload]) -> list[DescriptionForm]:
    return [DescriptionForm(data, upload=upload) for upload in uploads]


class MediaFilterForm(forms.Form):
    """What to show of one's own files; what cannot be understood is left out of the filter."""

    q = forms.CharField(label=gettext_lazy("Name or words"), required=False, max_length=200)
    sort = forms.ChoiceField(
        label=gettext_lazy("Sort"),
        required=False,
        choices=[
            ("", gettext_lazy("Any sort")),
            (MediaSort.IMAGE, gettext_lazy("Images")),
            (MediaSort.AUDIO, gettext_lazy("Audio")),
            (MediaSort.ATTACHMENT, gettext_lazy("Attachments")),
        ],
    )
    show = forms.ChoiceField(
        label=gettext_lazy("Show"),
        required=False,
        choices=[
            ("", gettext_lazy("All")),
            ("unused", gettext_lazy("Used nowhere")),
            ("wordless", gettext_lazy("Without alternative text")),
        ],
    )

    def narrow(self, uploads: MediaUploadQuerySet) -> MediaUploadQuerySet:
        """Those of `uploads` that are asked for."""
        self.is_valid()
        if words := collapse(clean_input(self.cleaned_data.get("q", ""))):
            uploads = uploads.filter(Q(name__icontains=words) | Q(words__icontains=words))
        if sort := self.cleaned_data.get("sort"):
            uploads = uploads.of_sort(sort)
        match self.cleaned_data.get("show"):
            case "unused":
                uploads = uploads.unused()
            case "wordless":
                uploads = uploads.without_words()
        return uploads

    @property
    def is_narrow(self) -> bool:
        """Whether anything is filtered."""
        self.is_valid()
        return any(self.cleaned_data.values())
