"""Progress is computed from the evidence alone, by one set of rules, and can be computed anew at any time."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from content.actions.drafting import save_version
from content.documents import Document, load_document
from content.models import Content
from progress.actions.attempting import finish_attempt, save_answers, start_attempt
from progress.actions.progressing import compute_figures, refresh_progress
from progress.actions.reading import mark_read
from progress.models import LearningProgress, QuizAttempt
from progress.models.memory import Rating
from tests.cast import Cast
from tests.factories import item, make_deck, make_guide, make_quiz, publish
from tests.progress.study import entries_of, now, progress_of, right_answers, turn


@pytest.fixture
def quiz(cast: Cast) -> Content:
    return publish(make_quiz(cast.teacher), cast.reviewer)


def test_nothing_done(quiz: Content, cast: Cast) -> None:
    progress = refresh_progress(student=cast.student, content=quiz)
    assert (progress.status, progress.percentage, progress.started_at) == ("not_started", 0, None)


def test_an_open_attempt_counts_what_is_answered(quiz: Content, cast: Cast) -> None:
    attempt = start_attempt(student=cast.student, content=quiz)
    assert progress_of(cast.student, quiz).status == "in_progress"
    first = entries_of(quiz)[0].pk
    save_answers(attempt=attempt, by=cast.student, answers={first: {"choice": ["1"]}})
    assert progress_of(cast.student, quiz).percentage == 25
    save_answers(attempt=attempt, by=cast.student, answers=right_answers(attempt), as_shown=True)
    assert progress_of(cast.student, quiz).percentage == 99


def test_the_best_attempt_is_the_score(quiz: Content, cast: Cast) -> None:
    for sent, score in [(1, 25), (4, 100), (0, 100)]:
        attempt = start_attempt(student=cast.student, content=quiz)
        answers = dict(list(right_answers(attempt).items())[:sent])
        finish_attempt(attempt=attempt, by=cast.student, answers=answers, as_shown=True, accepts_missing=True)
        progress = progress_of(cast.student, quiz)
        assert (progress.status, progress.percentage) == ("completed", 100)
        assert progress.quiz_score == score
    first = QuizAttempt.objects.get(number=1)
    assert progress.completed_at == first.finished_at
    assert progress.started_at == first.started_at


def test_a_quiz_for_a_person_to_grade_has_no_score(cast: Cast) -> None:
    quiz = publish(
        make_quiz(cast.teacher, items=(item("essay", stem="Why?"), item("true_false", stem="Yes?", answer=True))),
        cast.reviewer,
    )
    essay, yes = entries_of(quiz)
    attempt = start_attempt(student=cast.student, content=quiz)
    answers = {essay.pk: {"text": ["Because of many things."]}, yes.pk: {"choice": ["true"]}}
    attempt = finish_attempt(attempt=attempt, by=cast.student, answers=answers, as_shown=True).attempt
    assert attempt.score == attempt.max_score == 1
    assert progress_of(cast.student, quiz).quiz_score == 100


def test_cards_turned_and_remembered(cast: Cast) -> None:
    deck = publish(make_deck(cast.teacher, cards=3), cast.reviewer)
    turn(cast.student, deck, 0, Rating.AGAIN)
    turn(cast.student, deck, 1, Rating.GOOD)
    progress = progress_of(cast.student, deck)
    assert (progress.status, progress.percentage) == ("in_progress", 66)
    assert progress.flashcard_score == 50
    turn(cast.student, deck, 2, Rating.EASY)
    progress = progress_of(cast.student, deck)
    assert (progress.status, progress.percentage) == ("completed", 100)
    assert progress.flashcard_score == Decimal("66.7")


def test_a_section_added_later_puts_it_in_progress_again(cast: Cast) -> None:
    guide = publish(make_guide(cast.teacher, sections=2), cast.reviewer)
    mark_read(student=cast.student, content=guide, items=[entry.item_id for entry in entries_of(guide)])
    assert progress_of(cast.student, guide).status == "completed"
    assert guide.latest_version is not None
    document = load_document(guide.latest_version)
    more = (*document.items, item("section", heading="Part 3", body="Something more."))
    save_version(
        content=guide,
        document=Document(document.title, document.kind, document.summary, document.frame, more),
        by=cast.teacher,
        base_number=1,
    )
    guide = publish(guide, cast.reviewer)
    progress = refresh_progress(student=cast.student, content=guide)
    assert (progress.status, progress.percentage, progress.completed_at) == ("in_progress", 66, None)


def test_who_may_not_study_has_no_progress(quiz: Content, cast: Cast) -> None:
    for content, person in [(quiz, cast.stranger), (make_quiz(cast.teacher, title="Draft"), cast.student)]:
        with pytest.raises(PermissionDenied):
            refresh_progress(student=person, content=content)
    assert not LearningProgress.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"percentage": 101},
        {"status": "done"},
        {"status": "completed"},
        {"completed_at": now()},
        {"quiz_score": Decimal("100.1")},
        {"flashcard_score": Decimal(-1)},
    ],
)
def test_the_database_refuses_nonsense(quiz: Content, cast: Cast, wrong: dict[str, Any]) -> None:
    refresh_progress(student=cast.student, content=quiz)
    with pytest.raises(IntegrityError), transaction.atomic():
        LearningProgress.objects.update(**wrong)


def test_rebuild(quiz: Content, cast: Cast) -> None:
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    for person in (cast.student, cast.classmate):
        turn(person, deck, 0, Rating.GOOD)
        attempt = start_attempt(student=person, content=quiz)
        finish_attempt(attempt=attempt, by=person, answers=right_answers(attempt), as_shown=True)
    out = StringIO()
    call_command("rebuild_progress", "--check", stdout=out)
    assert "4 looked at, 0 differ." in out.getvalue()

    wrong = progress_of(cast.student, deck)
    LearningProgress.objects.filter(pk=wrong.pk).update(
        percentage=99, time_spent=7, started_at=now() - timedelta(days=9)
    )
    with pytest.raises(CommandError) as refused:
        call_command("rebuild_progress", "--check", stdout=out)
    assert refused.value.returncode == 1
    assert f"{cast.student.pk} {deck.pk}: percentage, time_spent, started_at" in out.getvalue()
    call_command("rebuild_progress", stdout=out)
    assert "1 mended" in out.getvalue()
    rebuilt = progress_of(cast.student, deck)
    assert (rebuilt.percentage, rebuilt.time_spent, rebuilt.started_at) == (33, 0, wrong.started_at)
    assert compute_figures(cast.student.pk, deck).percentage == 33
    call_command("rebuild_progress", "--check", stdout=out)
