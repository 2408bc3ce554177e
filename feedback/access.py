"""The one way a view of this app gets its object, and the checks of one object."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import NotHere
from content.access import can_edit, can_study, get_content_for_author, get_content_for_student
from content.models import Content, Item, VersionItem
from content.querysets import STUDENT
from feedback.models import ContentFeedback


def can_rate(user: User, content: Content) -> bool:
    """The twin of `contents_ratable_by`."""
    return can_study(user, content) and content.owner_id != user.pk


def can_read_feedback(user: User, feedback: ContentFeedback) -> bool:
    """The twin of `ContentFeedbackQuerySet.readable_by`."""
    is_own = feedback.author_id == user.pk and user.has_perm(STUDENT)
    return is_own or can_edit(user, feedback.content)


def get_content_to_rate(user: User, content_id: UUID) -> Content:
    """Published material of others. Raises PermissionDenied without the role or for one's own, Http404 for the rest."""
    content = get_content_for_student(user, content_id)
    require_ratable(user, content)
    return content


def require_ratable(user: User, content: Content) -> None:
    """Raises PermissionDenied, with a sentence, unless `user` may rate `content` now."""
    if content.owner_id == user.pk:
        raise PermissionDenied(_("This is your own material: others rate it. You read what they say in the studio."))
    if not can_rate(user, content):
        raise PermissionDenied(_("Only students of published material rate it. Look for it in the library."))


def get_item_to_report(user: User, content_id: UUID, wording_id: UUID) -> tuple[Content, Item]:
    """The item of a wording that she saw, as long as the published material holds it. Raises as `get_content_to_rate`
    does, and Http404 for any other item."""
    content = get_content_to_rate(user, content_id)
    entries = VersionItem.objects.filter(version=content.published_version_id)
    for found in Item.objects.filter(versions=wording_id):
        if entries.filter(item_version__item=found).exists():
            return content, found
    raise NotHere(_("This part is no longer in the material. It may have been mended: have a look at it as it is now."))


def get_feedback_to_answer(user: User, content_id: UUID, feedback_id: UUID) -> ContentFeedback:
    """What was said of material that `user` writes. Raises PermissionDenied without the role, else Http404."""
    content = get_content_for_author(user, content_id)
    for found in ContentFeedback.objects.filter(pk=feedback_id, content=content).for_list():
        found.content = content
        return found
    raise NotHere(_("There is no such feedback on your material. Look for it in the list."))
