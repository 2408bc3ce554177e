"""Grading anew where a key was wrong: which questions, what it would change, and how far it is."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.refusals import NotHere, Refusal, WrongState
from accounts.requests import SignedInRequest
from content.models import Content, Item, ItemVersion
from content.presentation import PresentedItem, present_item
from progress.actions.regrading import resume_regrade, start_regrade
from progress.authors import get_item_of, get_quiz_for_author, heading_of
from progress.forms.regrading import RegradeForm
from progress.models import Regrade
from progress.regrading import answers_under_other_keys, find_changed_questions, foresee, standing_wording


@login_required
@require_safe
def list_changed(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """The questions whose right answer is another now than when they were answered."""
    content = get_quiz_for_author(request.user, content_id)
    changed = [(question, heading_of(question.now)) for question in find_changed_questions(content)]
    return render(request, "progress/regrade/list.html", {"content": content, "changed": changed})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def regrade_question(request: SignedInRequest, content_id: UUID, item_id: UUID) -> HttpResponse:
    """The keys before and now, and what each policy would change; a POST begins. While it goes on, how far it is."""
    content = get_quiz_for_author(request.user, content_id)
    item, now = _get_question(content, item_id)
    form = RegradeForm(request.POST if request.method == "POST" else None, initial={"seen": str(now.pk)})
    if form.is_valid():
        try:
            start_regrade(
                content=content,
                item=item,
                seen=form.cleaned_data["seen"],
                policy=Regrade.Policy(form.cleaned_data["policy"]),
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except WrongState as refusal:
            messages.warning(request, refusal.message)
            return redirect("progress:regrade", content.pk, item.pk)
        except Refusal as refusal:
            form = _form_again(request, now)
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The answers are being graded anew. You may leave this page."))
            return redirect("progress:regrade", content.pk, item.pk)
    regrades = list(
        Regrade.objects.filter(content=content, item=item).select_related("by").order_by("-started_at")[:20]
    )
    running = next((regrade for regrade in regrades if regrade.finished_at is None), None)
    context: dict[str, Any] = {"content": content, "item": item, "running": running}
    if "part" in request.GET:
        return render(request, "progress/regrade/_running.html", {**context, "is_part": True})
    context |= {
        "heading": heading_of(now),
        "now": _with_key(now),
        "before": _old_keys(content, now),
        "preview": None if running else foresee(content, now),
        "regrades": [regrade for regrade in regrades if regrade.finished_at],
        "form": form,
    }
    return render(request, "progress/regrade/question.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def resume(request: SignedInRequest, content_id: UUID, item_id: UUID) -> HttpResponse:
    content = get_quiz_for_author(request.user, content_id)
    item = get_item_of(content, item_id)
    running = Regrade.objects.filter(content=content, item=item, finished_at__isnull=True).first()
    if running:
        running.content = content
        resume_regrade(regrade=running, by=request.user)
        messages.success(request, _("It goes on."))
    return redirect("progress:regrade", content.pk, item.pk)


def _get_question(content: Content, item_id: UUID) -> tuple[Item, ItemVersion]:
    item = get_item_of(content, item_id)
    now = standing_wording(content, item)
    if now is None:
        raise NotHere(_("There is no such question in what students see of this quiz. Look at the list."))
    return item, now


def _form_again(request: SignedInRequest, now: ItemVersion) -> RegradeForm:
    """What was typed, with the wording that stands now: she sees it when she sends it again."""
    sent = request.POST.copy()
    sent["seen"] = str(now.pk)
    return RegradeForm(sent)


def _old_keys(content: Content, now: ItemVersion) -> list[PresentedItem]:
    """The wordings under whose keys there are answers, one of each key, the latest first."""
    answered = answers_under_other_keys(content, now).order_by().values("item_version")
    wordings = ItemVersion.objects.filter(pk__in=answered).select_related("item", "rendering").order_by("number")
    by_key = {wording.answer_fingerprint: wording for wording in wordings}
    return [_with_key(wording) for wording in sorted(by_key.values(), key=lambda each: -each.number)]


def _with_key(entry: ItemVersion) -> PresentedItem:
    return present_item(entry, reveals=True, prefix=f"k-{entry.pk}")
