"""The options of an item as one reads about them: what each is called, and who chose it."""

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from django.utils.translation import gettext as _

from content.models import ItemVersion
from content.questions import get_question_type
from content.questions.base import NO_ANSWER
from content.text import shorten
from progress.models import ItemStatistics
from progress.statistics.faults import find_preferred

LABEL = 60  # characters
LETTERED = "multiple_choice"  # its options are A, B, C …, as the author ordered them


@dataclass(frozen=True)
class ShownOption:
    """`counts` are by quartile of what else was earned, the weakest first; `shares` are shares of all in the
    quartile, None where nobody is in it; `share` is that of all answers."""

    name: str
    label: str
    letter: str
    is_key: bool
    counts: Sequence[int]
    total: int
    shares: Sequence[float | None]
    share: float

    @property
    def title(self) -> str:
        """“C Oxygen”."""
        return f"{self.letter} {self.label}".strip()

    @property
    def quoted(self) -> str:
        """As a sentence names it: option C, “Oxygen”."""
        words = {"letter": self.letter, "label": self.label}
        return _("option %(letter)s, “%(label)s”") % words if self.letter else _("“%(label)s”") % words


def show_options(entry: ItemVersion, row: ItemStatistics | None) -> list[ShownOption]:
    """In the author's order, no answer last; none where the item has no options. It comes with its item."""
    if row is None or not row.options:
        return []
    names = {option.name: option.label for option in get_question_type(entry.item.type).options_of(entry.parsed)}
    sizes = row.options["sizes"]
    shown = []
    for place, option in enumerate(row.options["options"]):
        name, counts, total = option["name"], option["counts"], option["total"]
        is_lettered = entry.item.type == LETTERED and name in names and place < len(ascii_uppercase)
        shown.append(
            ShownOption(
                name=name,
                label=_("Not answered") if name == NO_ANSWER else shorten(names.get(name) or name, LABEL),
                letter=ascii_uppercase[place] if is_lettered else "",
                is_key=option["is_key"],
                counts=counts,
                total=total,
                shares=[count / size if size else None for count, size in zip(counts, sizes, strict=True)],
                share=total / row.count,
            )
        )
    return shown


def preferred_to_key(entry: ItemVersion, row: ItemStatistics) -> ShownOption | None:
    """The option of `find_preferred`, as it is shown."""
    preferred = find_preferred(row.options)
    shown = {option.name: option for option in show_options(entry, row)}
    return shown[preferred.option["name"]] if preferred else None
