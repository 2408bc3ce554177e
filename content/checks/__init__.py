"""The automated checks. One module each; a new one is added to `CHECKS`, and nowhere else."""

from content.checks.alternative_text import AlternativeText
from content.checks.answer_keys import AnswerKeys
from content.checks.base import Check, Found, Outcome, Subject, load_subject
from content.checks.duplicate_items import DuplicateItems
from content.checks.duplicate_options import DuplicateOptions
from content.checks.explanations import Explanations
from content.checks.links import Links
from content.checks.maths import Maths
from content.checks.readability import Readability
from content.checks.structure import Structure

CHECKS: tuple[Check, ...] = (  # in the order in which they are shown
    AnswerKeys(),
    DuplicateOptions(),
    Explanations(),
    Readability(),
    Structure(),
    AlternativeText(),
    Maths(),
    Links(),
    DuplicateItems(),
)
_BY_NAME = {check.name: check for check in CHECKS}


def find_check(name: str) -> Check | None:
    """The check of that name; None for one that an older release knew."""
    return _BY_NAME.get(name)


__all__ = ["CHECKS", "Check", "Found", "Outcome", "Subject", "find_check", "load_subject"]
