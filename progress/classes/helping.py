"""Who needs help, and with what: the rule by which a teacher's eye is drawn to a student."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from content.models import VersionItem
from progress.classes.wordings import Keys
from progress.models import CardMemory, QuizAttempt, Response, ReviewLog, SectionCheck
from progress.models.memory import Rating
from progress.querysets import DECKS, CardMemoryQuerySet, ReviewLogQuerySet

IN_A_ROW = 4  # tries that went wrong, as in Kolibri


@dataclass(frozen=True)
class Struggle:
    """A student does not get on with an item of a piece: `wrong` tries in a row went wrong, the first of them at
    `since`, and none was right after."""

    student_id: UUID
    item_id: UUID
    content_id: UUID
    wrong: int
    since: datetime


def rule() -> str:
    """The rule in words."""
    return _(
        "Somebody needs help with a question, a section or a card when the last four tries in a row went wrong. The "
        "next one that is wholly right ends it. A question that was left out is no try; one that a person grades is "
        "not counted; a card goes wrong when its student says “again”."
    )


def needs_help(students: Keys, contents: Keys, item: UUID | None = None) -> Mapping[UUID, list[Struggle]]:
    """By student, what she does not get on with among the items of these pieces, as they are published now.

    A *try* is an answer to a question of a quiz that a key graded, in whatever attempt at the piece; an answer to the
    check question of a section; a review of a card of a deck that was not taken back. It is right when it earned the
    whole of its points, or was rated better than “again”; all others went wrong. Tries at a wording with another right
    answer than the present one say nothing. `IN_A_ROW` or more wrong ones after the last right one are a struggle.

    `students` and `contents` are keys, or rows with one column of keys; `item` narrows it to one. One query."""
    one = {"item": item} if item else {}
    cards = _cards(CardMemoryQuerySet(CardMemory).filter(student__in=students, content__in=contents, **one))
    checks = _checks(SectionCheck.objects.filter(student__in=students, content__in=contents, **one))
    rows = _questions(students, contents, item).union(checks, cards, all=True)
    found: dict[UUID, dict[tuple[UUID, UUID], Struggle]] = defaultdict(dict)
    for struggle in _read_runs(rows):
        key = struggle.content_id, struggle.item_id
        before = found[struggle.student_id].get(key, struggle)
        found[struggle.student_id][key] = min(before, struggle, key=_worst)  # of several cards the worst
    return {student: sorted(struggles.values(), key=_worst) for student, struggles in found.items()}


def _read_runs(rows: "QuerySet[Any, Any]") -> Iterator[Struggle]:
    """One for each series of tries: of each card its own."""
    runs: dict[tuple[UUID, UUID, UUID, str], list[tuple[int, datetime]]] = defaultdict(list)
    for row in rows:
        runs[row["who"], row["where"], row["what"], row["which"]].append((row["beyond"], row["at"]))
    for (student, content, item, _card), tries in runs.items():
        wrong = IN_A_ROW - 1 + sum(beyond for beyond, _at in tries)
        yield Struggle(student, item, content, wrong, min(at for _beyond, at in tries))


def _worst(struggle: Struggle) -> tuple[int, datetime, UUID]:
    return -struggle.wrong, struggle.since, struggle.item_id


def _questions(students: Keys, contents: Keys, item: UUID | None) -> "QuerySet[Any, Any]":
    """Whoever has not made so many attempts cannot have got so many answers wrong: that spares most rows."""
    attempts = QuizAttempt.objects.filter(student__in=students, content__in=contents)
    same = {"student": OuterRef("student"), "content": OuterRef("content")}
    often = attempts.filter(Exists(QuizAttempt.objects.filter(number__gte=IN_A_ROW, **same)))
    tries = Response.objects.filter(
        still_asked("attempt__content"),
        attempt__in=often.values("pk"),
        answer__isnull=False,
        fraction__isnull=False,
        graded_at__isnull=True,
    )
    if item:
        tries = tries.filter(item_version__item=item)
    whose = {"who": F("attempt__student"), "where": F("attempt__content"), "what": F("item_version__item")}
    return _wrong_at_the_end(tries, whose, Value(""), Q(fraction__gte=1), "attempt__number", "answered_at")


def _checks(checks: "QuerySet[SectionCheck]") -> "QuerySet[Any, Any]":
    whose = {"who": F("student"), "where": F("content"), "what": F("item")}
    stuck = checks.filter(still_asked("content"), wrong_in_a_row__gte=IN_A_ROW)
    return stuck.values(**whose, which=Value(""), beyond=F("wrong_in_a_row") - (IN_A_ROW - 1), at=F("wrong_since"))


def _cards(memories: CardMemoryQuerySet) -> "QuerySet[Any, Any]":
    """Of the cards whose last rating was “again”."""
    decks = memories.filter(content__kind__in=DECKS, last_rating=Rating.AGAIN, reviews__gte=IN_A_ROW)
    same = ("student", "content", "item", "card", "answer_fingerprint")
    card = decks.with_same_answer().filter(**{name: OuterRef(name) for name in same})
    tries = ReviewLogQuerySet(ReviewLog).counted().with_answers().filter(Exists(card))
    whose = {"who": F("student"), "where": F("content"), "what": F("item")}
    return _wrong_at_the_end(tries, whose, F("card"), Q(rating__gt=Rating.AGAIN), "reviewed_at", "reviewed_at")


def still_asked(content: str) -> Exists:
    """That the published version of the piece, in the field `content`, asks the item of a row with the same right
    answer as the wording it was answered in."""
    now = VersionItem.objects.filter(
        version=OuterRef(f"{content}__published_version"),
        item_version__item=OuterRef("item_version__item"),
        item_version__answer_fingerprint=OuterRef("item_version__answer_fingerprint"),
    )
    return Exists(now)


def _wrong_at_the_end(
    tries: "QuerySet[Any, Any]", whose: Mapping[str, F], which: Value | F, right: Q, order: str, at: str
) -> "QuerySet[Any, Any]":
    """Of each series of tries that ends with `IN_A_ROW` wrong ones or more: the wrong ones after the last right one,
    but for the latest three. So no row comes of a series that is no struggle, and the first of the run is always among
    them."""
    series = [*whose.values(), which]
    latest: dict[str, Any] = {"partition_by": series, "order_by": f"-{order}"}
    rights, place = Window(Count("pk", filter=right), **latest), Window(RowNumber(), **latest)
    ended = tries.order_by().annotate(rights=rights, place=place).filter(rights=0, place__gte=IN_A_ROW)
    rows: QuerySet[Any, Any] = ended.values(**whose, which=which, beyond=Value(1), at=F(at))
    return rows
