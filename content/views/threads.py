"""What reviewers and authors say to each other: the author's page of it, and what both do with a thread."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.paging import PARAMETER
from accounts.refusals import Refusal
from accounts.requests import SignedInRequest
from content.access import can_edit, get_content_for_author, get_content_to_discuss, get_thread
from content.actions import discussing
from content.actions.review_drafts import save_review_draft
from content.forms.reviewing import review_fields
from content.forms.threads import OpeningForm, keep_typed, take_typed, typed_in_boxes
from content.models import CommentThread, Content
from content.querysets import REVIEWER
from content.review.conversations import load_conversations
from content.sent import uuid_of

QUEUE = "admin:content_reviewrequest_changelist"
PAGE = "admin:content_reviewrequest_change"


@login_required
@require_safe
def show_threads(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """All that reviewers and authors said about a piece, item by item: what waits for an answer first."""
    content = get_content_for_author(request.user, content_id)
    page = load_conversations(
        content, request.user, request.GET.get("state", ""), request.GET.get(PARAMETER), take_typed(request)
    )
    context = {"content": content, "conversations": page, "board": page.board, "links": page.page.links(request)}
    return render(request, "content/review/threads.html", context)


@login_required
@require_POST
def open_thread(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    content = get_content_to_discuss(request.user, content_id)
    form = OpeningForm(request.POST, content_id)

    def begin() -> CommentThread:
        return discussing.open_thread(
            content=content, by=request.user, text=form.text, item_id=form.item_id, field=form.field
        )

    return _do(request, content, begin, _("Your comment is sent."), form.names)


@login_required
@require_POST
def reply_to_thread(request: SignedInRequest, thread_id: UUID) -> HttpResponse:
    thread, box = get_thread(request.user, thread_id), f"reply-{thread_id}"

    def answer() -> CommentThread:
        discussing.reply_to_thread(thread=thread, by=request.user, text=request.POST.get(box, ""))
        return thread

    return _do(request, thread.content, answer, _("Your answer is sent."), [box], thread)


@login_required
@require_POST
def resolve_thread(request: SignedInRequest, thread_id: UUID) -> HttpResponse:
    thread = get_thread(request.user, thread_id)

    def resolve() -> CommentThread:
        return discussing.resolve_thread(thread=thread, by=request.user)

    return _do(request, thread.content, resolve, _("The thread is resolved."), thread=thread)


@login_required
@require_POST
def reopen_thread(request: SignedInRequest, thread_id: UUID) -> HttpResponse:
    thread = get_thread(request.user, thread_id)

    def reopen() -> CommentThread:
        return discussing.reopen_thread(thread=thread, by=request.user)

    return _do(request, thread.content, reopen, _("The thread is open again."), thread=thread)


def _do(
    request: SignedInRequest,
    content: Content,
    action: Callable[[], CommentThread],
    told: str,
    boxes: Sequence[str] = (),
    thread: CommentThread | None = None,
) -> HttpResponse:
    """Do it and go back to the page it came from; whatever stands in boxes that it does not empty is kept for that."""
    try:
        thread = action()
    except Refusal as refusal:
        messages.error(request, refusal.message)
        is_closed = (
            thread is not None and CommentThread.objects.filter(pk=thread.pk, resolved_at__isnull=False).exists()
        )
        closed = boxes[0] if boxes and is_closed else ""
        _keep(request, content, typed_in_boxes(request.POST, closed=closed, instead=f"open-{content.pk}"))
    else:
        messages.success(request, told)
        _keep(request, content, typed_in_boxes(request.POST, but=boxes))
    anchor = f"#thread-{thread.pk}" if thread else ""
    return redirect(_way_back(request, content) + anchor)


def _keep(request: SignedInRequest, content: Content, typed: dict[str, str]) -> None:
    """What was typed into other boxes, for the next page; on a page of review all of it, for as long as that lasts."""
    key = uuid_of(request.POST.get("review", ""))
    review = content.review_requests.filter(pk=key).first() if key and request.user.has_perm(REVIEWER) else None
    if review is None:
        keep_typed(request, typed)
    else:
        fields = review_fields(request.POST) | {name: [text] for name, text in typed.items()}
        save_review_draft(request=review, by=request.user, fields=fields)


def _way_back(request: SignedInRequest, content: Content) -> str:
    """Where the button was pressed, if that is a page of ours; else where the person reads the threads of the piece."""
    target = request.POST.get("next", "").partition("#")[0]
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    if is_ours and target.startswith("/"):
        return target
    if can_edit(request.user, content):
        return reverse("content:review-threads", args=[content.pk])
    review = content.review_requests.order_by("-submitted_at").first()
    return reverse(PAGE, args=[review.pk]) if review else reverse(QUEUE)
