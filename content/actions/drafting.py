"""Writing: new pieces, new versions of them, and drafts that cannot be a version yet."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import StaleEdit, WrongState
from content.access import require
from content.actions.locking import lock_content_for_author
from content.actions.record import record_transition
from content.actions.versioning import Saved, write_version
from content.documents import Document
from content.models import Content, ContentVersion, Draft, ItemVersion, Level, Tag, Topic
from content.querysets import AUTHOR


@dataclass(frozen=True)
class Details:
    """What is kept beside the versions: it names and places a piece, and no student learns from it."""

    level: str = Level.HIGH_SCHOOL
    topic: Topic | None = None
    tags: tuple[str, ...] = ()
    language: str = "en"
    licence: str = ""
    source: str = ""
    due_on: date | None = None
    is_shared: bool = False


@transaction.atomic
def create_content(
    *,
    document: Document,
    by: User,
    details: Details | None = None,
    origin: str = ContentVersion.Origin.USER,
    change_summary: str = "",
) -> Saved:
    """A new piece with its first version. Raises PermissionDenied unless `by` may write."""
    require(by, AUTHOR)
    details = details or Details()
    content = Content.objects.create(
        owner=by,
        title=document.title,
        kind=document.kind,
        level=details.level,
        topic=details.topic,
        language=details.language,
        licence=details.licence,
        source=details.source,
        due_on=details.due_on,
        is_shared=details.is_shared,
    )
    content.tags.set(Tag.objects.named(details.tags))
    saved = write_version(content, document, by=by, origin=origin, change_summary=change_summary)
    record_transition(content=content, verb="create", from_status="", by=by)
    return saved


@transaction.atomic
def save_version(
    *,
    content: Content,
    document: Document,
    by: User,
    base_number: int,
    origin: str = ContentVersion.Origin.USER,
    change_summary: str = "",
    held: Sequence[ItemVersion] | None = None,
    lent: Collection[UUID] = (),
) -> Saved:
    """A new version of `content`, unless nothing changed. Items keep their identity (see `match_items`); an item
    that did not change keeps its very version. Who has the items of version `base_number` already, hands them over
    as `held`: versions never change. `lent` are the items from elsewhere that it may hold by reference (see
    `content.access.can_reuse`) or had in an earlier version; no other identity is believed.

    Raises PermissionDenied; StaleEdit when `base_number` is no longer the newest version; WrongState while the
    piece waits for review or is archived."""
    content = lock_content_for_author(content, by)
    _require_editable(content)
    latest = content.latest_version
    if latest is None or latest.number != base_number:
        raise StaleEdit(_("Somebody saved this material after you opened it. Nothing was overwritten: compare both."))
    from_status = content.status
    saved = write_version(content, document, by=by, origin=origin, change_summary=change_summary, held=held, lent=lent)
    Draft.objects.filter(content=content, author=by).delete()
    if from_status != content.status:
        record_transition(content=content, verb="edit", from_status=from_status, by=by)
    return saved


@transaction.atomic
def save_draft(*, content: Content, by: User, fields: dict[str, Any], base_number: int | None = None) -> Draft:
    """Keep what was typed as it was typed. Raises PermissionDenied. Never refuses for its state."""
    content = lock_content_for_author(content, by)
    base = content.versions.filter(number=base_number).first() if base_number else content.latest_version
    draft, _created = Draft.objects.update_or_create(
        content=content, author=by, defaults={"fields": fields, "base_version": base}
    )
    return draft


@transaction.atomic
def discard_draft(*, content: Content, by: User) -> None:
    """Forget what could not be saved. Raises PermissionDenied."""
    content = lock_content_for_author(content, by)
    Draft.objects.filter(content=content, author=by).delete()


@transaction.atomic
def update_details(*, content: Content, details: Details, by: User) -> Content:
    """Place the piece elsewhere: audience, topic, tags, language, licence, source. Raises PermissionDenied."""
    content = lock_content_for_author(content, by)
    content.level, content.topic, content.language = details.level, details.topic, details.language
    content.licence, content.source = details.licence, details.source
    content.due_on, content.is_shared = details.due_on, details.is_shared
    content.save(update_fields=[*_DETAILS, "updated_at"])
    content.tags.set(Tag.objects.named(details.tags))
    return content


_DETAILS = ("level", "topic", "language", "licence", "source", "due_on", "is_shared")


def _require_editable(content: Content) -> None:
    if content.status == Content.Status.PENDING:
        raise WrongState(_("This material waits for review. Withdraw it first, then change it."))
    if content.status == Content.Status.ARCHIVED:
        raise WrongState(_("This material is archived. Restore it first, then change it."))
