"""Cards that are learnt and forgotten again and again: a sign that the card is bad, or too much at once."""

from accounts.models import User
from progress.models import CardMemory
from progress.querysets import CardMemoryQuerySet


def leeches_of(student: User) -> CardMemoryQuerySet:
    """Her leeches that she can still reach, the most forgotten first, suspended ones among them: each with its
    `content`, its published version loaded, and the `current_heading` of its item. One query."""
    leeches = CardMemoryQuerySet(CardMemory).of(student).current(student).leeches().with_wording()
    shown = leeches.select_related("content__published_version")
    return shown.defer("content__search", "content__published_version__text").order_by("-lapses", "pk")
