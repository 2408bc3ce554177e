"""What a teacher sees of her class at a glance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.paging import PARAMETER, paginate_rows
from accounts.refusals import NotHere
from accounts.requests import SignedInRequest
from progress.class_access import get_class_for_teacher
from progress.classes.answers import hardest_items
from progress.classes.figures import GROUPS, Row, assignments_of, load_rows, students_of, summarise_work
from progress.models import Assignment, Classroom

PAGE = 40  # students


@dataclass(frozen=True)
class Group:
    """Some of the students, as a tab."""

    label: str
    url: str
    count: int
    is_current: bool


@login_required
@require_safe
def show_progress(request: SignedInRequest, classroom_id: UUID) -> HttpResponse:
    """All students and all that they were given, who needs help first; `show` narrows it to a group of students, `work`
    to one assignment."""
    classroom, now = get_class_for_teacher(request.user, classroom_id), timezone.now()
    given, work = _read_work(request, classroom, now)
    show = _read_group(request)
    rows = load_rows(given, students_of(classroom))
    shown = [row for row in rows if not show or GROUPS[show](row)]
    token = request.GET.get(PARAMETER)
    page = paginate_rows(shown, key=lambda row: row.urgency, name=f"class:{show}", token=token, size=PAGE)
    context: dict[str, Any] = {
        "classroom": classroom,
        "now": now,
        "given": given,
        "work": work,
        "show": show,
        "rows": page.rows,
        "shown": len(shown),
        "students": len(rows),
        "groups": _groups(rows, show, work),
        "is_reset": page.is_reset,
        "is_first": not token or page.is_reset,
        **page.links(request),
    }
    if context["is_first"] and given and rows:
        context["summaries"] = summarise_work(given, rows)
        context["hardest"] = hardest_items(students_of(classroom).values("pk"), [each.content_id for each in given])
        context["titles"] = {each.content_id: each for each in given}
    return render(request, "classes/progress.html", context)


def _read_work(
    request: SignedInRequest, classroom: Classroom, now: datetime
) -> tuple[list[Assignment], Assignment | None]:
    """What to show, and the one assignment where only one is asked for."""
    given, asked = list(assignments_of(classroom, now)), request.GET.get("work")
    if not asked:
        return given, None
    for each in given:
        if str(each.pk) == asked:
            return [each], each
    raise NotHere(_("This class has no such assignment. Look at its progress with all of them."))


def _read_group(request: SignedInRequest) -> str:
    show = request.GET.get("show", "")
    if show and show not in GROUPS:
        raise NotHere(_("There is no such group of students. Look at the progress of the whole class."))
    return show


def _groups(rows: Sequence[Row], show: str, work: Assignment | None) -> list[Group]:
    labels = {
        "": _("All"),
        "help": _("Need help"),
        "late": _("Late"),
        "not-begun": _("Not begun"),
        "done": _("Done"),
    }
    return [
        Group(label, _address(name, work), sum(GROUPS[name](row) for row in rows) if name else len(rows), name == show)
        for name, label in labels.items()
    ]


def _address(show: str, work: Assignment | None) -> str:
    query = {"show": show, "work": str(work.pk) if work else ""}
    return "?" + urlencode({name: value for name, value in query.items() if value})
