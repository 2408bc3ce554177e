"""The one way a view gets its object: 404 for strangers, 403 for members without the role."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.refusals import NotHere, Refusal
from content.authoring import kept_drafts
from content.bank import seen_entries
from content.models import (
    Authorship,
    CommentThread,
    Content,
    Derivation,
    Draft,
    Item,
    MediaUpload,
    ReviewRequest,
    SecondReview,
    VersionItem,
)
from content.querysets import (
    AUTHOR,
    GROUP_KEEPER,
    REVIEWER,
    STUDENT,
    WITHDRAWER,
    ReviewRequestQuerySet,
    is_blind_to,
)


class Withdrawn(Refusal):
    """What a student looks for was withdrawn in an emergency, at `since`; its message is the reason that she reads."""

    def __init__(self, content: Content) -> None:
        super().__init__(content.withdrawn_reason)
        self.since = content.withdrawn_at


class NotYet(PermissionDenied):
    """A `request` that she may not look at: it would tell her what she may yet judge by herself."""

    def __init__(self, request: ReviewRequest) -> None:
        self.request = request
        if request.state == ReviewRequest.State.OPEN:
            sentence = _("An earlier review of this may be yours to repeat, blind. Claim this to read it instead.")
        else:
            sentence = _("You may yet read this a second time, blind. You see the first review once that is done.")
        super().__init__(sentence)


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


def can_discuss(user: User, content: Content) -> bool:
    """The twin of `ContentQuerySet.discussable_by`."""
    return (user.has_perm(REVIEWER) and content.review_requests.exists()) or can_edit(user, content)


def can_read_record(user: User, content: Content) -> bool:
    """The twin of `ContentQuerySet.recorded_for`."""
    return (user.has_perm(WITHDRAWER) and not is_blind(user, content)) or can_edit(user, content)


def is_blind(user: User, content: Content) -> bool:
    """Whether `user` may yet read a review of the piece a second time, and so sees nothing of how it went. The twin of
    `ContentQuerySet.unblind_to`."""
    return not Content.objects.unblind_to(user).filter(pk=content.pk).exists()


def can_study(user: User, content: Content) -> bool:
    """The twin of `ContentQuerySet.studiable_by`."""
    return content.is_published and content.status != Content.Status.ARCHIVED and user.has_perm(STUDENT)


def can_withdraw(user: User) -> bool:
    """Whether she may take from students what is not her own."""
    return user.has_perm(WITHDRAWER)


def can_review(user: User, request: ReviewRequest) -> bool:
    """The twin of `ReviewRequestQuerySet.reviewable_by`."""
    if request.state != ReviewRequest.State.OPEN or not user.has_perm(REVIEWER):
        return False
    if request.group and not user.groups.filter(pk=request.group.pk).exists():
        return False
    took_a_step = request.step > 1 and request.step_approvals.filter(reviewer=user).exists()
    return not (took_a_step or is_repeating(user, request) or is_author(user, request))


def is_repeating(user: User, request: ReviewRequest) -> bool:
    """Whether `user` holds a second review of the piece at this moment, and so must not know of the others."""
    held = SecondReview.objects.filter(finished_at__isnull=True).held_by(user)
    return held.filter(request__content=request.content_id).exists()


def is_author(user: User, request: ReviewRequest) -> bool:
    """Whether `user` owns, wrote (if but one item of it) or submitted what is to be reviewed: then somebody else has
    to decide on it. The twin of `ReviewRequestQuerySet.authored_by`."""
    return ReviewRequest.objects.authored_by(user).filter(pk=request.pk).exists()


def can_repeat(user: User, review: SecondReview) -> bool:
    """The twin of `SecondReviewQuerySet.repeatable_by`."""
    return SecondReview.objects.repeatable_by(user).filter(pk=review.pk).exists()


def require(user: User, permission: str) -> None:
    """Raises PermissionDenied, with a sentence, unless the person has the permission."""
    if not user.has_perm(permission):
        raise PermissionDenied(str(_NEEDED[permission]))


def get_content_for_author(user: User, content_id: UUID) -> Content:
    """Material that `user` may edit, her own or as a co-author. Raises PermissionDenied without the role, Http404 for
    another's material."""
    require(user, AUTHOR)
    related = ("owner", "topic", "latest_version__quality", "published_version__quality")
    content = Content.objects.select_related(*related).filter(pk=content_id)
    for found in content:
        if can_edit(user, found):
            return found
    raise NotHere(_("There is no such material of yours. Look for it in your studio."))


