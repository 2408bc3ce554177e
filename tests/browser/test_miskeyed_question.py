"""A class of forty meets a question whose key is wrong. What they answer says so: its review is opened again, with the
numbers; its teacher mends it, a reviewer approves, and everybody is told."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page
from procrastinate.contrib.django import app as jobs_app

from accounts.models import Notice, User
from accounts.roles import Role
from content.models import Content, ItemFinding, ItemVersion, ReviewRequest
from progress.actions.classes import create_class
from progress.actions.enrolling import join_class
from progress.models import CardMemory, Classroom, Enrolment, ItemStatistics, QuizAttempt
from tests.browser.people import Person
from tests.browser.reviewing import look_closely
from tests.cast import Cast
from tests.factories import UserFactory, choice, make_quiz, publish
from tests.jobs import JobsInMemory, run_jobs
from tests.progress.classes import give

STUDENTS = 40
MISKEYED, WRONG_KEY, TRUE_ANSWER = "How much is 7 times 8?", "54", "56"
KNOWN_FROM = (4, 8, 12, 16, 20, 24, 28)  # the first student, by her number, who knows the answer to each other question
SEES_THROUGH = 15  # and who answers the miskeyed one as it is
REASON = "7 times 8 is 56. The key says 54."

AsStudent = Callable[[int], Person]


@pytest.fixture
def quiz(cast: Cast) -> Content:
    sums = [choice(f"How much is {n} plus {n}?", str(2 * n), str(2 * n + 1), str(2 * n - 1)) for n in range(11, 18)]
    wrong = choice(MISKEYED, WRONG_KEY, TRUE_ANSWER, "48")
    return publish(make_quiz(cast.teacher, title="Sums", items=(*sums, wrong)), cast.second_reviewer)


@pytest.fixture
def students() -> list[User]:
    return [
        UserFactory.create(username=f"pupil{n:02}", full_name=f"Pupil {n:02}", roles=[Role.STUDENT])
        for n in range(STUDENTS)
    ]


@pytest.fixture
def classroom(cast: Cast, quiz: Content, students: list[User]) -> Classroom:
    classroom = create_class(name="Class 5a", description="", by=cast.teacher)
    for student in students:
        join_class(classroom=classroom, code=classroom.code, way=Enrolment.Way.CODE, by=student)
    give(classroom, quiz, pass_mark=50)
    return classroom


@pytest.fixture
def teacher(browser: Browser, live_server: Any, cast: Cast) -> Iterator[Person]:
    with somebody(browser, live_server.url, cast.teacher) as person:
        yield person


@pytest.fixture
def reviewer(browser: Browser, live_server: Any, cast: Cast) -> Iterator[Person]:
    with somebody(browser, live_server.url, cast.reviewer) as person:
        yield person


@contextmanager
def somebody(browser: Browser, base: str, user: User) -> Iterator[Person]:
    person = Person(browser, base, None, scripts=True)  # axe needs them
    enter(person, base, user)
    yield person
    person.context.close()


def enter(person: Person, base: str, user: User) -> None:
    """Log in, by a session of one's own."""
    client = Client()
    client.force_login(user)
    person.context.clear_cookies()
    person.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base}])


@pytest.fixture
def as_student(browser: Browser, live_server: Any, students: list[User]) -> Iterator[AsStudent]:
    """Each of them by her number, one after another at one browser."""
    person = Person(browser, live_server.url, None)

    def take_seat(number: int) -> Person:
        enter(person, live_server.url, students[number])
        return person

    yield take_seat
    person.context.close()


def test_evidence_closes_the_loop(
    quiz: Content, classroom: Classroom, as_student: AsStudent, teacher: Person, reviewer: Person, jobs: JobsInMemory
) -> None:
    for number in range(STUDENTS):
        takes_the_quiz(as_student(number), quiz, number)
    assert QuizAttempt.objects.filter(assignment__classroom=classroom, finished_at__isnull=False).count() == STUDENTS
    counts(jobs)
    sees_it_flagged(teacher, quiz, classroom)
    asks_for_changes(reviewer, quiz)
    run_jobs(jobs)
    mends_it(teacher, quiz)
    run_jobs(jobs)
    approves(reviewer, quiz)
    run_jobs(jobs)
    begins_anew(teacher, quiz)
    regrades(teacher, quiz)
    run_jobs(jobs)
    for number in (0, STUDENTS - 1):
        is_told(as_student(number), quiz, number)


def question(quiz: Content, stem: str = MISKEYED) -> ItemVersion:
    """As students see it now."""
    quiz.refresh_from_db()
    return ItemVersion.objects.get(entries__version=quiz.published_version_id, heading=stem)


def takes_the_quiz(student: Person, quiz: Content, number: int) -> None:
    """Whoever knows more of the other sums sees that the right answer is not the one that the key has."""
    page = student.page
    student.open(f"/study/{quiz.pk}/")
    student.reads("Class 5a")
    student.press("Start the quiz")
    for place, first in enumerate(KNOWN_FROM):
        n = 11 + place
        choose(page, f"How much is {n} plus {n}?", str(2 * n if number >= first else 2 * n + 1))
    choose(page, MISKEYED, TRUE_ANSWER if number >= SEES_THROUGH else WRONG_KEY)
    student.press("Finish")
    student.reads(MISKEYED)


def choose(page: Page, stem: str, answer: str) -> None:
    page.locator("[id^=question-]").filter(has_text=stem).get_by_label(answer, exact=True).check()


