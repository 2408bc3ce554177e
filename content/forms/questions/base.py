"""What the forms of all questions share: their common fields, and rows of fields for options, answers and
pairs.

Fields are named `stem`, `name`, `explanation`, `points`, `format`, those of the type, and in rows
`options-0-text`. A row whose texts are all empty is no row: to remove an option one empties it. Everything
may be empty: a question may be unfinished, and `ItemType.check` says what it lacks."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxLengthValidator
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from content.forms.plain_items import MAX_TEXT, Label, mistakes_of
from content.questions.base import MAX_OPTIONS, QuestionData, QuestionType
from content.text import TextFormat, clean_input

TEXT_FORMATS: list[tuple[str, Any]] = [
    (TextFormat.MARKDOWN, "Markdown"),
    (TextFormat.HTML, "HTML"),
    (TextFormat.MOODLE, gettext_lazy("Moodle text")),
    (TextFormat.PLAIN, gettext_lazy("Plain text")),
]


def text_field(label: Label, rows: int = 0, help_text: Label = "") -> forms.CharField:
    """A text that may be empty: over several lines where `rows` says how many to show."""
    attributes: dict[str, Any] = {"dir": "auto"}
    widget = forms.Textarea(attributes | {"rows": rows}) if rows else forms.TextInput(attributes)
    validators = [MaxLengthValidator(MAX_TEXT)]  # not max_length: a browser would cut a paste short without a word
    return forms.CharField(
        label=label, required=False, strip=False, validators=validators, widget=widget, help_text=help_text
    )


def number_field(
    label: Label, help_text: Label = "", low: int | None = None, high: int | None = None
) -> forms.DecimalField:
    """A decimal number that may be left empty."""
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=low,
        max_value=high,
        max_digits=40,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        help_text=help_text,
    )


class SharedFields(dict[str, forms.Field]):
    """Fields that every form of a class has in common: a page holds hundreds of them, and making a field costs more
    than reading what was sent in it. Nobody may change one: it belongs to all requests."""

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        """What Django makes for each form."""
        return dict(self)


@dataclass(frozen=True)
class Rows:
    """A group of rows: its name in the form, what one is called, and the fields of the row at an index, the same for
    every form (see `SharedFields`). A new question shows `at_first` of them; there is always one more to write in."""

    name: str
    noun: Label
    fields: Callable[[int], Mapping[str, forms.Field]]
    at_first: int = 1


def numbered(text: str, index: int) -> Label:
    """A label that counts: `text`, once it is translated, with the place of the row in it."""
    label: Label = _counted(text, index + 1)
    return label


def _count(text: str, number: int) -> str:
    return _(text) % {"number": number}


_counted = lazy(_count, str)


class QuestionForm(forms.Form):
    """The base of all. A type adds its own fields, its `groups` of rows, and how they become data."""

    groups: ClassVar[tuple[Rows, ...]] = ()

    stem = text_field(gettext_lazy("Question"), rows=3)
    explanation = text_field(
        gettext_lazy("Explanation"), rows=2, help_text=gettext_lazy("Shown to everyone after answering.")
    )
    name = text_field(gettext_lazy("Short title"), help_text=gettext_lazy("For you, to find it again."))
    points = number_field(gettext_lazy("Points"), low=0, high=1000)
    format = forms.ChoiceField(
        label=gettext_lazy("Written in"),
        required=False,
        choices=TEXT_FORMATS,
    )

    def __init__(
        self,
        question_type: QuestionType[Any],
        data: QueryDict | None,
        *,
        prefix: str,
        initial: QuestionData | None = None,
    ) -> None:
        self.question_type = question_type
        self.question: QuestionData = initial or question_type.parse({})
        self.template = question_type.edit_template
        self.counts: dict[str, int] = {}
        initial_fields = self.initial_from_data(self.question)
        super().__init__(self._adopted(data, prefix, initial_fields), prefix=prefix, initial=initial_fields)
        for group in self.groups:
            self._add_rows(group)

    def initial_from_data(self, question: Any) -> dict[str, Any]:
        """What the fields start with. For a group of rows its name has a list of them."""
        return {name: getattr(question, name) for name in self.base_fields if hasattr(question, name)} | {
            group.name: [row.model_dump() for row in getattr(question, group.name)] for group in self.groups
        }

    def data_from_form(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """The fields of the data that this form changes, from what was sent."""
        return {name: cleaned[name] for name in self.base_fields} | {
            group.name: self.sent_rows(group.name) for group in self.groups
        }

    def rows(self, name: str) -> Iterator[dict[str, BoundField]]:
        """The fields of each row of a group, by their short names."""
        group = next(group for group in self.groups if group.name == name)
        for index in range(self.counts[name]):
            yield {field: self[f"{name}-{index}-{field}"] for field in group.fields(index)}

    def sent_rows(self, name: str) -> list[dict[str, Any]]:
        """What was sent in each row of a group in which something was written."""
        rows = []
        group = next(group for group in self.groups if group.name == name)
        for index in range(self.counts[name]):
            row = {field: _cleaned(self.cleaned_data.get(f"{name}-{index}-{field}")) for field in group.fields(index)}
            if any(_is_written(value) for value in row.values()):
                rows.append({field: value for field, value in row.items() if value is not None})
        return rows

    def clean(self) -> dict[str, Any]:
        cleaned = {name: _cleaned(value) for name, value in self.cleaned_data.items()}
        if self.errors:
            return cleaned
        written = self.data_from_form(cleaned)
        changed = {name: value for name, value in written.items() if value is not None}
        emptied = written.keys() - changed.keys()
        kept = {name: value for name, value in self.question.model_dump().items() if name not in emptied}
        if not changed.get("format"):
            changed.pop("format", None)
        try:
            self._made = self.question_type.parse(kept | changed)
        except ValidationError:
            raise forms.ValidationError(_("A number here has too many digits. Shorten it.")) from None
        return cleaned

    def to_data(self) -> QuestionData:
        """The question as it was written. Only once the form is valid."""
        made: QuestionData = self._made
        return made

    def mistakes(self) -> Iterator[tuple[str, str, str]]:
        """See `content.forms.items.ItemForm`."""
        return mistakes_of(self)

    def _adopted(self, data: QueryDict | None, prefix: str, starts: Mapping[str, Any]) -> QueryDict | None:
        """What was sent. Where it was sent for another type (field `as`), or nothing was, the fields that only this
        type has stay as they start: a tick that nobody saw was not taken away."""
        if data is None:
            return None
        is_sent = any(f"{prefix}-{name}" in data for name in self.base_fields)
        own = self.question_type.name
        if is_sent and data.get(f"{prefix}-as", own) == own:
            return data
        adopted = data.copy()
        for name in self.base_fields:
            start = starts.get(name)
            if f"{prefix}-{name}" not in data and start is not False:
                adopted[f"{prefix}-{name}"] = "on" if start is True else "" if start is None else str(start)
        return adopted

    def _add_rows(self, group: Rows) -> None:
        """Those there are and an empty one, or just as many as were sent."""
        starts = self.initial.pop(group.name, [])
        shown = self._sent_count(group.name) or max(len(starts) + 1, group.at_first)
        count = min(shown, MAX_OPTIONS)
        self.counts[group.name] = max(count, len(starts))
        for index in range(self.counts[group.name]):
            for name, field in group.fields(index).items():
                key = f"{group.name}-{index}-{name}"
                self.fields[key] = field
                if index < len(starts) and name in starts[index]:
                    self.initial[key] = starts[index][name]

    def _sent_count(self, name: str) -> int:
        pattern = re.compile(rf"{re.escape(self.add_prefix(name))}-([0-9]{{1,3}})-")
        sent: Mapping[str, Any] = self.data
        return max((int(match[1]) + 1 for match in map(pattern.match, sent) if match), default=0)


def _cleaned(value: Any) -> Any:
    return clean_input(value) if isinstance(value, str) else value


def _is_written(value: Any) -> bool:
    """Whether a person wrote it: a text with a letter in it, or a number; a tick alone is nothing."""
    return bool(value.strip()) if isinstance(value, str) else value is not None and not isinstance(value, bool)
