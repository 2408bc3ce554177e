"""A student is drawn so many questions of a pool: hers alone, and always the same."""

import re
from collections import Counter
from decimal import Decimal
from random import Random
from uuid import UUID, uuid4

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from content.documents import load_items
from content.kinds.quiz import Draw, QuizFrame
from content.models import Content, Item, ItemVersion
from progress.actions.attempting import finish_attempt, save_answers, start_attempt
from progress.drawing import QuestionCount, count_in_pools, count_questions, draw_items, load_drawn
from progress.models import QuizAttempt
from progress.presenting import present_attempt
from tests.cast import Cast
from tests.content.bank_help import set_pools
from tests.content.studio_help import newest
from tests.factories import item, make_quiz, publish
from tests.progress.study import form_fields, progress_of, url_of

PIECE = uuid4()
POOLS = ["Facts"] * 4 + [""] + ["Sums"] * 3


@pytest.fixture
def quiz(cast: Cast) -> Content:
    """Eight questions, of which each student gets 2 of 4 facts, 1 of 3 sums, and one that is for everybody."""
    questions = tuple(item("true_false", stem=f"Number {number}?", answer=True) for number in range(len(POOLS)))
    content = make_quiz(cast.teacher, items=questions)
    set_pools(content, *POOLS, Facts=2, Sums=1)
    return publish(content, cast.reviewer)


@pytest.fixture
def learner(client: Client, cast: Cast) -> Client:
    client.force_login(cast.student)
    return client


def all_true(attempt: QuizAttempt, limit: int | None = None) -> dict[UUID, dict[str, list[str]]]:
    return {entry.pk: {"choice": ["true"]} for entry in load_drawn(attempt)[:limit]}


def held_in(*pools: str) -> list[ItemVersion]:
    entries = [ItemVersion(item=Item(type="true_false")) for _pool in pools]
    for entry, pool in zip(entries, pools, strict=True):
        entry.pool = pool
    return entries


@given(
    sizes=st.lists(st.integers(0, 12), max_size=4),
    counts=st.lists(st.integers(1, 15), min_size=4, max_size=4),
    everybody=st.integers(0, 5),
    student=st.uuids(),
)
@settings(max_examples=80, deadline=None)
def test_as_many_as_the_rule_says_in_the_author_s_order(
    sizes: list[int], counts: list[int], everybody: int, student: UUID
) -> None:
    pools = [f"pool {number}" for number, size in enumerate(sizes) for _place in range(size)] + [""] * everybody
    Random(student.int).shuffle(pools)
    entries = held_in(*pools)
    frame = QuizFrame(draws=tuple(Draw(pool=f"pool {number}", count=counts[number]) for number in range(len(sizes))))
    drawn = draw_items(entries, frame, student, PIECE)
    assert drawn == draw_items(entries, frame, student, PIECE)
    assert drawn == [entry for entry in entries if entry in drawn]
    expected = {f"pool {n}": min(size, counts[n]) for n, size in enumerate(sizes)} | {"": everybody}
    assert Counter(entry.pool for entry in drawn) == Counter(expected)
    held = Counter(entry.pool for entry in entries)
    assert count_in_pools(frame, held) == QuestionCount(len(drawn), len(entries))


def test_every_question_has_the_same_chance() -> None:
    """Of 2,000 students each question of ten is drawn for about 600: six standard deviations are 123."""
    entries, frame = held_in(*["Facts"] * 10), QuizFrame(draws=(Draw(pool="Facts", count=3),))
    students = [UUID(int=number) for number in range(2000)]
    drawn = [frozenset(entry.pk for entry in draw_items(entries, frame, student, PIECE)) for student in students]
    times = Counter(key for chosen in drawn for key in chosen)
    assert all(477 < times[entry.pk] < 723 for entry in entries)
    assert len(set(drawn)) == 120, "every set of three occurs"
    elsewhere = [draw_items(entries, frame, student, uuid4()) for student in students[:50]]
    assert any({entry.pk for entry in other} != chosen for other, chosen in zip(elsewhere, drawn, strict=False))


