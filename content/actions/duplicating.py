"""Copying a piece: a new one with items of its own, which know what they were copied from."""

from dataclasses import replace

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from content.access import can_edit, can_reuse
from content.actions.drafting import Details, create_content
from content.documents import Document, load_items, to_document
from content.models import Content, ContentVersion, Derivation

MAX_TITLE, MAX_SUMMARY, MAX_SOURCE = 200, 300, 500  # as the models have them


@transaction.atomic
def duplicate_content(*, content: Content, by: User) -> Content:
    """A draft of `by`'s own that says what `content` says: the newest version of what she may edit, the published one
    of what another shares. Its items are new, each derived from the one it was copied from; nothing is approved yet.
    Raises PermissionDenied unless she may reuse it."""
    if not can_reuse(by, content):
        raise PermissionDenied(_("This material is another author's, and not shared. Ask its owner to share it."))
    version = version_to_copy(content, by)
    held = load_items(version)
    original = to_document(version, held)
    saved = create_content(
        document=_copied(original),
        by=by,
        details=_details(content),
        change_summary=_cut(_("Duplicated from version %(number)d of “%(title)s”"), version, MAX_SUMMARY),
    )
    Derivation.objects.bulk_create(
        Derivation(item=copy.item, source=source.item, seen=source, by=by)
        for copy, source in zip(saved.created, held, strict=True)
    )
    copy = saved.version.content
    copy.copied_from = version
    copy.save(update_fields=["copied_from"])
    return copy


def version_to_copy(content: Content, by: User) -> ContentVersion:
    """What `by` may see of it: the newest of her own, else the published one."""
    version = content.latest_version if can_edit(by, content) else content.published_version
    assert version is not None, "what may be reused has a version to show"
    version.content = content
    return version


def _copied(document: Document) -> Document:
    title = _("Copy of %(title)s") % {"title": document.title}
    items = (replace(item, item_id=None, external_id="") for item in document.items)
    return replace(document, title=title[:MAX_TITLE], items=tuple(items))


def _details(content: Content) -> Details:
    """Where the copy belongs: where the original does. Whose it was is named where no other source is."""
    named = _("“%(title)s” by %(owner)s") % {"title": content.title, "owner": content.owner}
    return Details(
        level=content.level,
        topic=content.topic,
        tags=tuple(tag.name for tag in content.tags.all()),
        language=content.language,
        licence=content.licence,
        source=content.source or named[:MAX_SOURCE],
    )


def _cut(sentence: str, version: ContentVersion, limit: int) -> str:
    """The sentence with the title as far as there is room for it."""
    words = {"number": version.number, "title": version.title}
    over = len(sentence % words) - limit
    return sentence % (words | {"title": version.title[: -over - 1] + "…"}) if over > 0 else sentence % words
