"""What a card asks and answers, whatever it is a card of: to be turned, to be typed, or a question to be answered."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from accounts.refusals import WrongState
from content.item_types import CardSides, get_item_type
from content.models import ItemVersion
from content.presentation import PresentedItem, present_item
from content.questions import QuestionType
from content.questions.base import Submitted
from progress.models.memory import Rating
from progress.ordering import shuffle
from progress.typed import MAX_TYPED, Comparison, compare_typed, read_typed

LONG = 140  # characters
_BLOCKS = re.compile(r"<(?:ul|ol|pre|table|blockquote|h\d)\b|</p>\s*<p>")


class Way(StrEnum):
    """How a card is worked: turned in one's head, typed, or answered like the question that it is."""

    TURN = "turn"
    TYPE = "type"
    ANSWER = "answer"


@dataclass(frozen=True)
class Face:
    """A card as it is shown. `front`, `back`, `extra` and `hint` are safe HTML, empty on a question, which its own
    template shows (`item`); `expected` is what is to be typed, in plain words.

    Once it `is_turned`: `typed` is what she typed, and `comparison` how it compares; the `item` carries its result.
    `suggests` is the rating that the outcome speaks for."""

    way: Way
    heading: str
    front: str = ""
    back: str = ""
    extra: str = ""
    hint: str = ""
    expected: str = ""
    item: PresentedItem | None = None
    is_turned: bool = False
    typed: str = ""
    comparison: Comparison | None = None
    suggests: Rating = Rating.GOOD
    error: str = ""

    @property
    def is_long(self) -> bool:
        """Whether it reads as text, rather than as a word or two in the middle of a card."""
        return any(len(strip_tags(side)) > LONG or _BLOCKS.search(side) for side in (self.front, self.back))


def present_face(version: ItemVersion, card: str, *, seed: int, shuffles: bool = True) -> Face:
    """The card of that name of an item version (its item and rendering loaded), to be worked. The options of a question
    stand in an order that follows from `seed`: how often it was reviewed, so that a reload shows the same one and the
    next review another; in the author's, where the quiz does not let them change places (`shuffles`).

    Raises WrongState where this wording has no such card."""
    item, item_type = present_item(version), get_item_type(version.item.type)
    if isinstance(item_type, QuestionType) and not card:
        return Face(Way.ANSWER, item.heading, item=replace(item, order=_order(item, item_type, seed, shuffles)))
    sides = item_type.card_html(item.html, card)
    if sides is None:
        raise WrongState(_("This card was changed or removed meanwhile. Here is the next one."))
    expected = item_type.typed_answer(item.data, card)
    way = Way.TYPE if 0 < len(expected) <= MAX_TYPED else Way.TURN
    return Face(way, item.heading, expected=expected, **CardSides(*sides)._asdict())


def turn_face(face: Face) -> Face:
    """The card turned, without an answer of hers."""
    if face.item is None:
        return replace(face, is_turned=True)
    return replace(face, is_turned=True, item=_reveal(face.item), suggests=Rating.AGAIN)


def check_typed(face: Face, text: str) -> Face:
    """The card turned, with what she typed beside what was right. Raises BadAnswer."""
    typed = read_typed(text)
    if not typed:
        return turn_face(face)
    comparison = compare_typed(typed, face.expected)
    suggests = Rating.GOOD if comparison.is_right else Rating.AGAIN
    return replace(face, is_turned=True, typed=typed, comparison=comparison, suggests=suggests)


def check_answer(face: Face, submitted: Submitted) -> Face:
    """The question with her answer graded; an essay, which only a person can grade, beside what a good one has. Raises
    BadAnswer."""
    assert face.item is not None, "only a question is answered"
    item, question_type = face.item, _question_type(face.item)
    answer = question_type.read_answer(item.data, question_type.restore_order(submitted, item.order))
    if answer is None:
        return turn_face(face)
    grade = question_type.grade(item.data, answer)
    item = replace(item, answer=answer, correct=question_type.correct_text(item.data))
    if grade.fraction is None:
        return replace(face, is_turned=True, item=_reveal(item))
    suggests = Rating.GOOD if grade.fraction == 1 else Rating.HARD if grade.fraction > 0 else Rating.AGAIN
    return replace(face, is_turned=True, item=replace(item, result=grade), suggests=suggests)


def keep_sent(face: Face, submitted: Submitted, typed: str, error: str) -> Face:
    """The card as it was, with what was sent and why it was not taken."""
    if face.item is None:
        return replace(face, typed=typed, error=error)
    question_type = _question_type(face.item)
    sent = question_type.restore_order(submitted, face.item.order)
    return replace(face, item=replace(face.item, answer=question_type.read_again(face.item.data, sent)), error=error)


def _reveal(item: PresentedItem) -> PresentedItem:
    return replace(item, reveals=True, correct=_question_type(item).correct_text(item.data))


def _order(item: PresentedItem, question_type: QuestionType[Any], seed: int, shuffles: bool) -> Any:
    may_shuffle = shuffles and question_type.may_shuffle(item.data)
    places = question_type.places(item.data)
    return question_type.arrange(item.data, shuffle(seed, item.id, places) if may_shuffle else None)


def _question_type(item: PresentedItem) -> QuestionType[Any]:
    question_type = get_item_type(item.type)
    assert isinstance(question_type, QuestionType)
    return question_type
