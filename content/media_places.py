"""Where files are used: the pieces that show them now, and those that did in an earlier version."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Case, F, Max, Q, Value, When

from accounts.models import User
from content.models import Content, MediaUse


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
    """The places of each of the files, in two queries."""
    version = "item_version__entries__version"
    is_current = Q((f"{version}__content__latest_version", F(version))) | Q(
        (f"{version}__content__published_version", F(version))
    )
    rows = (
        MediaUse.objects.filter(file__in=list(digests))
        .values_list("file_id", f"{version}__content_id")
        .annotate(current=Max(Case(When(is_current, then=Value(1)), default=Value(0))))
        .order_by()
    )
    found = list(rows)
    current = {content for _file, content, is_current in found if is_current}
    own = {piece.pk: piece for piece in Content.objects.editable_by(user).filter(pk__in=current).only("title", "kind")}
    places: dict[str, Places] = defaultdict(Places)
    for file, content, is_current in found:
        place = places[file]
        place.is_used = True
        if is_current and content in own:
            place.pieces.append(own[content])
        elif is_current:
            place.others += 1
    return places
