"""What became of each row of a list, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from progress.classes.roster import Row


class Outcome(models.TextChoices):
    """In the order in which a report lists how many there are of each."""

    INVITED = "invited", gettext_lazy("Invited")
    AGAIN = "again", gettext_lazy("Invited again")
    WAITING = "waiting", gettext_lazy("Invited before")
    ENROLLED = "enrolled", gettext_lazy("In the class already")
    TEACHES = "teaches", gettext_lazy("Teaches the class")
    TWICE = "twice", gettext_lazy("Twice in this list")
    REFUSED = "refused", gettext_lazy("Not taken")
    HEAD = "head", gettext_lazy("Head of the table")


TONES = {
    Outcome.INVITED: ("good", "check"),
    Outcome.AGAIN: ("good", "check"),
    Outcome.REFUSED: ("bad", "warning"),
}
_NOTES = {
    Outcome.AGAIN: gettext_lazy("They had not answered, and are asked once more."),
    Outcome.WAITING: gettext_lazy("Less than a day ago, so they are not asked again now."),
    Outcome.TEACHES: gettext_lazy("Nobody is teacher and student of the same class."),
    Outcome.HEAD: gettext_lazy("It names the columns."),
}


@dataclass(frozen=True)
class RowOutcome:
    """One row, what became of it, and the line where its address stood first, where it stands there twice."""

    row: Row
    outcome: Outcome
    first_line: int = 0

    @property
    def label(self) -> str | Promise:
        return self.outcome.label

    @property
    def tone(self) -> str:
        return TONES.get(self.outcome, ("neutral", ""))[0]

    @property
    def icon(self) -> str:
        return TONES.get(self.outcome, ("", ""))[1]

    @property
    def note(self) -> str:
        """Why, or what it means; "" where nothing is to be said."""
        if self.first_line and self.outcome == Outcome.TWICE:
            return _("It stands in line %(line)d already.") % {"line": self.first_line}
        return self.row.problem or str(_NOTES.get(self.outcome, ""))


@dataclass(frozen=True)
class Report:
    """What became of a whole list."""

    rows: Sequence[RowOutcome]

    @property
    def refused(self) -> list[RowOutcome]:
        return [found for found in self.rows if found.outcome == Outcome.REFUSED]

    @property
    def left(self) -> str:
        """The lines that were not taken, as they were pasted: to be mended."""
        return "\n".join(found.row.text for found in self.refused)

    @property
    def counts(self) -> list[tuple[str | Promise, int]]:
        """How many there are of each outcome, those that there are none of left out."""
        counted = [(outcome, sum(found.outcome == outcome for found in self.rows)) for outcome in Outcome]
        return [(outcome.label, count) for outcome, count in counted if count]

    @property
    def sentence(self) -> str:
        asked = sum(found.outcome in {Outcome.INVITED, Outcome.AGAIN} for found in self.rows)
        if not asked:
            return _("Nobody new was invited.")
        return ngettext("%(count)d person is invited.", "%(count)d people are invited.", asked) % {"count": asked}
