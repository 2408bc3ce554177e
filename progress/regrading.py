"""Questions whose right answer is another now than when they were answered: which these are, and what grading the
answers anew would change. Nothing is written here."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum

from content.documents import load_items
from content.kinds import Frame
from content.kinds.quiz import QuizFrame
from content.models import Content, ContentVersion, Item, ItemVersion
from content.questions import BadAnswer, NotCarried, get_question_type
from progress.actions.rescoring import whole_fraction
from progress.authors import BY_HAND
from progress.models import Regrade, Response

Policy = Regrade.Policy


def answers_under_other_keys(content: Content, now: ItemVersion) -> QuerySet[Response]:
    """Finished answers to the question in wordings whose right answer is another than that of `now`."""
    finished = Response.objects.filter(attempt__content=content, attempt__finished_at__isnull=False)
    answered = finished.filter(item_version__item=now.item_id, answer__isnull=False, fraction__isnull=False)
    return answered.exclude(item_version__answer_fingerprint=now.answer_fingerprint)


@dataclass(frozen=True)
class ChangedQuestion:
    """A question as students see it `now`; how many answers to it were graded by another key, by how many students,
    and how many of them came after the last regrading. `running` is the regrading that goes on."""

    now: ItemVersion
    answers: int
    students: int
    left: int
    last: Regrade | None = None

    @property
    def running(self) -> Regrade | None:
        return self.last if self.last and self.last.finished_at is None else None


def find_changed_questions(content: Content) -> list[ChangedQuestion]:
    """In the order of the quiz. Three queries at most."""
    counted = {row["now"]: row for row in _count_answers(content)}
    if not counted or content.published_version is None:
        return []
    content.published_version.content = content
    standing = [entry for entry in load_items(content.published_version, is_shown=False) if entry.pk in counted]
    last = {regrade.item_id: regrade for regrade in Regrade.objects.filter(content=content).order_by("started_at")}
    return [
        ChangedQuestion(
            entry,
            answers=counted[entry.pk]["answers"],
            students=counted[entry.pk]["students"],
            left=counted[entry.pk]["left"],
            last=last.get(entry.item_id),
        )
        for entry in standing
    ]


def _count_answers(content: Content) -> "QuerySet[Any, dict[str, Any]]":
    """By the wording that is published now, where its right answer is another than that of some answers."""
    answers = Response.objects.filter(
        attempt__content=content,
        attempt__finished_at__isnull=False,
        answer__isnull=False,
        fraction__isnull=False,
        item_version__item__versions__entries__version=content.published_version_id,
    ).exclude(item_version__item__type__in=BY_HAND)
    now = answers.annotate(
        now=F("item_version__item__versions"), key=F("item_version__item__versions__answer_fingerprint")
    )
    regraded = Regrade.objects.filter(
        content=content,
        item=OuterRef("item_version__item"),
        item_version__answer_fingerprint=OuterRef("key"),
        finished_at__isnull=False,
        started_at__gte=OuterRef("attempt__finished_at"),
    )
    changed = now.filter(~Q(item_version__answer_fingerprint=F("key"))).annotate(is_done=Exists(regraded))
    by_wording: Any = changed.order_by().values("now")
    found: QuerySet[Any, dict[str, Any]] = by_wording.annotate(
        answers=Count("pk"),
        students=Count("attempt__student", distinct=True),
        left=Count("pk", filter=Q(is_done=False)),
    )
    return found


def standing_wording(content: Content, item: Item) -> ItemVersion | None:
    """The wording of the item that students see now."""
    held = ItemVersion.objects.filter(item=item, entries__version=content.published_version_id)
    return held.select_related("item", "rendering").first()


class NewKey:
    """What answers to other wordings of a question are worth by the key of `now`."""

    def __init__(self, now: ItemVersion) -> None:
        self.type = get_question_type(now.item.type)
        self.data = self.type.parse(now.data)
        self._read: dict[UUID, Any] = {}

    def worth(self, before: ItemVersion, answer: Any, frame: Frame) -> Decimal | None:
        """By the rules of the quiz as `frame` has them; None where the answer cannot be carried over."""
        if before.pk not in self._read:
            self._read[before.pk] = self.type.parse(before.data)
        try:
            carried = self.type.carry_answer(self._read[before.pk], self.data, answer)
            fraction = self.type.grade(self.data, carried).fraction
        except (NotCarried, BadAnswer):
            return None
        if isinstance(frame, QuizFrame):
            fraction = frame.mark(fraction, is_answered=True)
        return None if fraction is None else whole_fraction(fraction)


def worth_by(policy: str, old: Decimal, new: Decimal | None) -> Decimal:
    """What counts of the worth so far and the one by the new key, None where there is none."""
    if policy == Policy.FULL:
        return Decimal(1)
    if new is None:
        return old
    return max(old, new) if policy == Policy.BETTER else new


class _Answer(NamedTuple):
    """One answer with what its attempt came to; `earned` before the sum was kept from falling below 0."""

    before: UUID
    version: UUID
    answer: Any
    fraction: Decimal
    points: Decimal
    score: Decimal
    whole: Decimal
    pass_mark: int | None  # of its assignment, where that has one
    earned: Decimal


@dataclass
class Forecast:
    """What one policy would do: to how many answers, and to how many attempts."""

    policy: Policy
    up: int = 0
    down: int = 0
    same: int = 0
    passes: int = 0
    fails: int = 0

    def add(self, answer: _Answer, worth: Decimal, pass_mark: int) -> None:
        self.up += worth > answer.fraction
        self.down += worth < answer.fraction
        self.same += worth == answer.fraction
        score = max(Decimal(0), answer.earned + (worth - answer.fraction) * answer.points)
        passed, passes = (_has_passed(each, answer.whole, pass_mark) for each in (answer.score, score))
        self.passes += passes and not passed
        self.fails += passed and not passes


def _has_passed(score: Decimal, whole: Decimal, pass_mark: int) -> bool:
    return bool(whole) and score / whole * 100 >= pass_mark


@dataclass(frozen=True)
class Preview:
    """What grading anew would change, policy by policy; `not_carried` answers say nothing under the new key."""

    total: int
    not_carried: int
    forecasts: list[Forecast]


def foresee(content: Content, now: ItemVersion) -> Preview:
    """Three queries, whatever the number of answers."""
    answers = answers_under_other_keys(content, now)
    wordings = ItemVersion.objects.filter(item=now.item_id).in_bulk()
    taken = answers.order_by().values("attempt__version")
    frames: dict[UUID, Frame] = {}
    for version in ContentVersion.objects.filter(pk__in=taken).only("frame", "content"):
        version.content = content
        frames[version.pk] = version.parsed_frame
    known = _remembering(NewKey(now), wordings, frames)
    forecasts, total, not_carried = [Forecast(policy) for policy in Policy], 0, 0
    for answer in _answers(answers):
        new, pass_mark = known(answer), answer.pass_mark
        if pass_mark is None:
            pass_mark = getattr(frames[answer.version], "pass_mark", 0)
        total, not_carried = total + 1, not_carried + (new is None)
        for forecast in forecasts:
            forecast.add(answer, worth_by(forecast.policy, answer.fraction, new), pass_mark)
    return Preview(total, not_carried, forecasts)


def _remembering(
    key: NewKey, wordings: dict[UUID, ItemVersion], frames: dict[UUID, Frame]
) -> Callable[[_Answer], Decimal | None]:
    """The new worth of an answer; the same one is graded once."""
    known: dict[tuple[UUID, UUID, str], Decimal | None] = {}

    def worth(answer: _Answer) -> Decimal | None:
        same = (answer.before, answer.version, json.dumps(answer.answer))
        if same not in known:
            known[same] = key.worth(wordings[answer.before], answer.answer, frames[answer.version])
        return known[same]

    return worth


def _answers(answers: QuerySet[Response]) -> Iterator[_Answer]:
    graded = Response.objects.filter(attempt=OuterRef("attempt"), fraction__isnull=False).order_by()
    earned = graded.values("attempt").annotate(sum=Sum(F("fraction") * F("points"))).values("sum")
    rows: Iterable[tuple[Any, ...]] = answers.values_list(
        "item_version",
        "attempt__version",
        "answer",
        "fraction",
        "points",
        "attempt__score",
        "attempt__max_score",
        "attempt__assignment__pass_mark",
        Subquery(earned),
    )
    for row in rows:
        yield _Answer(*row)
