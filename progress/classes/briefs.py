"""What a teacher says when she gives something to a class, and whether it can be."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from content.kinds import StudyMode
from content.models import Content
from progress.models import Assignment


@dataclass(frozen=True)
class Brief:
    """The fields of an `Assignment` that its teacher sets."""

    opens_at: datetime
    due_at: datetime | None = None
    closes_at: datetime | None = None
    time_limit: int | None = None
    attempts: int | None = None
    pass_mark: int | None = None
    note: str = ""

    @property
    def fields(self) -> dict[str, Any]:
        return asdict(self)


MOST = {"time_limit": 1440, "attempts": 100, "pass_mark": 100}
RULES = tuple(MOST)


def brief_of(assignment: Assignment) -> Brief:
    return Brief(**{name: getattr(assignment, name) for name in Brief.__dataclass_fields__})


def misfits(brief: Brief, content: Content) -> dict[str, str]:
    """What cannot be, as a sentence for each field."""
    found = dict(_dates(brief))
    for name, most in MOST.items():
        number = getattr(brief, name)
        if number is None:
            continue
        if content.kind_type.study_mode != StudyMode.ANSWER:
            found[name] = _("Only a quiz has rules. This is read or turned, so leave it empty.")
        elif not 0 <= number <= most:
            found[name] = _("Write a whole number from 0 to %(most)d, or nothing.") % {"most": most}
    return found


def _dates(brief: Brief) -> list[tuple[str, str]]:
    opens, due, closes = brief.opens_at, brief.due_at, brief.closes_at
    found = []
    if due and due <= opens:
        found.append(("due_at", _("It would be due before it opens. Set a later time.")))
    if closes and closes <= opens:
        found.append(("closes_at", _("It would close before it opens. Set a later time.")))
    elif closes and due and closes < due:
        found.append(("closes_at", _("It would close before it is due. Set a later time, or none.")))
    return found