def counts(jobs: JobsInMemory) -> None:
    """What the worker does every minute, and what follows from it."""
    jobs_app.tasks["progress.count_attempts"](timestamp=0)
    run_jobs(jobs)


def sees_it_flagged(teacher: Person, quiz: Content, classroom: Classroom) -> None:
    """She is told, the numbers stand on the page of the quiz, in its statistics, and her class is seen to fail."""
    kinds = set(ItemFinding.objects.filter(item_version=question(quiz)).values_list("kind", flat=True))
    assert kinds == {"low_discrimination", "distractor"}
    assert ItemFinding.objects.count() == 2, "nothing is said against the other questions"
    assert Notice.objects.filter(recipient=quiz.owner, subject="Sums").exists()
    figures = ItemStatistics.objects.get(item_version=question(quiz), is_first=True)
    assert figures.count == STUDENTS
    assert figures.discrimination is not None
    assert figures.discrimination < 0
    teacher.open("/notices/")
    teacher.reads("Sums")
    teacher.open(f"/studio/{quiz.pk}/")
    teacher.reads(TRUE_ANSWER)
    look_closely(teacher)
    teacher.open(f"/studio/{quiz.pk}/statistics/")
    teacher.reads(MISKEYED)
    look_closely(teacher)
    teacher.follow(f"8. {MISKEYED}")
    teacher.reads("Who chose what")
    look_closely(teacher)
    teacher.open(f"/classes/{classroom.pk}/progress/")
    teacher.reads(MISKEYED)
    look_closely(teacher)


def asks_for_changes(reviewer: Person, quiz: Content) -> None:
    """The review is in the queue again, students go on seeing the quiz; the reviewer reads the numbers."""
    request = ReviewRequest.objects.open().get(content=quiz)
    assert (request.origin, request.version_id) == ("evidence", quiz.published_version_id)
    reviewer.open("/admin/content/reviewrequest/")
    reviewer.reads("Reopened by evidence")
    reviewer.follow("Sums")
    reviewer.press("Claim and review")
    reviewer.reads(f"{STUDENTS} first answers")
    look_closely(reviewer)
    wording = question(quiz)
    reviewer.page.locator(f"[name='verdict-{wording.pk}'][value=problem]").check()
    reviewer.page.locator(f"[name='faults-{wording.pk}'][value=key]").check()
    reviewer.page.locator(f"[name='reason-{wording.pk}']").fill(REASON)
    reviewer.page.get_by_label("Ask for changes", exact=False).check()
    reviewer.fill("What you tell the author", REASON)
    reviewer.press("Send your decision")
    quiz.refresh_from_db()
    assert quiz.status == "changes_requested"
    assert quiz.is_published


def mends_it(teacher: Person, quiz: Content) -> None:
    teacher.open("/studio/")
    teacher.reads(REASON)
    teacher.open(f"/studio/{quiz.pk}/edit/")
    teacher.page.locator("[name=do][value=open-8]").click()
    options = teacher.page.locator("[name^='item-8-options-'][name$='-right']")
    options.nth(0).uncheck()
    options.nth(1).check()
    teacher.press("Save")
    teacher.open(f"/studio/{quiz.pk}/submit/")
    teacher.press("Submit version")


def approves(reviewer: Person, quiz: Content) -> None:
    before = question(quiz)
    reviewer.open("/admin/content/reviewrequest/")
    reviewer.follow("Sums")
    reviewer.press("Claim and review")
    reviewer.page.get_by_label("I have read the other items").check()
    reviewer.page.locator("[name=outcome][value=approve]").check()
    reviewer.press("Send your decision")
    assert question(quiz) != before
    assert set(ItemFinding.objects.filter(item_version=before).values_list("state", flat=True)) == {"fixed"}


def begins_anew(teacher: Person, quiz: Content) -> None:
    """The mended question has no figures yet, its neighbours keep theirs; who learns it as a card learns it anew."""
    now = question(quiz)
    assert not ItemStatistics.objects.filter(item_version=now).exists()
    neighbour = question(quiz, "How much is 11 plus 11?")
    assert ItemStatistics.objects.get(item_version=neighbour, is_first=True).count == STUDENTS
    memories = CardMemory.objects.filter(item=now.item_id)
    assert memories.count() == STUDENTS - SEES_THROUGH, "who was right was marked wrong"
    assert all(memory.changed_at for memory in memories)
    assert not CardMemory.objects.exclude(item=now.item_id).filter(changed_at__isnull=False).exists()
    teacher.open(f"/studio/{quiz.pk}/statistics/{now.item_id}/")
    teacher.reads("No answers yet")
    teacher.reads("Its wordings")


def regrades(teacher: Person, quiz: Content) -> None:
    teacher.open(f"/studio/{quiz.pk}/regrade/")
    teacher.follow(MISKEYED)
    teacher.page.locator("[name=policy][value=new_key]").check()
    teacher.page.locator("[name=reason]").fill(REASON)
    with teacher.page.expect_navigation():
        teacher.page.locator("main form button[type=submit]").last.click()


def is_told(student: Person, quiz: Content, number: int) -> None:
    """Her score is corrected, up or down, and she reads why."""
    attempt = QuizAttempt.objects.get(student__username=f"pupil{number:02}", content=quiz)
    assert attempt.score == sum(number >= first for first in KNOWN_FROM) + (number >= SEES_THROUGH)
    student.open("/notices/")
    student.reads("A right answer in “Sums” was wrong, and your score is corrected.")
    student.open(f"/study/{quiz.pk}/attempts/1/")
    student.reads(REASON)
