"""One class: its page for who teaches it and for who is in it, and what its teachers change of it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.refusals import Refusal
from accounts.requests import SignedInRequest
from progress.actions import classes
from progress.class_access import can_head, can_teach, get_class, get_class_for_teacher, get_class_to_head
from progress.classes.codes import spell_code
from progress.classes.people import count_people, teachers_of
from progress.forms.classes import ClassForm
from progress.models import Classroom


@login_required
@require_safe
def show_class(request: SignedInRequest, classroom_id: UUID) -> HttpResponse:
    """For its teachers an overview, for its students what they have to do."""
    classroom = get_class(request.user, classroom_id)
    context = {"classroom": classroom, "teachers": teachers_of(classroom), "tab": "work"}
    if not can_teach(request.user, classroom):
        return render(request, "classes/attend.html", context)
    context |= {
        "numbers": count_people(classroom),
        "is_head": can_head(request.user, classroom),
        **_ways_in(request, classroom),
    }
    return render(request, "classes/detail.html", context)


@login_required
@require_safe
def show_poster(request: SignedInRequest, classroom_id: UUID) -> HttpResponse:
    """How to join, large: for the wall of a classroom, or on paper."""
    classroom = get_class_for_teacher(request.user, classroom_id)
    return render(request, "classes/poster.html", {"classroom": classroom, **_ways_in(request, classroom)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_class(request: SignedInRequest, classroom_id: UUID) -> HttpResponse:
    """Its name and what it is about; for its head, the archive too."""
    classroom = get_class_for_teacher(request.user, classroom_id)
    initial = {"name": classroom.name, "description": classroom.description}
    form = ClassForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            classes.change_class(classroom=classroom, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The class is changed."))
            return redirect("classes:class-detail", classroom.pk)
    context = {"classroom": classroom, "form": form, "is_head": can_head(request.user, classroom)}
    return render(request, "classes/change.html", context)


@login_required
@require_POST
def renew_code(request: SignedInRequest, classroom_id: UUID) -> HttpResponse:
    classes.renew_code(classroom=get_class_for_teacher(request.user, classroom_id), by=request.user)
    messages.success(request, _("The class has a new code. Nobody joins by the old one any more."))
    return redirect("classes:class-detail", classroom_id)


@login_required
@require_POST
def open_class(request: SignedInRequest, classroom_id: UUID) -> HttpResponse:
    """Open it to who has its code, or close it: as `open` says."""
    is_open = request.POST.get("open") == "yes"
    classroom = get_class_for_teacher(request.user, classroom_id)
    classes.open_class(classroom=classroom, is_open=is_open, by=request.user)
    said = _("Whoever has the code can join now.") if is_open else _("Nobody joins by the code now.")
    messages.success(request, said)
    return redirect("classes:class-detail", classroom_id)


@login_required
@require_POST
def archive_class(request: SignedInRequest, classroom_id: UUID) -> HttpResponse:
    """Its page says how it comes back."""
    classes.archive_class(classroom=get_class_to_head(request.user, classroom_id), by=request.user)
    return redirect("classes:class-detail", classroom_id)


@login_required
@require_POST
def restore_class(request: SignedInRequest, classroom_id: UUID) -> HttpResponse:
    classes.restore_class(classroom=get_class_to_head(request.user, classroom_id), by=request.user)
    messages.success(request, _("The class runs again, as it was."))
    return redirect("classes:class-detail", classroom_id)


def _ways_in(request: SignedInRequest, classroom: Classroom) -> dict[str, str]:
    """Its code as it is shown, its link, and where a code is typed."""
    link = reverse("classes:class-join", args=[spell_code(classroom.code)])
    return {
        "code": spell_code(classroom.code),
        "link": request.build_absolute_uri(link),
        "form_address": request.build_absolute_uri(reverse("classes:class-join")).partition("://")[2],
    }
