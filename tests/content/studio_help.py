"""What the tests of the studio share: a page's forms, as a browser would send them back."""

import re
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import reverse

from content.documents import load_document, load_items
from content.models import Content, ContentVersion

Fields = dict[str, list[str]]


class _Forms(HTMLParser):
    """Every form of a page with the fields a browser would send, buttons left out; and the list of errors."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, Fields]] = []
        self.errors = ""
        self._name = self._text = ""
        self._select, self._options = "", list[tuple[str, bool]]()
        self._depth = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        name, kind = given.get("name") or "", given.get("type") or "text"
        self._depth += (tag == "div") if self._depth else (tag == "div" and "data-error-summary" in given)
        if tag == "form":
            self.forms.append((given.get("id") or "", {}))
        elif tag == "textarea":
            self._name, self._text = name, ""
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "option":
            self._options.append((given.get("value") or "", "selected" in given))
        elif tag == "input" and name and kind not in ("submit", "file") and not _is_off(given):
            self._add(name, given.get("value") or ("on" if kind == "checkbox" else ""))

    def handle_data(self, data: str) -> None:
        self._text += data if self._name else ""
        self.errors += data if self._depth else ""

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag == "div" and self._depth > 0
        if tag == "textarea" and self._name:
            text = re.sub(r"^\r?\n", "", self._text)  # a newline right behind the tag is none of the text
            self._add(self._name, re.sub(r"\r?\n", "\r\n", text))
            self._name = ""
        elif tag == "select" and self._options:
            chosen = [value for value, is_selected in self._options if is_selected] or [self._options[0][0]]
            self._add(self._select, chosen[0])

    def _add(self, name: str, value: str) -> None:
        if self.forms and name != "csrfmiddlewaretoken":
            self.forms[-1][1].setdefault(name, []).append(value)


def _is_off(given: dict[str, str | None]) -> bool:
    """Whether a browser leaves the input out: disabled, or a box that is not ticked."""
    return "disabled" in given or (given.get("type") in ("checkbox", "radio") and "checked" not in given)


def form_fields(page: Any, form_id: str = "") -> Fields:
    """The fields of the form with that id, or of the page's longest one."""
    forms = [fields for found, fields in _Forms(page.content.decode()).forms if not form_id or found == form_id]
    return max(forms, key=len)


def errors_of(page: Any) -> str:
    """The list of errors at the top, on one line; empty where there is none."""
    return re.sub(r"\s+", " ", _Forms(page.content.decode()).errors).strip()


def edit_url(content: Content, mode: str = "") -> str:
    """The editor, with every item open."""
    return reverse("content:content-edit", args=[content.pk]) + f"?open=all&as={mode}"


def open_editor(author: Client, content: Content, mode: str = "") -> Fields:
    return form_fields(author.get(edit_url(content, mode)), "editor")


def send(author: Client, content: Content, fields: Fields, do: str = "save", **changes: str) -> Any:
    """Press a button of the editor, after writing into some of its fields; the page where it ends."""
    changed = {name: [value] for name, value in changes.items()}
    return author.post(edit_url(content), {**fields, **changed, "do": do}, follow=True)


def open_fields(page: Any) -> Fields:
    """The fields of an editor that a button showed again."""
    return form_fields(page, "editor")


def newest(content: Content) -> ContentVersion:
    content.refresh_from_db()
    assert content.latest_version is not None
    return content.latest_version


def headings(content: Content) -> list[str]:
    """Those of the items of the newest version."""
    return [entry.heading for entry in load_items(newest(content))]


def item_versions(content: Content) -> list[UUID]:
    """The item versions of the newest version."""
    return [entry.pk for entry in load_items(newest(content))]


def fields_of(content: Content) -> list[dict[str, Any]]:
    """The data of each item of the newest version."""
    return [item.data.model_dump() for item in load_document(newest(content)).items]
