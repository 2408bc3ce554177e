"""One assignment, for the teachers of its class: what it is, what holds, and what they do about it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.refusals import Refusal
from accounts.requests import SignedInRequest
from progress.actions import assigning
from progress.actions.reminding import next_reminder_at, remind_unfinished
from progress.class_access import get_assignment_for_teacher
from progress.classes.evidence import frame_of
from progress.classes.figures import load_rows
from progress.classes.terms import Terms
from progress.classes.work import say_state, title_of
from progress.forms.assigning import AssignForm
from progress.models import AssignmentException
from progress.rules import make_rules

SHOWN = 40  # students, those first who need help or are late


@login_required
@require_safe
def show_assignment(request: SignedInRequest, classroom_id: UUID, assignment_id: UUID) -> HttpResponse:
    """What and when, the rules in words, how far the class is, and the exceptions."""
    assignment = get_assignment_for_teacher(request.user, classroom_id, assignment_id)
    students, now = assigning.students_of(assignment.classroom), timezone.now()
    rows = load_rows([assignment], students)
    each = [cell.standing for row in rows for cell in row.given]
    frame = frame_of(assignment.content)
    is_standing = not assignment.removed_at and not assignment.classroom.is_archived
    exceptions = AssignmentException.objects.filter(assignment=assignment).select_related("student", "given_by")
    context = {
        "assignment": assignment,
        "classroom": assignment.classroom,
        "content": assignment.content,
        "title": title_of(assignment),
        "state": say_state(assignment, now),
        "rules": make_rules(frame, None, Terms(assignment)) if frame else None,
        "exceptions": list(exceptions.order_by("student__full_name", "pk")),
        "rows": rows[:SHOWN],
        "students": len(rows),
        "needed": len(each),
        "done": sum(standing.is_done for standing in each),
        "rest": sum(standing.is_to_do for standing in each),
        "is_standing": is_standing,
        "can_remind": is_standing and assignment.opens_at <= now,
        "again_at": next_reminder_at(assignment),
    }
    return render(request, "classes/work/detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_assignment(request: SignedInRequest, classroom_id: UUID, assignment_id: UUID) -> HttpResponse:
    assignment = get_assignment_for_teacher(request.user, classroom_id, assignment_id)
    assigning.require_standing(assignment)
    data = request.POST if request.method == "POST" else None
    form = AssignForm(data, content=assignment.content, assignment=assignment)
    if form.is_bound and not form.is_preset and form.is_valid():
        try:
            assigning.change_assignment(assignment=assignment, brief=form.brief, by=request.user)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The change is saved. Rules hold from the next attempt on."))
            return redirect("classes:assignment", classroom_id, assignment_id)
    context = {
        "assignment": assignment,
        "classroom": assignment.classroom,
        "content": assignment.content,
        "title": title_of(assignment),
        "form": form,
    }
    return render(request, "classes/work/change.html", context)


@login_required
@require_POST
def take_back(request: SignedInRequest, classroom_id: UUID, assignment_id: UUID) -> HttpResponse:
    """The page of the assignment has the way to undo it."""
    assignment = get_assignment_for_teacher(request.user, classroom_id, assignment_id)
    assigning.take_back(assignment=assignment, by=request.user)
    messages.success(request, _("It is taken back. What was done under it is kept."))
    return redirect("classes:assignment", classroom_id, assignment_id)


@login_required
@require_POST
def give_again(request: SignedInRequest, classroom_id: UUID, assignment_id: UUID) -> HttpResponse:
    assignment = get_assignment_for_teacher(request.user, classroom_id, assignment_id)
    assigning.give_again(assignment=assignment, by=request.user)
    messages.success(request, _("The class has it to do again."))
    return redirect("classes:assignment", classroom_id, assignment_id)


@login_required
@require_POST
def remind_students(request: SignedInRequest, classroom_id: UUID, assignment_id: UUID) -> HttpResponse:
    assignment = get_assignment_for_teacher(request.user, classroom_id, assignment_id)
    try:
        count = remind_unfinished(assignment=assignment, by=request.user)
    except Refusal as refusal:
        messages.warning(request, refusal.message)
    else:
        sentence = ngettext("%(count)d student is reminded.", "%(count)d students are reminded.", count)
        messages.success(request, sentence % {"count": count})
    return redirect("classes:assignment", classroom_id, assignment_id)
