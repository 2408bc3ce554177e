"""What reviewers and authors say to each other: threads on a piece, an item or a field, answers, and an end to them."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.notifying import notify
from accounts.models import User
from accounts.refusals import Refusal, WrongState
from content import events
from content.access import can_discuss
from content.actions.locking import lock_content
from content.documents import load_items
from content.item_diff import named_fields
from content.models import Comment, CommentThread, Content, ContentVersion, ReviewRequest
from content.models.threads import LONGEST_COMMENT
from content.querysets import REVIEWER
from content.review.recipients import authors_of
from content.text import clean_input, is_visible

Opening = tuple[UUID | None, str, bool]  # the item (None: the whole), what is said, whether it is a problem


@transaction.atomic
def open_thread(
    *, content: Content, by: User, text: str, item_id: UUID | None = None, field: str = ""
) -> CommentThread:
    """Begin a conversation about the piece, about an item of its newest version, or about one `field` of that (a path
    into its data); as an author, or as a reviewer of what was submitted. Those on the other side hear of it.
    Raises PermissionDenied; WrongState on what is archived; Refusal for no such item or field, and for no words."""
    content = _lock_to_discuss(content, by)
    version = content.latest_version
    assert version is not None, "a piece is created with its first version"
    _require_place(version, item_id, field)
    thread = CommentThread.objects.create(
        content=content,
        item_id=item_id,
        field=field if item_id else "",
        version=version,
        request=content.review_requests.open().first(),
        opened_by=by,
    )
    _say(thread, by, text)
    return thread


@transaction.atomic
def reply_to_thread(*, thread: CommentThread, by: User, text: str) -> Comment:
    """Answer; who wrote the piece and who took part hear of it. Raises PermissionDenied; WrongState on what is resolved
    or archived; Refusal for no words, or too many."""
    thread = _lock_thread(thread, by)
    if thread.is_resolved:
        name = {"name": thread.resolved_by}
        raise WrongState(_("%(name)s has resolved this thread meanwhile. Begin another to say more.") % name)
    return _say(thread, by, text, what="reply")


@transaction.atomic
def resolve_thread(*, thread: CommentThread, by: User) -> CommentThread:
    """End a conversation: for a reviewer of the piece, or whoever began it. Raises PermissionDenied; WrongState when it
    is resolved already, and on what is archived."""
    thread = _lock_thread(thread, by)
    _require_end(thread, by)
    if thread.is_resolved:
        raise WrongState(_("%(name)s has resolved this thread already.") % {"name": thread.resolved_by})
    thread.resolved_by, thread.resolved_at = by, timezone.now()
    thread.save(update_fields=["resolved_by", "resolved_at"])
    return thread


@transaction.atomic
def reopen_thread(*, thread: CommentThread, by: User) -> CommentThread:
    """Go on with what was resolved, as whoever may resolve it; the others hear of it. Raises PermissionDenied;
    WrongState when it is open, and on what is archived."""
    thread = _lock_thread(thread, by)
    _require_end(thread, by)
    if not thread.is_resolved:
        raise WrongState(_("This thread is open already. Answer in it."))
    thread.resolved_by = thread.resolved_at = None
    thread.save(update_fields=["resolved_by", "resolved_at"])
    first = thread.comments.order_by("at", "id").values_list("text", flat=True)[0]
    _tell(
        thread,
        by,
        _("Reopened: %(text)s") % {"text": first},
        key=f"reopened:{thread.pk}:{timezone.now():%Y%m%d%H%M%S%f}",
    )
    return thread


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
            url=reverse("content:review-threads", args=[request.content_id]),
            key=f"commented:{comments[0].pk}",
            actor=by,
            details={"reason": "\n\n".join(text for _item, text, _is in said)},
        )
    return threads


def answer_threads(*, request: ReviewRequest, by: User, answers: Mapping[UUID, str]) -> list[Comment]:
    """What the author says to open threads, by thread, as she submits the piece again; who asked hears of all in one.
    An empty answer is none; one to a thread that was resolved meanwhile stands in it all the same, so that nothing is
    lost. The caller holds the piece, and has checked permission. Raises Refusal for too many words."""
    texts = {pk: require_words(text) for pk, text in answers.items() if is_visible(text)}
    if not texts:
        return []
    threads = list(CommentThread.objects.filter(content=request.content, pk__in=texts))
    now = timezone.now()
    comments = Comment.objects.bulk_create(
        Comment(thread=thread, by=by, text=texts[thread.pk], at=now) for thread in threads
    )
    if comments:
        notify(
            event=events.COMMENTED,
            to={thread.opened_by_id for thread in threads} - authors_of(request.content),
            subject=request.version.title,
            url=reverse("admin:content_reviewrequest_change", args=[request.pk]),
            key=f"answered:{request.pk}",
            actor=by,
            details={"reason": "\n\n".join(comment.text for comment in comments), "what": "reply"},
        )
    return comments


def resolve_threads_of(*, content: Content, items: Collection[UUID], by: User) -> int:
    """End the threads on these items, for a reviewer has called them fine. Returns how many."""
    open_ones = CommentThread.objects.filter(content=content, item__in=items, resolved_at__isnull=True)
    return open_ones.update(resolved_at=timezone.now(), resolved_by=by)


def require_words(text: str) -> str:
    """What was written, as it is kept. Raises Refusal where nobody sees any of it, or it is too long."""
    text = clean_input(text).strip()
    if not is_visible(text):
        raise Refusal(_("There is nothing in it yet. Write what you want to say, then send it."))
    if len(text) > LONGEST_COMMENT:
        sizes = {"count": len(text), "limit": LONGEST_COMMENT}
        message = _("This has %(count)d characters, and a comment at most %(limit)d. Shorten it, or make two of it.")
        raise Refusal(message % sizes)
    return text


def _lock_to_discuss(content: Content, by: User) -> Content:
    locked = lock_content(content)
    if not can_discuss(by, locked):
        raise PermissionDenied(_("Only its authors and reviewers comment on this material."))
    if locked.status == Content.Status.ARCHIVED:
        raise WrongState(_("This material is archived: nobody comments on it. Its owner can restore it."))
    return locked


def _lock_thread(thread: CommentThread, by: User) -> CommentThread:
    """The thread as it is now. All that is done to it holds its piece, so nobody changes it meanwhile."""
    content = _lock_to_discuss(thread.content, by)
    locked = CommentThread.objects.select_related("resolved_by", "request").get(pk=thread.pk)
    locked.content = content
    return locked


def _require_end(thread: CommentThread, by: User) -> None:
    reviews = by.has_perm(REVIEWER) and by.pk not in authors_of(thread.content)
    if not reviews and thread.opened_by_id != by.pk:
        raise PermissionDenied(_("A reviewer ends this thread, or whoever began it. Answer in it."))


def _require_place(version: ContentVersion, item_id: UUID | None, field: str) -> None:
    if item_id is None:
        return
    found = {entry.item_id: entry for entry in load_items(version, is_shown=False)}.get(item_id)
    if found is None:
        raise Refusal(_("This item is not in the material any more. Comment on another, or on the whole."))
    if field and field not in dict(named_fields(found.parsed)):
        raise Refusal(_("This item has no such part any more. Choose another, or all of it."))


def _say(thread: CommentThread, by: User, text: str, what: str = "") -> Comment:
    comment = Comment.objects.create(thread=thread, by=by, text=require_words(text))
    _tell(thread, by, comment.text, key=f"commented:{comment.pk}", what=what)
    return comment


def _tell(thread: CommentThread, by: User, text: str, *, key: str, what: str = "") -> None:
    """Its authors, who took part, and who is reviewing it now: each is led to where they can answer."""
    content, authors = thread.content, authors_of(thread.content)
    request = content.review_requests.order_by("-submitted_at", "-id").first()
    others = {thread.opened_by_id, *thread.comments.values_list("by", flat=True)} - authors
    if request and request.is_claimed and request.claimed_by_id:
        others.add(request.claimed_by_id)
    told = [(authors, reverse("content:review-threads", args=[content.pk]))]
    if request:
        told.append((others - authors, reverse("admin:content_reviewrequest_change", args=[request.pk])))
    for people, url in told:
        notify(
            event=events.COMMENTED,
            to=people,
            subject=content.title,
            url=f"{url}#thread-{thread.pk}",
            key=key,
            actor=by,
            details={"reason": text, "what": what},
        )
