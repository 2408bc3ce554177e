"""Where words stand in an author's material, and what each piece would read with others in their place."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value
from django.utils.translation import gettext as _

from accounts.models import User
from content.documents import to_document_item
from content.models import Content, Draft, VersionItem
from content.querysets import ContentQuerySet
from content.replacing import Change, Wanted, changes_in_head, changes_in_item
from content.word_search import WordSearch

MOST = 500  # changes of one piece on one page


@dataclass(frozen=True)
class PieceChanges:
    """All that would change in one piece, as its version `base_number` reads. `refusal` says why nothing can be, now;
    `left_alone` counts the matches inside formulas, addresses and tags, `hidden` the changes beyond `MOST`."""

    content: Content
    base_number: int
    changes: list[Change] = field(default_factory=list)
    refusal: str = ""
    left_alone: int = 0
    hidden: int = 0

    @property
    def is_possible(self) -> bool:
        return not self.refusal and any(not change.problem for change in self.changes)


def pieces_with(contents: ContentQuerySet, wanted: Wanted) -> ContentQuerySet:
    """Those of `contents` whose newest version may say the words: a first sieve, through which nothing falls that
    does."""
    entries = _entries_with(wanted.words).filter(version=OuterRef("latest_version"))
    head = Q()
    for word in wanted.words.words:
        one = Q()
        for form in wanted.words.forms_of(word):
            one |= Q(latest_version__title__icontains=form) | Q(latest_version__summary__icontains=form)
        head &= one
    return (
        contents.filter(head | Exists(entries))
        .select_related("latest_version", "owner")
        .defer("search", "latest_version__text", "latest_version__frame")
    )


def preview(contents: Sequence[Content], wanted: Wanted, user: User) -> list[PieceChanges]:
    """What would change in each, in their order; pieces in which nothing would are left out. Two queries."""
    drafts = set(Draft.objects.filter(author=user, content__in=contents).values_list("content", flat=True))
    entries: dict[UUID, list[VersionItem]] = defaultdict(list)
    held = _entries_with(wanted.words).filter(version__in=[content.latest_version_id for content in contents])
    for entry in held.select_related("item_version__item").order_by("position"):
        entries[entry.version_id].append(entry)
    pieces = [_preview(content, entries, wanted, has_draft=content.pk in drafts) for content in contents]
    return [piece for piece in pieces if piece.changes or piece.left_alone]


def _preview(
    content: Content, entries: dict[UUID, list[VersionItem]], wanted: Wanted, *, has_draft: bool
) -> PieceChanges:
    version = content.latest_version
    assert version is not None, "a piece is created with its first version"
    changes, left_alone = changes_in_head(version.title, version.summary, wanted), 0
    for entry in entries[version.pk]:
        found, inside = changes_in_item(to_document_item(entry.item_version), wanted)
        changes += found
        left_alone += inside
    refusal = refusal_for(content, has_draft=has_draft)
    hidden = max(len(changes) - MOST, 0)
    return PieceChanges(content, version.number, changes[:MOST], refusal, left_alone, hidden)


def refusal_for(content: Content, *, has_draft: bool) -> str:
    """Why nothing can be replaced in the piece as it stands; empty where it can."""
    if content.status == Content.Status.PENDING:
        return _("It waits for review. Withdraw it first.")
    if content.status == Content.Status.ARCHIVED:
        return _("It is archived. Restore it first.")
    if has_draft:
        return _("You have changes in it that are no version yet. Open the editor and save or discard them first.")
    return ""


def _entries_with(words: WordSearch) -> QuerySet[VersionItem]:
    """The items that have every one of the words in some of their texts."""
    entries = VersionItem.objects.all()
    for word in words.words:
        path = Func(Value(_json_path(words, word)), template="%(expressions)s::jsonpath", output_field=TextField())
        says = Func(F("item_version__data"), path, function="jsonb_path_exists", output_field=BooleanField())
        entries = entries.filter(says)
    return entries


def _json_path(words: WordSearch, word: str) -> str:
    """A path that exists where a text, and not the name of a field, holds the word."""
    flags = "q" if words.match_case else "iq"
    forms = (f'@ like_regex {json.dumps(form, ensure_ascii=False)} flag "{flags}"' for form in words.forms_of(word))
    return f'$.** ? (@.type() == "string" && ({" || ".join(forms)}))'
