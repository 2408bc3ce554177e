"""Who in a class answered an item how."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.paging import PARAMETER, paginate_rows
from accounts.refusals import NotHere
from accounts.requests import SignedInRequest
from content.models import ItemVersion
from progress.class_access import get_class_for_teacher
from progress.classes.answers import Answer, load_answers
from progress.classes.figures import assignments_of, students_of
from progress.classes.helping import Struggle, needs_help
from progress.classes.student import say_answer
from progress.classes.wordings import load_wordings, question_of
from progress.models import Assignment

PAGE = 40  # answers


@dataclass(frozen=True)
class AnswerRow:
    """The latest answer of a student, in words; `struggle` where she needs help with the item."""

    student: User
    answer: Answer
    text: str
    assignment: Assignment
    struggle: Struggle | None

    @property
    def order(self) -> tuple[float, str, str, str, str]:
        """Wrong first; the wrong answers that are the same stand together."""
        return self.answer.share, self.text, str(self.student).casefold(), self.student.pk.hex, self.answer.key


@login_required
@require_safe
def show_item(request: SignedInRequest, classroom_id: UUID, item_id: UUID) -> HttpResponse:
    """The latest answers of the students who are in the class now, wrong ones first, and who has not answered."""
    classroom, now = get_class_for_teacher(request.user, classroom_id), timezone.now()
    given = {each.content_id: each for each in assignments_of(classroom, now)}
    students = {student.pk: student for student in students_of(classroom)}
    answers = load_answers(students, given, item_id)
    wordings = load_wordings(given, [item_id], filter(None, (answer.version_id for answer in answers)))
    if item_id not in wordings:
        raise NotHere(_("Nothing that this class was given holds such an item. Look at what the class gets wrong."))
    wording, rows = wordings[item_id], _rows(answers, students, given, wordings)
    page = paginate_rows(
        rows, key=lambda row: row.order, name="class-item", token=request.GET.get(PARAMETER), size=PAGE
    )
    context: dict[str, Any] = {
        "classroom": classroom,
        "now": now,
        "wording": wording,
        "question": question_of(wording),
        "rows": page.rows,
        "answers": answers,
        "mean": sum(answer.share for answer in answers) / len(answers) * 100 if answers else None,
        "answered": len({row.student.pk for row in rows}),
        "missing": _missing(students, rows),
        "pieces": {row.assignment.pk: row.assignment for row in rows}.values(),
        "is_reset": page.is_reset,
        **page.links(request),
    }
    return render(request, "classes/item.html", context)


def _rows(
    answers: Sequence[Answer],
    students: Mapping[UUID, User],
    given: Mapping[UUID, Assignment],
    wordings: Mapping[UUID, ItemVersion],
) -> list[AnswerRow]:
    struggles = needs_help(students, given, answers[0].item_id) if answers else {}
    rows = [
        AnswerRow(
            students[answer.student_id],
            answer,
            say_answer(answer, wordings),
            given[answer.content_id],
            _struggle(struggles.get(answer.student_id, ()), answer.content_id),
        )
        for answer in answers
    ]
    return sorted(rows, key=lambda row: row.order)


def _struggle(struggles: Iterable[Struggle], content: UUID) -> Struggle | None:
    return next((struggle for struggle in struggles if struggle.content_id == content), None)


def _missing(students: Mapping[UUID, User], rows: Sequence[AnswerRow]) -> list[User]:
    answered = {row.student.pk for row in rows}
    return sorted((student for key, student in students.items() if key not in answered), key=str)
