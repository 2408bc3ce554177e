"""Bringing material in from files. Every entry of a file ends as an item or as a reason, with its line."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from content.access import require
from content.actions.drafting import Details, create_content, save_version
from content.actions.versioning import Saved
from content.documents import DocumentItem, from_parsed, load_document, match_items
from content.interchange import parse
from content.interchange.base import Notice, Parsed, ParsedContent, Refused
from content.kinds import get_kind
from content.models import Content, ContentVersion, Item, VersionItem
from content.querysets import AUTHOR
from content.text import is_visible

MAX_TITLE = 200  # characters


@dataclass
class ImportedContent:
    """One piece that an import made or brought up to date; the lists hold the headings of its items."""

    content: Content
    is_new: bool
    items: int
    created: list[str]
    updated: list[str]
    unchanged: int
    kept: int  # items of the piece that the file does not have


@dataclass
class ImportReport:
    """What came in, what did not, and why."""

    format: str
    contents: list[ImportedContent] = field(default_factory=list)
    items_by_type: dict[str, int] = field(default_factory=dict)
    warnings: list[Notice] = field(default_factory=list)
    rejected: list[Notice] = field(default_factory=list)

    @property
    def created(self) -> int:
        return sum(len(imported.created) for imported in self.contents)

    @property
    def updated(self) -> int:
        return sum(len(imported.updated) for imported in self.contents)

    @property
    def unchanged(self) -> int:
        return sum(imported.unchanged for imported in self.contents)

    def as_json(self) -> dict[str, Any]:
        """The report of `import_content --json`, as docs/operations.md lists it."""
        return {
            "format": self.format,
            "contents": [
                {
                    "id": str(done.content.pk),
                    "title": done.content.title,
                    "kind": done.content.kind,
                    "items": done.items,
                }
                for done in self.contents
            ],
            "items_by_type": self.items_by_type,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "updated_items": [heading for done in self.contents for heading in done.updated],
            "warnings": [asdict(notice) for notice in self.warnings],
            "rejected": [{"line": n.line, "item": n.item, "reason": n.message} for n in self.rejected],
        }


@transaction.atomic
def import_text(
    *,
    text: str,
    by: User,
    filename: str,
    file_format: str = "auto",
    kind: str = "",
    title: str = "",
    details: Details | None = None,
    into: Content | None = None,
    as_new: bool = False,
    columns: Mapping[str, str] | None = None,
    dry_run: bool = False,
) -> ImportReport:
    """Import a file's text for `by`. What it holds already is brought up to date: `into` that piece, else into the
    one of hers that has its items (by the identity the file gives them, else by fingerprint); `as_new` makes a new
    piece of it whatever she has. `columns` says which
    columns of a table are the `front` and the `back` of cards.

    Raises PermissionDenied; Refused when nothing of the file can be read or it is of another kind than asked for;
    Refusals of saving. With `dry_run` everything is done, reported, and taken back."""
    require(by, AUTHOR)
    parsed = parse(text, file_format, filename, **(columns or {}))
    _require_kind(parsed, kind or (into.kind if into else ""))
    details = details or Details(source=filename)
    report = ImportReport(parsed.format, warnings=list(parsed.warnings), rejected=list(parsed.rejected))
    for found in parsed.contents:
        if found.items:
            target = None if as_new else into or _find_known(by, found)
            report.contents.append(_take(found, target, by=by, title=title, filename=filename, details=details))
    items = (item for found in parsed.contents for item in found.items)
    report.items_by_type = dict(Counter(item.type for item in items))
    if dry_run:
        transaction.set_rollback(True)
    return report


def _require_kind(parsed: Parsed, kind: str) -> None:
    for found in parsed.contents:
        if kind and found.items and found.kind != kind:
            names = {"found": get_kind(found.kind).label, "wanted": get_kind(kind).label}
            raise Refused(
                _("This file holds: %(found)s. You asked for: %(wanted)s. Choose the right kind or file.") % names
            )


def _find_known(owner: User, found: ParsedContent) -> Content | None:
    """The owner's piece that holds these items: most of those with an identity from the file; else the one that
    shares at least half of its items, and of the file's, by fingerprint."""
    items = from_parsed(found).items
    own = Content.objects.editable_by(owner).filter(kind=found.kind).exclude(status=Content.Status.ARCHIVED)
    if ids := {item.external_id for item in items if item.external_id}:
        named = Counter(Item.objects.filter(content__in=own, external_id__in=ids).values_list("content", flat=True))
        if named:
            return Content.objects.get(pk=named.most_common(1)[0][0])
    newest = VersionItem.objects.filter(version__content__in=own, version__content__latest_version=F("version"))
    held = newest.filter(item_version__fingerprint__in={item.fingerprint for item in items})
    for version, shared in Counter(held.values_list("version", flat=True)).most_common(1):
        if 2 * shared >= max(len(items), VersionItem.objects.filter(version=version).count()):
            return Content.objects.get(latest_version=version)
    return None


def _take(
    found: ParsedContent, target: Content | None, *, by: User, title: str, filename: str, details: Details
) -> ImportedContent:
    if target is None:
        document = from_parsed(found, title=_title(title or found.title, filename))
        saved = create_content(document=document, by=by, details=details, origin=ContentVersion.Origin.IMPORT)
        return _imported(saved, is_new=True, kept=0)
    base = target.latest_version
    assert base is not None, "a piece is created with its first version"
    old = load_document(base)
    items, kept = merge_items(old.items, from_parsed(found).items)
    document = replace(old, title=title[:MAX_TITLE] or old.title, items=items)
    saved = save_version(
        content=target,
        document=document,
        by=by,
        base_number=base.number,
        origin=ContentVersion.Origin.IMPORT,
        change_summary=_("Imported again from %(filename)s") % {"filename": filename[:200] or _("pasted text")},
    )
    return _imported(saved, is_new=False, kept=kept)


def merge_items(old: tuple[DocumentItem, ...], found: tuple[DocumentItem, ...]) -> tuple[tuple[DocumentItem, ...], int]:
    """The items of `old` in their order, each as `found` has it, then those that are new; and how many of `old`
    the file does not have: they stay."""
    matched = match_items(old, found)
    by_id = {item.item_id: item for item in matched if item.item_id}
    merged = [_in_its_pool(by_id.get(item.item_id, item), item.pool) if item.item_id else item for item in old]
    return (*merged, *(item for item in matched if item.item_id is None)), len(old) - len(by_id)


def _in_its_pool(item: DocumentItem, pool: str) -> DocumentItem:
    return item if item.pool else replace(item, pool=pool)


def _imported(saved: Saved, *, is_new: bool, kept: int) -> ImportedContent:
    return ImportedContent(
        content=saved.version.content,
        is_new=is_new,
        items=len(saved.created) + len(saved.updated) + len(saved.unchanged),
        created=[entry.heading for entry in saved.created],
        updated=[entry.heading for entry in saved.updated],
        unchanged=len(saved.unchanged) - kept,
        kept=kept,
    )


def _title(title: str, filename: str) -> str:
    """The title that is known, else one made of the name of the file; no longer than titles are."""
    stem = filename.rsplit("/", 1)[-1].rsplit(".", 1)[0].replace("_", " ").strip()
    return next(filter(is_visible, (title, stem)), _("Imported material"))[:MAX_TITLE]
