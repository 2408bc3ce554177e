"""The demonstration's weeks of study: who read what, answered how, turned which cards, and what they said of it."""

import json
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from content.documents import load_items
from content.item_types import get_item_type
from content.kinds import StudyMode
from content.models import Content, ItemVersion
from content.questions.cloze import ClozeData, gap_field
from content.questions.matching import Matching
from factoria.demonstration import FOLDER, Crowd, set_back
from feedback.actions.giving import give_feedback
from progress.actions.attempting import finish_attempt, save_answers, start_attempt
from progress.actions.progressing import lock_progress, write_figures
from progress.actions.reading import read_items
from progress.actions.turning import turn_card
from progress.clock import Opening, mark_opening
from progress.drawing import load_drawn
from progress.models.memory import Rating

MOST_PIECES = 5  # a student's
Submitted = Mapping[str, Sequence[str]]


def make_study(crowd: Crowd, material: Iterable[Content]) -> None:
    """Let every student study some of the published pieces over the last weeks, each with an ability of her own."""
    published = [content for content in material if content.is_published]
    _study_everything_once(crowd.student, published)
    for number, student in enumerate(crowd.students[1:]):
        dice = random.Random(f"study {number}")  # noqa: S311 - a demonstration, the same each time
        ability = 0.35 + 0.6 * dice.random()
        for content in dice.sample(published, k=dice.randint(2, MOST_PIECES)):
            _study(student, content, ability, dice)


def _study_everything_once(student: User, published: Sequence[Content]) -> None:
    """Whoever tries the student out finds something of each kind under way, done, and due today."""
    dice = random.Random("the student")  # noqa: S311 - a demonstration, the same each time
    by_kind: dict[str, list[Content]] = {}
    for content in published:
        by_kind.setdefault(content.kind, []).append(content)
    for pieces in by_kind.values():
        for number, content in enumerate(pieces[:3]):
            _study(student, content, ability=(1.0, 0.0, 0.7)[number], dice=dice)


def make_feedback(crowd: Crowd, material: Mapping[str, Content]) -> None:
    """What the students said, from its file: each of them about a piece at most once."""
    for number, row in enumerate(json.loads((FOLDER / "feedback.json").read_text(encoding="utf-8"))):
        by = crowd.students[1 + number * 7 % (len(crowd.students) - 1)]
        with set_back(timedelta(days=25 - number % 24, hours=number % 7)):
            give_feedback(
                content=material[row["piece"]], by=by, rating=row["rating"], type=row["kind"], text=row["text"]
            )


def _study(student: User, content: Content, ability: float, dice: random.Random) -> None:
    assert content.published_version is not None, "only published pieces are studied"
    entries = load_items(content.published_version)
    age = timedelta(days=dice.randint(3, 22), hours=dice.randint(0, 9))
    ways = {StudyMode.READ: read_piece, StudyMode.ANSWER: answer_quiz, StudyMode.TURN: _turn}
    way: Callable[..., None] = ways[content.kind_type.study_mode]
    way(student, content, entries, age, ability, dice)


def read_piece(
    student: User, content: Content, entries: list[ItemVersion], age: timedelta, ability: float, dice: random.Random
) -> None:
    """So many minutes a section, from `age` ago on; all of it, or as far as she came."""
    share = 1.0 if dice.random() < ability else 0.2 + 0.6 * dice.random()
    read = entries[: max(1, round(share * len(entries)))]
    # A section is marked by itself; of a podcast a few minutes at a time.
    at_once, pace = (1, timedelta(minutes=4)) if content.kind == "study_guide" else (10, timedelta(minutes=4.2))
    progress = lock_progress(student=student, content=content)
    moment, opening = age, _mark(student, content, age)
    for start in range(0, len(read), at_once):
        moment -= pace
        with set_back(moment):
            items = [entry.item_id for entry in read[start : start + at_once]]
            read_items(progress, student, content, items, opening)
        opening = _mark(student, content, moment)
    write_figures(progress, content)


