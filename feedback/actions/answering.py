"""What the authors of a piece do with what was said of it: promise that a version addresses it, or say why not."""

from collections.abc import Collection
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.notifying import call_off
from accounts.models import User
from accounts.refusals import Refusal, WrongState
from content.actions.locking import lock_content_for_author
from content.actions.scoring import ask_for_score
from content.models import Content
from content.text import is_visible
from feedback.actions.closing import close, tell_declined, telling_key
from feedback.models import ContentFeedback

Status = ContentFeedback.Status


@transaction.atomic
def promise_version(
    *, content: Content, feedback: Collection[UUID], number: int, by: User, answer: str = ""
) -> list[ContentFeedback]:
    """Say that version `number` addresses each `feedback` (their keys), or any later one: whichever students see first
    closes it and tells its writer, with the `answer`. That is at once where they see such a version already.

    Raises PermissionDenied; WrongState for what is not open any more; Refusal for a version that was there when it was
    said, that students never see again, or that is further away than the next."""
    content = lock_content_for_author(content, by)
    found = _lock(content, feedback)
    published = content.published_version
    if content.latest_version is None or number > content.latest_version.number + 1:
        raise Refusal(_("That version is too far away. Choose the newest one, or the one after it."))
    if published is not None and number < published.number:
        raise Refusal(_("Students see a later version already. Choose that one, or a newer one."))
    if any(number <= said.version.number for said in found):
        raise Refusal(_("This was said of that version itself. Choose a later one."))
    for said in found:
        said.promised_number, said.answer, said.answered_by = number, answer.strip(), by
    ContentFeedback.objects.bulk_update(found, ["promised_number", "answer", "answered_by"])
    if published is not None and number <= published.number:
        close(found, published)
    ask_for_score([content.pk])
    return found


@transaction.atomic
def decline_feedback(*, content: Content, feedback: Collection[UUID], by: User, reason: str) -> list[ContentFeedback]:
    """Say why nothing is changed for each `feedback` (their keys): that closes it, and its writer is told. She can
    write again. Raises PermissionDenied; WrongState for what is not open any more; Refusal without a reason."""
    content = lock_content_for_author(content, by)
    if not is_visible(reason):
        raise Refusal(_("Say why it stays as it is: its writer reads it."))
    found, now = _lock(content, feedback), timezone.now()
    for said in found:
        said.status, said.closed_at, said.promised_number = Status.DECLINED, now, None
        said.answer, said.answered_by = reason.strip(), by
    ContentFeedback.objects.bulk_update(found, ["status", "closed_at", "promised_number", "answer", "answered_by"])
    tell_declined(content, found)
    ask_for_score([content.pk])
    return found


@transaction.atomic
def take_answer_back(*, feedback: ContentFeedback, by: User) -> ContentFeedback:
    """It is open again, and nothing is promised. Raises PermissionDenied; WrongState where nothing was answered, and
    where students see the version that addresses it already."""
    content = lock_content_for_author(feedback.content, by)
    feedback = _rows(content).get(pk=feedback.pk)
    if feedback.status == Status.ADDRESSED:
        raise WrongState(_("Students see the version that addresses this, and its writer was told."))
    if feedback.is_open and feedback.promised_number is None:
        raise WrongState(_("Nothing was answered here: there is nothing to take back."))
    if feedback.status == Status.DECLINED:
        _require_alone(feedback)
        call_off(to=feedback.author_id, key=telling_key(feedback))
    feedback.status, feedback.closed_at, feedback.promised_number = Status.OPEN, None, None
    feedback.answer, feedback.answered_by = "", None
    feedback.save(update_fields=["status", "closed_at", "promised_number", "answer", "answered_by", "updated_at"])
    ask_for_score([content.pk])
    return feedback


def _require_alone(feedback: ContentFeedback) -> None:
    """Raises WrongState where its writer has reported the same item again since: that is the open one now."""
    again = ContentFeedback.objects.open().filter(
        author=feedback.author_id, version=feedback.version_id, item=feedback.item_id, type=feedback.type
    )
    if feedback.is_report and again.exists():
        raise WrongState(_("Its writer has written again since. Answer that instead."))


def _lock(content: Content, keys: Collection[UUID]) -> list[ContentFeedback]:
    """Those of `keys` that are of the piece, held. Raises WrongState unless each of them is, and is open."""
    found = list(_rows(content).filter(pk__in=keys))
    if len(found) < len(set(keys)) or not all(said.is_open for said in found):
        raise WrongState(_("This was answered meanwhile, or its writer took it back. Look at the list again."))
    return found


def _rows(content: Content) -> "models.QuerySet[ContentFeedback]":
    rows = ContentFeedback.objects.filter(content=content).select_related("version").order_by("pk")
    return rows.select_for_update(of=("self",), no_key=True)
