"""The one way a view gets its object: 404 for strangers, 403 for members without the role."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from content.authoring import kept_drafts
from content.bank import seen_entries
from content.models import Authorship, Content, Derivation, Draft, Item, MediaUpload, ReviewRequest
from content.querysets import AUTHOR, REVIEWER, STUDENT


def can_edit(user: User, content: Content) -> bool:
    """The twin of `ContentQuerySet.editable_by`: the owner, and who accepted to write along."""
    return user.has_perm(AUTHOR) and (content.owner_id == user.pk or is_co_author(user, content))


def is_co_author(user: User, content: Content) -> bool:
    return content.authorships.filter(author=user, accepted_at__isnull=False).exists()


def can_manage(user: User, content: Content) -> bool:
    """Whether the piece is her own: who writes along does not invite others, nor hand it over."""
    return content.owner_id == user.pk and user.has_perm(AUTHOR)


def can_reuse(user: User, content: Content) -> bool:
    """The twin of `ContentQuerySet.reusable_by`."""
    is_shared = content.is_shared and content.is_published and content.status != Content.Status.ARCHIVED
    return (is_shared and user.has_perm(AUTHOR)) or can_edit(user, content)


def can_study(user: User, content: Content) -> bool:
    """The twin of `ContentQuerySet.studiable_by`."""
    return content.is_published and content.status != Content.Status.ARCHIVED and user.has_perm(STUDENT)


def can_review(user: User, request: ReviewRequest) -> bool:
    """The twin of `ReviewRequestQuerySet.reviewable_by`."""
    if request.state != ReviewRequest.State.OPEN or not user.has_perm(REVIEWER):
        return False
    if request.group and not user.groups.filter(pk=request.group.pk).exists():
        return False
    took_a_step = request.step > 1 and request.step_approvals.filter(reviewer=user).exists()
    return not took_a_step and not is_author(user, request)


def is_author(user: User, request: ReviewRequest) -> bool:
    """Whether `user` owns, wrote (if but one item of it) or submitted what is to be reviewed: then somebody else has
    to decide on it. The twin of `ReviewRequestQuerySet.authored_by`."""
    return ReviewRequest.objects.authored_by(user).filter(pk=request.pk).exists()


def require(user: User, permission: str) -> None:
    """Raises PermissionDenied, with a sentence, unless the person has the permission."""
    if not user.has_perm(permission):
        raise PermissionDenied(str(_NEEDED[permission]))


def get_content_for_author(user: User, content_id: UUID) -> Content:
    """Material that `user` may edit, her own or as a co-author. Raises PermissionDenied without the role, Http404 for
    another's material."""
    require(user, AUTHOR)
    content = Content.objects.select_related("owner", "topic", "latest_version", "published_version").filter(
        pk=content_id
    )
    for found in content:
        if can_edit(user, found):
            return found
    raise Http404(_("There is no such material of yours. Look for it in your studio."))


def get_item_for_author(user: User, item_id: UUID) -> Item:
    """An item that stands in material whose items `user` may reuse. Raises PermissionDenied without the role, Http404
    for any other."""
    require(user, AUTHOR)
    stands = seen_entries(user).filter(item_version__item=OuterRef("pk"))
    for found in Item.objects.filter(Exists(stands), pk=item_id):
        return found
    raise Http404(_("There is no such item in your item bank. Look for it there."))


def get_content_to_manage(user: User, content_id: UUID) -> Content:
    """Material of `user`'s own. Raises PermissionDenied without the role, and for who writes along; else Http404."""
    content = get_content_for_author(user, content_id)
    if not can_manage(user, content):
        raise PermissionDenied(_("Only the owner decides who writes along, and hands it over. Ask the owner."))
    return content


def get_content_to_reuse(user: User, content_id: UUID) -> Content:
    """Material that `user` may duplicate. Raises PermissionDenied without the role, Http404 for what is neither hers
    nor shared."""
    require(user, AUTHOR)
    related = ("owner", "topic", "latest_version", "published_version")
    for found in Content.objects.select_related(*related).filter(pk=content_id):
        if can_reuse(user, found):
            return found
    raise Http404(_("There is no such material that you may use. Its owner may have stopped sharing it."))


def get_derivation(user: User, derivation_id: UUID) -> Derivation:
    """What an item in `user`'s material was made from. Raises PermissionDenied without the role, else Http404."""
    require(user, AUTHOR)
    versions = Content.objects.editable_by(user).values("latest_version")
    for found in Derivation.objects.filter(pk=derivation_id, item__versions__entries__version__in=versions)[:1]:
        return found
    raise Http404(_("There is no such item of yours. Look for it among what is stale."))


def get_invitation(user: User, authorship_id: UUID) -> Authorship:
    """What `user` was asked to write along with. Raises PermissionDenied without the role, Http404 for another's."""
    require(user, AUTHOR)
    for found in Authorship.objects.select_related("content__owner").filter(pk=authorship_id, author=user):
        return found
    raise Http404(_("There is no such invitation. The owner may have taken it back."))


def get_kept_draft(user: User, draft_id: UUID) -> Draft:
    """What `user` typed into material that she may not edit any more. Raises PermissionDenied without the role, Http404
    for any other draft."""
    require(user, AUTHOR)
    for found in kept_drafts(user).filter(pk=draft_id):
        return found
    raise Http404(_("There is no such text of yours. Look for it on your desk."))


def get_content_for_student(user: User, content_id: UUID) -> Content:
    """Published material. Raises PermissionDenied without the role, Http404 for all that is not published."""
    require(user, STUDENT)
    content = Content.objects.select_related("owner", "topic", "published_version").filter(pk=content_id)
    for found in content:
        if can_study(user, found):
            return found
    raise Http404(_("This material is not in the library. It may have been withdrawn: look for another there."))


def get_media_upload(user: User, upload_id: UUID) -> MediaUpload:
    """A file of `user`'s. Raises PermissionDenied without the role, Http404 for another's."""
    require(user, AUTHOR)
    for found in MediaUpload.objects.owned_by(user).filter(pk=upload_id):
        return found
    raise Http404(_("There is no such file of yours. Look for it among your media."))


def require_member(user: User) -> None:
    """Raises PermissionDenied unless the person may write, review or study."""
    if not any(user.has_perm(permission) for permission in (AUTHOR, REVIEWER)):
        require(user, STUDENT)


def get_review_request(user: User, request_id: UUID) -> ReviewRequest:
    """A request as a reviewer may read it, open or not. Raises PermissionDenied without the role, else Http404."""
    require(user, REVIEWER)
    requests = ReviewRequest.objects.select_related(
        "content__owner",
        "content__topic",
        "content__published_version",
        "version__created_by",
        "submitted_by",
        "claimed_by",
        "first_group",
        "second_group",
    )
    for found in requests.filter(pk=request_id):
        return found
    raise Http404(_("There is no such review request. Go back to the queue."))


_NEEDED = {
    AUTHOR: gettext_lazy("Only teachers write material. Ask an administrator to make you one."),
    REVIEWER: gettext_lazy("Only reviewers decide on material. Ask an administrator to make you one."),
    STUDENT: gettext_lazy("Your account cannot study material yet. Ask an administrator for the student role."),
}
