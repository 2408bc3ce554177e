"""Finished attempts and their scores."""

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.paging import PARAMETER, paginate
from content.access import get_content_for_student
from progress.figures.scores import Score, attempts_of, read_score
from progress.numbers.filters import read_key
from progress.numbers.lines import Piece, attempt_cell, load_pieces, piece_cell
from progress.numbers.sheet import Cell, Column, Question, Sheet, address
from progress.numbers.words import grouped, percent


def open_scores(question: Question) -> Sheet:
    """Of one quiz (`content`), or of all."""
    key = read_key(question, "content")
    content = get_content_for_student(question.student, key) if key else None
    attempts = attempts_of(question.student, content)
    page = paginate(attempts, order=("-finished_at", "-id"), token=question.get(PARAMETER))
    found, count = [read_score(attempt) for attempt in page.rows], attempts.count()
    pieces = load_pieces(question, (score.content_id for score in found))
    return Sheet(
        title=_("Scores"),
        value=count,
        figure=grouped(count),
        unit=ngettext("finished attempt", "finished attempts", count),
        columns=_columns(),
        rows=[_row(score, pieces) for score in found],
        count=count,
        rule=rule(),
        filters=[(_("Quiz"), pieces[content.pk].title)] if content and content.pk in pieces else [],
        above=[(_("Scores"), address("scores"))] if content else [],
        links=page.links(question.request),
        is_reset=page.is_reset,
    )


def rule() -> str:
    """What counts, in words."""
    return _(
        "Every attempt that you finished counts, with the pass mark that its quiz had then. What a person has yet to "
        "grade is in no score; an attempt without anything graded is not among these."
    )


def _columns() -> list[Column]:
    whence = [Column(_("When")), Column(_("Quiz")), Column(_("Attempt"), is_number=True)]
    return [*whence, Column(_("Score"), is_number=True), Column(_("Passes"), is_number=True), Column(_("Outcome"))]


def _row(score: Score, pieces: Mapping[UUID, Piece]) -> list[Cell]:
    passed = Cell(_("Passed"), tone="good", icon="check")
    return [
        Cell(at=score.finished_at),
        piece_cell(score.content_id, pieces),
        attempt_cell(score.content_id, score.number, pieces),
        Cell(percent(score.percent)),
        Cell(percent(score.pass_mark)),
        passed if score.has_passed else Cell(_("Not passed"), tone="outline", icon="circle"),
    ]
