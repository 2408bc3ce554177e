"""What an automated check is: a measure of one thing in a version, explained in a sentence."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from django.utils.functional import Promise

from content.alternatives import texts_of
from content.documents import Document, DocumentItem, load_document
from content.item_types import ItemData
from content.kinds.flashcards import CardData, whole_front
from content.kinds.study_guide import SectionData
from content.models import ContentVersion
from content.questions import get_question_type
from content.questions.base import QuestionData, QuestionType
from content.questions.cloze import ClozeData
from content.text import TextFormat

KEPT = 100  # findings of one check; its sentence says how many there are in all


@dataclass(frozen=True)
class Found:
    """One thing a check found: in which item (None: the whole) and field, in a sentence; `url` leads to what it speaks
    of, where that is elsewhere."""

    item_id: UUID | None
    sentence: str
    field: str = ""
    url: str = ""


@dataclass(frozen=True)
class Outcome:
    """What a check says: a metric from 0 to 1, None where there is nothing to measure; one sentence with its figures;
    and where to look."""

    metric: float | None
    sentence: str
    findings: tuple[Found, ...] = ()


@dataclass(frozen=True)
class Asked:
    """A question wherever it stands: by itself, at the end of a section, or as a gap. `path` leads to it in its item;
    to the text that holds it, where it is a gap."""

    item_id: UUID | None
    type: QuestionType[Any]
    data: QuestionData
    path: str = ""
    is_gap: bool = False

    def field(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name


@dataclass(frozen=True)
class Subject:
    """What is checked, loaded once for all checks."""

    document: Document
    level: str = ""
    language: str = "en"
    content_id: UUID | None = None
    owner_id: UUID | None = None
    version_id: UUID | None = None

    @property
    def items(self) -> tuple[DocumentItem, ...]:
        return self.document.items

    @property
    def is_english(self) -> bool:
        return self.language.partition("-")[0].lower() == "en"

    @cached_property
    def texts(self) -> list[tuple[DocumentItem, list[tuple[str, str, TextFormat]]]]:
        """Every item with its texts: path, words, and how they are marked up. Gaps of cards are filled."""
        return [
            (item, [found for found in texts_of(_as_read(item.data), "", item.data.format) if found[1]])
            for item in self.items
        ]

    @cached_property
    def questions(self) -> list[Asked]:
        """Every question that can be answered, those inside sections too; a text with gaps is one."""
        return [asked for item in self.items for asked in _questions_of(item) if asked.type.is_graded]

    @cached_property
    def keyed(self) -> list[Asked]:
        """Every question that has an answer of its own: of a text with gaps, each gap."""
        return [part for asked in self.questions for part in _parts_of(asked)]


def load_subject(version: ContentVersion) -> Subject:
    """One query, and one more where the piece of the version is not there yet."""
    content = version.content
    return Subject(
        document=load_document(version),
        level=content.level,
        language=content.language,
        content_id=content.pk,
        owner_id=content.owner_id,
        version_id=version.pk,
    )


class Check(ABC):
    """One check: stateless, one instance of each in `content.checks.CHECKS`. `low` and `high` say what a metric of 0
    and of 1 means; `weight` is how much it counts unless staff say otherwise."""

    name: ClassVar[str]
    label: ClassVar[str | Promise]
    description: ClassVar[str | Promise]
    low: ClassVar[str | Promise]
    high: ClassVar[str | Promise]
    advice: ClassVar[str | Promise]  # what an author does about a low metric
    weight: ClassVar[float] = 1.0

    @abstractmethod
    def run(self, subject: Subject) -> Outcome:
        """Measure it. Reads no database, but through `content.checks.elsewhere`."""


def share_of(good: int, total: int) -> float | None:
    """How much of all is good, from 0 to 1; None of nothing."""
    return max(0.0, min(1.0, good / total)) if total else None


def kept(findings: Iterable[Found]) -> tuple[Found, ...]:
    """As many as are kept."""
    return tuple(findings)[:KEPT]


def _as_read(data: ItemData) -> dict[str, Any]:
    """The data as JSON, its texts as they read once nothing is asked."""
    read = data.model_copy(update={"front": whole_front(data)}) if isinstance(data, CardData) else data
    return read.model_dump(mode="json", exclude={"style"})


def _questions_of(item: DocumentItem) -> Iterator[Asked]:
    data: ItemData = item.data
    if isinstance(data, QuestionData):
        yield Asked(item.item_id, get_question_type(item.type), data)
    elif isinstance(data, SectionData) and data.question:
        nested = data.question.parsed
        assert isinstance(nested, QuestionData), "a section asks a question"
        yield Asked(item.item_id, get_question_type(data.question.type), nested, "question")


def _parts_of(asked: Asked) -> Iterator[Asked]:
    if not isinstance(asked.data, ClozeData):
        yield asked
        return
    for gap in asked.data.gaps:
        yield Asked(asked.item_id, gap.type, gap.data, asked.field("stem"), is_gap=True)
