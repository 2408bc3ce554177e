"""The figures of a class, as its templates write them."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from progress.classes import words
from progress.classes.answers import Answer
from progress.classes.answers import rule as answers_rule
from progress.classes.figures import Cell
from progress.classes.helping import rule as help_rule
from progress.classes.standing import State
from progress.classes.work import title_of

register = template.Library()
register.filter("work_title", title_of)
register.filter("result_look", words.say_result)
register.simple_tag(answers_rule, name="answers_rule")
register.simple_tag(help_rule, name="help_rule")


@register.filter
def state_look(cell: Cell) -> words.Look:
    """Word, tone and icon of where a student is with an assignment."""
    return words.STATES[cell.standing.state]


@register.filter
def mark_look(name: str) -> words.Look:
    """The same of what stands beside a state: "late" or "help"."""
    return {"late": words.LATE, "help": words.HELP}[name]


@register.filter
def cell_figure(cell: Cell) -> str:
    """The score where there is one, else how much is done of what is under way."""
    if cell.standing.score is not None:
        return percent(cell.standing.score)
    return percent(cell.standing.percentage) if cell.standing.state in (State.BEGUN, State.MISSED) else ""


@register.filter
def percent(value: Decimal | float | None) -> str:
    """With one digit where it has one, and a dash for none."""
    if value is None:
        return "–"
    rounded = round(float(value), 1)
    return _("%(number)s%%") % {"number": int(rounded) if rounded == int(rounded) else number_format(rounded, 1)}


@register.filter
def share_percent(answer: Answer) -> str:
    return percent(100 * answer.share)


@register.filter
def of_key(rows: dict[UUID, Any], key: UUID) -> Any:
    return rows.get(key)
