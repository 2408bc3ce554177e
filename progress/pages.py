"""A piece to read or to hear as its page shows it: parts, check questions, terms, and where to go on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from accounts.models import User
from content.documents import load_items
from content.models import Content, ContentVersion, ItemVersion
from content.presentation import PresentedItem, present_item
from content.questions import get_question_type
from content.questions.base import Submitted
from progress.models import AddedCard, CardMemory, ItemRead, LearningProgress, ReadingPlace, SectionCheck
from progress.parts import Part, find_item, next_unread, split_parts


@dataclass(frozen=True)
class BadCheck:
    """An answer to the check question of a section (by item version) that could not be taken, why, and its fields."""

    item_version_id: UUID
    sentence: str
    sent: Submitted


@dataclass(frozen=True)
class ShownTerm:
    """A term that a section defines, as HTML; whether it is among her cards, and has been turned there."""

    name: str
    term: str
    definition: str
    is_added: bool = False
    is_turned: bool = False


@dataclass
class ShownPart:
    """A part with its items as their templates want them, the check question it ends with, if any, and its terms.
    `asks` says whether that question takes an answer."""

    part: Part
    template: list[str]
    items: list[PresentedItem] = field(default_factory=list)
    check: PresentedItem | None = None
    asks: bool = False
    error: str = ""
    terms: list[ShownTerm] = field(default_factory=list)

    @property
    def pairs(self) -> Iterable[tuple[ItemVersion, PresentedItem]]:
        """Each item version with what is shown of it."""
        return zip(self.part.entries, self.items, strict=True)

    @property
    def to_make(self) -> int:
        """Of how many of its terms she has no card."""
        return sum(not term.is_added for term in self.terms)


@dataclass(frozen=True)
class ReadingPage:
    """`resume` is the part to go on with, at the item `place` of it and the `second` of the recording; None where she
    is at the beginning, or has read it all. `kept` is the item she is kept at, whatever there is to go on with."""

    parts: list[ShownPart]
    resume: Part | None = None
    place: UUID | None = None
    second: int = 0
    kept: UUID | None = None

    @property
    def read(self) -> int:
        return sum(shown.part.is_read for shown in self.parts)

    @property
    def is_read(self) -> bool:
        return self.read == len(self.parts)


def load_page(
    student: User,
    version: ContentVersion,
    progress: LearningProgress | None = None,
    *,
    again: str = "",
    bad: BadCheck | None = None,
) -> ReadingPage:
    """The page of a student. `again` is the id of the section whose check question she wants to try once more."""
    own = {"student": student, "content": version.content}
    read = set(ItemRead.objects.filter(**own).values_list("item", flat=True))
    # An answer to another wording is no answer to this one.
    checks = {check.item_version_id: check for check in SectionCheck.objects.filter(**own)}
    checks = {key: check for key, check in checks.items() if str(key) != again}
    parts = split_parts(load_items(version), read)
    shown = [_show(part, checks, bad) for part in parts]
    if any(each.items[0].html.get("terms") for each in shown):
        _show_terms(shown, _load_cards(student, version.content))
    return _with_resume(shown, parts, ReadingPlace.objects.filter(**own).first(), progress)


def _with_resume(
    shown: list[ShownPart], parts: Sequence[Part], kept: ReadingPlace | None, progress: LearningProgress | None
) -> ReadingPage:
    """She goes on where she was; where that is read meanwhile, at the next part that is not. Once all is read, only
    where she came back since."""
    page = ReadingPage(shown, kept=kept.item_id if kept else None, second=kept.second if kept else 0)
    at = find_item(parts, kept.item_id) if kept else None
    completed_at = progress.completed_at if progress else None
    if page.is_read:
        is_back = kept is not None and completed_at is not None and kept.at > completed_at
        going_on = at if is_back else None
    else:
        going_on = at if at is not None and not parts[at].is_read else next_unread(parts, at or 0)
    if going_on is None or not (going_on or page.second):
        return page
    here = kept is not None and going_on == at
    return replace(page, resume=parts[going_on], place=kept.item_id if kept and here else parts[going_on].first)


def _show(part: Part, checks: Mapping[UUID, SectionCheck], bad: BadCheck | None) -> ShownPart:
    first = part.entries[0]
    templates = [f"progress/reading/_{first.item.type}.html", "progress/reading/_item.html"]
    shown = ShownPart(part, templates, [present_item(entry) for entry in part.entries])
    check = shown.items[0].check
    if check is None:
        return shown
    question_type = get_question_type(check.type)
    shown.check = replace(check, order=question_type.arrange(check.data), is_alone=True)
    shown.asks = question_type.is_graded
    if bad and bad.item_version_id == first.pk:
        again = question_type.read_again(check.data, question_type.restore_order(bad.sent, shown.check.order))
        shown.error, shown.check = bad.sentence, replace(shown.check, answer=again)
    elif kept := checks.get(first.pk):
        shown.check = _grade(shown.check, kept.answer)
    return shown


def _load_cards(student: User, content: Content) -> dict[tuple[UUID, str], bool]:
    """The cards that she made of the piece, by item and name: whether she has turned them since."""
    memories = CardMemory.objects.filter(student=student, item=OuterRef("item"), card=OuterRef("card"))
    added = AddedCard.objects.filter(student=student, content=content).annotate(is_turned=Exists(memories))
    return {(item, name): is_turned for item, name, is_turned in added.values_list("item", "card", "is_turned")}


def _show_terms(parts: Sequence[ShownPart], cards: Mapping[tuple[UUID, str], bool]) -> None:
    for shown in parts:
        item = shown.part.entries[0].item_id
        for term in shown.items[0].html.get("terms", ()):
            is_turned = cards.get((item, term["name"]))
            shown.terms.append(ShownTerm(**term, is_added=is_turned is not None, is_turned=bool(is_turned)))


def _grade(item: PresentedItem, answer: Any) -> PresentedItem:
    question_type = get_question_type(item.type)
    if answer is None:
        return item
    result = question_type.grade(item.data, answer)
    return replace(item, answer=answer, result=result, correct=question_type.correct_text(item.data))
