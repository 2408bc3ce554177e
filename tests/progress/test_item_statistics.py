"""The statistics of items are those of the textbook, whatever was answered, in whatever order."""

from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.roles import Role, grant_role
from content.actions.reusing import create_from_items
from content.models import Content, Item
from progress.actions.attempting import start_attempt
from progress.actions.counting import count_attempts
from progress.actions.grading import grade_response
from progress.actions.regrading import carry_out_regrade, start_regrade
from progress.models import ItemStatistics, MarkTally, QuizAttempt, Regrade, Response
from progress.statistics.figures import Reason
from tests.cast import Cast, make_cast
from tests.content.bank_help import items_of, set_pools
from tests.factories import choice, item, make_quiz, publish
from tests.progress.grading_help import essay
from tests.progress.quizzes import make_ruled_quiz
from tests.progress.statistics_help import CHOICES, at_random, finish, send, statistics_of, students, take
from tests.progress.study import entries_of, publish_changed
from tests.progress.textbook import NEAR, assert_as_in_textbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz(cast: Cast) -> Content:
    """Four questions of three options each, the first of which is right."""
    return publish(make_quiz(cast.teacher, items=CHOICES), cast.reviewer)


def test_hand_made(quiz: Content) -> None:
    """Four students; the first question by hand: x = 1, 1, 0, 0 and y = 1, 2/3, 1/3, 0."""
    answers = [(0, 0, 0, 0), (0, 0, 0, 1), (1, 0, 1, 2), (2, 1, 1, None)]
    for student, chosen in zip(students(4), answers, strict=True):
        take(student, quiz, *chosen)
    assert count_attempts() == {entry.pk for entry in entries_of(quiz)}
    assert assert_as_in_textbook() == 8
    row = statistics_of(entries_of(quiz)[0])
    assert (row.count, row.facility) == (4, 0.5)
    assert row.guess_score == pytest.approx(1 / 3)
    assert row.deviation == pytest.approx((1 / 3) ** 0.5, abs=NEAR)
    assert row.discrimination == pytest.approx((2 / 9) / (1 / 3 * 5 / 27) ** 0.5, abs=NEAR)
    assert row.efficiency == pytest.approx(1, abs=NEAR)
    assert row.reasons == {}
    right, wrong, odd = row.options["options"]
    assert (right["counts"], right["total"], right["is_key"]) == ([0, 0, 1, 1], 2, True)
    assert (wrong["counts"], odd["counts"], wrong["is_key"]) == ([0, 1, 0, 0], [1, 0, 0, 0], False)
    assert row.options["sizes"] == [1, 1, 1, 1]
    last = statistics_of(entries_of(quiz)[3]).options["options"][-1]
    assert (last["name"], last["total"], last["is_key"]) == ("", 1, False)


def test_one_question_alone_has_no_rest(cast: Cast) -> None:
    alone = publish(make_quiz(cast.teacher, items=CHOICES[:1]), cast.reviewer)
    for student, chosen in zip(students(3), (0, 1, 0), strict=True):
        take(student, alone, chosen)
    count_attempts()
    assert_as_in_textbook()
    row = statistics_of(entries_of(alone)[0])
    assert row.facility == pytest.approx(2 / 3)
    assert row.discrimination is None
    assert row.reasons == dict.fromkeys(("discrimination", "efficiency", "options"), Reason.ALONE)
    assert [option["total"] for option in row.options["options"]] == [2, 1, 0]


def test_one_answer_says_little(cast: Cast, quiz: Content) -> None:
    take(cast.student, quiz, 0, 0, 1, 1)
    count_attempts()
    assert_as_in_textbook()
    names = ("deviation", "discrimination", "efficiency", "options")
    assert statistics_of(entries_of(quiz)[0]).reasons == dict.fromkeys(names, Reason.ONE_ANSWER)


def test_nobody_differs(quiz: Content) -> None:
    for student in students(3):
        take(student, quiz, 0, 1, 0, 1)
    count_attempts()
    assert_as_in_textbook()
    row = statistics_of(entries_of(quiz)[0])
    assert (row.deviation, row.reasons["discrimination"], row.reasons["options"]) == (
        0,
        Reason.SAME_MARK,
        Reason.SAME_REST,
    )


def test_all_else_is_the_same(quiz: Content) -> None:
    for student, chosen in zip(students(2), (0, 1), strict=True):
        take(student, quiz, chosen, 0, 0, 0)
    count_attempts()
    assert_as_in_textbook()
    assert statistics_of(entries_of(quiz)[0]).reasons["efficiency"] == Reason.SAME_REST


