"""Grading by a person: what waits, and one answer after the other."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.paging import PARAMETER, paginate
from accounts.refusals import Refusal
from accounts.requests import SignedInRequest
from content.models import Content, ItemVersion
from content.presentation import present_item
from content.sent import uuid_of
from content.text import shorten
from progress.actions.grading import GradedMeanwhile, grade_response
from progress.authors import WAITING_ORDER, get_answer_to_grade, get_quiz_for_author, heading_of, waiting_answers
from progress.corrections import describe_grade
from progress.forms.grading import GradeForm
from progress.models import Response

SHORTCUTS = [
    ("s", gettext_lazy("Save, and go to the next answer")),
    ("n", gettext_lazy("Leave it, and go to the next")),
]
TAB_LABEL = 40  # letters of a question


@login_required
@require_safe
def list_answers(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """The answers that wait for a person, question by question, the oldest first."""
    content = get_quiz_for_author(request.user, content_id)
    waiting = waiting_answers(request.user, content)
    counts = list(waiting.order_by().values_list("question").annotate(Count("pk")))
    question = uuid_of(request.GET.get("question", ""))
    shown = waiting.filter(question=question) if question else waiting
    related = ("item_version__item", "attempt__student")
    page = paginate(shown.select_related(*related), order=WAITING_ORDER, token=request.GET.get(PARAMETER))
    context = {
        "content": content,
        "page": page,
        "total": sum(count for _question, count in counts),
        "tabs": _tabs(dict(counts), question, shows_names=request.GET.get("names") == "1"),
        **_names(request, question),
        **page.links(request),
    }
    return render(request, "progress/grading/list.html", context)


def _tabs(counts: dict[UUID, int], chosen: UUID | None, *, shows_names: bool) -> list[dict[str, Any]]:
    """All questions, and each that has answers waiting, in its latest wording; none for a single one. One query."""
    if len(counts) < 2:
        return []
    kept = {"names": "1"} if shows_names else {}
    wordings = ItemVersion.objects.filter(item__in=counts).select_related("item")
    latest = wordings.order_by("item", "-number").distinct("item")
    every = {"label": _("All questions"), "url": f"?{urlencode(kept)}", "is_current": chosen is None}
    return [
        {**every, "count": sum(counts.values())},
        *(
            {
                "label": shorten(heading_of(entry), TAB_LABEL),
                "url": f"?{urlencode({'question': entry.item_id, **kept})}",
                "is_current": chosen == entry.item_id,
                "count": counts[entry.item_id],
            }
            for entry in latest
        ),
    ]


def _names(request: SignedInRequest, question: UUID | None) -> dict[str, Any]:
    """Whether names are shown, and the parameters that keep this and the question through all pages."""
    shows_names = request.GET.get("names") == "1"
    kept = {**({"question": question} if question else {}), **({"names": "1"} if shows_names else {})}
    other = {**({"question": question} if question else {}), **({} if shows_names else {"names": "1"})}
    return {
        "shows_names": shows_names,
        "query": f"?{urlencode(kept)}" if kept else "",
        "other_query": f"?{urlencode(other)}",
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def grade_answer(request: SignedInRequest, content_id: UUID, response_id: UUID) -> HttpResponse:
    """One answer with its question, what the grader should know, and the form of its grade."""
    content = get_quiz_for_author(request.user, content_id)
    response = get_answer_to_grade(content, response_id)
    form = GradeForm(request.POST if request.method == "POST" else None, response=response)
    if not form.is_valid():
        return _show_answer(request, content, response, form)
    try:
        grade_response(
            response=response,
            by=request.user,
            levels=form.levels,
            points=form.points,
            remark=form.cleaned_data["remark"],
            seen=form.cleaned_data["seen"],
        )
    except GradedMeanwhile as stale:
        return _show_stale(request, content, get_answer_to_grade(content, response_id), stale)
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return _show_answer(request, content, response, form)
    messages.success(request, _("The grade is saved."))
    return redirect(_after(request, content, response))


def _show_answer(
    request: SignedInRequest, content: Content, response: Response, form: GradeForm, **more: Any
) -> HttpResponse:
    question = uuid_of(request.GET.get("question", ""))
    changes = response.changes.select_related("by", "regrade").order_by("-at", "-pk")
    context = {
        "content": content,
        "response": response,
        "item": present_item(response.item_version),
        "words": len(str(response.answer).split()),
        "form": form,
        "changes": list(changes),
        "next": _next_to(request, content, response),
        "is_own": response.attempt.student_id == request.user.pk,
        "shortcuts": SHORTCUTS,
        **_names(request, question),
        **more,
    }
    failed = form.is_bound and not form.is_valid()
    status = HTTPStatus.UNPROCESSABLE_ENTITY if failed and not more else HTTPStatus.OK
    return render(request, "progress/grading/answer.html", context, status=more.get("status", status))


def _show_stale(request: SignedInRequest, content: Content, response: Response, stale: GradedMeanwhile) -> HttpResponse:
    """Both grades: the one that was saved meanwhile, and hers in the form, which saves over it from here on."""
    sent = request.POST.copy()
    sent["seen"] = response.graded_at.isoformat() if response.graded_at else ""
    form = GradeForm(sent, response=response)
    other = describe_grade(response)
    return _show_answer(request, content, response, form, other=other, stale=stale.message, status=HTTPStatus.CONFLICT)


def _next_to(request: SignedInRequest, content: Content, response: Response) -> Response | None:
    """The next answer that waits behind this one in the list, or else the first of all. Two queries at most."""
    waiting = waiting_answers(request.user, content).exclude(pk=response.pk).order_by(*WAITING_ORDER)
    if question := uuid_of(request.GET.get("question", "")):
        waiting = waiting.filter(question=question)
    item, finished = response.item_version.item_id, response.attempt.finished_at
    behind = Q(question__gt=item) | Q(question=item, finished__gt=finished)
    rest = waiting.filter(behind | Q(question=item, finished=finished, pk__gt=response.pk))
    found: Response | None = rest.first() or waiting.first()
    return found


def _after(request: SignedInRequest, content: Content, response: Response) -> str:
    """Where “Save and next” leads."""
    query = str(_names(request, uuid_of(request.GET.get("question", "")))["query"])
    following = _next_to(request, content, response)
    if following is None:
        return reverse("progress:grading-list", args=[content.pk]) + query
    return reverse("progress:grading-answer", args=[content.pk, following.pk]) + query
