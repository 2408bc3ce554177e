"""The demonstration's class: who is in it, what it was given to do, how it fared; and one question of its quiz that
students who do well elsewhere get wrong, so that there is something for evidence to say."""

import random
from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from content.models import Content, ItemVersion
from factoria.demo_study import Submitted, fields_of, read_piece
from factoria.demonstration import Crowd, published_items, set_back
from progress.actions.assigning import assign
from progress.actions.attempting import finish_attempt, start_attempt
from progress.actions.calibrating import calibrate_due
from progress.actions.classes import create_class
from progress.actions.counting import count_attempts
from progress.actions.enrolling import join_class
from progress.actions.teaching import add_teacher
from progress.classes.briefs import Brief
from progress.clock import Opening, mark_opening
from progress.drawing import load_drawn
from progress.models import Classroom, Enrolment, QuizAttempt

QUIZ, GUIDE, NEXT = "supply-and-demand", "compound-interest", "fractions-in-practice"
MISLEADING, TEMPTING, KEY = "market-shift", "1", "2"  # an item of the quiz; its options, by their places
BEGAN, GIVEN, DUE = timedelta(days=55), timedelta(days=14), timedelta(days=6)  # ago
NEVER = 3  # students who have not begun
ESSAYS = (
    "Whoever has a flat gains, for the rent stays low. Whoever looks for one loses. Later fewer flats are built.",
    "Tenants gain and landlords lose. After some years there are too few flats, because supply is elastic then.",
    "It is good for people with a flat. I think that nobody loses in the first year.",
)


def make_classes(crowd: Crowd, material: Mapping[str, Content]) -> Classroom:
    """Marta's class, which Paulo helps with: all the students, a quiz that was due, a guide that is due soon."""
    marta, paulo, *_others = crowd.teachers
    with set_back(BEGAN):
        classroom = create_class(
            name="Economics 10b", description="Mondays and Thursdays, room 12. Bring the workbook.", by=marta
        )
        add_teacher(classroom=classroom, who=paulo.email, by=marta)
        for student in crowd.students:
            join_class(classroom=classroom, code=classroom.code, way=Enrolment.Way.CODE, by=student)
    _assign(classroom, material[QUIZ], marta, due=DUE, attempts=2, pass_mark=60)
    _assign(classroom, material[GUIDE], marta, due=-timedelta(days=3), note="Read it to the end: we need it on Monday.")
    _assign(classroom, material[NEXT], marta, due=-timedelta(days=9), note="To warm up. No calculator.")
    for number, student in enumerate(crowd.students[: len(crowd.students) - NEVER]):
        dice = random.Random(f"class {number}")  # noqa: S311 - a demonstration, the same each time
        ability = 0.3 + 0.65 * dice.random()
        _take(student, material[QUIZ], ability, dice)
        if number % 3:
            guide = material[GUIDE]
            age = timedelta(days=dice.randint(1, 9), hours=dice.randint(0, 9))
            read_piece(student, guide, published_items(guide), age, ability, dice)
    count_attempts()
    calibrate_due()
    return classroom


def _assign(
    classroom: Classroom,
    content: Content,
    by: User,
    *,
    due: timedelta,
    attempts: int | None = None,
    pass_mark: int | None = None,
    note: str = "",
) -> None:
    now = timezone.now()
    due_at = (now - due).replace(minute=0, second=0, microsecond=0)
    brief = Brief(opens_at=now - GIVEN, due_at=due_at, attempts=attempts, pass_mark=pass_mark, note=note)
    with set_back(GIVEN):
        assign(classroom=classroom, content=content, brief=brief, by=by)


def _take(student: User, content: Content, ability: float, dice: random.Random) -> None:
    """One attempt at the quiz, in the week before it was due; whoever is able falls into the trap."""
    if QuizAttempt.objects.filter(student=student, content=content).exists():
        return
    age = DUE + timedelta(days=dice.randint(0, 5), hours=dice.randint(1, 9))
    with set_back(age):
        attempt = start_attempt(student=student, content=content)
    asked = load_drawn(attempt)
    answers = {entry.pk: fields for entry in asked if (fields := _answer(entry, ability, dice))}
    opening = Opening(mark_opening(student, content.pk, timezone.now() - age))
    with set_back(age - timedelta(minutes=len(asked) * dice.uniform(0.6, 1.8))):
        finish_attempt(attempt=attempt, by=student, answers=answers, opening=opening, accepts_missing=True)


def _answer(entry: ItemVersion, ability: float, dice: random.Random) -> Submitted:
    if entry.item.external_id == MISLEADING:
        is_misled = dice.random() < (0.8 if ability > 0.6 else 0.25)
        return {"choice": [TEMPTING if is_misled else KEY]}
    return fields_of(entry, dice.random() < ability, dice) or {"text": [dice.choice(ESSAYS)]}
