"""Saying what one thinks of published material."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal, StaleEdit
from content.actions.locking import lock_content
from content.models import Content, ContentVersion, Item
from feedback.access import require_ratable
from feedback.models import ContentFeedback

RATINGS = range(1, 6)


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
    require_ratable(by, content)
    version = content.published_version
    assert version is not None, "ratable material is published"
    if version_number is not None and version_number != version.number:
        raise StaleEdit(_("A newer version was published meanwhile. Have a look at it, then send your rating again."))
    if rating not in RATINGS or type not in ContentFeedback.Type.values:
        raise Refusal(_("Give 1 to 5 stars, and say what they are for."))
    if item is not None and not _is_in(version, item):
        raise Refusal(_("This part is no longer in the material. Choose another, or rate the whole."))
    feedback, _created = ContentFeedback.objects.update_or_create(
        author=by,
        version=version,
        type=type,
        item=item,
        defaults={
            "content": content,
            "rating": rating,
            "text": text.strip(),
            "status": ContentFeedback.Status.OPEN,
            "addressed_by": None,
        },
    )
    return feedback


def _is_in(version: ContentVersion, item: Item) -> bool:
    return version.entries.filter(item_version__item=item).exists()
