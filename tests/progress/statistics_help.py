"""What the tests of item statistics have in common: quizzes, and students who answer them."""

from collections.abc import Sequence
from random import Random
from typing import Any

from accounts.models import User
from accounts.roles import Role
from content.models import Content, ItemVersion
from content.questions import get_question_type
from progress.actions.attempting import finish_attempt, start_attempt
from progress.drawing import load_drawn
from progress.models import ItemStatistics, QuizAttempt
from tests.factories import UserFactory, choice
from tests.progress.study import place_of

CHOICES = tuple(choice(f"Number {number}?", "Right", "Wrong", "Odd") for number in range(4))


def students(count: int) -> list[User]:
    return [UserFactory.create(roles=[Role.STUDENT]) for _number in range(count)]


def take(student: User, quiz: Content, *chosen: int | None) -> QuizAttempt:
    """`student` chooses the option of that place of each question, None being no answer, and finishes."""
    return finish(start_attempt(student=student, content=quiz), *chosen)


def finish(attempt: QuizAttempt, *chosen: int | None) -> QuizAttempt:
    entries = load_drawn(attempt)
    answers = {
        entry.pk: {"choice": [place_of(attempt, entry, place)]}
        for entry, place in zip(entries, chosen, strict=True)
        if place is not None
    }
    return send(attempt, answers)


def send(attempt: QuizAttempt, answers: Any) -> QuizAttempt:
    return finish_attempt(
        attempt=attempt, by=attempt.student, answers=answers, as_shown=True, accepts_missing=True
    ).attempt


def at_random(attempt: QuizAttempt, random: Random, skill: float) -> dict[Any, dict[str, list[str]]]:
    """Answers of somebody of that skill: to some questions none."""
    answers = {}
    for entry in load_drawn(attempt):
        if random.random() > 0.15:
            answers[entry.pk] = _answer(attempt, entry, random, is_right=random.random() < skill)
    return answers


def _answer(attempt: QuizAttempt, entry: ItemVersion, random: Random, *, is_right: bool) -> dict[str, list[str]]:
    data: Any = get_question_type(entry.item.type).parse(entry.data)
    if entry.item.type == "true_false":
        return {"choice": [str(data.answer == is_right).lower()]}
    if entry.item.type == "multiple_choice":
        places = range(len(data.options))
        count = random.randint(1, 2) if data.multiple else 1
        chosen: Sequence[int] = [0] if is_right else random.sample(places, count)
        return {"choice": [place_of(attempt, entry, place) for place in chosen]}
    if entry.item.type == "short_answer":
        return {"text": [data.answers[0].text if is_right else random.choice(["Rome", "Oslo", data.answers[-1].text])]}
    return {"text": ["A thought."]}


def statistics_of(entry: ItemVersion, *, is_first: bool = True) -> ItemStatistics:
    return ItemStatistics.objects.get(item_version=entry, is_first=is_first)