def answer_quiz(
    student: User, content: Content, entries: list[ItemVersion], age: timedelta, ability: float, dice: random.Random
) -> None:
    """One attempt, begun `age` ago; now and then left half-way."""
    with set_back(age):
        attempt = start_attempt(student=student, content=content)
    asked = load_drawn(attempt)
    answers = {entry.pk: fields for entry in asked if (fields := fields_of(entry, dice.random() < ability, dice))}
    opening = _mark(student, content, age)
    with set_back(age - timedelta(minutes=len(asked) * dice.uniform(0.6, 1.8))):
        if dice.random() < 0.15:  # left half-way
            half: dict[UUID, Submitted] = dict(list(answers.items())[: len(answers) // 2])
            save_answers(attempt=attempt, by=student, answers=half, opening=opening)
        else:
            finish_attempt(attempt=attempt, by=student, answers=answers, opening=opening, accepts_missing=True)


def _turn(
    student: User, content: Content, entries: list[ItemVersion], age: timedelta, ability: float, dice: random.Random
) -> None:
    """Some cards of the deck, each again when it is due, until today."""
    progress = lock_progress(student=student, content=content)
    for number, entry in enumerate(entries[: dice.randint(4, 10)]):
        moment = age - timedelta(seconds=20 * number)
        card = next(iter(get_item_type(entry.item.type).card_keys(entry.parsed)))
        for reviews in range(4):
            opening = _mark(student, content, moment + timedelta(seconds=dice.randint(3, 18)))
            with set_back(moment) as now:
                rating = _rating(ability, dice)
                memory = turn_card(progress, student, content, entry.pk, rating, reviews, opening, card=card)
            moment -= memory.due - now + timedelta(hours=dice.randint(0, 20))
            if moment <= timedelta(minutes=5):
                break
    write_figures(progress, content)


def _rating(ability: float, dice: random.Random) -> Rating:
    if dice.random() > ability:
        return Rating.AGAIN
    return dice.choices([Rating.HARD, Rating.GOOD, Rating.EASY], weights=[2, 6, 2])[0]


def _mark(student: User, content: Content, age: timedelta) -> Opening:
    return Opening(mark_opening(student, content.pk, timezone.now() - age))


def fields_of(entry: ItemVersion, knows: bool, dice: random.Random) -> Submitted:
    return _fields(entry.item.type, get_item_type(entry.item.type).parse(entry.data), knows, dice)


def _fields(item_type: str, data: Any, knows: bool, dice: random.Random) -> Submitted:
    """The form fields of an answer: the right one, or a wrong one of the kind people give. None for an essay."""
    match item_type:
        case "multiple_choice" | "true_false":
            return {"choice": _chosen(item_type, data, knows, dice)}
        case "short_answer" | "numerical":
            return {"text": [_typed(item_type, data.answers[0], knows, dice)]}
        case "matching":
            choices = Matching().choices(data)
            right = [choices.index(pair.match) for pair in data.pairs]
            return _numbered("match", _mixed(right, knows, dice))
        case "ordering":
            return _numbered("place", _mixed(range(1, len(data.entries) + 1), knows, dice))
        case "cloze":
            return dict(_gap_fields(data, knows, dice))
        case _:
            return {}


def _chosen(item_type: str, data: Any, knows: bool, dice: random.Random) -> list[str]:
    if item_type == "true_false":
        return ["true" if data.answer == knows else "false"]
    wanted = [i for i, option in enumerate(data.options) if (option.credit > 0) == knows]
    return [str(i) for i in (wanted if data.multiple and knows else [dice.choice(wanted)])]


def _typed(item_type: str, answer: Any, knows: bool, dice: random.Random) -> str:
    if item_type == "numerical":
        return str(answer.value if knows else answer.value * 2 + 1)
    return str(answer.text) if knows else dice.choice(["I do not know", "?", "maybe"])


def _gap_fields(data: ClozeData, knows: bool, dice: random.Random) -> Iterator[tuple[str, Sequence[str]]]:
    """Those of each gap; the options of all gaps are counted through."""
    options = 0
    for number, gap in enumerate(data.gaps):
        fields = _fields(gap.type.name, gap.data, knows, dice)
        values = fields.get("text") or [str(options + int(choice)) for choice in fields["choice"]]
        yield gap_field(number, gap), values
        options += gap.count


def _numbered(name: str, values: Sequence[int]) -> Submitted:
    return {f"{name}-{index}": [str(value)] for index, value in enumerate(values)}


def _mixed(right: Sequence[int], knows: bool, dice: random.Random) -> Sequence[int]:
    return right if knows else dice.sample(right, k=len(right))
