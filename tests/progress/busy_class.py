"""A class in which everything happened that a teacher looks for: five students in different states."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from content.documents import load_items
from content.models import Content, ItemVersion
from progress.actions.attempting import finish_attempt, start_attempt
from progress.actions.reading import answer_check, mark_read
from progress.actions.turning import rate_card
from progress.models import Assignment, AssignmentException, CardMemory, Classroom, QuizAttempt
from progress.models.memory import Rating
from tests.cast import Cast
from tests.factories import UserFactory, choice, item, make_content, make_deck, publish
from tests.progress.classes import give, make_class
from tests.progress.quizzes import make_ruled_quiz

DAY = timedelta(days=1)
QUESTIONS = (
    choice("Which gas do plants take in?", "Carbon dioxide", "Oxygen", "Nitrogen", shuffle=False),
    choice("What makes leaves green?", "Chlorophyll", "Iron", shuffle=False),
    choice("Where does photosynthesis happen?", "In chloroplasts", "In roots", shuffle=False),
    choice("What do plants make of light?", "Sugar", "Salt", shuffle=False),
)
CHECK = {
    "type": "multiple_choice",
    "data": {"stem": "What do roots take up?", "options": [{"text": "Water", "credit": 100}, {"text": "Light"}]},
}


@dataclass(frozen=True)
class BusyClass:
    classroom: Classroom
    quiz: Content
    guide: Content
    deck: Content
    given: dict[str, Assignment]
    students: dict[str, User]


def make_busy_class(cast: Cast) -> BusyClass:
    """Sami is stuck, Clara is done, Noor is under way and late, Omid has not begun, Vera is excused from the quiz and
    has done the rest."""
    names = {"noor": "Noor Haddad", "omid": "Omid Karimi", "vera": "Vera Lindt"}
    students = {"sami": cast.student, "clara": cast.classmate} | {
        key: UserFactory.create(username=key, full_name=name, roles=[Role.STUDENT]) for key, name in names.items()
    }
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, items=QUESTIONS, title="How plants eat", pass_mark=50)
    sections = (
        item("section", heading="Roots", body="They hold the plant.", question=CHECK),
        item("section", heading="Leaves", body="They take in light."),
    )
    guide = publish(make_content(cast.teacher, "study_guide", "Parts of a plant", sections), cast.reviewer)
    deck = publish(make_deck(cast.teacher, title="Words of botany"), cast.reviewer)
    classroom = make_class(cast.teacher, *students.values())
    opened = timezone.now() - 10 * DAY
    given = {
        "quiz": give(classroom, quiz, opens_at=opened, due_at=timezone.now() - DAY),
        "guide": give(classroom, guide, opens_at=opened, due_at=timezone.now() + 3 * DAY),
        "deck": give(classroom, deck, opens_at=opened),
    }
    busy = BusyClass(classroom, quiz, guide, deck, given, students)
    _let_them_work(busy)
    return busy


def _let_them_work(busy: BusyClass) -> None:
    sami, clara, noor, _omid, vera = busy.students.values()
    for _time in range(4):
        take(sami, busy.quiz, [1, 0, 1, 1])
        check(sami, busy.guide, 1)
        turn(sami, busy.deck, 0, Rating.AGAIN)
    attempt = take(clara, busy.quiz, [0, 0, 0, 1])
    QuizAttempt.objects.filter(pk=attempt.pk).update(
        started_at=timezone.now() - 3 * DAY, finished_at=timezone.now() - 2 * DAY, assignment=busy.given["quiz"]
    )
    take(noor, busy.quiz, [1, 1, 1, 0])
    turn(noor, busy.deck, 0, Rating.GOOD)
    check(noor, busy.guide, 0)
    AssignmentException.objects.create(
        assignment=busy.given["quiz"],
        student=vera,
        is_excused=True,
        given_by=busy.classroom.created_by,
        given_at=timezone.now(),
    )
    for student in (clara, vera):
        mark_read(student=student, content=busy.guide, items=[entry.item_id for entry in entries(busy.guide)])
        for place in range(3):
            turn(student, busy.deck, place, Rating.EASY)


def entries(content: Content) -> list[ItemVersion]:
    assert content.published_version is not None
    return load_items(content.published_version)


def take(student: User, quiz: Content, chosen: list[int], **fields: Any) -> QuizAttempt:
    """An attempt in which she chose these options, by the places that their author gave them."""
    attempt = start_attempt(student=student, content=quiz)
    answers = {
        entry.pk: {"choice": [str(place)]} for entry, place in zip(load_items(attempt.version), chosen, strict=False)
    }
    finish_attempt(attempt=attempt, by=student, answers=answers, accepts_missing=True)
    if fields:
        QuizAttempt.objects.filter(pk=attempt.pk).update(**fields)
    attempt.refresh_from_db()
    return attempt


def check(student: User, guide: Content, chosen: int, place: int = 0) -> None:
    section = entries(guide)[place]
    answer_check(student=student, content=guide, item_version_id=section.pk, submitted={"choice": [str(chosen)]})


def turn(student: User, deck: Content, place: int, rating: Rating) -> CardMemory:
    entry = entries(deck)[place]
    memory = CardMemory.objects.filter(student=student, item=entry.item, card="").first()
    reviews = memory.reviews if memory else 0
    return rate_card(student=student, content=deck, item_version_id=entry.pk, rating=rating, reviews=reviews)


def percent_of(shown: str) -> Decimal:
    return Decimal(shown.strip().removesuffix("%"))
