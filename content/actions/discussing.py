"""What reviewers and authors say to each other: threads on a piece, an item or a field, answers, and an end to them."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from accounts.actions.notifying import notify
from accounts.models import User
from content import events
from content.models import Comment, CommentThread, Content, ReviewRequest
from content.review.recipients import authors_of

Opening = tuple[UUID | None, str, bool]  # the item (None: the whole), what is said, whether it is a problem


def open_threads(
    *, request: ReviewRequest, by: User, said: Sequence[Opening], is_told: bool = True
) -> list[CommentThread]:
    """Begin a thread for each thing said in a review. The caller holds the piece, and has checked permission."""
    now = timezone.now()
    threads = CommentThread.objects.bulk_create(
        CommentThread(
            content=request.content,
            item_id=item_id,
            version=request.version,
            request=request,
            is_problem=is_problem,
            opened_by=by,
            opened_at=now,
        )
        for item_id, _text, is_problem in said
    )
    comments = Comment.objects.bulk_create(
        Comment(thread=thread, by=by, text=text, at=now) for thread, (_item, text, _) in zip(threads, said, strict=True)
    )
    if is_told:
        notify(
            event=events.COMMENTED,
            to=authors_of(request.content),
            subject=request.version.title,
            url=reverse("content:content-detail", args=[request.content_id]),
            key=f"commented:{comments[0].pk}",
            actor=by,
            details={"reason": "\n\n".join(text for _item, text, _is in said)},
        )
    return threads


def resolve_threads_of(*, content: Content, items: Collection[UUID], by: User) -> int:
    """End the threads on these items, for a reviewer has called them fine. Returns how many."""
    open_ones = CommentThread.objects.filter(content=content, item__in=items, resolved_at__isnull=True)
    return open_ones.update(resolved_at=timezone.now(), resolved_by=by)
