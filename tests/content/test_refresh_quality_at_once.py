"""The quality of a piece, computed by several workers at the same moment, while somebody rates it."""

from functools import partial

import pytest

from content.actions.scoring import compute_quality, refresh_quality
from content.models import QualityScore
from feedback.actions.giving import give_feedback
from tests.cast import make_cast
from tests.factories import make_quiz, publish
from tests.progress.study import each
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_is_written_once() -> None:
    cast = make_cast()
    quiz = publish(make_quiz(cast.teacher), cast.reviewer)
    outcomes = at_once(partial(refresh_quality, content_id=quiz.pk), times=4)
    assert all(isinstance(outcome, list) for outcome in outcomes)
    assert QualityScore.objects.count() == 1


def test_a_rating_at_the_same_moment_is_not_missed() -> None:
    cast = make_cast()
    quiz = publish(make_quiz(cast.teacher), cast.reviewer)
    rate = partial(give_feedback, content=quiz, by=cast.student, rating=5, type="quality")
    at_once(each(rate, partial(refresh_quality, content_id=quiz.pk)))
    refresh_quality(content_id=quiz.pk)  # the job that the rating asked for
    version = quiz.published_version
    assert version is not None
    assert QualityScore.objects.get().parts == compute_quality(version).parts
