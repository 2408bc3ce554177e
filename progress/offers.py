"""In which ways a student may begin an attempt at a quiz: for a class that was given it, or by its own rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, Q, Subquery
from django.utils import timezone

from accounts.models import User
from content.kinds.quiz import QuizFrame
from content.models import Content
from progress.class_querysets import AssignmentQuerySet
from progress.classes.terms import Terms, load_terms
from progress.models import Assignment, QuizAttempt, QuizException
from progress.querysets import IN_GRADED_MODE
from progress.rules import Rules, limit, make_rules, quiz_frame


@dataclass(frozen=True)
class Offer:
    """The rules of an attempt, and how many she may yet finish by them, the open one among them; None where there is
    no limit."""

    rules: Rules
    left: int | None

    @property
    def is_used_up(self) -> bool:
        return self.left == 0


@dataclass(frozen=True)
class Offers:
    """Those under the assignments that take attempts, what is due first standing first; and the quiz by `itself`."""

    assigned: Sequence[Offer]
    itself: Offer

    def choose(self, wanted: str = "") -> Offer:
        """The one under the assignment of that key. Where there is none, or no attempt is left, that which is due
        first; once all are used up, the quiz by itself."""
        left = [offer for offer in self.assigned if not offer.is_used_up]
        return self.find(wanted) or next(iter(left), self.itself)

    def find(self, wanted: str) -> Offer | None:
        for offer in self.assigned:
            if offer.rules.assignment and str(offer.rules.assignment.pk) == wanted and not offer.is_used_up:
                return offer
        return None

    def beside(self, chosen: Offer) -> list[Offer]:
        """The other assignments that she might choose."""
        return [offer for offer in self.assigned if offer is not chosen and not offer.is_used_up]


def load_offers(student: User, content: Content, frame: QuizFrame, now: datetime) -> Offers:
    """Three queries, one more where there are assignments; one or two in a quiz for practice, which limits nothing."""
    given = Assignment.objects.given_to(student.pk).opened(now).filter(content=content).select_related("classroom")
    terms = [each for each in load_terms(given, student.pk) if each.takes_attempts(now)]
    return _weigh(student.pk, content.pk, frame, terms)


def _weigh(student: UUID, content: UUID, frame: QuizFrame, terms: Sequence[Terms]) -> Offers:
    own = {"student": student, "content": content}
    granted = None if frame.is_practice else QuizException.objects.filter(**own).first()
    done: Mapping[UUID | None, int] = {}
    if not frame.is_practice:
        finished = QuizAttempt.objects.filter(**own, finished_at__isnull=False).filter(IN_GRADED_MODE).order_by()
        done = dict(finished.values_list("assignment").annotate(count=Count("pk")))
    return Offers(
        [_offer(make_rules(frame, granted, each), done.get(each.assignment.pk, 0)) for each in terms],
        _offer(make_rules(frame, granted), done.get(None, 0)),
    )


def _offer(rules: Rules, done: int) -> Offer:
    return Offer(rules, None if rules.attempts is None else max(0, rules.attempts - done))


def attempts_left_beside(attempt: QuizAttempt) -> int | None:
    """How many attempts she whose attempt it is may yet finish in any way, by the rules that are published now; None
    where there is no limit. After an attempt for a class, only limits are looked at: those that a quiz without any
    would go on taking weigh nothing.

    One query, and four more where a class of hers has it to do."""
    frame = quiz_frame(attempt.content.published_version or attempt.version)
    if frame.is_practice:
        return None
    own = {"student": attempt.student_id, "content": attempt.content_id}
    given = Assignment.objects.given_to(attempt.student_id).filter(content=attempt.content_id)
    granted = QuizException.objects.filter(**own).values("attempts")[:1]
    finished = Count("pk", filter=IN_GRADED_MODE & Q(finished_at__isnull=False, assignment__isnull=True))
    found = QuizAttempt.objects.filter(**own).order_by().values("student")
    counted = found.annotate(done=finished, other=Subquery(granted), is_given=Exists(given))
    done, other, is_given = counted.values_list("done", "other", "is_given").get()
    attempts = limit(other, frame.attempts)
    itself = None if attempts is None else max(0, attempts - done)
    if itself is None and attempt.assignment_id is not None:
        itself = 0
    return _add(itself, _left_for_classes(attempt, frame, given)) if is_given else itself


def _left_for_classes(attempt: QuizAttempt, frame: QuizFrame, given: AssignmentQuerySet) -> int | None:
    """Under the assignments that take attempts, or will."""
    now = timezone.now()
    terms = [each for each in load_terms(given, attempt.student_id) if not (each.is_closed(now) or each.is_excused)]
    left: int | None = 0
    for offer in _weigh(attempt.student_id, attempt.content_id, frame, terms).assigned:
        left = _add(left, offer.left)
    return left


def _add(left: int | None, more: int | None) -> int | None:
    return None if left is None or more is None else left + more
