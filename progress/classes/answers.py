"""What students answered to the items of the pieces that they were given: which a class gets wrong, and who."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    Avg,
    Case,
    Count,
    F,
    FloatField,
    IntegerField,
    JSONField,
    Q,
    QuerySet,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from content.models import ItemVersion
from progress.classes.helping import still_asked
from progress.classes.wordings import Keys, load_wordings, question_of
from progress.models import CardMemory, QuizAttempt, Response, SectionCheck
from progress.models.memory import Rating
from progress.querysets import DECKS, CardMemoryQuerySet

SHOWN = 10  # items that a class gets wrong
_COLUMNS = ("who", "where", "what", "share", "at", "version", "said", "rated", "pk")
_NO_RATING = Cast(Value(None), IntegerField())


@dataclass(frozen=True)
class Answer:
    """The latest answer of a student to an item, and the `share` of its points that it earned. To a card it is how she
    rated it last (`rating`), which counts as known or not."""

    student_id: UUID
    content_id: UUID
    item_id: UUID
    share: float
    at: datetime
    version_id: UUID | None = None
    answer: Any = None
    rating: int | None = None
    key: str = ""  # its own, among all

    @property
    def is_right(self) -> bool:
        return self.share >= 1


@dataclass(frozen=True)
class ItemFigure:
    """How a class fares with an item: the mean share of its points, from 0 to 1 (below 0 where wrong answers cost),
    that the latest answers of `count` students earned, `wrong` of which are not wholly right; `common` is the wrong
    answer that `times` of them gave, empty where no two gave the same."""

    item_id: UUID
    content_id: UUID
    mean: float
    count: int
    wrong: int
    wording: ItemVersion
    common: str = ""
    times: int = 0

    @property
    def percent(self) -> float:
        return 100 * self.mean


def rule() -> str:
    """What counts, in words."""
    return _(
        "Of each student the latest answer counts: that of her last finished attempt at a quiz, her last answer in a "
        "guide, her last rating of a card (good and easy are right). All that she did with these pieces counts, "
        "whenever it was. What was left out, or waits for a person, does not."
    )


def hardest_items(students: Keys, contents: Keys, shown: int = SHOWN) -> list[ItemFigure]:
    """The items of these pieces with the lowest mean share, that somebody got wrong, the lowest first. Three
    queries."""
    groups = [_grouped(rows) for rows in (latest_of_quizzes(students, contents), latest_of_checks(students, contents))]
    united = groups[0].union(groups[1], _grouped(latest_of_cards(students, contents)), all=True)
    found = list(united.order_by("mean", "-wrong", "where", "what")[:shown])
    given = _wrong_answers(students, contents, [row["what"] for row in found])
    answered = {version for answers in given.values() for version, _answer, _times in answers}
    wordings = load_wordings(contents, (row["what"] for row in found), answered)
    figures = []
    for row in (row for row in found if row["what"] in wordings):
        figure = ItemFigure(row["what"], row["where"], row["mean"], row["count"], row["wrong"], wordings[row["what"]])
        common, times = _most_common(given.get((row["where"], row["what"]), ()), wordings)
        figures.append(replace(figure, common=common, times=times) if times > 1 else figure)
    return figures


def load_answers(students: Keys, contents: Keys, item: UUID | None = None) -> list[Answer]:
    """The latest answers, to all items or to one, in no order. A card that asks both ways round has two, one with gaps
    as many as it has. One query."""
    sources = (latest_of_quizzes, latest_of_checks, latest_of_cards)
    quizzes, checks, cards = (
        (rows.filter(what=item) if item else rows).order_by().values(*_COLUMNS)
        for rows in (source(students, contents) for source in sources)
    )
    return [
        Answer(
            row["who"], row["where"], row["what"], row["share"], row["at"],
            row["version"], row["said"], row["rated"], row["pk"].hex,
        )
        for row in quizzes.union(checks, cards, all=True)
    ]  # fmt: skip


def latest_of_quizzes(students: Keys, contents: Keys) -> "QuerySet[Any, Any]":
    """The graded answers in the last finished attempt of each student at each quiz: who gave it, where, to what, the
    share that it earned, and when. What a question draws follows from the student and the version alone, so that no
    attempt asks others than the one before."""
    finished = QuizAttempt.objects.filter(student__in=students, content__in=contents, finished_at__isnull=False)
    last = finished.order_by("student", "content", "-number").distinct("student", "content")
    answers = Response.objects.filter(
        still_asked("attempt__content"), attempt__in=last.values("pk"), answer__isnull=False, fraction__isnull=False
    )
    return answers.annotate(
        who=F("attempt__student"),
        where=F("attempt__content"),
        what=F("item_version__item"),
        version=F("item_version"),
        said=Cast("answer", JSONField()),
        rated=_NO_RATING,
        share=Cast("fraction", FloatField()),
        at=F("answered_at"),
    )


def latest_of_checks(students: Keys, contents: Keys) -> "QuerySet[Any, Any]":
    """The same of the questions in guides, of each of which the last answer is kept."""
    checks = SectionCheck.objects.filter(
        still_asked("content"), student__in=students, content__in=contents, answer__isnull=False, fraction__isnull=False
    )
    return checks.annotate(
        who=F("student"),
        where=F("content"),
        what=F("item"),
        version=F("item_version"),
        said=Cast("answer", JSONField()),
        rated=_NO_RATING,
        share=Cast("fraction", FloatField()),
        at=F("answered_at"),
    )


def latest_of_cards(students: Keys, contents: Keys) -> "QuerySet[Any, Any]":
    """The same of the cards of decks; they have no version, and no answer but how they were `rated`."""
    memories = CardMemoryQuerySet(CardMemory).filter(
        student__in=students, content__in=contents, content__kind__in=DECKS
    )
    known = Case(When(last_rating__gte=Rating.GOOD, then=Value(1.0)), default=Value(0.0), output_field=FloatField())
    return memories.with_same_answer().annotate(
        who=F("student"),
        where=F("content"),
        what=F("item"),
        version=Cast(Value(None), UUIDField()),
        said=Cast(Value(None), JSONField()),
        rated=Cast("last_rating", IntegerField()),
        share=known,
        at=F("last_review"),
    )


def _grouped(rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
    """By piece and item; a student counts once, however many cards it has."""
    people = Count("who", distinct=True)
    wrong = Count("who", distinct=True, filter=Q(share__lt=1))
    counted = rows.order_by().values("where", "what").annotate(mean=Avg("share"), count=people, wrong=wrong)
    wrong_ones: QuerySet[Any, Any] = counted.filter(wrong__gt=0)
    return wrong_ones


def _wrong_answers(
    students: Keys, contents: Keys, items: Sequence[UUID]
) -> Mapping[tuple[UUID, UUID], list[tuple[UUID, Any, int]]]:
    """By piece and item, the answers that were not wholly right, with the wording each was given to and how often.
    One query."""
    given: dict[tuple[UUID, UUID], list[tuple[UUID, Any, int]]] = defaultdict(list)
    if not items:
        return given
    groups = [
        rows.filter(share__lt=1, what__in=items)
        .order_by()
        .values("where", "what", "version", "said")
        .annotate(times=Count("pk"))
        for rows in (latest_of_quizzes(students, contents), latest_of_checks(students, contents))
    ]
    for row in groups[0].union(groups[1], all=True):
        given[row["where"], row["what"]].append((row["version"], row["said"], row["times"]))
    return given


def _most_common(given: Sequence[tuple[UUID, Any, int]], wordings: Mapping[UUID, ItemVersion]) -> tuple[str, int]:
    """In plain words, for the same answer may stand under several wordings."""
    said: Counter[str] = Counter()
    for version, answer, times in given:
        if question := question_of(wordings[version]):
            said[question.say(answer)] += times
    return min(said.most_common(), key=lambda entry: (-entry[1], entry[0]), default=("", 0))