def test_negative_marks_and_partial_credit(cast: Cast) -> None:
    half = item(
        "multiple_choice",
        stem="Which?",
        points="3",
        options=[{"text": "All", "credit": 100}, {"text": "Half", "credit": 50}, {"text": "Harm", "credit": -50}],
    )
    several = item(
        "multiple_choice",
        stem="Which ones?",
        multiple=True,
        options=[{"text": "One", "credit": 50}, {"text": "Two", "credit": 50}, {"text": "Three", "credit": -50}],
    )
    strict = make_ruled_quiz(cast.teacher, cast.reviewer, (half, several, *CHOICES[:2]), wrong_costs=25)
    for student, chosen in zip(students(5), ((0, 0), (1, 1), (2, 2), (None, None), (2, 0)), strict=True):
        take(student, strict, *chosen, *reversed(chosen))
    count_attempts()
    assert_as_in_textbook()
    first, second, *_others = entries_of(strict)
    assert statistics_of(first).facility == pytest.approx((1 + 0.5 - 0.5 + 0 - 0.5) / 5)
    assert statistics_of(first).guess_score == pytest.approx(1 / 3)
    assert statistics_of(second).reasons["guess_score"] == Reason.NO_GUESS


def test_essays_count_once_they_are_graded(cast: Cast) -> None:
    quiz = publish(make_quiz(cast.teacher, items=(CHOICES[0], essay(points="4"), CHOICES[1])), cast.reviewer)
    question = entries_of(quiz)[1]
    attempts = []
    for student, right in zip(students(3), (0, 1, 0), strict=True):
        attempt = start_attempt(student=student, content=quiz)
        choices = {entry.pk: {"choice": [str(right)]} for entry in entries_of(quiz) if entry != question}
        attempts.append(send(attempt, {question.pk: {"text": ["Because."]}, **choices}))
    count_attempts()
    assert not ItemStatistics.objects.filter(item_version=question).exists()
    assert_as_in_textbook()
    for attempt, points in zip(attempts, (4, 1), strict=False):
        response = Response.objects.get(attempt=attempt, item_version=question)
        grade_response(response=response, by=cast.teacher, points=Decimal(points))
    assert count_attempts() == {entry.pk for entry in entries_of(quiz)}  # it is part of the rest of all others
    assert_as_in_textbook()
    row = statistics_of(question)
    assert (row.count, row.options, row.reasons["options"]) == (2, {}, Reason.NO_OPTIONS)


def test_random_draws(cast: Cast) -> None:
    content = make_quiz(cast.teacher, items=tuple(choice(f"Drawn {n}?", "Right", "Wrong") for n in range(6)))
    set_pools(content, *["Pool"] * 5, "", Pool=2)
    quiz = publish(content, cast.reviewer)
    random = Random(5)
    for student in students(12):
        take(student, quiz, *(random.randint(0, 1) for _n in range(3)))
    count_attempts()
    assert assert_as_in_textbook() == 12


def test_who_wrote_it_says_nothing(cast: Cast, quiz: Content) -> None:
    grant_role(user=cast.teacher, role=Role.STUDENT)
    take(User.objects.get(pk=cast.teacher.pk), quiz, 0, 0, 0, 0)
    assert count_attempts() == set()
    assert not QuizAttempt.objects.filter(to_count=True).exists()
    take(cast.student, quiz, 0, 0, 0, 0)
    count_attempts()
    assert_as_in_textbook()


def test_only_the_first_answer_to_an_item_is_first(cast: Cast, quiz: Content) -> None:
    """In whatever wording and quiz."""
    take(cast.student, quiz, 1, 1, 1, 1)
    take(cast.student, quiz, 0, 0, 0, 0)
    publish_changed(quiz, cast.reviewer, {"stem": "Said otherwise?"})
    take(cast.student, quiz, 0, 0, 0, 0)
    count_attempts()
    assert_as_in_textbook()
    new = entries_of(quiz)[0]
    assert [row.is_first for row in ItemStatistics.objects.filter(item_version=new)] == [False]
    old = new.item.versions.get(number=1)
    assert (statistics_of(old).facility, statistics_of(old, is_first=False).facility) == (0, 0.5)


def test_first_is_what_was_begun_first(cast: Cast, quiz: Content) -> None:
    """An answer in a second quiz was the first, until the quiz that was begun before it is finished."""
    other = create_from_items(title="Other", kind="quiz", items=items_of(quiz)[:2], by=cast.teacher).version.content
    other = publish(other, cast.reviewer)
    begun = start_attempt(student=cast.student, content=quiz)
    take(cast.student, other, 0, 0)
    count_attempts()
    entry = entries_of(quiz)[0]
    assert statistics_of(entry).facility == 1
    assert_as_in_textbook()
    finish(begun, 1, 1, 1, 1)
    assert len(count_attempts()) == 4
    assert (statistics_of(entry).facility, statistics_of(entry, is_first=False).count) == (0, 2)
    assert_as_in_textbook()


def test_what_is_left_of_nothing_is_nothing(cast: Cast, quiz: Content) -> None:
    """A regrading moves the answers from one mark to another; nothing stays behind."""
    take(cast.student, quiz, 1, 0, 0, 0)
    count_attempts()
    before = entries_of(quiz)[0]
    regrade_by_other_key(quiz, cast, place=0, right=1)
    assert count_attempts()
    assert statistics_of(before).facility == 1
    assert_as_in_textbook()


