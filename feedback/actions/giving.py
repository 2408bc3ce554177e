"""Saying what one thinks of published material, and reporting what is wrong in it."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal, StaleEdit
from content.actions.locking import lock_content
from content.actions.scoring import ask_for_score
from content.models import Content, ContentVersion, Item
from content.text import is_visible
from feedback.access import require_ratable
from feedback.models import ContentFeedback

RATINGS = range(1, 6)
OPEN: dict[str, Any] = {  # what is said again asks for an answer again
    "status": ContentFeedback.Status.OPEN,
    "addressed_by": None,
    "promised_number": None,
    "answer": "",
    "answered_by": None,
    "closed_at": None,
}


@transaction.atomic
def give_feedback(
    *,
    content: Content,
    by: User,
    rating: int,
    type: str,  # noqa: A002 - the field's own name
    text: str = "",
    item: Item | None = None,
    version_number: int | None = None,
) -> ContentFeedback:
    """Rate one aspect (`type`) of the published version, or of one item in it. What the same person said of the same
    before is replaced, and open again. `version_number` is the version the person saw.

    Raises PermissionDenied for one's own or unpublished material; StaleEdit when another version has been published
    since; Refusal for a rating or an item that does not exist."""
    content = lock_content(content)
    version = _version_to_judge(content, by, version_number)
    if rating not in RATINGS or type not in ContentFeedback.ASPECTS:
        raise Refusal(_("Give 1 to 5 stars, and say what they are for."))
    if item is not None and not _is_in(version, item):
        raise Refusal(_("This part is no longer in the material. Choose another, or rate the whole."))
    feedback, _created = ContentFeedback.objects.update_or_create(
        author=by,
        version=version,
        type=type,
        item=item,
        defaults={"content": content, "rating": rating, "text": text.strip(), **OPEN},
    )
    ask_for_score([content.pk])
    return feedback


@transaction.atomic
def report_mistake(
    *, content: Content, by: User, item: Item, text: str, version_number: int | None = None
) -> ContentFeedback:
    """Say what is wrong in one item of the published version. What the same person reported in it before, and nobody
    has answered, is replaced. `version_number` is the version the person saw.

    Raises PermissionDenied for one's own or unpublished material; StaleEdit when another version has been published
    since; Refusal without words, or for an item that is not in it."""
    content = lock_content(content)
    version = _version_to_judge(content, by, version_number)
    if not is_visible(text):
        raise Refusal(_("Say what is wrong, so that its author can mend it."))
    if not _is_in(version, item):
        raise Refusal(_("This part is no longer in the material. It may have been mended."))
    feedback, _created = ContentFeedback.objects.update_or_create(
        author=by,
        version=version,
        type=ContentFeedback.Type.MISTAKE,
        item=item,
        status=ContentFeedback.Status.OPEN,
        defaults={"content": content, "text": text.strip(), **OPEN},
    )
    ask_for_score([content.pk])
    return feedback


def _version_to_judge(content: Content, by: User, seen: int | None) -> ContentVersion:
    """The published version, which has to be the one that was `seen`."""
    require_ratable(by, content)
    version = content.published_version
    assert version is not None, "ratable material is published"
    if seen is not None and seen != version.number:
        raise StaleEdit(_("A newer version was published meanwhile. Have a look at it, then send this again."))
    return version


def _is_in(version: ContentVersion, item: Item) -> bool:
    return version.entries.filter(item_version__item=item).exists()
