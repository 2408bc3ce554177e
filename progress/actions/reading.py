"""Reading: what a student marks as read, the check questions she tries on the way, and the time it takes."""

from collections.abc import Collection
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from content.kinds import StudyMode
from content.kinds.study_guide import CheckQuestion, SectionData
from content.models import Content, ItemVersion, VersionItem
from content.questions import get_question_type
from content.questions.base import Submitted
from progress.actions.placing import place_behind, put_place
from progress.actions.progressing import lock_progress, write_figures
from progress.actions.timing import add_time
from progress.clock import NO_OPENING, Opening
from progress.models import ItemRead, LearningProgress, ReadingPlace, SectionCheck

READING_CAP = timedelta(minutes=5)


@transaction.atomic
def mark_read(
    *, student: User, content: Content, items: Collection[UUID], opening: Opening = NO_OPENING
) -> LearningProgress:
    """She has read these items of the published version; marking again changes nothing but the time spent. `opening`
    is that of the form (see `progress.clock`).

    Raises PermissionDenied unless she may study the piece; Refusal when it has none of the items."""
    progress, now = lock_progress(student=student, content=content, mode=StudyMode.READ), timezone.now()
    found = read_items(progress, student, content, items, opening)
    place_behind(student, content, found, now)
    return write_figures(progress, content)


def read_items(
    progress: LearningProgress, student: User, content: Content, items: Collection[UUID], opening: Opening = NO_OPENING
) -> list[UUID]:
    """`mark_read` for a caller who holds the `progress` and writes its figures when she has marked the last of several
    parts; returns those of the items that there are."""
    now, held = timezone.now(), VersionItem.objects.filter(version=content.published_version_id)
    read = held.filter(item_version__item__in=items).order_by("position")
    found = list(read.values_list("item_version__item", flat=True))
    if not found:
        raise Refusal(_("That part is no longer in this material. Open it again to read it as it is now."))
    ItemRead.objects.bulk_create(
        [ItemRead(student=student, item_id=item, content=content, read_at=now) for item in found], ignore_conflicts=True
    )
    add_time(student=student, content=content, opening=opening, now=now, cap=READING_CAP)
    return found


@transaction.atomic
def spend_time(*, student: User, content: Content, opening: Opening) -> LearningProgress:
    """She has been at the piece since the `opening`, without marking anything.

    Raises PermissionDenied unless she may study the piece."""
    progress, now = lock_progress(student=student, content=content, mode=StudyMode.READ), timezone.now()
    if not add_time(student=student, content=content, opening=opening, now=now, cap=READING_CAP):
        return progress
    if not ReadingPlace.objects.filter(student=student, content=content).exists():
        held = VersionItem.objects.filter(version=content.published_version_id).order_by("position")
        put_place(student, content, held.values_list("item_version__item", flat=True)[0], 0, now)
    return write_figures(progress, content)


@transaction.atomic
def answer_check(
    *, student: User, content: Content, item_version_id: UUID, submitted: Submitted, opening: Opening = NO_OPENING
) -> SectionCheck:
    """Her answer to the check question of a section, graded and kept in place of the one before. `submitted` holds
    the question's fields without its prefix.

    Raises PermissionDenied unless she may study the piece; Refusal when the section has changed or asks nothing;
    BadAnswer."""
    progress, now = lock_progress(student=student, content=content, mode=StudyMode.READ), timezone.now()
    section, question = _find_question(content, item_version_id)
    question_type = get_question_type(question.type)
    fields = question_type.restore_order(submitted, question_type.arrange(question.parsed))
    answer = question_type.read_answer(question.parsed, fields)
    fraction = question_type.grade(question.parsed, answer).fraction if answer is not None else None
    check, _created = SectionCheck.objects.get_or_create(
        student=student,
        item=section.item,
        defaults={
            "item_version": section,
            "content": content,
            "first_answered_at": now,
            "answered_at": now,
        },
    )
    _count_wrong(check, section, answer, fraction, now)
    check.item_version, check.answer, check.fraction, check.answered_at = section, answer, fraction, now
    check.save()
    put_place(student, content, section.item_id, 0, now)
    add_time(student=student, content=content, opening=opening, now=now, cap=READING_CAP)
    write_figures(progress, content)
    return check


def _count_wrong(
    check: SectionCheck, section: ItemVersion, answer: Any, fraction: Decimal | None, now: datetime
) -> None:
    """How many went wrong in a row, this one among them: anew once what counts as right is something else. Nothing
    answered is no try, and what no key can grade is neither right nor wrong."""
    if check.item_version.answer_fingerprint != section.answer_fingerprint or fraction == 1:
        check.wrong_in_a_row, check.wrong_since = 0, None
    if answer is not None and fraction is not None and fraction < 1:
        check.wrong_in_a_row += 1
        check.wrong_since = check.wrong_since or now


def _find_question(content: Content, item_version_id: UUID) -> tuple[ItemVersion, CheckQuestion]:
    sections = ItemVersion.objects.filter(pk=item_version_id, entries__version=content.published_version_id)
    for section in sections.select_related("item"):
        if section.item.type == "section" and (question := SectionData.model_validate(section.data).question):
            return section, question
    raise Refusal(_("That question is no longer in this material. Open it again to read it as it is now."))
