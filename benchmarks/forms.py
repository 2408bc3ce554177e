"""Filling in a page's form as a browser would: which fields it sends, and with which values."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

Fields = list[tuple[str, str]]


@dataclass
class Form:
    """A form as it stands in a page: its address, and its fields as it would be sent untouched. `choices` holds the
    values of every group of radio buttons, checked or not; `textareas` are names."""

    action: str
    fields: Fields = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    textareas: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.text: list[str] | None = None
        self.name = self.select = ""
        self.selected: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self.forms.append(Form(found.get("action") or ""))
        if not self.forms or "disabled" in found:
            return
        name = found.get("name") or ""
        if tag == "input" and name:
            self._take_input(name, found)
        elif tag == "textarea" and name:
            self.name, self.text = name, []
            self.forms[-1].textareas.append(name)
        elif tag == "select" and name:
            self.select, self.selected = name, None
        elif tag == "option" and self.select and (self.selected is None or "selected" in found):
            self.selected = found.get("value") or ""

    def _take_input(self, name: str, found: dict[str, str | None]) -> None:
        kind, value = found.get("type") or "text", found.get("value")
        if kind in ("radio", "checkbox"):
            if kind == "radio":
                self.forms[-1].choices.setdefault(name, []).append(value or "")
            if "checked" in found:
                self.forms[-1].fields.append((name, "on" if value is None else value))
        elif kind not in ("submit", "button", "reset", "image", "file"):
            self.forms[-1].fields.append((name, value or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.text is not None:
            self.forms[-1].fields.append((self.name, "".join(self.text).removeprefix("\n")))
            self.text = None
        elif tag == "select" and self.select:
            self.forms[-1].fields.append((self.select, self.selected or ""))
            self.select = ""

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text.append(data)


def find_form(html: str, containing: str) -> Form:
    """The form of the page that has a field of that name. Raises LookupError."""
    reader = _Reader()
    reader.feed(html)
    for form in reader.forms:
        if any(name == containing for name, _value in form.fields):
            form.fields = [pair for pair in form.fields if pair[0] != "csrfmiddlewaretoken"]  # a header carries it
            return form
    raise LookupError(f"no form with the field {containing!r}")
