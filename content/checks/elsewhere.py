"""What a check asks of the rest of the library: few queries, whatever the number of items."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from content.checks.base import Subject
from content.models import Content, MediaFile

ALIKE = 0.8  # from this trigram similarity on, two items are called duplicates
PATIENCE = 60_000  # milliseconds that the search may take
_NEAREST = 2_000  # wordings that are compared with each item
_GAP = r"\{\{c\d+::|\}\}"  # what makes a gap of a card of words, and is none

# Who shares a run of words is read from an index, which a limit right beside it would make the planner pass over; then
# the words are compared by their trigrams. OFFSET 0 has the runs and words of each item found once, not for every other
# item that they are compared with. An item counts only where it stands: in what students see, in the owner's
# own newest versions, or in this very version.
_FIND_ALIKE = """
SELECT mine.item_id, found.item_id, found.likeness, place.id, place.title, place.is_published
FROM (
    SELECT entry.position, own.item_id, content_item_shingles(own.data) AS shingles,
           regexp_replace(content_item_text(own.data - 'style', 4000), %(gap)s, ' ', 'g') AS words
    FROM content_versionitem entry JOIN content_itemversion own ON own.id = entry.item_version_id
    WHERE entry.version_id = %(version)s OFFSET 0
) mine
CROSS JOIN LATERAL (
    WITH near AS MATERIALIZED (
        SELECT other.id, other.item_id, other.data FROM content_itemversion other
        WHERE content_item_shingles(other.data) && mine.shingles
    )
    SELECT id, item_id, similarity(
        regexp_replace(content_item_text(data - 'style', 4000), %(gap)s, ' ', 'g'), mine.words
    ) AS likeness FROM near WHERE item_id <> mine.item_id LIMIT %(nearest)s
) found
CROSS JOIN LATERAL (
    SELECT content.id, version.title, content.published_version_id = version.id AS is_published
    FROM content_versionitem stands
    JOIN content_contentversion version ON version.id = stands.version_id
    JOIN content_content content ON content.id = version.content_id
    WHERE stands.item_version_id = found.id AND content.status <> 'archived'
      AND (version.id = content.published_version_id OR version.id = %(version)s
           OR (version.id = content.latest_version_id AND content.owner_id = %(owner)s))
    ORDER BY content.published_version_id = version.id DESC NULLS LAST
    LIMIT 1
) place
WHERE found.likeness >= %(alike)s
ORDER BY mine.position, found.likeness DESC, found.item_id
"""


@dataclass(frozen=True)
class Alike:
    """An item that reads nearly like another, and where that one stands: in a published piece, in another of the same
    owner's, or in this one. `likeness` is from `ALIKE` to 1."""

    item_id: UUID
    other_id: UUID
    likeness: float
    content_id: UUID
    title: str
    is_published: bool


def find_alike(subject: Subject) -> Iterator[Alike]:
    """The items of the version that stand elsewhere, or twice in it, under another identity; the nearest first. One
    query, which gives up after a minute."""
    wanted = {
        "version": subject.version_id,
        "owner": subject.owner_id,
        "alike": ALIKE,
        "nearest": _NEAREST,
        "gap": _GAP,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(PATIENCE)])
        cursor.execute(_FIND_ALIKE, wanted)
        rows = cursor.fetchall()
    for item_id, other_id, likeness, content_id, title, is_published in rows:
        yield Alike(item_id, other_id, float(likeness), content_id, title, bool(is_published))


def find_readable(contents: Collection[UUID]) -> set[UUID]:
    """Those of these pieces that students can reach. One query, none for none."""
    if not contents:
        return set()
    return set(Content.objects.published().filter(pk__in=contents).values_list("pk", flat=True))


def find_files(digests: Collection[str]) -> set[str]:
    """Those of these files that are kept here. One query, none for none."""
    if not digests:
        return set()
    return set(MediaFile.objects.filter(pk__in=digests).values_list("pk", flat=True))
