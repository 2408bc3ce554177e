"""One student in a class: for her teachers, and for herself."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from progress.classes.access import get_student_of_class
from progress.classes.student import load_student


@login_required
@require_safe
def show_student(request: SignedInRequest, classroom_id: UUID, student_id: UUID) -> HttpResponse:
    """How far she is with each assignment, what she got wrong, what she needs help with. What her quizzes do not tell
    her is not told here either; her teachers read it beside the same figures."""
    enrolment = get_student_of_class(request.user, classroom_id, student_id)
    now = timezone.now()
    context = {
        "classroom": enrolment.classroom,
        "student": enrolment.student,
        "is_own": enrolment.student == request.user,
        "figures": load_student(enrolment.classroom, enrolment.student, now),
        "now": now,
    }
    return render(request, "classes/student.html", context)
