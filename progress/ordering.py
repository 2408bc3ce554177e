"""The order in which a student gets the questions of a quiz, and the options of each: hers alone, and the same each
time she comes back."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from content.item_types import ItemData
from content.models import ItemVersion
from content.questions import QuestionType, get_question_type
from progress.models import QuizAttempt

Block = list[ItemVersion]


def split_blocks(entries: Sequence[ItemVersion]) -> list[Block]:
    """Each question with the texts that stand before it; what comes after the last question is a block of its own."""
    blocks: list[Block] = [[]]
    for entry in entries:
        blocks[-1].append(entry)
        if is_question(entry):
            blocks.append([])
    return [block for block in blocks if block]


def is_question(entry: ItemVersion) -> bool:
    """Whether it has an answer: a text between questions has none."""
    return get_question_type(entry.item.type).is_graded


def order_questions(attempt: QuizAttempt, entries: Sequence[ItemVersion]) -> list[ItemVersion]:
    """What an attempt asks, in the order of its student: the author's, unless it has one of its own, or she lets
    questions change places. A text stays in front of the question that it precedes, what ends the quiz at its end."""
    if attempt.question_order is not None:
        places = {UUID(question): place for place, question in enumerate(attempt.question_order)}
        return _sort_blocks(entries, lambda question: places.get(question, len(places)))
    if getattr(attempt.version.parsed_frame, "shuffle_questions", False):
        return _sort_blocks(entries, lambda question: _rank(attempt.seed, question))
    return list(entries)


def _sort_blocks(entries: Sequence[ItemVersion], rank: Callable[[UUID], Any]) -> list[ItemVersion]:
    blocks = split_blocks(entries)
    blocks.sort(key=lambda block: (not is_question(block[-1]), rank(block[-1].pk)))
    return [entry for block in blocks for entry in block]


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


def _rank(seed: int, question: UUID) -> bytes:
    return sha256(f"{seed}:{question}".encode()).digest()