def get_item_for_author(user: User, item_id: UUID, seen: QuerySet[VersionItem] | None = None) -> Item:
    """An item that stands in material whose items `user` may reuse (`seen_entries`, of whoever has them). Raises
    PermissionDenied without the role, Http404 for any other."""
    require(user, AUTHOR)
    stands = (seen_entries(user) if seen is None else seen).filter(item_version__item=OuterRef("pk"))
    for found in Item.objects.filter(Exists(stands), pk=item_id):
        return found
    raise NotHere(_("There is no such item in your item bank. Look for it there."))


def get_content_to_manage(user: User, content_id: UUID) -> Content:
    """Material of `user`'s own. Raises PermissionDenied without the role, and for who writes along; else Http404."""
    content = get_content_for_author(user, content_id)
    if not can_manage(user, content):
        raise PermissionDenied(_("Only the owner decides who writes along, and hands it over. Ask the owner."))
    return content


def get_content_to_discuss(user: User, content_id: UUID) -> Content:
    """Material that `user` may comment on, as an author or a reviewer of it. Raises PermissionDenied for who is neither
    by role, Http404 for another's material and, as a reviewer, for what was never submitted."""
    _require_voice(user)
    for found in Content.objects.select_related("owner", "latest_version").filter(pk=content_id):
        if can_discuss(user, found):
            return found
    raise NotHere(_("There is no such material for you to comment on. Look for it in your studio, or in the queue."))


def get_thread(user: User, thread_id: UUID) -> CommentThread:
    """A conversation about what `user` may comment on. Raises as `get_content_to_discuss` does."""
    _require_voice(user)
    for found in CommentThread.objects.select_related("content").filter(pk=thread_id):
        if can_discuss(user, found.content):
            return found
    raise NotHere(_("There is no such thread on your material. Look for it in your studio, or in the queue."))


def _require_voice(user: User) -> None:
    if not user.has_perm(REVIEWER):
        require(user, AUTHOR)


def get_content_to_reuse(user: User, content_id: UUID) -> Content:
    """Material that `user` may duplicate. Raises PermissionDenied without the role, Http404 for what is neither hers
    nor shared."""
    require(user, AUTHOR)
    related = ("owner", "topic", "latest_version", "published_version")
    for found in Content.objects.select_related(*related).filter(pk=content_id):
        if can_reuse(user, found):
            return found
    raise NotHere(_("There is no such material that you may use. Its owner may have stopped sharing it."))


def get_content_of_record(user: User, content_id: UUID) -> Content:
    """Material whose record `user` may read: hers, and any for who answers for what students see. Raises
    PermissionDenied without a role, and for who may yet read it a second time; Http404 for another's material."""
    if not user.has_perm(WITHDRAWER):
        require(user, AUTHOR)
    for found in Content.objects.select_related("owner", "latest_version").filter(pk=content_id):
        if can_read_record(user, found):
            return found
        if user.has_perm(WITHDRAWER):
            raise PermissionDenied(
                _("You may yet read this a second time, blind. You see its record once that is done.")
            )
    raise NotHere(_("There is no such material of yours. Look for it in your studio."))


def get_derivation(user: User, derivation_id: UUID) -> Derivation:
    """What an item in `user`'s material was made from. Raises PermissionDenied without the role, else Http404."""
    require(user, AUTHOR)
    versions = Content.objects.editable_by(user).values("latest_version")
    for found in Derivation.objects.filter(pk=derivation_id, item__versions__entries__version__in=versions)[:1]:
        return found
    raise NotHere(_("There is no such item of yours. Look for it among what is stale."))


def get_invitation(user: User, authorship_id: UUID) -> Authorship:
    """What `user` was asked to write along with. Raises PermissionDenied without the role, Http404 for another's."""
    require(user, AUTHOR)
    for found in Authorship.objects.select_related("content__owner").filter(pk=authorship_id, author=user):
        return found
    raise NotHere(_("There is no such invitation. The owner may have taken it back."))