def regrade_by_other_key(quiz: Content, cast: Cast, *, place: int, right: int) -> None:
    """The option at `right` becomes the right one, and what was answered is graded by that."""
    entry = entries_of(quiz)[place]
    options: Any = entry.parsed
    changed = tuple(
        option.model_copy(update={"credit": Decimal(100 if number == right else 0)})
        for number, option in enumerate(options.options)
    )
    publish_changed(quiz, cast.reviewer, *[{}] * place, {"options": changed})
    regrade = start_regrade(
        content=quiz,
        item=Item.objects.get(pk=entry.item_id),
        seen=entries_of(quiz)[place].pk,
        policy=Regrade.Policy.NEW_KEY,
        reason="The key was wrong.",
        by=cast.teacher,
    )
    carry_out_regrade(regrade_id=regrade.pk)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(3))
def test_any_history(seed: int) -> None:
    """Whatever students and authors do, and whenever it is counted: it is as in the textbook, and as counted anew."""
    cast, random = make_cast(), Random(seed)
    mixed = (
        *CHOICES[:3],
        item("true_false", stem="A whale is a fish.", answer=False, points="2"),
        item("short_answer", stem="Peru?", answers=[{"text": "Lima"}, {"text": "Lim*", "credit": 50}], points="0.5"),
        essay(points="3"),
    )
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, mixed, wrong_costs=20)
    drawn = create_from_items(
        title="Drawn", kind="quiz", items=items_of(quiz)[1:5], by=cast.teacher, pool="Pool"
    ).version.content
    set_pools(drawn, *["Pool"] * 3, "", Pool=2)
    drawn = publish(drawn, cast.reviewer)
    people = [(student, random.random()) for student in students(7)]
    for _step in range(70):
        student, skill = random.choice(people)
        content = random.choice([quiz, drawn])
        doing = random.random()
        if doing < 0.75:
            attempt = start_attempt(student=student, content=content)
            if random.random() < 0.7:
                send(attempt, at_random(attempt, random, skill))
        elif doing < 0.83:
            grade_something(cast, random)
        elif doing < 0.86 and Response.objects.filter(attempt__content=quiz).exists():
            regrade_something(quiz, cast, random)
        else:
            count_attempts()
            waiting = QuizAttempt.objects.filter(to_count=True, finished_at__isnull=False)
            assert not waiting.exists()
            assert_as_in_textbook()
    count_attempts()
    assert assert_as_in_textbook() > 6
    call_command("recount_statistics", check=True)


def grade_something(cast: Cast, random: Random) -> None:
    essays = Response.objects.filter(
        item_version__item__type="essay", answer__isnull=False, attempt__finished_at__isnull=False
    )
    for response in essays.order_by("?")[:1]:
        response.attempt.content.refresh_from_db()
        points = Decimal(random.randint(0, 3))
        grade_response(response=response, by=cast.teacher, points=points, seen=response.graded_at)


def regrade_something(quiz: Content, cast: Cast, random: Random) -> None:
    answered = Response.objects.filter(attempt__finished_at__isnull=False, answer__isnull=False)
    right = random.randint(0, 2)
    entry = entries_of(quiz)[0]
    options: Any = entry.parsed
    if options.options[right].credit == 0 and answered.filter(item_version=entry, attempt__content=quiz).exists():
        regrade_by_other_key(quiz, cast, place=0, right=right)


@pytest.mark.django_db(transaction=True)
def test_recount_finds_and_mends_what_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    cast = make_cast()
    quiz = publish(make_quiz(cast.teacher, items=CHOICES), cast.reviewer)
    random = Random(1)
    for student in students(5):
        take(student, quiz, *(random.randint(0, 2) for _n in range(4)))
    count_attempts()
    call_command("recount_statistics", check=True)
    assert "0 differ; 0 attempts wait" in capsys.readouterr().out
    first, second, third, fourth = entries_of(quiz)
    MarkTally.objects.filter(item_version=first).update(count=7)
    ItemStatistics.objects.filter(item_version=second).update(facility=0.123)
    ItemStatistics.objects.filter(item_version=third).delete()
    Response.objects.filter(item_version=fourth).update(fraction=1)  # behind our backs
    with pytest.raises(CommandError):
        call_command("recount_statistics", check=True)
    out = capsys.readouterr().out
    assert str(first.pk) in out
    assert f"statistics {second.pk}" in out
    assert f"statistics {third.pk}" in out
    assert "counted otherwise" in out
    assert ItemStatistics.objects.filter(item_version=second, facility=0.123).count() == 2
    call_command("recount_statistics")
    assert "mended" in capsys.readouterr().out
    assert_as_in_textbook()
    call_command("recount_statistics", check=True)
