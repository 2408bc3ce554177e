"""The fields of `ItemStatistics`, as they follow from an item version and what is counted of it."""

from typing import Any

from content.models import ItemVersion
from content.questions import get_question_type
from progress.statistics.figures import Figures, Reason, compute_figures
from progress.statistics.tallies import Choices, Tallies

FIGURES = ["count", "facility", "deviation", "discrimination", "efficiency", "guess_score", "reasons", "options"]


def tell_figures(entry: ItemVersion, tallies: Tallies, choices: Choices) -> dict[str, Any]:
    """By the names of `FIGURES`. The item version comes with its item."""
    question_type, data = get_question_type(entry.item.type), entry.parsed
    options = question_type.options_of(data)
    figures = compute_figures(tallies, [option.name for option in options], choices)
    guess = question_type.guess_score(data)
    keys = {option.name for option in options if option.is_key}
    return {
        "count": figures.count,
        "facility": figures.facility,
        "deviation": figures.deviation,
        "discrimination": figures.discrimination,
        "efficiency": figures.efficiency,
        "guess_score": None if guess is None else float(guess),
        "reasons": figures.reasons | ({"guess_score": Reason.NO_GUESS} if guess is None else {}),
        "options": _options(figures, keys),
    }


def _options(figures: Figures, keys: set[str]) -> dict[str, Any]:
    """As the model describes them."""
    if not figures.options:
        return {}
    rows = [
        {"name": option.name, "is_key": option.name in keys, "counts": option.counts, "total": option.total}
        for option in figures.options
    ]
    return {"options": rows, "sizes": figures.sizes}
