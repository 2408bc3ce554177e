"""The one way a view of this app gets its object, and the checks of one object."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from content.access import can_study, get_content_for_student
from content.models import Content
from content.querysets import AUTHOR, STUDENT
from feedback.models import ContentFeedback


def can_rate(user: User, content: Content) -> bool:
    """The twin of `contents_ratable_by`."""
    return can_study(user, content) and content.owner_id != user.pk


def can_read_feedback(user: User, feedback: ContentFeedback) -> bool:
    """The twin of `ContentFeedbackQuerySet.readable_by`."""
    is_own = feedback.author_id == user.pk and user.has_perm(STUDENT)
    return is_own or (feedback.content.owner_id == user.pk and user.has_perm(AUTHOR))


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
