"""One item of the bank as its page shows it: how it came to read as it does, and what hangs on it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import zip_longest
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from content.documents import to_document_item
from content.item_diff import FieldComparison, compare_fields
from content.item_search import BankItem, load_bank_items
from content.models import Content, Derivation, Item, ItemVersion, VersionItem
from content.review.found import ShownFinding, findings_on
from content.review.item_quality import quality_of_item
from content.review.score import ItemQuality

SHOWN_WORDINGS = 20


@dataclass(frozen=True)
class Wording:
    """One wording; `before` is the one before it that may be seen, None for the first."""

    entry: ItemVersion
    before: ItemVersion | None

    @cached_property
    def fields(self) -> list[FieldComparison]:
        """What it says, beside what the one before said."""
        old = to_document_item(self.before).data if self.before else None
        return compare_fields(old, to_document_item(self.entry).data)


@dataclass(frozen=True)
class ItemPage:
    """`wordings` are those that may be seen, the newest first; `hidden` counts those that stand only where the author
    may not look. `sources` is what the item was made from, `dependents` what was made from it, so far as it may be
    seen; `hidden_dependents` counts the others. `editable` are the pieces among its places that she may edit, and
    `found` what study found against the wording that is shown, as it stands in these; `quality` is that of this
    wording, None where nothing could be known of it, and for whoever writes none of these pieces."""

    item: BankItem
    wordings: list[Wording]
    hidden: int
    sources: list[ItemVersion]
    dependents: list[ItemVersion]
    hidden_dependents: int
    editable: set[UUID]
    found: list[ShownFinding] = field(default_factory=list)
    quality: ItemQuality | None = None


def load_item_page(user: User, item: Item, seen: QuerySet[VersionItem]) -> ItemPage:
    """The page of an item that `user` may see (see `content.access.get_item_for_author`), of what is `seen_entries` to
    her."""
    own = Content.objects.editable_by(user)
    (found,) = load_bank_items(seen.annotate(is_own=Q(version__content__in=own.values("pk"))), [item.pk])
    versions = list(_with_seen(item, own, seen)[: SHOWN_WORDINGS + 1])
    shown = [version for version in versions if version.is_seen]  # type: ignore[attr-defined]  # annotated
    sources, dependents, hidden = _derived(item, seen)
    unseen = len(versions) - len(shown)
    hers = {place.version.content_id for place in found.places if vars(place)["is_own"]}
    raised = findings_on([found.entry.pk]).get(found.entry.pk, [])
    against = [one for one in raised if one.finding.content_id in hers]
    quality = quality_of_item(found.entry, [one.finding for one in raised]) if hers else None
    return ItemPage(found, _compare(shown), unseen, sources, dependents, hidden, hers, against, quality)


def _with_seen(item: Item, own: QuerySet[Content], seen: QuerySet[VersionItem]) -> QuerySet[ItemVersion]:
    """Its wordings, the newest first, with `is_seen`: whether one stands in any version of her `own` material, or in
    what others share now."""
    entries = VersionItem.objects.filter(item_version=OuterRef("pk")).order_by()
    may_see = Exists(entries.filter(Q(version__content__in=own.values("pk")) | Q(pk__in=seen.values("pk"))))
    versions = ItemVersion.objects.filter(item=item).select_related("item", "created_by")
    return versions.annotate(is_seen=may_see).order_by("-number")


def _compare(versions: Sequence[ItemVersion]) -> list[Wording]:
    pairs = [Wording(entry, before) for entry, before in zip_longest(versions, versions[1:])]
    return pairs[:SHOWN_WORDINGS]


def _derived(item: Item, seen: QuerySet[VersionItem]) -> tuple[list[ItemVersion], list[ItemVersion], int]:
    """What it was made from, what was made from it, and how many of the latter may not be seen."""
    pairs = list(Derivation.objects.filter(Q(item=item) | Q(source=item)).order_by("id").values_list("item", "source"))
    others = {key for pair in pairs for key in pair if key != item.pk}
    entries = seen.filter(item_version__item__in=others).select_related("item_version__item")
    known: dict[UUID, ItemVersion] = {
        entry.item_version.item_id: entry.item_version for entry in entries.order_by("item_version__number")
    }
    sources = [known[source] for made, source in pairs if made == item.pk and source in known]
    made_from_it = [made for made, source in pairs if source == item.pk]
    dependents = [known[made] for made in made_from_it if made in known]
    return sources, dependents, len(made_from_it) - len(dependents)
