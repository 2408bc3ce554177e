"""The very card that a form or an address names, wherever it stands in the queue."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import WrongState
from content.models import Content, ItemVersion
from progress.models import AddedCard, CardMemory
from progress.querysets import DECKS, QUESTIONS
from progress.queues import NextCard


@dataclass(frozen=True)
class SentCard:
    """Which card a form is about: the wording that was shown, the name of the card within its item, and how often she
    had reviewed it by then; None where that does not matter."""

    item_version_id: UUID
    name: str
    reviews: int | None = None

    @classmethod
    def read(cls, data: QueryDict) -> Self:
        """Raises ValueError for a form that is not whole."""
        name = data.get("name", "")
        if len(name) > 40 or not name.isprintable():
            raise ValueError("no card is called that")
        return cls(UUID(data.get("card", "")), name, read_reviews(data) if "reviews" in data else None)


def read_reviews(data: QueryDict) -> int:
    """How often she had reviewed the card when it was shown. Raises ValueError."""
    reviews = data.get("reviews", "")
    if not (reviews.isascii() and reviews.isdigit() and len(reviews) < 10):
        raise ValueError("that is no number of reviews")
    return int(reviews)


def pick_card(student: User, content: Content, sent: SentCard) -> NextCard:
    """The card as it is published now. Raises WrongState when it is not there any more, was reviewed since it was
    shown, or is none of hers: nobody looks up by it what a question of a quiz has for an answer."""
    entries = ItemVersion.objects.filter(pk=sent.item_version_id, entries__version=content.published_version_id)
    version = entries.select_related("item", "rendering").first()
    answer = _answer(version, sent.name) if version else None
    if version is None or answer is None:
        raise WrongState(_("This card was changed or removed meanwhile. Here is the next one."))
    memory = CardMemory.objects.filter(student=student, item=version.item_id, card=sent.name).first()
    if sent.reviews is not None and sent.reviews != (memory.reviews if memory else 0):
        raise WrongState(_("You have rated this card already; it counts once. Here is the next one."))
    if memory is None and content.kind not in DECKS and not _is_added(student, version, sent.name):
        raise WrongState(_("This is none of your cards yet. Add it to them first, where you read about it."))
    return NextCard(version=version, content=content, memory=memory, card=sent.name, answer_fingerprint=answer)


def _answer(version: ItemVersion, name: str) -> str | None:
    """The fingerprint of what counts as right on it, None where there is no such card."""
    listed = version.cards.filter(name=name).values_list("answer_fingerprint", flat=True).first()
    is_question = name == "" and version.item.type in QUESTIONS
    return listed or (version.answer_fingerprint if is_question else None)


def _is_added(student: User, version: ItemVersion, name: str) -> bool:
    return AddedCard.objects.filter(student=student, item=version.item_id, card=name).exists()
