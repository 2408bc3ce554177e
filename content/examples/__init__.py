"""Good examples to start from, one for each kind and level.

Each is a file `<kind>/<level>.<suffix>`: between two lines `---` its title, summary, tags and what makes it good, then
its material in the text format of its kind. A file is read when it is first asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

from content.documents import Document, DocumentItem, from_parsed
from content.interchange import parse
from content.kinds import KINDS, get_kind
from content.models import Level
from content.presentation import PresentedItem
from content.questions import QuestionType

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Example:
    """One example. `good` is a sentence on what makes it good."""

    kind: str
    level: Level
    title: str
    summary: str
    good: str
    tags: tuple[str, ...]
    text: str

    @cached_property
    def document(self) -> Document:
        """The piece that begins from it. Raises ValueError where the text cannot be read whole."""
        parsed = parse(self.text, get_kind(self.kind).text_format)
        if parsed.rejected or len(parsed.contents) != 1:
            raise ValueError(f"the example {self.kind}/{self.level} cannot be read whole: {parsed.rejected}")
        return from_parsed(parsed.contents[0], title=self.title, summary=self.summary)

    @cached_property
    def html(self) -> list[dict[str, Any]]:
        """Every part of each item as sanitised HTML."""
        return [item.item_type.html(item.data) for item in self.document.items]

    def present(self, *, reveals: bool = False) -> list[PresentedItem]:
        """Its items as a student sees them; with `reveals`, what is right shows too."""
        entries = enumerate(zip(self.document.items, self.html, strict=True), start=1)
        return [_present(number, item, html, reveals=reveals) for number, (item, html) in entries]


def _present(number: int, item: DocumentItem, html: dict[str, Any], *, reveals: bool) -> PresentedItem:
    item_type = item.item_type
    correct = item_type.correct_text(item.data) if reveals and isinstance(item_type, QuestionType) else ""
    return PresentedItem(
        id=UUID(int=number),
        type=item.type,
        prefix=f"q-{number}",
        heading=item.heading,
        html=html,
        data=item.data,
        correct=correct,
        reveals=reveals,
    )


def get_example(kind: str, level: str) -> Example:
    """The example of that kind and level. Raises KeyError."""
    return _examples()[kind, level]


def examples_of(kind: str) -> list[Example]:
    """Those of one kind, from the youngest readers to the oldest."""
    return [example for (its_kind, _level), example in _examples().items() if its_kind == kind]


def split_head(text: str) -> tuple[dict[str, str], str]:
    """The fields between the `---` lines that a file begins with, and what follows them."""
    _start, head, body = text.split("---\n", 2)
    fields = (line.partition(":") for line in head.strip().splitlines())
    return {name: value.strip() for name, _colon, value in fields}, body


@cache
def _examples() -> Mapping[tuple[str, str], Example]:
    """All there are; their material is read when it is asked for."""
    paths = {(path.parent.name, path.stem): path for path in FOLDER.glob("*/*.*")}
    wanted = [(kind, Level(level)) for kind in KINDS for level in Level.values]
    return {(kind, level): _read(kind, level, paths[kind, level]) for kind, level in wanted if (kind, level) in paths}


def _read(kind: str, level: Level, path: Path) -> Example:
    fields, text = split_head(path.read_text(encoding="utf-8"))
    tags = tuple(fields["tags"].split(", "))
    return Example(kind, level, fields["title"], fields["summary"], fields["good"], tags, text)
