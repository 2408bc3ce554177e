"""The people of a class: who is in it, who left, who is invited; removing, letting back in, leaving."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.paging import PARAMETER, paginate
from accounts.requests import SignedInRequest
from progress.actions import enrolling
from progress.class_access import can_head, get_class_for_student, get_class_for_teacher, get_in_class
from progress.classes import people
from progress.models import Classroom, Enrolment

SIZE, SHOWN = 50, 20


@login_required
@require_safe
def list_people(request: SignedInRequest, classroom_id: UUID) -> HttpResponse:
    """All of them, as long as they are few; with `show`, one sort of them alone, in pages."""
    classroom = get_class_for_teacher(request.user, classroom_id)
    context = {
        "classroom": classroom,
        "tab": "people",
        "numbers": people.count_people(classroom),
        "is_head": can_head(request.user, classroom),
    }
    rows = {
        "left": (people.left_of(classroom), people.LATEST_LEFT),
        "invited": (people.invitations_of(classroom), people.LATEST_INVITED),
    }
    show, token = request.GET.get("show", ""), request.GET.get(PARAMETER)
    if show in rows:
        queryset, order = rows[show]
        page = paginate(queryset, order=order, token=token, size=SIZE)
        context |= {"show": show, "page": page, **page.links(request)}
        return render(request, f"classes/people/{show}.html", context)
    students = paginate(people.students_of(classroom), order=people.BY_NAME, token=token, size=SIZE)
    context |= {
        "page": students,
        "teachers": people.teachers_of(classroom),
        **{name: queryset.order_by(*order)[:SHOWN] for name, (queryset, order) in rows.items()},
        "removed": _removed_now(request, classroom),
        **students.links(request),
    }
    return render(request, "classes/people/list.html", context)


@login_required
@require_POST
def remove_student(request: SignedInRequest, classroom_id: UUID, enrolment_id: UUID) -> HttpResponse:
    """The page that follows offers to take it back."""
    classroom = get_class_for_teacher(request.user, classroom_id)
    enrolment = get_in_class(Enrolment.objects.select_related("classroom"), classroom, enrolment_id)
    removed = enrolling.remove_student(enrolment=enrolment, by=request.user)
    return redirect(reverse("classes:people", args=[classroom.pk], query={"removed": removed.pk}))


@login_required
@require_POST
def let_back_in(request: SignedInRequest, classroom_id: UUID, enrolment_id: UUID) -> HttpResponse:
    classroom = get_class_for_teacher(request.user, classroom_id)
    enrolment = get_in_class(Enrolment.objects.select_related("classroom"), classroom, enrolment_id)
    back = enrolling.let_back_in(enrolment=enrolment, by=request.user)
    messages.success(request, _("%(name)s is in the class again, with all they did.") % {"name": back.student})
    return redirect("classes:people", classroom.pk)


@login_required
@require_POST
def leave_class(request: SignedInRequest, classroom_id: UUID) -> HttpResponse:
    classroom = get_class_for_student(request.user, classroom_id)
    enrolling.leave_class(classroom=classroom, by=request.user)
    words = {"name": classroom.name}
    messages.success(
        request, _("You are not in “%(name)s” any more. Come back by its code: all you did is kept.") % words
    )
    return redirect("classes:class-list")


def _removed_now(request: SignedInRequest, classroom: Classroom) -> Enrolment | None:
    """Whom she has just removed, to be let back in with one press."""
    try:
        key = UUID(request.GET.get("removed", ""))
    except ValueError:
        return None
    return people.left_of(classroom).filter(pk=key, removed_by__isnull=False).first()
