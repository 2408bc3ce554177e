"""Reading what was said of one's material, and answering it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.paging import PARAMETER, paginate
from accounts.refusals import Refusal
from accounts.requests import SignedInRequest
from content.access import get_content_for_author
from content.models import Content
from feedback.access import get_feedback_to_answer
from feedback.actions.answering import decline_feedback, promise_version, take_answer_back
from feedback.answers import alike, suggested
from feedback.forms import AnswerForm, FeedbackFilterForm, PromiseForm
from feedback.models import ContentFeedback
from feedback.ratings import rating_summary
from feedback.wordings import wordings_now

BY_ITEM = ("rank", "place", "part", "-created_at", "-id")


@login_required
@require_GET
def list_feedback(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """What students say of one's material: what asks for an answer first, item by item; and averages by version."""
    content = get_content_for_author(request.user, content_id)
    return _show_list(request, content, _promise_form(content, None))


@login_required
@require_POST
def promise_addressed(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """The newest version addresses all that is ticked."""
    content = get_content_for_author(request.user, content_id)
    form = _promise_form(content, request.POST)
    if not form.is_valid():
        return _show_list(request, content, form, status=400)
    said = form.cleaned_data
    try:
        done = promise_version(
            content=content, feedback=said["said"], number=form.number, by=request.user, answer=said["answer"]
        )
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return _show_list(request, content, form, status=409)
    messages.success(request, _told(done))
    return redirect("feedback:list", content.pk)


@login_required
@require_http_methods(["GET", "POST"])
def answer_feedback(request: SignedInRequest, content_id: UUID, feedback_id: UUID) -> HttpResponse:
    """One thing that was said, the item as it was and as it is, and what its authors do about it."""
    said = get_feedback_to_answer(request.user, content_id, feedback_id)
    others = alike(said)
    form = AnswerForm(request.POST if request.method == "POST" else None, said=said, others=others)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            done = _answer(form, said, request)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
            status = 409
        else:
            messages.success(request, _told(done))
            return redirect("feedback:list", content_id)
    context = {"content": said.content, "said": said, "form": form, **_readings(said)}
    return render(request, "feedback/answer.html", context, status=status)


@login_required
@require_POST
def take_back(request: SignedInRequest, content_id: UUID, feedback_id: UUID) -> HttpResponse:
    """What was answered holds no more: it is open again."""
    said = get_feedback_to_answer(request.user, content_id, feedback_id)
    try:
        take_answer_back(feedback=said, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("It is open again."))
    return redirect("feedback:list", content_id)


def _show_list(request: SignedInRequest, content: Content, promise: PromiseForm, status: int = 200) -> HttpResponse:
    filters = FeedbackFilterForm(request.GET)
    assert content.latest_version is not None, "a piece is created with its first version"
    found = ContentFeedback.objects.filter(content=content).filter(filters.conditions()).for_list()
    page = paginate(found.by_item(content.latest_version), order=BY_ITEM, token=request.GET.get(PARAMETER))
    context = {
        "content": content,
        "filters": filters,
        "page": page,
        "ratings": _ratings_by_version(content),
        "promise": promise,
    }
    return render(request, "feedback/list.html", context | page.links(request), status=status)


def _promise_form(content: Content, sent: Any) -> PromiseForm:
    return PromiseForm(sent, content=content, suggested=suggested(content))


def _answer(form: AnswerForm, said: ContentFeedback, request: SignedInRequest) -> list[ContentFeedback]:
    keys, answer = [said.pk, *form.cleaned_data["others"]], form.cleaned_data["answer"]
    if form.declines:
        return decline_feedback(content=said.content, feedback=keys, by=request.user, reason=answer)
    return promise_version(content=said.content, feedback=keys, number=form.number, by=request.user, answer=answer)


def _told(done: list[ContentFeedback]) -> str:
    """What happens next, of what was just answered alike."""
    first = done[0]
    if first.is_open:
        sentence = ngettext(
            "Once students see version %(number)d, its writer is told.",
            "Once students see version %(number)d, its %(count)d writers are told.",
            len(done),
        )
        return sentence % {"number": first.promised_number, "count": len(done)}
    sentence = ngettext("Its writer is told.", "Its %(count)d writers are told.", len(done))
    return sentence % {"count": len(done)}


def _readings(said: ContentFeedback) -> dict[str, Any]:
    """The item as its writer saw it, and as it reads in the newest version, where that is something else."""
    if said.item_id is None or said.content.latest_version is None:
        return {}
    then = wordings_now(said.version, [said.item_id]).get(said.item_id)
    now = wordings_now(said.content.latest_version, [said.item_id]).get(said.item_id)
    return {"then": then, "now": now, "is_reworded": then != now}


def _ratings_by_version(content: Content) -> list[dict[str, Any]]:
    """Newest version first, those alone that were rated."""
    summary = rating_summary(content)
    versions = content.versions.filter(pk__in=summary).only("number", "created_at").order_by("-number")
    return [
        {
            "number": version.number,
            "created_at": version.created_at,
            "rating": summary[version.pk],
            "is_published": version.pk == content.published_version_id,
        }
        for version in versions
    ]
