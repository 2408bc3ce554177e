"""The classes of one person, a new one, and the way into one by its code or its link."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.addresses import has_verified
from accounts.refusals import NotHere, Refusal
from accounts.requests import SignedInRequest
from content.querysets import AUTHOR, STUDENT
from progress.actions.classes import create_class
from progress.actions.enrolling import join_class
from progress.class_access import can_attend, can_teach
from progress.classes.listing import (
    archived_classes,
    attended_classes,
    invitations_for,
    left_classes,
    taught_classes,
    teachers_first,
)
from progress.classes.tries import TooManyTries, find_class
from progress.forms.classes import ClassForm, CodeForm
from progress.models import Classroom, Enrolment


@login_required
@require_safe
def list_classes(request: SignedInRequest) -> HttpResponse:
    user, now = request.user, timezone.now()
    teaches, studies = user.has_perm(AUTHOR), user.has_perm(STUDENT)
    if not (teaches or studies):
        raise PermissionDenied(_("Only teachers and students have classes."))
    invitations = invitations_for(user) if studies else []
    context = {
        "teaches": teaches,
        "studies": studies,
        "taught": taught_classes(user, now) if teaches else [],
        "archived": archived_classes(user) if teaches else [],
        "attended": attended_classes(user, now) if studies else [],
        "over": left_classes(user) if studies else [],
        "waiting": [invitation for invitation in invitations if not invitation.declined_at],
        "declined": [invitation for invitation in invitations if invitation.declined_at],
        "is_verified": has_verified(user),
        "form": CodeForm(),
    }
    return render(request, "classes/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start_class(request: SignedInRequest) -> HttpResponse:
    if not request.user.has_perm(AUTHOR):
        raise PermissionDenied(_("Only teachers make classes. In your classes you find what you have to do."))
    form = ClassForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            classroom = create_class(by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The class is made. Give your students its code, or invite them by a list."))
            return redirect("classes:class-detail", classroom.pk)
    return render(request, "classes/new.html", {"form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join_by_code(request: SignedInRequest) -> HttpResponse:
    """The form in which a code is typed. What is wrong with it is told at the field."""
    _require_student(request)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            classroom = find_class(form.cleaned_data["code"], request.user)
            return _join(request, classroom, Enrolment.Way.CODE)
        except NotHere as error:
            form.add_error("code", str(error))
        except Refusal as refusal:
            form.add_error("code", refusal.message)
    return render(request, "classes/join.html", {"form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join_by_link(request: SignedInRequest, code: str) -> HttpResponse:
    """What a link to a class leads to: which class it is, and the button that joins it. Looking never joins."""
    _require_student(request)
    try:
        classroom = find_class(code, request.user)
    except TooManyTries:
        return render(request, "429.html", status=429)
    if request.method == "POST":
        return _join(request, classroom, Enrolment.Way.LINK)
    if can_teach(request.user, classroom) or can_attend(request.user, classroom):
        return redirect("classes:class-detail", classroom.pk)
    if not classroom.is_open or classroom.is_archived:
        raise NotHere(_("This class takes nobody in by its link now. Ask your teacher."))
    classroom = Classroom.objects.prefetch_related(teachers_first()).get(pk=classroom.pk)
    return render(request, "classes/join_link.html", {"classroom": classroom})


def _join(request: SignedInRequest, classroom: Classroom, way: Enrolment.Way) -> HttpResponse:
    join_class(classroom=classroom, code=classroom.code, way=way, by=request.user)
    messages.success(request, _("You are in “%(name)s” now.") % {"name": classroom.name})
    return redirect("classes:class-detail", classroom.pk)


def _require_student(request: SignedInRequest) -> None:
    if not request.user.has_perm(STUDENT):
        raise PermissionDenied(_("Only students join classes."))
