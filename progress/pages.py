"""A piece to read as its page shows it: parts, check questions, and where to go on."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from accounts.models import User
from content.documents import load_items
from content.models import ContentVersion
from content.presentation import PresentedItem, present_item
from content.questions import get_question_type
from content.questions.base import Submitted
from progress.models import ItemRead, SectionCheck
from progress.parts import Part, split_parts


@dataclass(frozen=True)
class BadCheck:
    """An answer to the check question of a section (by item version) that could not be taken, why, and its fields."""

    item_version_id: UUID
    sentence: str
    sent: Submitted


@dataclass
class ShownPart:
    """A part with its items as their templates want them, and the check question it ends with, if any."""

    part: Part
    template: list[str]
    items: list[PresentedItem] = field(default_factory=list)
    check: PresentedItem | None = None
    error: str = ""


@dataclass(frozen=True)
class ReadingPage:
    """`resume` is the first part that is not read yet, None when all are."""

    parts: list[ShownPart]

    @property
    def read(self) -> int:
        return sum(shown.part.is_read for shown in self.parts)

    @property
    def resume(self) -> Part | None:
        return next((shown.part for shown in self.parts if not shown.part.is_read), None)


def load_page(student: User, version: ContentVersion, *, again: str = "", bad: BadCheck | None = None) -> ReadingPage:
    """The page of a student. `again` is the id of the section whose check question she wants to try once more."""
    read = set(ItemRead.objects.filter(student=student, content=version.content).values_list("item", flat=True))
    found = SectionCheck.objects.filter(student=student, content=version.content)
    # An answer to another wording is no answer to this one.
    checks = {check.item_version_id: check for check in found if str(check.item_version_id) != again}
    return ReadingPage([_show(part, checks, bad) for part in split_parts(load_items(version), read)])


def _show(part: Part, checks: Mapping[UUID, SectionCheck], bad: BadCheck | None) -> ShownPart:
    first = part.entries[0]
    templates = [f"progress/reading/_{first.item.type}.html", "progress/reading/_item.html"]
    shown = ShownPart(part, templates, [present_item(entry) for entry in part.entries])
    check = shown.items[0].check
    if check is None:
        return shown
    question_type = get_question_type(check.type)
    shown.check = replace(check, order=question_type.arrange(check.data))
    if bad and bad.item_version_id == first.pk:
        again = question_type.read_again(check.data, question_type.restore_order(bad.sent, shown.check.order))
        shown.error, shown.check = bad.sentence, replace(shown.check, answer=again)
    elif kept := checks.get(first.pk):
        shown.check = _grade(shown.check, kept.answer)
    return shown


def _grade(item: PresentedItem, answer: Any) -> PresentedItem:
    question_type = get_question_type(item.type)
    if answer is None:
        return item
    result = question_type.grade(item.data, answer)
    return replace(item, answer=answer, result=result, correct=question_type.correct_text(item.data))
