"""What a form says of the answer it was made with, so that what was not touched there overwrites nothing."""

import json
from typing import Any
from uuid import UUID

from django.utils.crypto import salted_hmac

from progress.models import QuizAttempt

WAS = "was"  # the field of each question that carries it
_LENGTH = 20


def answer_digest(attempt: QuizAttempt, question: UUID, answer: Any) -> str:
    """A word for an answer (None: none) to a question, by item version, that nobody outside can make or read."""
    told = json.dumps(answer, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return salted_hmac("progress.answer", f"{attempt.pk}:{question}:{told}", algorithm="sha256").hexdigest()[:_LENGTH]
