"""What the tests of grading have in common."""

from typing import Any

from accounts.models import User
from accounts.roles import Role
from content.actions.authorship import accept_invitation, invite_author
from content.documents import load_items
from content.models import Content
from progress.actions.attempting import finish_attempt, start_attempt
from progress.models import QuizAttempt, Response
from tests.factories import UserFactory, choice, item, make_quiz, publish

ESSAY = "Light of short waves is scattered more.\n\nSo the sky <b>looks</b> blue."
RUBRIC = (
    {"name": "Cause", "levels": [{"points": "0", "text": "none"}, {"points": "3", "text": "names scattering"}]},
    {"name": "Words", "levels": [{"points": "0", "text": "hard to read"}, {"points": "1", "text": "clear"}]},
)


def essay(stem: str = "Why is the sky blue?", **data: Any) -> Any:
    return item("essay", **{"stem": stem, "grader_info": "Look for *Rayleigh*.", "min_words": 20, **data})


def rubric_essay(stem: str = "Why is the sky blue?") -> Any:
    return essay(stem, criteria=RUBRIC)


def essay_quiz(author: User, reviewer: User, *essays: Any) -> Content:
    """One question for a machine, worth a point, and essays."""
    return publish(make_quiz(author, items=(choice("2 + 2?", "4", "5"), *(essays or (essay(points="4"),)))), reviewer)


def take(student: User, quiz: Content, text: str = ESSAY, *, right: bool = True) -> QuizAttempt:
    """`student` answers the choice, and each essay with `text`, and finishes."""
    attempt = start_attempt(student=student, content=quiz)
    entries = load_items(attempt.version)
    answers: dict[Any, Any] = {entry.pk: {"text": [text]} for entry in entries if entry.item.type == "essay"}
    answers |= {
        entry.pk: {"choice": ["0" if right else "1"]} for entry in entries if entry.item.type == "multiple_choice"
    }
    return finish_attempt(attempt=attempt, by=student, answers=answers, accepts_missing=True).attempt


def essay_of(attempt: QuizAttempt, place: int = 0) -> Response:
    """The answer to its essay of that place."""
    essays = attempt.responses.filter(item_version__item__type="essay").select_related("item_version__item")
    found = list(essays.order_by("item_version__item"))[place]
    found.attempt = attempt
    attempt.content.refresh_from_db()
    return found


def score_of(attempt: QuizAttempt) -> tuple[float, float]:
    """Its points, and those that could be had."""
    attempt.refresh_from_db()
    return float(attempt.score or 0), float(attempt.max_score or 0)


def co_author(content: Content) -> User:
    """Somebody who writes the piece along with its owner."""
    helper = UserFactory.create(username="tessa", full_name="Tessa Example", roles=[Role.TEACHER])
    accept_invitation(authorship=invite_author(content=content, who="tessa", by=content.owner), by=helper)
    return helper
