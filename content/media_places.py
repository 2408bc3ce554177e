"""Where files are used: the pieces that show them now, and those that did in an earlier version."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Case, F, Max, Q, QuerySet, Value, When

from accounts.models import User
from content.models import Content, FrameUse, MediaUse


@dataclass
class Places:
    """`pieces` are those one may edit that show the file in their newest or published version, `others` counts those
    of other people; `is_old` when but earlier versions point at it."""

    pieces: list[Content] = field(default_factory=list)
    others: int = 0
    is_used: bool = False

    @property
    def more(self) -> int:
        """How many pieces are not named in a list of five."""
        return len(self.pieces) - 5

    @property
    def is_old(self) -> bool:
        return self.is_used and not self.pieces and not self.others


def find_places(digests: Iterable[str], user: User) -> dict[str, Places]:
    """The places of each of the files, in three queries."""
    files = list(digests)
    found = _pieces_of(MediaUse.objects.filter(file__in=files), "item_version__entries__version")
    for use, is_current in _pieces_of(FrameUse.objects.filter(file__in=files), "version").items():
        found[use] = found.get(use, False) or is_current
    current = {content for (_file, content), is_current in found.items() if is_current}
    own = {piece.pk: piece for piece in Content.objects.editable_by(user).filter(pk__in=current).only("title", "kind")}
    places: dict[str, Places] = defaultdict(Places)
    for (file, content), is_current in found.items():
        place = places[file]
        place.is_used = True
        if is_current and content in own:
            place.pieces.append(own[content])
        elif is_current:
            place.others += 1
    return places


def _pieces_of(uses: "QuerySet[Any]", version: str) -> dict[tuple[str, UUID], bool]:
    """By file and piece, whether its newest or published version uses the file; `version` leads to the versions that
    do."""
    is_current = Q((f"{version}__content__latest_version", F(version))) | Q(
        (f"{version}__content__published_version", F(version))
    )
    rows = (
        uses.values_list("file_id", f"{version}__content_id")
        .annotate(current=Max(Case(When(is_current, then=Value(1)), default=Value(0))))
        .order_by()
    )
    return {(file, content): bool(is_current) for file, content, is_current in rows}
