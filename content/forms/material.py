"""The material itself as form fields: here as one text; item by item in `content.forms.rows`. Either is made from
items or from what was sent, says what is wrong and where, and gives items back."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar, NamedTuple

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from content.documents import DocumentItem
from content.interchange.base import Notice
from content.kinds import Kind
from content.plain_text import PlacedNotice, ReadText, WrittenText, place_notices, read_text, write_text

TEXT, FORM = "text", "form"
SHOWN = 20  # notices beside a text


class Problem(NamedTuple):
    """What is wrong, where in words, and the id of the element at which to mend it."""

    anchor: str
    place: str | Promise
    message: str


class Material(ABC):
    """`base` are the items that the author opened: what no field shows of them stays with them. `shown` is what the
    fields start from; `sent`, where there is any, what they hold now. `opened` is for the author who comes for one
    item: its id."""

    mode: ClassVar[str]
    template: ClassVar[str]

    def __init__(
        self,
        kind: Kind,
        base: Sequence[DocumentItem],
        *,
        shown: Sequence[DocumentItem] = (),
        sent: QueryDict | None = None,
        opened: str = "",
    ) -> None:
        self.kind, self.base, self.shown, self.sent, self.opened = kind, base, shown, sent, opened

    @property
    @abstractmethod
    def problems(self) -> list[Problem]:
        """Why this cannot be saved; empty when it can."""

    @property
    @abstractmethod
    def items(self) -> tuple[DocumentItem, ...]:
        """The items, once there are no problems."""

    @property
    def warnings(self) -> list[Notice]:
        """What was taken, but may not be meant."""
        return []


class TextMaterial(Material):
    """Field `material`: the whole in the text format of its kind."""

    mode = TEXT
    template = "content/studio/_text.html"

    @cached_property
    def text(self) -> str:
        return self._written.text if self.sent is None else self.sent.get("material", "")

    @property
    def losses(self) -> list[Notice]:
        """What the text cannot show of the items it was made from."""
        return self._written.losses if self.sent is None else []

    @property
    def problems(self) -> list[Problem]:
        return [Problem(line_anchor(notice.line), _place(notice), notice.message) for notice in self._read.rejected]

    @property
    def faults(self) -> list[PlacedNotice]:
        """The first of the problems, with the lines they stand on."""
        return place_notices(self.text, self._read.rejected[:SHOWN])

    @property
    def doubts(self) -> list[PlacedNotice]:
        """The first of the warnings, with the lines they are about."""
        return place_notices(self.text, self._read.warnings[:SHOWN])

    @property
    def items(self) -> tuple[DocumentItem, ...]:
        return self._read.items

    @property
    def warnings(self) -> list[Notice]:
        return self._read.warnings

    @cached_property
    def _written(self) -> WrittenText:
        return write_text(self.kind, self.shown)

    @cached_property
    def _read(self) -> ReadText:
        return read_text(self.kind, self.text, self.base)


def line_anchor(line: int) -> str:
    """The id of the element that shows what is wrong with a line."""
    return f"line-{line}"


def _place(notice: Notice) -> str:
    return _("Line %(line)d") % {"line": notice.line}
