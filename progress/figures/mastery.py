"""Which topics a student has mastered: of the last n answers in a topic, at least m are right."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, CharField, F, QuerySet, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils.translation import gettext as _

from accounts.models import User
from progress.figures.rows import graded_answers, graded_checks

LAST = 10  # n: the answers that are looked at
RIGHT = 8  # m: how many of them have to be right


@dataclass(frozen=True)
class Answer:
    """One answer in a topic: a `Response`, or a `SectionCheck` where it `is_check`. Right is what earned all of its
    points."""

    id: UUID
    answered_at: datetime
    is_check: bool
    is_right: bool


@dataclass(frozen=True)
class TopicMastery:
    """One topic, None for what stands in none, and the last answers in it, at most `LAST`, the latest first."""

    topic_id: UUID | None
    path: str
    answers: Sequence[Answer]

    @property
    def right(self) -> int:
        return sum(answer.is_right for answer in self.answers)

    @property
    def count(self) -> int:
        return len(self.answers)

    @property
    def missing(self) -> int:
        """How many answers it takes before there is anything to say."""
        return LAST - len(self.answers)

    @property
    def state(self) -> str:
        """ "few", "under_way" or "mastered"."""
        if self.missing:
            return "few"
        return "mastered" if self.right >= RIGHT else "under_way"


def rule() -> str:
    """The rule in words, to stand beside every figure that follows from it."""
    return _(
        "A topic is mastered when at least %(right)d of your last %(last)d answers in it are wholly right. Answers in "
        "finished quizzes and to the questions in guides count, a question that you left out counts as not right."
    ) % {"right": RIGHT, "last": LAST}


def mastery(student: User) -> list[TopicMastery]:
    """Every topic that she answered anything in, in the order of the tree, what stands in none last. One query.

    A topic is that which a piece stands in now. Cards do not count: they say what is remembered, which the retention
    tells; nor do answers of quizzes that tell the score alone."""
    topics: dict[tuple[str, UUID | None], list[Answer]] = defaultdict(list)
    for topic_id, path, *answer in _latest(student):
        topics[path, topic_id].append(Answer(*answer))
    return [
        TopicMastery(topic_id, path, sorted(answers, key=lambda one: (one.answered_at, one.id), reverse=True)[:LAST])
        for (path, topic_id), answers in sorted(topics.items(), key=lambda topic: (topic[0][1] is None, topic[0][0]))
    ]


def _latest(student: User) -> Iterator[Any]:
    """The last answers of either sort in each topic; those of both together are among them."""
    responses = _ranked(graded_answers(student), "attempt__content__topic", is_check=False)
    return iter(responses.union(_ranked(graded_checks(student), "content__topic", is_check=True), all=True))


def _ranked(rows: "QuerySet[Any, Any]", topic: str, *, is_check: bool) -> "QuerySet[Any, Any]":
    place = Window(RowNumber(), partition_by=[F(topic)], order_by=[F("answered_at").desc(), F("id").desc()])
    named = rows.order_by().annotate(
        topic_key=F(topic),
        topic_path=Coalesce(F(f"{topic}__path"), Value(""), output_field=CharField()),
        is_check=Value(is_check, output_field=BooleanField()),
        is_right=Case(When(fraction=1, then=True), default=False, output_field=BooleanField()),
        place=place,
    )
    latest: QuerySet[Any, Any] = named.filter(place__lte=LAST)
    return latest.values_list("topic_key", "topic_path", "id", "answered_at", "is_check", "is_right")
