"""Scores of finished attempts, and where time went."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from pytest_django import DjangoAssertNumQueries

from content.models import Content
from progress.days import span_of_days
from progress.figures.activity import activity, total
from progress.figures.scores import scores
from progress.figures.time import time_by_piece
from tests.cast import Cast
from tests.factories import make_deck, make_guide, make_quiz, publish
from tests.progress.evidence import answer_quiz, live_in, log_review, spend, take_back
from tests.progress.study import entries_of

AT = datetime(2026, 3, 3, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def test_scores_by_date_with_their_pass_mark(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    quiz = publish(make_quiz(cast.teacher, title="Cells"), cast.reviewer)
    answer_quiz(cast.student, quiz, AT + DAY, 1, 1, 1, 0)
    answer_quiz(cast.student, quiz, AT, 1, 0, 0, 0)
    answer_quiz(cast.student, quiz, AT + 2 * DAY, 1, 1, is_open=True)
    answer_quiz(cast.classmate, quiz, AT, 1)
    cast.student.get_all_permissions()  # as a session has them
    with django_assert_num_queries(1):
        found = scores(cast.student)
    assert [(one.percent, one.pass_mark, one.has_passed, one.title, one.is_open) for one in found.latest] == [
        (Decimal(25), 60, False, "Cells", True),
        (Decimal(75), 60, True, "Cells", True),
    ]
    assert found.count == 2
    assert [one.percent for one in scores(cast.student, shown=1).latest] == [Decimal(75)]
    assert scores(cast.student, shown=1).count == 2


def test_what_only_a_person_grades_is_no_score_yet(cast: Cast) -> None:
    answer_quiz(cast.student, publish(make_quiz(cast.teacher), cast.reviewer), AT, None, None)
    assert scores(cast.student).count == 0


def test_an_attempt_at_what_left_the_library_counts_and_opens_nothing(cast: Cast) -> None:
    quiz = publish(make_quiz(cast.teacher), cast.reviewer)
    answer_quiz(cast.student, quiz, AT, 1)
    Content.objects.filter(pk=quiz.pk).update(status=Content.Status.ARCHIVED)
    (found,) = scores(cast.student).latest
    assert not found.is_open


def test_time_by_piece_is_the_time_of_the_days(cast: Cast) -> None:
    live_in(cast.student, "Pacific/Auckland")
    guide, deck = publish(make_guide(cast.teacher), cast.reviewer), publish(make_deck(cast.teacher), cast.reviewer)
    midnight = datetime(2026, 3, 3, 11, tzinfo=UTC)  # 4 March, 00:00 in Auckland
    spend(cast.student, guide, midnight, 120)
    spend(cast.student, guide, midnight + timedelta(minutes=15), 30)
    spend(cast.student, guide, midnight - timedelta(minutes=15), 900)  # the day before
    spend(cast.student, deck, midnight, 10)
    log_review(cast.student, entries_of(deck)[0], midnight, duration_ms=4_500)
    take_back(log_review(cast.student, entries_of(deck)[1], midnight, duration_ms=9_000))
    log_review(cast.classmate, entries_of(deck)[1], midnight, duration_ms=9_000)
    fourth = date(2026, 3, 4)
    pieces = time_by_piece(cast.student, span_of_days(cast.student, fourth, fourth))
    spent = {piece.pk: getattr(piece, "milliseconds") for piece in pieces}  # noqa: B009 - annotated
    assert spent == {guide.pk: 150_000, deck.pk: 14_500}
    assert total(activity(cast.student, fourth, fourth)).milliseconds == sum(spent.values())
