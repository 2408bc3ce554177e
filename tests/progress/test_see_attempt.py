"""Whose attempts a person may see stands twice, as rows and as a check of one object: they agree for everybody."""

from progress.access import can_see_attempt
from progress.actions.attempting import start_attempt
from progress.models import QuizAttempt
from tests.cast import Cast
from tests.factories import make_quiz, publish


def test_the_twins_agree(cast: Cast) -> None:
    quiz = publish(make_quiz(cast.teacher), cast.reviewer)
    for person in (cast.student, cast.classmate, cast.teacher):
        start_attempt(student=person, content=quiz)
    seen = 0
    for person in vars(cast).values():
        rows = set(QuizAttempt.objects.visible_to(person))
        assert rows == {attempt for attempt in QuizAttempt.objects.all() if can_see_attempt(person, attempt)}
        seen += len(rows)
    assert seen == 3