def get_kept_draft(user: User, draft_id: UUID) -> Draft:
    """What `user` typed into material that she may not edit any more. Raises PermissionDenied without the role, Http404
    for any other draft."""
    require(user, AUTHOR)
    for found in kept_drafts(user).filter(pk=draft_id):
        return found
    raise NotHere(_("There is no such text of yours. Look for it on your desk."))


def get_content_for_student(user: User, content_id: UUID) -> Content:
    """Published material. Raises PermissionDenied without the role, Withdrawn for what students saw until an emergency,
    Http404 for all else that is not published."""
    require(user, STUDENT)
    content = Content.objects.select_related("owner", "topic", "published_version").filter(pk=content_id)
    for found in content:
        if can_study(user, found):
            return found
        if found.withdrawn_at and found.published_at:
            raise Withdrawn(found)
    raise NotHere(_("This material is not in the library. It may have been withdrawn: look for another there."))


def get_content_to_withdraw(user: User, content_id: UUID) -> Content:
    """Any material, for whoever may withdraw it. Raises PermissionDenied without the role, else Http404."""
    require(user, WITHDRAWER)
    content = Content.objects.select_related("owner", "published_version", "approved_version").defer("search")
    for found in content.filter(pk=content_id):
        return found
    raise NotHere(_("There is no such material. Go back to the list."))


def get_media_upload(user: User, upload_id: UUID) -> MediaUpload:
    """A file of `user`'s. Raises PermissionDenied without the role, Http404 for another's."""
    require(user, AUTHOR)
    for found in MediaUpload.objects.owned_by(user).filter(pk=upload_id):
        return found
    raise NotHere(_("There is no such file of yours. Look for it among your media."))


def require_member(user: User) -> None:
    """Raises PermissionDenied unless the person may write, review or study."""
    if not any(user.has_perm(permission) for permission in (AUTHOR, REVIEWER)):
        require(user, STUDENT)


def get_review_request(user: User, request_id: UUID, among: ReviewRequestQuerySet | None = None) -> ReviewRequest:
    """A request as a reviewer may read it, open or not, with what `among` says of it. Raises PermissionDenied without
    the role; NotYet for who may yet repeat a review of the piece, blind; else Http404."""
    found = get_request_in_queue(user, request_id, among)
    if vars(found)["is_blind"]:
        raise NotYet(found)
    return found


def get_request_in_queue(user: User, request_id: UUID, among: ReviewRequestQuerySet | None = None) -> ReviewRequest:
    """The same for who does not read it, but claims it, or says how urgent it is. With `is_blind`: whether she may yet
    repeat a review of the piece; once she has claimed this one, she may not."""
    require(user, REVIEWER)
    requests = ReviewRequest.objects.all() if among is None else among
    requests = requests.select_related(
        "content__owner",
        "content__topic",
        "content__published_version",
        "version__created_by",
        "submitted_by",
        "claimed_by",
        "first_group",
        "second_group",
    )
    for found in requests.annotate(is_blind=is_blind_to(user, "content")).filter(pk=request_id):
        return found
    raise NotHere(_("There is no such review request. Go back to the queue."))


def get_second_review(user: User, review_id: UUID) -> SecondReview:
    """A second review as a reviewer may read it: hers to take, or done. Raises PermissionDenied without the role, and
    while she may not repeat it; Http404 where there is none."""
    require(user, REVIEWER)
    related = ("request__content__topic", "request__version", "request__decision__reviewer", "claimed_by")
    for found in SecondReview.objects.select_related(*related).filter(pk=review_id):
        if not found.is_done and not can_repeat(user, found):
            raise PermissionDenied(
                _("You had a part in this piece or its review. Somebody else reads it a second time.")
            )
        return found
    raise NotHere(_("There is no such second review. Go back to their list."))


_NEEDED = {
    AUTHOR: gettext_lazy("Only teachers write material. Ask an administrator to make you one."),
    GROUP_KEEPER: gettext_lazy("Only staff say who belongs to a group of reviewers. Ask them."),
    REVIEWER: gettext_lazy("Only reviewers decide on material. Ask an administrator to make you one."),
    WITHDRAWER: gettext_lazy("Only reviewers and staff withdraw material. Tell one of them what is wrong with it."),
    STUDENT: gettext_lazy("Your account cannot study material yet. Ask an administrator for the student role."),
}
