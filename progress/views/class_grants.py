"""Exceptions from an assignment, for single students."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.refusals import NotHere, Refusal
from accounts.requests import SignedInRequest
from progress.actions.assigning import require_standing, students_of
from progress.actions.granting import grant_exception, withdraw_grant
from progress.class_access import get_assignment_for_teacher
from progress.classes.work import title_of
from progress.forms.granting import GrantForm
from progress.models import Assignment, AssignmentException


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def make_grant(request: SignedInRequest, classroom_id: UUID, assignment_id: UUID) -> HttpResponse:
    """For a student of the class who has none yet; for one who has, it is changed."""
    assignment = get_assignment_for_teacher(request.user, classroom_id, assignment_id)
    require_standing(assignment)
    students = students_of(assignment.classroom)
    form = GrantForm(request.POST if request.method == "POST" else None, assignment=assignment, students=students)
    if form.is_valid():
        student = next(each for each in students if str(each.pk) == form.cleaned_data["student"])
        if _grant(request, assignment, student, form):
            return redirect("classes:assignment", classroom_id, assignment_id)
    return _show_form(request, assignment, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_grant(request: SignedInRequest, classroom_id: UUID, assignment_id: UUID, exception_id: UUID) -> HttpResponse:
    assignment = get_assignment_for_teacher(request.user, classroom_id, assignment_id)
    require_standing(assignment)
    exception = _get_exception(assignment, exception_id)
    form = GrantForm(request.POST if request.method == "POST" else None, assignment=assignment, exception=exception)
    if form.is_valid() and _grant(request, assignment, exception.student, form):
        return redirect("classes:assignment", classroom_id, assignment_id)
    return _show_form(request, assignment, form, exception)


@login_required
@require_POST
def remove_grant(request: SignedInRequest, classroom_id: UUID, assignment_id: UUID, exception_id: UUID) -> HttpResponse:
    assignment = get_assignment_for_teacher(request.user, classroom_id, assignment_id)
    exception = _get_exception(assignment, exception_id)
    withdraw_grant(exception=exception, by=request.user)
    words = {"name": exception.student}
    messages.success(request, _("The same holds for %(name)s again as for the class.") % words)
    return redirect("classes:assignment", classroom_id, assignment_id)


def _grant(request: SignedInRequest, assignment: Assignment, student: User, form: GrantForm) -> bool:
    """Whether it could be done; why not stands in the form."""
    try:
        grant_exception(
            assignment=assignment,
            student=student,
            grant=form.grant,
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return False
    messages.success(request, _("This holds for %(name)s now, and they are told.") % {"name": student})
    return True


def _show_form(
    request: SignedInRequest, assignment: Assignment, form: GrantForm, exception: AssignmentException | None = None
) -> HttpResponse:
    context = {
        "assignment": assignment,
        "classroom": assignment.classroom,
        "content": assignment.content,
        "title": title_of(assignment),
        "form": form,
        "exception": exception,
        "zone": timezone.get_current_timezone_name(),
    }
    return render(request, "classes/work/grant.html", context)


def _get_exception(assignment: Assignment, exception_id: UUID) -> AssignmentException:
    for exception in AssignmentException.objects.filter(assignment=assignment, pk=exception_id).select_related(
        "student"
    ):
        exception.assignment = assignment
        return exception
    raise NotHere(_("There is no such exception. Somebody may have removed it: look at the assignment."))
