"""What authors see of the statistics of their questions, gathered for the pages that show it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from accounts.refusals import NotHere
from content.models import Content, ContentVersion, ItemVersion, ReviewPolicy, VersionItem
from progress.charts.traces import Traces, draw_traces
from progress.models import ItemStatistics
from progress.querysets import UNANSWERABLE
from progress.statistics.figures import Figures, compute_figures
from progress.statistics.loading import load_tallies
from progress.statistics.options import ShownOption, show_options
from progress.statistics.saying import DEFINITIONS, Definition, Saying, say, why_none
from progress.statistics.tallies import Tallies

WORDINGS = 50  # the latest of them


@dataclass(frozen=True)
class ItemFigures:
    """One wording of a question with its figures; `row` is None where nobody answered it."""

    entry: ItemVersion
    row: ItemStatistics | None
    policy: ReviewPolicy

    @cached_property
    def saying(self) -> Saying:
        return say(self.entry, self.row, self.policy)

    @property
    def count(self) -> int:
        return self.row.count if self.row else 0

    @cached_property
    def options(self) -> list[ShownOption]:
        return show_options(self.entry, self.row)

    @cached_property
    def traces(self) -> Traces | None:
        return draw_traces(self.options, self.row.options["sizes"]) if self.row and self.options else None

    @property
    def why_no_traces(self) -> str:
        return why_none(self.row, "options") if self.row else ""


@dataclass(frozen=True)
class ListedItem:
    """A row of the list: a question at its place."""

    number: int
    figures: ItemFigures


@dataclass(frozen=True)
class FigureLine:
    """One figure beside its definition: of first answers and of all, each with why it is not defined."""

    definition: Definition
    first: float | None
    first_reason: str
    all: float | None
    all_reason: str


@dataclass(frozen=True)
class Wording:
    """A wording of the question, with what first answers to it came to. `has_same_key`: what counts as right is as in
    the wording that is shown."""

    entry: ItemVersion
    row: ItemStatistics | None
    has_same_key: bool
    is_shown: bool


@dataclass(frozen=True)
class Together:
    """All `wordings` with the same right answer, counted as one: first answers and all of them."""

    wordings: int
    first: Figures | None
    all: Figures | None


def questions_of(version: ContentVersion) -> QuerySet[VersionItem]:
    """The places of its questions, each with its wording and item."""
    entries = VersionItem.objects.filter(version=version).select_related("item_version__item")
    return entries.exclude(item_version__item__type__in=UNANSWERABLE)


def list_figures(entries: Sequence[VersionItem], *, is_first: bool, policy: ReviewPolicy) -> list[ListedItem]:
    """One query."""
    found = _statistics([entry.item_version_id for entry in entries], is_first=is_first)
    return [
        ListedItem(
            entry.position + 1, ItemFigures(entry.item_version, found.get((entry.item_version_id, is_first)), policy)
        )
        for entry in entries
    ]


def find_wording(content: Content, item_id: UUID) -> ItemVersion:
    """The wording of an item that students see or, where it is not published, the newest one; with its item, its
    rendering and `position`. Raises Http404 for an item of another piece, and what nobody answers."""
    versions = [content.published_version_id, content.latest_version_id]
    found = ItemVersion.objects.filter(item=item_id, entries__version__in=[pk for pk in versions if pk])
    found = found.exclude(item__type__in=UNANSWERABLE).select_related("item", "rendering")
    rows = found.annotate(in_version=F("entries__version"), position=F("entries__position"))
    for entry in sorted(rows, key=lambda entry: entry.in_version != content.published_version_id):
        return entry
    raise NotHere(_("There is no such question in this quiz. Look at the list of its questions."))


def both_figures(entry: ItemVersion, policy: ReviewPolicy) -> dict[bool, ItemFigures]:
    """Of first answers (True) and of all. One query."""
    found = _statistics([entry.pk])
    return {which: ItemFigures(entry, found.get((entry.pk, which)), policy) for which in (True, False)}


def figure_lines(figures: dict[bool, ItemFigures]) -> list[FigureLine]:
    first, every = figures[True].row, figures[False].row
    return [
        FigureLine(
            definition=definition,
            first=getattr(first, definition.name, None),
            first_reason=why_none(first, definition.name) if first else "",
            all=getattr(every, definition.name, None),
            all_reason=why_none(every, definition.name) if every else "",
        )
        for definition in DEFINITIONS
    ]


def wordings_of(entry: ItemVersion) -> list[Wording]:
    """The latest wordings of the question, the newest first. Two queries."""
    entries = list(ItemVersion.objects.filter(item=entry.item_id).order_by("-number")[:WORDINGS])
    found = _statistics([each.pk for each in entries], is_first=True)
    return [
        Wording(
            entry=each,
            row=found.get((each.pk, True)),
            has_same_key=each.answer_fingerprint == entry.answer_fingerprint,
            is_shown=each.pk == entry.pk,
        )
        for each in entries
    ]


def figures_together(wordings: Sequence[Wording]) -> Together | None:
    """Of the wordings whose right answer is that of the shown one; None where that is only one. Options are left out:
    they need not be the same ones. Two queries."""
    same = [wording.entry.pk for wording in wordings if wording.has_same_key]
    if len(same) < 2:
        return None
    tallies = load_tallies(same)
    sums = [_sum(tallies[key] for key in tallies if key[1] == which) for which in (True, False)]
    first, every = (compute_figures(each) if each.count else None for each in sums)
    return Together(len(same), first, every)


def _sum(tallies: Iterable[Tallies]) -> Tallies:
    whole = Tallies()
    for each in tallies:
        whole.add(each)
    return whole


def _statistics(versions: Sequence[UUID], **which: Any) -> dict[tuple[UUID, bool], ItemStatistics]:
    rows = ItemStatistics.objects.filter(item_version__in=versions, **which)
    return {(row.item_version_id, row.is_first): row for row in rows}
