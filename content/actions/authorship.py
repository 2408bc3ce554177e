"""Writing together: who is asked to write along, who does, and whose piece it is. Only the owner invites, removes and
hands over; whoever writes along may leave."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.notifying import call_off, notify
from accounts.models import User
from accounts.refusals import Refusal, WrongState
from content import events
from content.access import can_manage, require
from content.actions.locking import lock_content
from content.actions.record import record_transition
from content.authoring import kept_drafts
from content.models import Authorship, Content, Draft, Presence
from content.querysets import AUTHOR

MAX_AUTHORS = 20  # beside the owner, invitations included


@transaction.atomic
def invite_author(*, content: Content, who: str, by: User) -> Authorship:
    """Ask the teacher with that email or username to write along; she is told by email. Raises PermissionDenied unless
    the piece is `by`'s own; Refusal where nobody can be asked under that name, with the same sentence whether there is
    such an account or not."""
    content = _lock_own(content, by)
    author = find_teacher(who)
    if author is None:
        raise Refusal(
            _("No teacher goes by this name here. Ask your colleague for the email or username of their account.")
        )
    if author.pk == content.owner_id:
        raise Refusal(_("This material is your own. Invite somebody else."))
    asked = content.authorships.filter(author=author).first()
    if asked:
        raise Refusal(_already(asked))
    if content.authorships.count() >= MAX_AUTHORS:
        raise Refusal(_("At most %(count)d people can write along. Remove somebody first.") % {"count": MAX_AUTHORS})
    authorship = Authorship.objects.create(content=content, author=author, invited_by=by)
    notify(
        event=events.INVITED,
        to={author.pk},
        subject=content.title,
        url=reverse("content:invitation-list"),
        key=_invitation(authorship),
        actor=by,
    )
    return authorship


@transaction.atomic
def accept_invitation(*, authorship: Authorship, by: User) -> Content:
    """Write along from now on; a second time changes nothing. Raises PermissionDenied for another's invitation and for
    who is no teacher any more; WrongState where it was taken back."""
    content = lock_content(authorship.content)
    require(by, AUTHOR)
    found = _require_own(authorship, by)
    if found.accepted_at is None:
        found.accepted_at = timezone.now()
        found.save(update_fields=["accepted_at"])
        call_off(to=by.pk, key=_invitation(found))
        _record(content, "join", by)
    return content


@transaction.atomic
def decline_invitation(*, authorship: Authorship, by: User) -> None:
    """Do not write along. Raises PermissionDenied for another's invitation; WrongState where it was taken back, or
    accepted."""
    lock_content(authorship.content)
    found = _require_own(authorship, by)
    if found.accepted_at:
        raise WrongState(_("You write along already. Leave the material instead."))
    call_off(to=by.pk, key=_invitation(found))
    found.delete()


@transaction.atomic
def remove_author(*, authorship: Authorship, by: User) -> None:
    """Take back an invitation, or somebody's access. What she had typed and not saved stays hers (see
    `content.authoring.kept_drafts`). Raises PermissionDenied unless the piece is `by`'s own; WrongState where she
    left, or declined, before."""
    content = _lock_own(authorship.content, by)
    found = Authorship.objects.filter(pk=authorship.pk).select_related("author").first()
    if found is None:
        raise WrongState(_("This person does not write along any more: they left, or declined."))
    _end(content, found, "remove_author", by)


@transaction.atomic
def leave_content(*, content: Content, by: User) -> None:
    """Write along no more. Raises WrongState for who does not."""
    content = lock_content(content)
    found = content.authorships.filter(author=by).select_related("author").first()
    if found is None:
        raise WrongState(_("You do not write along with this material. There is nothing to leave."))
    _end(content, found, "leave", by)


@transaction.atomic
def hand_over_content(*, content: Content, to: User, by: User) -> Content:
    """Make the co-author `to` the owner; the owner stays as a co-author. Raises PermissionDenied unless the piece is
    `by`'s own; WrongState while it waits for review, for its reviewer answers to who submitted it, and where `to` does
    not write along, or is no active teacher any more."""
    content = _lock_own(content, by)
    if content.status == Content.Status.PENDING:
        raise WrongState(_("This material waits for review. Withdraw it first, or wait for the decision."))
    joined = content.authorships.filter(author=to, accepted_at__isnull=False).select_related("author").first()
    if joined is None:
        raise WrongState(_("You can hand it over only to somebody who writes along. Invite them first."))
    if not joined.author.is_active or not joined.author.has_perm(AUTHOR):
        raise WrongState(_("%(name)s is no active teacher here any more. Choose somebody else.") % {"name": to})
    joined_as = joined.pk
    content.owner = joined.author
    content.save(update_fields=["owner", "updated_at"])
    joined.delete()
    Authorship.objects.create(content=content, author=by, invited_by=joined.author, accepted_at=timezone.now())
    _record(content, "hand_over", by, whom=to)
    notify(
        event=events.HANDED_OVER,
        to={to.pk},
        subject=content.title,
        url=reverse("content:content-detail", args=[content.pk]),
        key=f"handed_over:{joined_as}",
        actor=by,
    )
    return content


@transaction.atomic
def forget_kept_draft(*, draft: Draft, by: User) -> None:
    """Throw away what `by` typed into material that she may not edit any more. Raises PermissionDenied for any other
    draft; one that is gone already is no error."""
    lock_content(draft.content)
    found = Draft.objects.filter(pk=draft.pk).first()
    if found and not kept_drafts(by).filter(pk=draft.pk).exists():
        raise PermissionDenied(_("This draft is not yours to throw away."))
    Draft.objects.filter(pk=draft.pk).delete()


def find_teacher(who: str) -> User | None:
    """The active teacher with that email, in any case, or else with that username."""
    who = who.strip().replace("\x00", "")
    named = User.objects.filter(Q(email=who.lower()) | Q(username=who), is_active=True) if who else []
    by_email_first = sorted(named, key=lambda user: user.email != who.lower())
    return next((user for user in by_email_first if user.has_perm(AUTHOR)), None)


def _lock_own(content: Content, by: User) -> Content:
    content = lock_content(content)
    if not can_manage(by, content):
        raise PermissionDenied(_("Only the owner decides who writes along, and hands it over. Ask the owner."))
    return content


def _require_own(authorship: Authorship, by: User) -> Authorship:
    """The invitation as it is now, the lock on its piece being held."""
    found = Authorship.objects.filter(pk=authorship.pk).first()
    if found is None:
        raise WrongState(_("This invitation was taken back. Ask the owner if you want to write along."))
    if found.author_id != by.pk:
        raise PermissionDenied(_("This invitation is for somebody else."))
    return found


def _invitation(authorship: Authorship) -> str:
    """The key under which she was told of it."""
    return f"invited:{authorship.pk}"


def _already(authorship: Authorship) -> str:
    words = {"name": authorship.author}
    if authorship.accepted_at:
        return _("%(name)s writes along already.") % words
    return _("%(name)s is invited already, and has not answered yet.") % words


def _end(content: Content, authorship: Authorship, verb: str, by: User) -> None:
    was_author = authorship.accepted_at is not None
    Presence.objects.filter(content=content, person=authorship.author_id).delete()
    call_off(to=authorship.author_id, key=_invitation(authorship))
    authorship.delete()
    if was_author:
        _record(content, verb, by, whom=authorship.author)


def _record(content: Content, verb: str, by: User, whom: User | None = None) -> None:
    record_transition(
        content=content, verb=verb, from_status=content.status, by=by, reason=str(whom) if whom and whom != by else ""
    )
