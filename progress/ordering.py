"""The order in which a student gets the options of a question: hers alone, and the same each time she comes back."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from content.item_types import ItemData
from content.questions import QuestionType
from progress.models import QuizAttempt


def option_order(
    attempt: QuizAttempt, question: UUID, question_type: QuestionType[Any], data: ItemData
) -> Sequence[int]:
    """A permutation of the places of the options of a question (by item version) in an attempt: the author's, where
    she does not let them change places, in the question or in the whole quiz; but never one that tells the answer."""
    places = question_type.places(data)
    shuffles = getattr(attempt.version.parsed_frame, "shuffle_options", True) and question_type.may_shuffle(data)
    return question_type.arrange(data, shuffle(attempt.seed, question, places) if shuffles else None)


def shuffle(seed: int, question: UUID, places: int) -> list[int]:
    """A permutation of `range(places)`, always the same for one seed and question, whatever runs it."""
    return sorted(range(places), key=lambda place: sha256(f"{seed}:{question}:{place}".encode()).digest())
