"""The cards that come in the next days."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.paging import PARAMETER, paginate
from progress.forecast import DAYS, coming
from progress.numbers.lines import load_pieces, piece_cell, words_cell
from progress.numbers.sheet import Cell, Column, Question, Sheet
from progress.numbers.words import grouped


def open_forecast(question: Question) -> Sheet:
    """Each card once, when it comes next."""
    cards = coming(question.student, question.now).with_wording()
    page = paginate(cards, order=("due", "id"), token=question.get(PARAMETER))
    pieces, count = load_pieces(question, (memory.content_id for memory in page.rows)), cards.count()
    return Sheet(
        title=_("Cards to come"),
        value=count,
        figure=grouped(count),
        unit=ngettext("card in the next %(days)d days", "cards in the next %(days)d days", count) % {"days": DAYS},
        columns=[Column(_("Due")), Column(_("Card")), Column(_("Material")), Column(_("State"))],
        rows=[
            [
                Cell(at=memory.due),
                words_cell(memory.content_id, memory.current_heading, pieces),
                piece_cell(memory.content_id, pieces),
                Cell(memory.get_state_display()),
            ]
            for memory in page.rows
        ],
        count=count,
        rule=_(
            "A card counts once, on the day that it comes next; what is overdue comes today. Suspended cards do not "
            "come, and the new ones that you begin come on top."
        ),
        links=page.links(question.request),
        is_reset=page.is_reset,
    )