def test_a_question_that_is_added_puts_at_most_one_out() -> None:
    entries, frame = held_in(*["Facts"] * 9), QuizFrame(draws=(Draw(pool="Facts", count=4),))
    for number in range(100):
        before = draw_items(entries[:-1], frame, UUID(int=number), PIECE)
        after = draw_items(entries, frame, UUID(int=number), PIECE)
        assert len(set(before) - set(after)) <= 1


def test_a_student_gets_hers_and_no_other(learner: Client, quiz: Content, cast: Cast) -> None:
    assert quiz.published_version
    assert count_questions(quiz.published_version) == (4, 8)
    for page in (url_of("piece", quiz), url_of("study", quiz)):
        assert "4 of 8 questions, drawn for you" in learner.get(page).content.decode()
    attempt = start_attempt(student=cast.student, content=quiz)
    hers = load_drawn(attempt)
    for _time in range(2):
        page = learner.get(url_of("attempt", quiz)).content.decode()
        assert re.findall(r'name="asked" value="([^"]+)"', page) == [str(entry.pk) for entry in hers]
    others = {entry.pk for entry in load_items(newest(quiz))} - {entry.pk for entry in hers}
    assert not [key for key in others if str(key) in page]
    assert len(load_drawn(start_attempt(student=cast.classmate, content=quiz))) == 4


def test_what_was_not_drawn_cannot_be_answered(learner: Client, quiz: Content, cast: Cast) -> None:
    attempt = start_attempt(student=cast.student, content=quiz)
    drawn = {entry.pk for entry in load_drawn(attempt)}
    (other, *_rest) = [entry for entry in load_items(newest(quiz)) if entry.pk not in drawn]
    saved = save_answers(attempt=attempt, by=cast.student, answers={other.pk: {"choice": ["true"]}})
    assert (saved.unknown, saved.missing) == (1, 4)
    assert attempt.responses.count() == 0
    fields = form_fields({other.pk: {"choice": ["true"]}}, attempt)
    page = learner.post(url_of("attempt-save", quiz), fields, follow=True).content.decode()
    assert "belongs to no question of this attempt" in page


def test_score_progress_and_result_count_what_was_drawn(learner: Client, quiz: Content, cast: Cast) -> None:
    attempt = start_attempt(student=cast.student, content=quiz)
    save_answers(attempt=attempt, by=cast.student, answers=all_true(attempt, limit=1))
    assert progress_of(cast.student, quiz).percentage == 25
    saved = finish_attempt(attempt=attempt, by=cast.student, answers=all_true(attempt))
    assert saved.missing == 0
    assert (saved.attempt.score, saved.attempt.max_score) == (Decimal(4), Decimal(4))
    assert progress_of(cast.student, quiz).quiz_score == Decimal(100)
    assert saved.attempt.responses.count() == 4, "what was shown is told by the responses"
    assert len(present_attempt(saved.attempt)) == 4
    page = learner.get(f"/study/{quiz.pk}/attempts/1/").content.decode()
    assert page.count('class="question"') == 4


def test_the_same_in_every_attempt_and_in_a_version_published_meanwhile(quiz: Content, cast: Cast) -> None:
    first = start_attempt(student=cast.student, content=quiz)
    drawn = [entry.pk for entry in load_drawn(first)]
    set_pools(quiz, *[""] * len(POOLS))
    publish(quiz, cast.reviewer)
    first = QuizAttempt.objects.select_related("version").get(pk=first.pk)
    assert [entry.pk for entry in load_drawn(first)] == drawn, "it keeps to what it began with"
    finish_attempt(attempt=first, by=cast.student, answers=all_true(first))
    assert len(load_drawn(start_attempt(student=cast.student, content=quiz))) == 8
    set_pools(quiz, *POOLS, Facts=2, Sums=1)
    publish(quiz, cast.reviewer)
    second = QuizAttempt.objects.get(student=cast.student, finished_at__isnull=True)
    finish_attempt(attempt=second, by=cast.student, answers={}, accepts_missing=True)
    assert [entry.pk for entry in load_drawn(start_attempt(student=cast.student, content=quiz))] == drawn
