"""A quiz is taken under the rules of what a class was given, and its clock stops when that closes."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.refusals import WrongState
from content.models import Content
from progress.access import get_attempt
from progress.actions.assigning import change_assignment, take_back
from progress.actions.attempting import finish_attempt, save_answers, start_attempt
from progress.actions.excepting import give_exception
from progress.actions.granting import Grant, grant_exception, withdraw_grant
from progress.classes.briefs import Brief, brief_of
from progress.classes.standing import State, standings
from progress.models import Assignment, AssignmentException, Classroom, Enrolment, QuizAttempt, QuizException
from progress.results import summarise
from progress.visibility import shows_answers
from tests.cast import Cast
from tests.progress.classes import give, make_class
from tests.progress.quizzes import make_ruled_quiz
from tests.progress.study import later, now, right_answers, url_of


@pytest.fixture
def classroom(cast: Cast) -> Classroom:
    return make_class(cast.teacher, cast.student)


@pytest.fixture
def quiz(cast: Cast) -> Content:
    return make_ruled_quiz(cast.teacher, cast.reviewer, time_limit=20, attempts=2, pass_mark=50)


@pytest.fixture
def learner(client: Client, cast: Cast) -> Client:
    client.force_login(cast.student)
    return client


def in_days(days: float) -> datetime:
    return now() + timedelta(days=days)


def start(cast: Cast, quiz: Content, **which: Any) -> QuizAttempt:
    return start_attempt(student=cast.student, content=quiz, **which)


def take(cast: Cast, quiz: Content, right: int = 4, **which: Any) -> QuizAttempt:
    attempt = start(cast, quiz, **which)
    answers = dict(list(right_answers(attempt).items())[:right])
    saved = finish_attempt(attempt=attempt, by=cast.student, answers=answers, as_shown=True, accepts_missing=True)
    return saved.attempt


def minutes_of(attempt: QuizAttempt) -> int | None:
    return round((attempt.deadline - attempt.started_at).total_seconds() / 60) if attempt.deadline else None


def grant(assignment: Assignment, cast: Cast, **granted: Any) -> AssignmentException:
    return grant_exception(
        assignment=assignment, student=cast.student, grant=Grant(**granted), reason="", by=cast.teacher
    )


def test_an_attempt_is_made_under_it(cast: Cast, classroom: Classroom, quiz: Content) -> None:
    assignment = give(classroom, quiz, time_limit=5, attempts=1)
    attempt = start(cast, quiz)
    assert attempt.assignment == assignment
    assert minutes_of(attempt) == 5


def test_once_used_up_the_rules_of_the_quiz_hold(cast: Cast, classroom: Classroom, quiz: Content) -> None:
    assignment = give(classroom, quiz, time_limit=5, attempts=1)
    made = [take(cast, quiz) for _n in range(3)]
    assert [attempt.assignment for attempt in made] == [assignment, None, None]
    assert [minutes_of(attempt) for attempt in made] == [5, 20, 20]
    with pytest.raises(WrongState, match="You have used all your 2 attempts"):
        start(cast, quiz)


def test_what_was_made_outside_does_not_count(cast: Cast, classroom: Classroom, quiz: Content) -> None:
    take(cast, quiz)
    take(cast, quiz)
    assignment = give(classroom, quiz, attempts=1)
    assert take(cast, quiz).assignment == assignment
    with pytest.raises(WrongState):
        start(cast, quiz)


@pytest.mark.parametrize(
    ("in_assignment", "in_quiz", "of_class", "minutes"),
    [
        ({}, {}, {}, 20),
        ({}, {}, {"time_limit": 10}, 10),
        ({}, {}, {"time_limit": 0}, None),
        ({}, {"time_limit": 30}, {"time_limit": 10}, 30),
        ({"time_limit": 40}, {"time_limit": 30}, {"time_limit": 10}, 40),
        ({"time_limit": 0}, {"time_limit": 30}, {"time_limit": 10}, None),
        ({"attempts": 4}, {}, {"time_limit": 10}, 10),
    ],
)
def test_what_comes_before_what(
    cast: Cast,
    classroom: Classroom,
    quiz: Content,
    in_assignment: dict[str, Any],
    in_quiz: dict[str, Any],
    of_class: dict[str, Any],
    minutes: int | None,
) -> None:
    assignment = give(classroom, quiz, **of_class)
    if in_assignment:
        grant(assignment, cast, **in_assignment)
    if in_quiz:
        QuizException.objects.create(
            content=quiz, student=cast.student, given_by=cast.teacher, given_at=now(), **in_quiz
        )
    assert minutes_of(start(cast, quiz)) == minutes


def excuse(cast: Cast) -> None:
    grant(Assignment.objects.get(), cast, is_excused=True)


def update(model: Any, **fields: Any) -> Any:
    """A change of all rows there are."""
    return lambda _cast: model.objects.update(**{name: each() for name, each in fields.items()})


@pytest.mark.parametrize(
    "change",
    [
        update(Assignment, opens_at=lambda: in_days(1)),
        update(Assignment, opens_at=lambda: in_days(-2), closes_at=lambda: in_days(-1)),
        update(Assignment, removed_at=now),
        update(Classroom, archived_at=now),
        update(Enrolment, left_at=now),
        excuse,
    ],
    ids=["upcoming", "closed", "taken back", "archived", "left", "excused"],
)
def test_when_it_does_not_hold(cast: Cast, classroom: Classroom, quiz: Content, change: Any) -> None:
    assignment = give(classroom, quiz, time_limit=5)
    change(cast)
    attempt = start(cast, quiz)
    assert attempt.assignment is None
    assert minutes_of(attempt) == 20
    QuizAttempt.objects.all().delete()
    with pytest.raises(WrongState, match="No attempt can be made for that class any more"):
        start(cast, quiz, assignment=str(assignment.pk))
    assert not QuizAttempt.objects.exists()


def test_her_own_closing_time(cast: Cast, classroom: Classroom, quiz: Content) -> None:
    assignment = give(classroom, quiz, opens_at=in_days(-2), closes_at=in_days(-1))
    grant(assignment, cast, closes_at=in_days(1))
    assert start(cast, quiz).assignment == assignment


def test_the_clock_stops_when_it_closes(cast: Cast, classroom: Classroom, quiz: Content) -> None:
    assignment = give(classroom, quiz, closes_at=now() + timedelta(minutes=7))
    attempt = start(cast, quiz)
    assert attempt.deadline == attempt.closes_at == assignment.closes_at, "and there is no grace"
    answers = right_answers(attempt)
    save_answers(attempt=attempt, by=cast.student, answers=dict(list(answers.items())[:3]), as_shown=True)
    with later(minutes=8):
        with pytest.raises(WrongState, match="too late"):
            save_answers(attempt=attempt, by=cast.student, answers=answers, as_shown=True)
        attempt.refresh_from_db()
        assert (attempt.ended_by, attempt.score) == ("clock", Decimal(3))
        assert start(cast, quiz).assignment is None, "it is closed"


def test_a_quiz_without_a_time_limit_closes_too(cast: Cast, classroom: Classroom) -> None:
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, mode="practice")
    assignment = give(classroom, quiz, closes_at=in_days(1), time_limit=5, attempts=1)
    attempt = start(cast, quiz)
    assert attempt.deadline == assignment.closes_at, "for practice, no other limit holds"
    finish_attempt(attempt=attempt, by=cast.student, answers={}, accepts_missing=True)
    assert start(cast, quiz).assignment == assignment


def test_of_two_classes_that_due_first(cast: Cast, classroom: Classroom, quiz: Content) -> None:
    other = make_class(cast.colleague, cast.student, name="Chemistry")
    undated = give(make_class(cast.teacher, cast.student, name="Club"), quiz, attempts=1)
    late, early = give(classroom, quiz, due_at=in_days(3), attempts=1), give(other, quiz, due_at=in_days(2), attempts=1)
    assert take(cast, quiz, assignment=str(late.pk)).assignment == late, "she may choose"
    assert take(cast, quiz).assignment == early
    assert take(cast, quiz).assignment == undated
    assert take(cast, quiz).assignment is None
    for key in (str(late.pk), "no key", "'; drop"):
        with pytest.raises(WrongState, match="No attempt can be made for that class"):
            start(cast, quiz, assignment=key)


def test_her_own_due_date_decides(cast: Cast, classroom: Classroom, quiz: Content) -> None:
    other = make_class(cast.colleague, cast.student, name="Chemistry")
    first, second = give(classroom, quiz, due_at=in_days(1)), give(other, quiz, due_at=in_days(2))
    grant(first, cast, due_at=in_days(3))
    assert start(cast, quiz).assignment == second


def test_the_start_page_says_for_whom(learner: Client, cast: Cast, classroom: Classroom, quiz: Content) -> None:
    other = make_class(cast.colleague, cast.student, name="Chemistry")
    second = give(other, quiz, due_at=in_days(4))
    first = give(classroom, quiz, due_at=in_days(2), closes_at=in_days(3), attempts=1, pass_mark=80, note="Alone!")
    page = learner.get(url_of("study", quiz)).content.decode()
    assert "For Biology 7b" in page
    assert "Alone!" in page
    assert "80% of the points" in page
    assert "1, of which 1 is left" in page
    assert f'href="?assignment={second.pk}"' in page
    assert f'name="assignment" value="{first.pk}"' in page
    page = learner.get(url_of("study", quiz) + f"?assignment={second.pk}").content.decode()
    assert "For Chemistry" in page
    assert learner.post(url_of("attempt-start", quiz), {"assignment": str(second.pk)}).status_code == 302
    assert QuizAttempt.objects.get().assignment == second
    assert "It is for Chemistry." in learner.get(url_of("study", quiz)).content.decode()
    assert learner.get(url_of("study", quiz) + "?assignment=%00'").status_code == 200


def test_what_was_taken_back_meanwhile(learner: Client, cast: Cast, classroom: Classroom, quiz: Content) -> None:
    assignment = give(classroom, quiz)
    take_back(assignment=assignment, by=cast.teacher)
    response = learner.post(url_of("attempt-start", quiz), {"assignment": str(assignment.pk)})
    assert response.status_code == 409
    assert "Look at the quiz to see what is open for you now." in response.content.decode()


def test_late_work_is_taken_and_marked(learner: Client, cast: Cast, classroom: Classroom, quiz: Content) -> None:
    assignment = give(classroom, quiz, opens_at=in_days(-2), due_at=in_days(-1))
    assert "It is taken still, and marked late." in learner.get(url_of("study", quiz)).content.decode()
    take(cast, quiz)
    standing = standings([assignment], [cast.student])[assignment.pk, cast.student.pk]
    assert (standing.state, standing.is_late, standing.attempts_used) == (State.DONE, True, 1)


def test_the_pass_mark_of_the_class(learner: Client, cast: Cast, classroom: Classroom, quiz: Content) -> None:
    give(classroom, quiz, pass_mark=90)
    attempt = take(cast, quiz, right=3)
    page = learner.get(f"/study/{quiz.pk}/attempts/1/").content.decode()
    assert "75%, and 90% passes" in page
    assert "Not passed yet" in page
    assert summarise(get_attempt(cast.student, quiz, attempt.number)).has_passed is False
    author = Client()
    author.force_login(cast.teacher)
    assert "Not passed yet" in author.get(f"/studio/{quiz.pk}/attempts/").content.decode()


@pytest.mark.parametrize(
    ("frame", "given", "taken", "shows"),
    [
        ({"attempts": None}, {"attempts": 1}, 1, True),
        ({"attempts": None}, {"attempts": 2}, 1, False),
        ({"attempts": None}, {}, 1, False),
        ({"attempts": 1}, {"attempts": 1}, 1, False),
        ({"attempts": 1}, {"attempts": 1}, 2, True),
    ],
    ids=["the last for the class", "not yet the last", "no last one", "one outside is left", "none is left"],
)
def test_when_answers_show(
    cast: Cast, classroom: Classroom, frame: dict[str, Any], given: dict[str, Any], taken: int, shows: bool
) -> None:
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, results="after_last", **frame)
    give(classroom, quiz, **given)
    for _n in range(taken):
        take(cast, quiz)
    assert shows_answers(get_attempt(cast.student, quiz, 1)) is shows


def test_answers_wait_for_the_other_class(cast: Cast, classroom: Classroom) -> None:
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, results="after_last")
    give(classroom, quiz, attempts=1)
    other = give(make_class(cast.colleague, cast.student, name="Chemistry"), quiz, opens_at=in_days(1), attempts=1)
    take(cast, quiz)
    attempt = get_attempt(cast.student, quiz, 1)
    assert not shows_answers(attempt), "what is not open yet will take an attempt"
    Assignment.objects.filter(pk=other.pk).update(closes_at=in_days(2))
    with later(days=3):
        assert shows_answers(attempt), "it has closed"


def test_a_running_clock_follows_the_closing_time(cast: Cast, classroom: Classroom, quiz: Content) -> None:
    assignment = give(classroom, quiz, closes_at=now() + timedelta(minutes=7))
    attempt = start(cast, quiz)

    def close(**after: float) -> QuizAttempt:
        brief = Brief(assignment.opens_at, closes_at=now() + timedelta(**after) if after else None)
        change_assignment(assignment=assignment, brief=brief, by=cast.teacher)
        attempt.refresh_from_db()
        return attempt

    assert minutes_of(close(minutes=12)) == 12
    assert minutes_of(close(minutes=4)) == 4
    assert minutes_of(close(days=1)) == 20, "as long as its time limit lets it"
    assert minutes_of(close()) == 20
    closed = close(minutes=10)
    assert closed.deadline == closed.closes_at
    with later(minutes=9):
        brief = Brief(assignment.opens_at, closes_at=now() - timedelta(minutes=5))
        change_assignment(assignment=assignment, brief=brief, by=cast.teacher)
    attempt.refresh_from_db()
    assert minutes_of(attempt) == 9, "not in the past"


def test_rules_hold_from_the_next_attempt_on(cast: Cast, classroom: Classroom, quiz: Content) -> None:
    assignment = give(classroom, quiz, time_limit=10)
    attempt = start(cast, quiz)
    brief = Brief(assignment.opens_at, time_limit=30, due_at=in_days(1), closes_at=in_days(2))
    change_assignment(assignment=assignment, brief=brief, by=cast.teacher)
    attempt.refresh_from_db()
    assert minutes_of(attempt) == 10
    finish_attempt(attempt=attempt, by=cast.student, answers={}, accepts_missing=True)
    assert minutes_of(start(cast, quiz)) == 30
    assert brief_of(Assignment.objects.get()) == brief


def test_a_running_clock_gets_what_is_granted(cast: Cast, classroom: Classroom, quiz: Content) -> None:
    assignment = give(classroom, quiz, closes_at=now() + timedelta(minutes=30))
    attempt = start(cast, quiz)
    grant(assignment, cast, time_limit=45)
    attempt.refresh_from_db()
    assert minutes_of(attempt) == 30, "it closes all the same"
    exception = grant(assignment, cast, time_limit=45, closes_at=in_days(1))
    attempt.refresh_from_db()
    assert minutes_of(attempt) == 45
    withdraw_grant(exception=exception, by=cast.teacher)
    attempt.refresh_from_db()
    assert minutes_of(attempt) == 30
    give_exception(content=quiz, student=cast.student, time_limit=0, attempts=None, reason="", by=cast.teacher)
    attempt.refresh_from_db()
    assert minutes_of(attempt) == 30, "nor does an exception from the quiz keep it open"


def test_what_was_taken_back_is_finished(cast: Cast, classroom: Classroom, quiz: Content) -> None:
    assignment = give(classroom, quiz, pass_mark=100)
    attempt = start(cast, quiz)
    take_back(assignment=assignment, by=cast.teacher)
    done = finish_attempt(attempt=attempt, by=cast.student, answers=right_answers(attempt), as_shown=True).attempt
    assert done.assignment == assignment
    assert start(cast, quiz).assignment is None
