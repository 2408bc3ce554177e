"""Who needs help, and with what: the rule by which a teacher's eye is drawn to a student."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Count, Exists, F, Min, Model, OuterRef, Q, QuerySet, Window
from django.utils.translation import gettext as _

from content.models import VersionItem
from progress.classes.wordings import Keys
from progress.models import CardMemory, QuizAttempt, Response, ReviewLog, SectionCheck
from progress.models.memory import Rating
from progress.querysets import DECKS, CardMemoryQuerySet, ReviewLogQuerySet

IN_A_ROW = 4  # tries that went wrong, as in Kolibri

M = TypeVar("M", bound=Model)


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
        "next one that is wholly right ends it. A question that was left out is no try; one that a person grades is not "
        "counted; a card goes wrong when its student says “again”."
    )


def needs_help(students: Keys, contents: Keys) -> Mapping[UUID, list[Struggle]]:
    """By student, what she does not get on with among the items of these pieces, as they are published now.

    A *try* is an answer to a question of a quiz that a key graded, in whatever attempt at the piece; an answer to the
    check question of a section; a review of a card of a deck that was not taken back. It is right when it earned the
    whole of its points, or was rated better than “again”; all others went wrong. Tries at a wording with another right
    answer than the present one say nothing. `IN_A_ROW` or more wrong ones after the last right one are a struggle.

    `students` and `contents` are keys, or rows with one column of keys. One query."""
    rows = _questions(students, contents).union(_checks(students, contents), _cards(students, contents), all=True)
    found: dict[UUID, dict[tuple[UUID, UUID], Struggle]] = defaultdict(dict)
    for row in rows.order_by("-wrong", "since", "who", "what"):
        struggle = Struggle(row["who"], row["what"], row["where"], row["wrong"], row["since"])
        found[struggle.student_id].setdefault((struggle.content_id, struggle.item_id), struggle)  # its worst card
    return {student: list(struggles.values()) for student, struggles in found.items()}


def _questions(students: Keys, contents: Keys) -> "QuerySet[Any, Any]":
    """Whoever has not made so many attempts cannot have got so many answers wrong: that spares most rows."""
    often = QuizAttempt.objects.filter(
        student=OuterRef("attempt__student"), content=OuterRef("attempt__content"), number__gte=IN_A_ROW
    )
    tries = Response.objects.filter(
        Exists(often),
        still_asked("attempt__content"),
        attempt__student__in=students,
        attempt__content__in=contents,
        answer__isnull=False,
        fraction__isnull=False,
        graded_at__isnull=True,
    )
    one = [F("attempt__student"), F("attempt__content"), F("item_version__item")]
    wrong = _after_the_last(tries, Q(fraction__gte=1), one, "-attempt__number")
    return _grouped(
        Response.objects.filter(pk__in=wrong),
        "answered_at",
        who=F("attempt__student"),
        what=F("item_version__item"),
        where=F("attempt__content"),
    )


def _checks(students: Keys, contents: Keys) -> "QuerySet[Any, Any]":
    checks = SectionCheck.objects.filter(
        still_asked("content"), student__in=students, content__in=contents, wrong_in_a_row__gte=IN_A_ROW
    )
    whose = {"who": F("student"), "what": F("item"), "where": F("content")}
    return checks.values(**whose, wrong=F("wrong_in_a_row"), since=F("wrong_since"))


def _cards(students: Keys, contents: Keys) -> "QuerySet[Any, Any]":
    """Of the cards whose last rating was “again”."""
    decks = {"student__in": students, "content__in": contents, "content__kind__in": DECKS}
    forgotten = CardMemoryQuerySet(CardMemory).filter(last_rating=Rating.AGAIN, reviews__gte=IN_A_ROW, **decks)
    card = forgotten.with_same_answer().filter(
        student=OuterRef("student"),
        item=OuterRef("item"),
        card=OuterRef("card"),
        answer_fingerprint=OuterRef("answer_fingerprint"),
    )
    tries = ReviewLogQuerySet(ReviewLog).counted().with_answers().filter(Exists(card), **decks)
    one = [F("student"), F("content"), F("item"), F("card")]
    wrong = _after_the_last(tries, Q(rating__gt=Rating.AGAIN), one, "-reviewed_at")
    logs = ReviewLog.objects.filter(pk__in=wrong)
    return _grouped(logs, "reviewed_at", "card", who=F("student"), what=F("item"), where=F("content"))


def still_asked(content: str) -> Exists:
    """That the published version of the piece, in the field `content`, asks the item of a row with the same right
    answer as the wording it was answered in."""
    now = VersionItem.objects.filter(
        version=OuterRef(f"{content}__published_version"),
        item_version__item=OuterRef("item_version__item"),
        item_version__answer_fingerprint=OuterRef("item_version__answer_fingerprint"),
    )
    return Exists(now)


def _after_the_last(tries: QuerySet[M], right: Q, one: list[F], latest: str) -> "QuerySet[M, Any]":
    """The keys of those that came after the last right one, by what makes `one` series of tries."""
    rights = Window(Count("pk", filter=right), partition_by=one, order_by=latest)
    return tries.annotate(rights=rights).filter(rights=0).values("pk")


def _grouped(tries: "QuerySet[Any, Any]", at: str, *more: str, **whose: F) -> "QuerySet[Any, Any]":
    rows = tries.order_by().values(*more, **whose).annotate(wrong=Count("pk"), since=Min(at))
    return rows.filter(wrong__gte=IN_A_ROW).values("who", "what", "where", "wrong", "since")
