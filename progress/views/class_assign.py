"""Giving a class something to do: which class, which piece, when and by which rules."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.paging import PARAMETER
from accounts.refusals import NotHere, Refusal
from accounts.requests import SignedInRequest
from content.access import require
from content.kinds import StudyMode
from content.library import narrow_library, read_page
from content.models import Content
from content.querysets import AUTHOR
from content.sent import uuid_of
from content.text import clean_input
from progress.actions.assigning import assign, require_running
from progress.class_access import get_class_for_teacher
from progress.difficulty.forecasting import expect
from progress.forms.assigning import AssignForm
from progress.models import Assignment, Classroom

PIECE = "content"  # the parameter that names what is given
WORDS, SIZE = 200, 12


@login_required
@require_safe
def choose_class(request: SignedInRequest) -> HttpResponse:
    """For which of her classes a piece is; where there is only one, nothing is asked."""
    require(request.user, AUTHOR)
    if not request.GET.get(PIECE):
        return redirect("content:library")
    content = _get_piece(request)
    classes = list(Classroom.objects.taught_by(request.user).running().order_by("name", "pk")[:100])
    given = Assignment.objects.filter(classroom__in=classes, content=content, removed_at__isnull=True)
    having = dict(given.values_list("classroom", "pk"))
    if len(classes) == 1 and not having:
        return redirect(f"{reverse('classes:assign', args=[classes[0].pk])}?{PIECE}={content.pk}")
    rows = [(classroom, having.get(classroom.pk)) for classroom in classes]
    return render(request, "classes/work/choose_class.html", {"content": content, "rows": rows})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assign_work(request: SignedInRequest, classroom_id: UUID) -> HttpResponse:
    """Without a piece in the address, one is chosen here; with it, dates and rules are set, and it is given."""
    classroom = get_class_for_teacher(request.user, classroom_id)
    require_running(classroom)
    if not request.GET.get(PIECE):
        return _choose_piece(request, classroom)
    content = _get_piece(request)
    form = AssignForm(request.POST if request.method == "POST" else None, content=content)
    if form.is_bound and not form.is_preset and form.is_valid():
        try:
            assignment = assign(classroom=classroom, content=content, brief=form.brief, by=request.user)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            words = {"title": content, "name": classroom}
            messages.success(request, _("“%(title)s” is given to %(name)s.") % words)
            return redirect("classes:assignment", classroom.pk, assignment.pk)
    context: dict[str, object] = {"classroom": classroom, "content": content, "form": form}
    if content.kind_type.study_mode == StudyMode.ANSWER:
        context["expected"] = expect(content, classroom)
    return render(request, "classes/work/assign.html", context)


def _choose_piece(request: SignedInRequest, classroom: Classroom) -> HttpResponse:
    """What the library has, by words in it; what the class has to do already is named so."""
    words = clean_input(request.GET.get("q", "")).strip()[:WORDS]
    found, order = narrow_library(Content.objects.studiable_by(request.user), {"q": words})
    page = read_page(found, order, request.GET.get(PARAMETER), SIZE)
    given = Assignment.objects.filter(classroom=classroom, content__in=page.rows, removed_at__isnull=True)
    having = dict(given.values_list("content", "pk"))
    rows = [(content, having.get(content.pk)) for content in page.rows]
    context = {"classroom": classroom, "rows": rows, "page": page, "words": words, **page.links(request)}
    return render(request, "classes/work/choose_piece.html", context)


def _get_piece(request: SignedInRequest) -> Content:
    """Raises Http404 for what is not in the library."""
    key = uuid_of(request.GET.get(PIECE, ""))
    related = Content.objects.studiable_by(request.user).select_related("published_version", "latest_version")
    if key and (content := related.defer("search").filter(pk=key).first()):
        return content
    raise NotHere(_("This material is not in the library, so no class can be given it. Look for another."))
