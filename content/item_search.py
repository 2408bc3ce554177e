"""Finding items across all the material whose items somebody may reuse."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.functional import Promise

from accounts.models import User
from accounts.paging import Page, paginate, read_key
from content.bank import seen_entries, standing_entries, uses_of, with_place
from content.item_types import get_item_type
from content.library import at_or_below
from content.models import Content, Item, ItemApproval, ItemVerdict, ItemVersion, VersionItem
from content.querysets import ContentQuerySet
from content.search import search_items

MINE, SHARED = "mine", "shared"
APPROVED, UNREVIEWED, PROBLEM = "approved", "unreviewed", "problem"
ONCE, SEVERAL = "once", "several"
WINDOWS = 1_000, 10_000
ORDER = ("-id",)
FIRST, LAST = UUID(int=0), UUID(int=2**128 - 1)
Window = tuple[UUID, UUID]


@dataclass
class BankItem:
    """An item as one author sees it: `entry` is the newest wording that she may see, `places` where she may see it
    (their versions with the piece), `uses` how many pieces hold it in all, be they hers or not."""

    entry: ItemVersion
    places: list[VersionItem] = field(default_factory=list)
    uses: int = 0
    is_approved: bool = False
    problem: str = ""

    @property
    def id(self) -> UUID:
        return self.entry.item_id

    @property
    def label(self) -> str | Promise:
        """Its type, in a word."""
        return get_item_type(self.entry.item.type).label

    @property
    def elsewhere(self) -> int:
        """How many pieces hold it that she may not see."""
        return max(0, self.uses - len(self.places))


def read_page(entries: QuerySet[VersionItem], wanted: Mapping[str, Any], token: str | None, size: int) -> Page[Item]:
    """One page of the items that `wanted` asks for (by the names of `BankForm`) among what `find_entries` found for it,
    the newest first.

    It looks among the next thousand items first, and then ten thousand: where most are wanted, finding all of them to
    keep twenty would take as long as there are items. Where few are, they are found by their words or by whose they
    are."""
    for window in (*(_window(token, length) for length in WINDOWS), None):
        page = paginate(find_items(entries, wanted, window).only("pk"), order=ORDER, token=token, size=size)
        key = read_key(token, Item, ORDER)
        is_full = page.previous if key and not key.is_forward else page.next
        if is_full or window is None or FIRST in window or (key and LAST in window):
            break
    return page


def _window(token: str | None, length: int) -> Window:
    """The range of the keys of the next so many items where `token` leads."""
    key = read_key(token, Item, ORDER)
    start = key.values[0] if key else LAST
    if key and not key.is_forward:
        beyond = Item.objects.filter(pk__gte=start).order_by("pk").values_list("pk", flat=True)
        return start, next(iter(beyond[length : length + 1]), LAST)
    beyond = Item.objects.filter(pk__lte=start).order_by("-pk").values_list("pk", flat=True)
    return next(iter(beyond[length : length + 1]), FIRST), start


def find_items(
    entries: QuerySet[VersionItem], wanted: Mapping[str, Any], window: Window | None = None
) -> QuerySet[Item]:
    """The items of `entries` that have the quality and the use that `wanted` asks for; all of them, or those whose keys
    are in the `window`."""
    near = entries.filter(_within(window, "item_version__item"))
    found = Item.objects.filter(pk__in=near.values("item_version__item"))
    if quality := wanted.get("quality"):
        found = _of_quality(found, quality, window)
    if use := wanted.get("use"):
        several = _in_several(window)
        found = found.filter(pk__in=several) if use == SEVERAL else found.exclude(pk__in=several)
    return found


def find_entries(user: User, wanted: Mapping[str, Any]) -> QuerySet[VersionItem]:
    """Where those items stand, each in the wording that `wanted` asks for; whatever it says of quality and use."""
    entries = seen_entries(user, _narrow(Content.objects.exclude(status=Content.Status.ARCHIVED), user, wanted))
    if types := wanted.get("types"):
        entries = entries.filter(item_version__item__type__in=types)
    if words := wanted.get("q"):
        entries = search_items(entries, words)
    if wanted.get("quality") == APPROVED:
        is_published = Q(version=F("version__content__published_version"))  # nothing else is published
        entries = entries.filter(is_published | Exists(ItemApproval.objects.of("item_version__")))
    return entries


def _within(window: Window | None, item: str) -> Q:
    """That the item at that path is in the window."""
    return Q((f"{item}__gte", window[0]), (f"{item}__lte", window[1])) if window else Q()


def _narrow(contents: ContentQuerySet, user: User, wanted: Mapping[str, Any]) -> ContentQuerySet:
    """The pieces in which to look."""
    if whose := wanted.get("whose"):
        contents = contents.editable_by(user) if whose == MINE else contents.shared_by_others(user)
    if level := wanted.get("level"):
        contents = contents.filter(level=level)
    if topic := wanted.get("topic"):
        contents = contents.filter(at_or_below(topic))
    if tag := wanted.get("tag"):
        contents = contents.filter(tags__name__iexact=tag)
    return contents


def _of_quality(items: QuerySet[Item], quality: str, window: Window | None) -> QuerySet[Item]:
    """Those that nobody has ever judged, or whose last verdict was a problem. What is approved depends on the wording,
    and is asked of the entries."""
    verdicts = ItemVerdict.objects.filter(_within(window, "item_version__item")).order_by()
    if quality == UNREVIEWED:
        return items.exclude(pk__in=verdicts.values("item_version__item"))
    if quality == PROBLEM:
        later = verdicts.filter(item_version__item=OuterRef("item_version__item"), pk__gt=OuterRef("pk"))
        last = verdicts.filter(~Exists(later), verdict=PROBLEM).values("item_version__item")
        return items.filter(pk__in=last.distinct())  # so that the database finds these few first, by themselves
    return items


def _in_several(window: Window | None) -> QuerySet[VersionItem, Any]:
    """The keys of the items that stand in several pieces."""
    entries = standing_entries().filter(_within(window, "item_version__item"))
    held = entries.values("item_version__item").annotate(count=Count("pk"))
    return held.filter(count__gt=1).values("item_version__item")


def load_bank_items(entries: QuerySet[VersionItem], items: Sequence[UUID]) -> list[BankItem]:
    """The items in that order, each in the newest wording among `entries` (see `find_entries` and `seen_entries`);
    without those that do not stand there. Four queries."""
    found: dict[UUID, BankItem] = {}
    placed = with_place(entries.filter(item_version__item__in=items))
    for entry in placed.order_by("-item_version__number", "-id"):
        newest = found.setdefault(entry.item_version.item_id, BankItem(entry.item_version))
        newest.places.append(entry)
    uses, approved, problems = uses_of(found), _approved(found), _last_problems(found)
    for item_id, item in found.items():
        item.uses, item.problem = uses.get(item_id, 0), problems.get(item_id, "")
        item.is_approved = (item_id, item.entry.fingerprint) in approved
    return [found[item_id] for item_id in items if item_id in found]


def _approved(items: Collection[UUID]) -> set[tuple[UUID, str]]:
    return set(ItemApproval.objects.holding().filter(item__in=items).values_list("item", "fingerprint"))


def _last_problems(items: Collection[UUID]) -> dict[UUID, str]:
    """What the last reviewer of each item found wrong with it, where she did."""
    verdicts = ItemVerdict.objects.filter(item_version__item__in=items)
    last = verdicts.order_by("item_version__item", "-id").distinct("item_version__item")
    found = last.values_list("item_version__item", "verdict", "reason")
    return {item: reason for item, verdict, reason in found if verdict == PROBLEM}
