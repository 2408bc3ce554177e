"""What students can reach: showing them a version, and taking it away again."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchVector
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import CharField, Exists, F, Func, OuterRef, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.errors import ProgramLimitExceeded

from accounts.actions.notifying import notify
from accounts.models import User
from accounts.refusals import WrongState
from content import events
from content.access import can_manage, can_withdraw
from content.actions.locking import lock_content
from content.actions.record import record_transition
from content.actions.ruling import close_mended
from content.actions.scoring import ask_for_score
from content.learners import follow_publication
from content.models import Content, ContentVersion, ItemApproval, ItemVersion, Transition
from content.review.recipients import authors_of
from content.search import search_configs

Status = Content.Status
MAX_TEXT = 500_000  # characters that are indexed
ALWAYS_FITS = 100_000  # of them, in whatever script, and twice: by stem and as they are


@transaction.atomic
def publish_content(*, content: Content, by: User) -> Content:
    """Show students the approved version, at once, whatever its author is writing meanwhile. Raises PermissionDenied
    unless it is her own; WrongState where it is archived, nothing is approved, students see it already, or one of its
    items is not approved any more."""
    content = lock_to_publish(content, by)
    version = content.approved_version
    if version is None:
        raise WrongState(_("No version of this material is approved. Submit it for review first."))
    if content.published_version_id == version.pk:
        raise WrongState(_("Students see the approved version already."))
    if content.is_over:
        content.expires_at = None  # it was meant for the time before
        content.save(update_fields=["expires_at"])
    tell_authors(publish_version(content=content, version=version, by=by), "published")
    return content


@transaction.atomic
def unpublish_content(*, content: Content, by: User, reason: str = "") -> Content:
    """Take the piece out of the library; its approval stays, so that it can be published again. Raises PermissionDenied
    unless it is her own or she may withdraw material; WrongState where students do not see it."""
    content = lock_content(content)
    if not (can_manage(by, content) or can_withdraw(by)):
        raise PermissionDenied(_("Only the owner of this material, reviewers and staff take it out of the library."))
    if not content.is_published or content.status == Status.ARCHIVED:
        raise WrongState(_("Students do not see this material: there is nothing to unpublish."))
    tell_authors(take_down(content, verb="unpublish", by=by, reason=reason.strip()), "unpublished")
    return content


def lock_to_publish(content: Content, by: User) -> Content:
    """The piece, held until the transaction ends, of whoever decides when students see it. Raises PermissionDenied
    unless it is her own; WrongState where it is archived."""
    content = lock_content(content)
    if not can_manage(by, content):
        raise PermissionDenied(_("Only the owner of this material decides when students see it."))
    if content.status == Status.ARCHIVED:
        raise WrongState(_("This material is archived. Restore it first."))
    return content


def publish_version(*, content: Content, version: ContentVersion, by: User | None) -> Transition:
    """Make `version` what students see; `by` is None where the clock does it. Its status follows, unless its author has
    gone on writing since. The caller holds the lock on `content` and has checked permission. Raises WrongState while
    one of its items is not approved: the database sees to that, and the transaction is over with it."""
    from_status = content.status
    if content.status == Status.APPROVED:
        content.status = Status.PUBLISHED
    content.published_version, content.published_at = version, timezone.now()
    content.updated_at = content.published_at
    content.publish_at = content.withdrawn_at = content.withdrawn_by = None
    content.withdrawn_reason = ""
    _hold_approvals(version)
    try:
        index_for_search(content, version, {name: getattr(content, name) for name in _WRITTEN})
    except IntegrityError as error:
        raise WrongState(_("An item of this version is not approved yet, so it cannot be published.")) from error
    close_mended(content, version)
    follow_publication(content)
    ask_for_score([content.pk])
    return record_transition(content=content, verb="publish", from_status=from_status, by=by, version=version)


def take_down(content: Content, *, verb: str, by: User | None, reason: str = "") -> Transition:
    """Students see no version of `content` any more, and none by itself later; its author's status stays, but for
    “published”. The caller holds the lock and has checked permission."""
    from_status, version = content.status, content.published_version
    if content.status == Status.PUBLISHED:
        content.status = Status.APPROVED
    content.published_version = content.publish_at = None
    content.save(update_fields=["status", "published_version", "publish_at", "expires_at", "updated_at"])
    return record_transition(content=content, verb=verb, from_status=from_status, by=by, version=version, reason=reason)


def tell_authors(transition: Transition, what: str) -> None:
    """That the piece came to students or left them: `what` is published, unpublished, expired or refused."""
    content = transition.content
    notify(
        event=events.PUBLISHED,
        to=authors_of(content),
        subject=transition.version.title if transition.version else content.title,
        url=reverse("content:publishing", args=[content.pk]),
        key=f"{what}:{transition.pk}",
        actor=transition.by,
        details={"what": what, "reason": transition.reason},
    )


def is_approved(version: ContentVersion) -> bool:
    """Whether each of its items is, as it reads: for as long as the caller's transaction lasts."""
    return len(_hold_approvals(version)) == version.entries.count()


def _hold_approvals(version: ContentVersion) -> list[UUID]:
    """Nobody revokes an approval of its items before this transaction ends: who publishes and who revokes at the same
    moment would not see each other. They are taken in one order, as everybody does."""
    worded = ItemVersion.objects.filter(
        entries__version=version, item=OuterRef("item"), fingerprint=OuterRef("fingerprint")
    )
    holding = ItemApproval.objects.holding().filter(Exists(worded)).order_by("pk")
    return list(holding.select_for_update(no_key=True).values_list("pk", flat=True))


_WRITTEN = (  # the approval among them, which may have been given in the same transaction
    "status",
    "approved_version",
    "published_version",
    "published_at",
    "publish_at",
    "withdrawn_at",
    "withdrawn_by",
    "withdrawn_reason",
    "updated_at",
)


def index_for_search(content: Content, version: ContentVersion, written: Mapping[str, Any] | None = None) -> None:
    """Write the search vector of the published words: title first, then summary, then the rest, as far as there is
    room: a vector holds a megabyte of different words. The columns of `written` are written with it."""
    columns = written or {"updated_at": F("updated_at")}
    if len(version.text) <= ALWAYS_FITS:
        return _write_index(content, version, ALWAYS_FITS, columns)
    try:
        with transaction.atomic():
            _write_index(content, version, MAX_TEXT, columns)
    except OperationalError as error:
        if not isinstance(error.__cause__, ProgramLimitExceeded):
            raise
        _write_index(content, version, ALWAYS_FITS, columns)


def _write_index(content: Content, version: ContentVersion, length: int, columns: Mapping[str, Any]) -> None:
    whole, *rest = [
        SearchVector(_text(text), weight=weight, config=config)
        for config in search_configs(content.language)
        for text, weight in ((version.title, "A"), (version.summary, "B"), (version.text[:length], "C"))
    ]
    Content.objects.filter(pk=content.pk).update(search=sum(rest, start=whole), **columns)


def _text(text: str) -> Func:
    return Func(Value(text, output_field=CharField()), function="unaccent", output_field=CharField())
