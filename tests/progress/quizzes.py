"""Quizzes with rules of their own, for the tests of study."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from content.actions.drafting import Details, create_content, save_version
from content.documents import Document, DocumentItem, load_document
from content.kinds import get_kind
from content.models import Content
from progress.models import QuizAttempt
from tests.factories import QUESTIONS, publish


def make_ruled_quiz(
    owner: User, reviewer: User, items: tuple[DocumentItem, ...] = QUESTIONS, title: str = "Ruled quiz", **rules: Any
) -> Content:
    """A published quiz under those rules."""
    frame = get_kind("quiz").parse_frame(rules)
    document = Document(title=title, kind="quiz", summary=f"About {title}.", frame=frame, items=items)
    return publish(create_content(document=document, by=owner, details=Details()).version.content, reviewer)


def change_rules(quiz: Content, reviewer: User, **rules: Any) -> Content:
    """The next version of the quiz, published, is under other rules."""
    quiz.refresh_from_db()
    assert quiz.latest_version is not None
    document = load_document(quiz.latest_version)
    frame = get_kind("quiz").parse_frame(document.frame.model_dump() | rules)
    document = replace(document, frame=frame)
    save_version(content=quiz, document=document, by=quiz.owner, base_number=quiz.latest_version.number)
    return publish(quiz, reviewer)


def set_clock(attempt: QuizAttempt, *, seconds_left: float, grace: float = 60) -> QuizAttempt:
    """As if it had begun long ago, and its time were up in `seconds_left` (they may be negative)."""
    deadline = timezone.now() + timedelta(seconds=seconds_left)
    QuizAttempt.objects.filter(pk=attempt.pk).update(
        started_at=deadline - timedelta(minutes=20), deadline=deadline, closes_at=deadline + timedelta(seconds=grace)
    )
    attempt.refresh_from_db()
    return attempt
