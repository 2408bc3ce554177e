"""Rows of evidence as lines of a table. Each way of showing them takes one or two queries, however many they are."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from content.models import Content, ItemVersion
from progress.models import ItemRead, Response, ReviewLog, SectionCheck
from progress.models.memory import Rating
from progress.numbers.sheet import Cell, Column, Question

Cells = Sequence[Sequence[Cell]]
Show = Callable[[Question, Sequence[Any]], tuple[Sequence[Column], Cells]]
RATING_LOOKS = {
    Rating.AGAIN: ("warn", "cross"),
    Rating.HARD: ("outline", "half-circle"),
    Rating.GOOD: ("good", "check"),
    Rating.EASY: ("good", "check-circle"),
}


@dataclass(frozen=True)
class Piece:
    """A piece that she can still reach, as students see it."""

    title: str
    language: str


def load_pieces(question: Question, keys: Iterable[UUID]) -> Mapping[UUID, Piece]:
    """Those of the pieces that she can reach: of the others no word is shown. One query."""
    found = Content.objects.studiable_by(question.student).filter(pk__in=set(keys))
    rows = found.values_list("pk", "published_version__title", "language")
    return {key: Piece(title, language) for key, title, language in rows}


def show_reviews(question: Question, rows: Sequence[ReviewLog]) -> tuple[Sequence[Column], Cells]:
    pieces, headings = load_pieces(question, (row.content_id for row in rows)), _headings(rows)
    columns = [
        Column(_("When")),
        Column(_("Card")),
        Column(_("Material")),
        Column(_("Rating")),
        Column(_("Interval"), True),
        Column(_("Took"), True),
    ]
    return columns, [
        [
            Cell(at=row.reviewed_at),
            words_cell(row.content_id, headings[row.item_version_id], pieces),
            piece_cell(row.content_id, pieces),
            _rating(row.rating),
            Cell(_interval(row.interval)),
            Cell(_("%(seconds)d s") % {"seconds": row.duration_ms // 1000} if row.duration_ms is not None else "–"),
        ]
        for row in rows
    ]  # fmt: skip


def show_answers(question: Question, rows: Sequence[Response]) -> tuple[Sequence[Column], Cells]:
    """What was answered; how it was graded stands in the result of its attempt, where its quiz tells it."""
    attempts = {
        key: (content, number)
        for key, content, number in Response.objects.filter(pk__in=[row.pk for row in rows]).values_list(
            "pk", "attempt__content", "attempt__number"
        )
    }
    pieces, headings = load_pieces(question, (content for content, _number in attempts.values())), _headings(rows)
    columns = [Column(_("When")), Column(_("Question")), Column(_("Quiz")), Column(_("Attempt"), True)]
    cells = []
    for row in rows:
        content, number = attempts[row.pk]
        cells.append(
            [
                Cell(at=row.answered_at),
                words_cell(content, headings[row.item_version_id], pieces),
                piece_cell(content, pieces),
                attempt_cell(content, number, pieces),
            ]
        )
    return columns, cells


def show_checks(question: Question, rows: Sequence[SectionCheck]) -> tuple[Sequence[Column], Cells]:
    pieces, headings = load_pieces(question, (row.content_id for row in rows)), _headings(rows)
    columns = [Column(_("When")), Column(_("Section")), Column(_("Guide")), Column(_("Result"))]
    return columns, [
        [
            Cell(at=row.answered_at),
            words_cell(row.content_id, headings[row.item_version_id], pieces),
            piece_cell(row.content_id, pieces),
            result_cell(row.fraction),
        ]
        for row in rows
    ]


def show_read(question: Question, rows: Sequence[ItemRead]) -> tuple[Sequence[Column], Cells]:
    pieces = load_pieces(question, (row.content_id for row in rows))
    published = ItemVersion.objects.filter(
        item__in=[row.item_id for row in rows], entries__version=F("entries__version__content__published_version")
    )
    headings = dict(published.values_list("item", "heading"))
    columns = [Column(_("When")), Column(_("Part")), Column(_("Material"))]
    return columns, [
        [
            Cell(at=row.read_at),
            words_cell(row.content_id, headings.get(row.item_id, _("A part that is no longer in it")), pieces),
            piece_cell(row.content_id, pieces),
        ]
        for row in rows
    ]


def piece_cell(key: UUID, pieces: Mapping[UUID, Piece]) -> Cell:
    piece = pieces.get(key)
    if piece is None:
        return Cell(_("No longer in the library"))
    return Cell(piece.title, reverse("progress:piece", args=[key]), piece.language)


def attempt_cell(key: UUID, number: int, pieces: Mapping[UUID, Piece]) -> Cell:
    """The attempt of that number, with its page while the quiz can be reached."""
    shown = str(number_format(number))
    return Cell(shown, reverse("progress:attempt-result", args=[key, number]) if key in pieces else "")


def result_cell(fraction: Any) -> Cell:
    if fraction is None:
        return Cell(_("Not graded"), tone="outline", icon="circle")
    if fraction == 1:
        return Cell(_("Right"), tone="good", icon="check")
    if fraction > 0:
        return Cell(_("Partly right"), tone="warn", icon="half-circle")
    return Cell(_("Not right"), tone="warn", icon="cross")


def _headings(rows: Iterable[Any]) -> Mapping[UUID, str]:
    """What each item was called when she saw it."""
    seen: QuerySet[Any, Any] = ItemVersion.objects.filter(pk__in={row.item_version_id for row in rows})
    return dict(seen.values_list("pk", "heading"))


def words_cell(key: UUID, heading: str, pieces: Mapping[UUID, Piece]) -> Cell:
    return Cell(heading, lang=pieces[key].language) if key in pieces else Cell("–")


def _rating(value: int) -> Cell:
    rating = Rating(value)
    tone, icon = RATING_LOOKS[rating]
    return Cell(str(rating.label), tone=tone, icon=icon)


def _interval(days: float | None) -> str:
    return _("new") if days is None else _("%(days)s d") % {"days": number_format(days, 0, force_grouping=True)}
