"""Mastery by topic: of the last ten answers in it, at least eight are wholly right."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from content.models import Content, Topic
from progress.figures.mastery import LAST, RIGHT, mastery
from tests.cast import Cast
from tests.factories import choice, make_guide, make_quiz, publish
from tests.progress.evidence import answer_check, answer_quiz
from tests.progress.study import entries_of

AT = datetime(2026, 3, 3, 12, tzinfo=UTC)
DAY = timedelta(days=1)
TEN = tuple(choice(f"Question {n}?", "Yes", "No") for n in range(10))


def topic(path: str) -> Topic:
    return Topic.objects.at_path(path)


def quiz_in(cast: Cast, path: str | None, count: int = 10) -> Content:
    return publish(make_quiz(cast.teacher, items=TEN[:count], topic=topic(path) if path else None), cast.reviewer)


@pytest.mark.parametrize(
    ("fractions", "right", "state"),
    [
        ([1] * 10, 10, "mastered"),
        ([1] * 8 + [0, 0], 8, "mastered"),
        ([1] * 7 + [0.9, 0.5, 0], 7, "under_way"),  # nearly right is not right
        ([1] * 9, 9, "few"),
        ([0] * 3, 0, "few"),
    ],
)
def test_the_rule(cast: Cast, fractions: list[float], right: int, state: str) -> None:
    answer_quiz(cast.student, quiz_in(cast, "Science / Cells"), AT, *fractions)
    found = mastery(cast.student)
    assert [(one.path, one.right, one.count, one.state) for one in found] == [
        ("Science / Cells", right, len(fractions), state)
    ]
    assert (LAST, RIGHT) == (10, 8)


def test_only_the_last_ten_count_whichever_piece_they_are_of(cast: Cast) -> None:
    first, second = quiz_in(cast, "Science", 6), quiz_in(cast, "Science", 6)
    answer_quiz(cast.student, first, AT, 0, 0, 0, 0, 0, 0)
    answer_quiz(cast.student, second, AT + DAY, 1, 1, 1, 1, 1, 1)
    (found,) = mastery(cast.student)
    assert (found.right, found.count, found.state) == (6, 10, "under_way")
    answer_quiz(cast.student, second, AT + 2 * DAY, 1, 1, 0, 1, 1, 1)
    (found,) = mastery(cast.student)
    assert (found.right, found.count, found.state) == (9, 10, "mastered")
    assert [answer.is_right for answer in found.answers].count(False) == 1
    assert found.answers[0].answered_at >= found.answers[-1].answered_at


def test_what_counts(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    quiz = quiz_in(cast, "Science", 4)
    guide = publish(make_guide(cast.teacher, topic=topic("Science")), cast.reviewer)
    answer_quiz(cast.student, quiz, AT, 1, 0, None)  # two graded, one waits for a person
    answer_quiz(cast.student, quiz, AT, 1, 1, is_open=True)  # not finished
    answer_quiz(cast.classmate, quiz, AT, 1, 1)
    answer_check(cast.student, entries_of(guide)[0], AT + DAY, 1)
    answer_check(cast.student, entries_of(guide)[1], AT + DAY, None)  # not graded
    with django_assert_num_queries(1):
        (found,) = mastery(cast.student)
    assert (found.right, found.count) == (2, 3)
    assert found.answers[0].is_check


def test_a_question_left_out_counts_as_not_right(cast: Cast) -> None:
    attempt = answer_quiz(cast.student, quiz_in(cast, "Science"), AT, *[1] * 8, 0, 0)
    attempt.responses.filter(fraction=0).update(answer=None)
    assert mastery(cast.student)[0].right == 8
    assert mastery(cast.student)[0].count == 10


def test_a_quiz_that_tells_the_score_alone_tells_nothing_here(cast: Cast) -> None:
    told, secret = quiz_in(cast, "Science"), quiz_in(cast, "Science")
    assert secret.published_version is not None
    rules = {**secret.published_version.frame, "results": "score"}
    hidden = secret.versions.create(number=9, title="Secret", text="", frame=rules, created_by=cast.teacher)
    bare = told.versions.create(number=9, title="Old", text="", frame={}, created_by=cast.teacher)
    for content, version in ((secret, hidden), (told, bare)):
        attempt = answer_quiz(cast.student, content, AT, 1, 1, 1)
        attempt.version = version
        attempt.save()
    (found,) = mastery(cast.student)
    assert found.count == 3, "those of the quiz whose rules say nothing of it, not those of the secret one"


def test_topics_stand_in_the_order_of_the_tree_and_none_last(cast: Cast) -> None:
    for path in ("Science / Biology", None, "Arts"):
        answer_quiz(cast.student, quiz_in(cast, path, 1), AT, 1)
    assert [one.path for one in mastery(cast.student)] == ["Arts", "Science / Biology", ""]
    assert mastery(cast.student)[-1].topic_id is None


def test_nobody_elses(cast: Cast) -> None:
    answer_quiz(cast.classmate, quiz_in(cast, "Science", 1), AT, 1)
    assert mastery(cast.student) == []
