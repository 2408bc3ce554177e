"""Writing: new pieces, new versions of them, and drafts that cannot be a version yet."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal, StaleEdit, WrongState
from content.access import can_manage, require
from content.actions.locking import lock_content_for_author
from content.actions.record import record_transition
from content.actions.tags import hold_tags
from content.actions.topics import hold_topic
from content.actions.versioning import Saved, write_version
from content.documents import Document
from content.models import Content, ContentVersion, Draft, ItemVersion, Level, Topic
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


@dataclass(frozen=True)
class Window:
    """The window in which somebody writes: the `revision` of her draft that it knows, 0 for none, and its own `name`,
    which it sends among the fields as `window`."""

    revision: int = 0
    name: str = ""

    def holds(self, draft: Draft | None) -> bool:
        """Whether what this window has comes from `draft`. Where there is none any more, nothing is overwritten."""
        is_its_own = draft is not None and bool(self.name) and draft.fields.get("window") == [self.name]
        return draft is None or draft.revision == self.revision or is_its_own


@transaction.atomic
def create_content(
    *,
    document: Document,
    by: User,
    details: Details | None = None,
    origin: str = ContentVersion.Origin.USER,
    change_summary: str = "",
    content_id: UUID | None = None,
    lent: Collection[UUID] = (),
) -> Saved:
    """A new piece with its first version, under `content_id` where one was promised; `lent` are the items from
    elsewhere that it may hold. Raises PermissionDenied unless `by` may write."""
    require(by, AUTHOR)
    details = details or Details()
    topic, tags = hold_topic(details.topic), hold_tags(details.tags)
    content = Content.objects.create(
        **({"pk": content_id} if content_id else {}),
        owner=by,
        title=document.title,
        kind=document.kind,
        level=details.level,
        topic=topic,
        language=details.language,
        licence=details.licence,
        source=details.source,
        due_on=details.due_on,
        is_shared=details.is_shared,
    )
    content.tags.set(tags)
    saved = write_version(content, document, by=by, origin=origin, change_summary=change_summary, lent=lent)
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
    window: Window | None = None,
) -> Saved:
    """A new version of `content`, unless nothing changed. Items keep their identity (see `match_items`); an item
    that did not change keeps its very version. Who has the items of version `base_number` already, hands them over
    as `held`: versions never change. `lent` are the items from elsewhere that it may hold by reference (see
    `content.access.can_reuse`) or had in an earlier version; no other identity is believed. Her draft ends with
    it where it was written in a `window`, and stays where something else saved.

    Raises PermissionDenied; StaleEdit when `base_number` is no longer the newest version; WrongState while the
    piece waits for review or is archived; OtherWindow as `save_draft` does."""
    content = lock_content_for_author(content, by)
    _require_editable(content)
    latest = content.latest_version
    if latest is None or latest.number != base_number:
        raise StaleEdit(_("Somebody saved this material after you opened it. Nothing was overwritten: compare both."))
    draft = _draft_of(content, by) if window else None
    _require_one_window(draft, window)
    from_status = content.status
    saved = write_version(content, document, by=by, origin=origin, change_summary=change_summary, held=held, lent=lent)
    if draft:
        draft.delete()
    if from_status != content.status:
        record_transition(content=content, verb="edit", from_status=from_status, by=by)
    return saved


class OtherWindow(Refusal):
    """The same person went on writing in another window. Nothing was written; `revision` is that of her draft there,
    0 where there is none any more."""

    def __init__(self, draft: Draft | None) -> None:
        super().__init__(_("You went on with this in another window. Nothing is overwritten: choose which to keep."))
        self.revision = draft.revision if draft else 0


@transaction.atomic
def save_draft(
    *,
    content: Content,
    by: User,
    fields: Mapping[str, Any],
    base_number: int | None = None,
    window: Window | None = None,
) -> Draft:
    """Keep what was typed as it was typed, on top of version `base_number`. Raises PermissionDenied, and OtherWindow
    where the draft is not what the `window` holds; without one, it overwrites any. Never refuses for its state."""
    content = lock_content_for_author(content, by)
    kept = _draft_of(content, by)
    _require_one_window(kept, window)
    base = content.versions.filter(number=base_number).first() if base_number else content.latest_version
    draft = kept or Draft(content=content, author=by, revision=_first_revision())
    return _store(draft, fields, base)


@transaction.atomic
def patch_draft(
    *, content: Content, by: User, changed: Mapping[str, Any], removed: Collection[str], revision: int
) -> Draft:
    """Keep what became of some fields since the draft was saved as that revision: those that `changed`, and without
    those that are gone. Raises PermissionDenied, and OtherWindow where the draft has another revision or is gone."""
    content = lock_content_for_author(content, by)
    draft = _draft_of(content, by)
    if draft is None or draft.revision != revision:
        raise OtherWindow(draft)
    fields = {name: values for name, values in draft.fields.items() if name not in set(removed)}
    return _store(draft, fields | dict(changed), draft.base_version)


@transaction.atomic
def discard_draft(*, content: Content, by: User) -> None:
    """Forget what could not be saved. Raises PermissionDenied."""
    content = lock_content_for_author(content, by)
    Draft.objects.filter(content=content, author=by).delete()


def _draft_of(content: Content, by: User) -> Draft | None:
    return Draft.objects.filter(content=content, author=by).select_related("base_version").first()


def _require_one_window(draft: Draft | None, window: Window | None) -> None:
    if window and not window.holds(draft):
        raise OtherWindow(draft)


def _first_revision() -> int:
    """Drafts come and go: were each counted from 1, a window left open over an earlier one would pass for its own."""
    return secrets.randbelow(10**8)  # it stays below nine digits for ever


def _store(draft: Draft, fields: Mapping[str, Any], base: ContentVersion | None) -> Draft:
    draft.fields, draft.base_version, draft.revision = dict(fields), base, draft.revision + 1
    draft.save()
    return draft


@transaction.atomic
def update_details(*, content: Content, details: Details, by: User) -> Content:
    """Place the piece elsewhere: audience, topic, tags, language, licence, source; only its owner shares it. Raises
    PermissionDenied; TopicGone when the topic was merged or deleted meanwhile."""
    topic, tags = hold_topic(details.topic), hold_tags(details.tags, content)
    content = lock_content_for_author(content, by)
    content.level, content.topic, content.language = details.level, topic, details.language
    content.licence, content.source = details.licence, details.source
    content.due_on = details.due_on
    content.is_shared = details.is_shared if can_manage(by, content) else content.is_shared
    content.save(update_fields=[*_DETAILS, "updated_at"])
    content.tags.set(tags)
    return content


_DETAILS = ("level", "topic", "language", "licence", "source", "due_on", "is_shared")


def _require_editable(content: Content) -> None:
    if content.status == Content.Status.PENDING:
        raise WrongState(_("This material waits for review. Withdraw it first, then change it."))
    if content.status == Content.Status.ARCHIVED:
        raise WrongState(_("This material is archived. Restore it first, then change it."))
