"""Who teaches a class: added and removed by its head, who may hand it on; who helps may leave."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.refusals import Refusal
from accounts.requests import SignedInRequest
from progress.actions import teaching
from progress.class_access import get_class_for_teacher, get_class_to_head, get_in_class
from progress.forms.classes import TeacherForm
from progress.models import ClassTeacher

TEACHERS = ClassTeacher.objects.select_related("classroom", "teacher")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_teacher(request: SignedInRequest, classroom_id: UUID) -> HttpResponse:
    """Who cannot be added is told at the field."""
    classroom = get_class_to_head(request.user, classroom_id)
    form = TeacherForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            added = teaching.add_teacher(classroom=classroom, who=form.cleaned_data["who"], by=request.user)
        except Refusal as refusal:
            form.add_error("who", refusal.message)
        else:
            messages.success(request, _("%(name)s teaches the class with you now.") % {"name": added.teacher})
            return redirect("classes:people", classroom.pk)
    return render(request, "classes/people/add_teacher.html", {"classroom": classroom, "form": form})


@login_required
@require_POST
def remove_teacher(request: SignedInRequest, classroom_id: UUID, teacher_id: UUID) -> HttpResponse:
    classroom = get_class_to_head(request.user, classroom_id)
    teacher = get_in_class(TEACHERS, classroom, teacher_id)
    teaching.remove_teacher(teacher=teacher, by=request.user)
    messages.success(request, _("%(name)s does not teach the class any more.") % {"name": teacher.teacher})
    return redirect("classes:people", classroom.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_on_class(request: SignedInRequest, classroom_id: UUID, teacher_id: UUID) -> HttpResponse:
    """A page that says what will happen, and the deed: only the new head can undo it."""
    classroom = get_class_to_head(request.user, classroom_id)
    teacher = get_in_class(TEACHERS.filter(is_head=False), classroom, teacher_id)
    if request.method != "POST":
        context = {"classroom": classroom, "teacher": teacher}
        return render(request, "classes/people/confirm_hand_on.html", context)
    teaching.hand_on_class(teacher=teacher, by=request.user)
    words = {"name": teacher.teacher}
    messages.success(request, _("%(name)s is the head of the class now. You still teach it.") % words)
    return redirect("classes:people", classroom.pk)


@login_required
@require_POST
def leave_teaching(request: SignedInRequest, classroom_id: UUID) -> HttpResponse:
    classroom = get_class_for_teacher(request.user, classroom_id)
    teaching.leave_teaching(classroom=classroom, by=request.user)
    messages.success(request, _("You do not teach “%(name)s” any more.") % {"name": classroom.name})
    return redirect("classes:class-list")
