"""Words replaced by others in a piece: where they stand in what people read, and what each place would read then. Pure
functions; `content.replacement_preview` finds the pieces, `content.actions.replacing` writes them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from typing import Any, Literal, get_origin

from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError

from content.card_gaps import find_gaps
from content.documents import Document, DocumentItem
from content.item_diff import label_of
from content.item_types import ItemData
from content.kinds.flashcards import CardData, CardStyle
from content.text import TextFormat, is_visible
from content.word_diff import Part
from content.word_search import Replaced, WordSearch

MAX_TITLE, MAX_SUMMARY = 200, 1000
TITLES = {"heading", "chapter", "name"}  # fields of an item that name it or what it begins
_NO_WORDS = {"type", "format"}
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Wanted:
    """What to replace, and where: in titles and headings, in all other text, or in both."""

    words: WordSearch
    in_titles: bool = True
    in_text: bool = True

    def wants(self, *, is_title: bool) -> bool:
        return self.in_titles if is_title else self.in_text


@dataclass(frozen=True)
class Change:
    """One text of a piece that would read otherwise. `key` names it within the piece; `problem` says why it cannot be,
    and is empty where it can."""

    key: str
    place: str
    label: str
    replaced: Replaced
    problem: str = ""

    @property
    def parts(self) -> list[Part]:
        return self.replaced.excerpt


@dataclass(frozen=True)
class _Place:
    path: Path
    text: str
    format: TextFormat
    is_title: bool

    @cached_property
    def key(self) -> str:
        return ".".join(map(str, self.path))


def changes_in_head(title: str, summary: str, wanted: Wanted) -> list[Change]:
    """What would change in the title and the summary of a piece."""
    changes = []
    limits = (("title", title, MAX_TITLE), ("summary", summary, MAX_SUMMARY))
    for key, text, limit in limits:
        replaced = wanted.words.replace(text, TextFormat.PLAIN) if wanted.wants(is_title=key == "title") else None
        if replaced and replaced.count:
            changes.append(Change(key, "", label_of(key), replaced, _head_problem(key, replaced.text, limit)))
    return changes


def changes_in_item(item: DocumentItem, wanted: Wanted) -> tuple[list[Change], int]:
    """What would change in one item, each text alone; and how many matches stay as they are, inside a formula, an
    address or a tag."""
    changes, left_alone = [], 0
    for place in _places(item.data):
        if not wanted.wants(is_title=place.is_title):
            continue
        replaced = wanted.words.replace(place.text, place.format)
        left_alone += replaced.left_alone
        if replaced.count:
            _changed, problem = _rewrite(item, {place.path: replaced.text})
            key = f"{item.item_id}:{place.key}"
            changes.append(Change(key, item.heading, _label(place.path), replaced, problem))
    return changes, left_alone


def replace_in_document(document: Document, wanted: Wanted, keys: Collection[str]) -> tuple[Document, list[str]]:
    """The document with the changes that `keys` name, and a sentence for each that could not be made, alone or beside
    the others of its item."""
    head, problems = {"title": document.title, "summary": document.summary}, []
    for change in changes_in_head(document.title, document.summary, wanted):
        if change.key in keys and change.problem:
            problems.append(change.problem)
        elif change.key in keys:
            head[change.key] = change.replaced.text
    items = []
    for item in document.items:
        texts = {
            place.path: wanted.words.replace(place.text, place.format).text
            for place in _places(item.data)
            if f"{item.item_id}:{place.key}" in keys and wanted.wants(is_title=place.is_title)
        }
        rewritten, problem = _rewrite(item, texts)
        items.append(item if problem else rewritten)
        if problem:
            problems.append(f"{item.heading}: {problem}")
    return replace(document, title=head["title"], summary=head["summary"], items=tuple(items)), problems


def _places(data: BaseModel, above: Path = ()) -> Iterator[_Place]:
    """Every text in the data that people read or write, with its path in the data as it is stored."""
    fmt = data.format if isinstance(data, ItemData) else TextFormat.MARKDOWN
    yield from _inside(data, above, fmt)


def _inside(value: Any, path: Path, fmt: TextFormat) -> Iterator[_Place]:
    match value:
        case Enum():
            return
        case str():
            if value:
                yield _Place(path, value, fmt, is_title=len(path) == 1 and path[0] in TITLES)
        case list() | tuple():
            for index, entry in enumerate(value):
                yield from _inside(entry, (*path, index), fmt)
        case BaseModel():
            if isinstance(nested := getattr(value, "parsed", None), ItemData):  # a question inside a section
                yield from _places(nested, (*path, "data"))
                return
            for name, field in type(value).model_fields.items():
                if name not in _NO_WORDS and get_origin(field.annotation) is not Literal:
                    yield from _inside(getattr(value, name), (*path, name), fmt)


def _rewrite(item: DocumentItem, texts: dict[Path, str]) -> tuple[DocumentItem, str]:
    """The item with other texts; and why it cannot be, where something of it would no longer be what it is."""
    if not texts:
        return item, ""
    raw = item.data.model_dump(mode="json")
    for path, text in texts.items():
        *above, last = path
        target: Any = raw
        for step in above:
            target = target[step]
        target[last] = text
    try:
        data = item.item_type.parse(raw)
    except ValidationError:
        return item, _("It could not be read any more.")
    rewritten = replace(item, data=data)
    return rewritten, _what_breaks(item, rewritten)


def _what_breaks(old: DocumentItem, new: DocumentItem) -> str:
    """What the checks before review say of the new wording alone; or that what counts as right has another structure,
    such as a gap that is none any more."""
    before = {str(finding.message) for finding in old.item_type.check(old.data)}
    for finding in new.item_type.check(new.data):
        if str(finding.message) not in before:
            return str(finding.message)
    if _shape(old.item_type.key(old.data)) != _shape(new.item_type.key(new.data)) or _hints(old) != _hints(new):
        return _("Its answers would not be what they are.")
    return ""


def _hints(item: DocumentItem) -> list[bool]:
    """Which of the gaps of a card have one."""
    if not isinstance(item.data, CardData) or item.data.style != CardStyle.CLOZE:
        return []
    return [bool(gap.hint) for gap in find_gaps(item.data.front)]


def _shape(key: Any) -> Any:
    """A key without its words."""
    match key:
        case str():
            return ""
        case dict():
            return {name: _shape(entry) for name, entry in key.items()}
        case list() | tuple():
            return [_shape(entry) for entry in key]
        case _:
            return key


def _head_problem(key: str, text: str, limit: int) -> str:
    if key == "title" and not is_visible(text):
        return _("A title needs at least one word.")
    if len(text) > limit:
        return _("It would have %(length)d characters; at most %(limit)d fit.") % {"length": len(text), "limit": limit}
    return ""


def _label(path: Path) -> str:
    """The field by name, with the number of its entry where it stands in a list."""
    names = [label_of(step) for step in path if isinstance(step, str) and step not in ("data", "question")]
    numbers = [str(step + 1) for step in path if isinstance(step, int)]
    return " ".join([names[0], *numbers, *(f"· {name}" for name in names[1:])])
