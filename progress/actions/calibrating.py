"""How hard items are and how able students, estimated anew in the background, one subject after another."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np
from django.db import transaction
from django.utils import timezone

from content.models import Topic
from progress.difficulty.answers import FirstAnswers, answers_in, load_first_answers
from progress.difficulty.estimating import Estimates, estimate
from progress.models import Calibration, ItemDifficulty, QuizAttempt, StudentAbility

logger = logging.getLogger(__name__)

ENOUGH_NEW, SHARE_NEW = 30, 0.05  # answers since the last time, from either of which on it is worth the work
AT_THE_LATEST = timedelta(days=1)
_AT_ONCE = 5000


def calibrate(*, subject: Topic | None) -> Calibration:
    """Estimate a subject (a topic at the top, None for quizzes without one) from the first answers that there are now,
    and put the rows in the place of the old ones, in one transaction. At once or twice it comes to the same: what was
    read later stays."""
    now = timezone.now()
    answers = load_first_answers(subject)
    estimates = estimate(
        answers.student,
        answers.item,
        answers.right,
        student_count=len(answers.students),
        item_count=len(answers.items),
    )
    return _write(subject, answers, estimates, now)


@transaction.atomic
def _write(subject: Topic | None, answers: FirstAnswers, estimates: Estimates, as_of: datetime) -> Calibration:
    made = Calibration(subject=subject, responses=0, students=0, items=0, computed_at=as_of)
    Calibration.objects.bulk_create([made], ignore_conflicts=True)
    same = {"subject": subject} if subject else {"subject__isnull": True}
    calibration = Calibration.objects.select_for_update().get(**same)
    if calibration.computed_at > as_of:
        return calibration
    calibration.responses, calibration.computed_at = len(answers.right), as_of
    calibration.students, calibration.items = len(answers.students), len(answers.items)
    calibration.spread, calibration.rounds = estimates.spread, estimates.rounds
    calibration.has_converged = estimates.has_converged
    calibration.save()
    ItemDifficulty.objects.filter(calibration=calibration).delete()
    StudentAbility.objects.filter(calibration=calibration).delete()
    ItemDifficulty.objects.bulk_create(_difficulties(calibration, answers, estimates), batch_size=_AT_ONCE)
    StudentAbility.objects.bulk_create(_abilities(calibration, answers, estimates), batch_size=_AT_ONCE)
    return calibration


def _difficulties(calibration: Calibration, answers: FirstAnswers, estimates: Estimates) -> Iterator[ItemDifficulty]:
    counts = np.bincount(answers.item, minlength=len(answers.items)).tolist()
    rights = np.bincount(answers.item[answers.right], minlength=len(answers.items)).tolist()
    for place, item_version in enumerate(answers.items):
        yield ItemDifficulty(
            item_version_id=item_version,
            calibration=calibration,
            difficulty=_number(estimates.difficulty[place]),
            error=_number(estimates.difficulty_error[place]),
            count=counts[place],
            right=rights[place],
        )


def _abilities(calibration: Calibration, answers: FirstAnswers, estimates: Estimates) -> Iterator[StudentAbility]:
    """`count` is of the answers that say something: to items that have an estimate."""
    informs = ~np.isnan(estimates.difficulty[answers.item])
    counts = np.bincount(answers.student[informs], minlength=len(answers.students)).tolist()
    for place, student in enumerate(answers.students):
        if not np.isnan(estimates.ability[place]):
            yield StudentAbility(
                student_id=student,
                calibration=calibration,
                ability=float(estimates.ability[place]),
                error=float(estimates.ability_error[place]),
                count=counts[place],
            )


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def calibrate_due() -> int:
    """Estimate every subject that is due; returns how many. One that fails keeps no other waiting."""
    Calibration.objects.filter(subject__parent__isnull=False).delete()  # a topic that was put under another
    done = 0
    for subject in find_due(timezone.now()):
        try:
            calibrate(subject=subject)
            done += 1
        except Exception:
            logger.exception("subject %s: its items could not be calibrated", subject)
    return done


def find_due(now: datetime) -> list[Topic | None]:
    """The subjects that were never estimated and have answers, those with enough new ones since, and those whose
    estimates are a day old, for what an answer is worth may have changed. Counted are new answers, first or not:
    finding out which are first is most of the work itself."""
    known = {calibration.subject_id: calibration for calibration in Calibration.objects.all()}
    subjects = [*Topic.objects.filter(parent__isnull=True).order_by("path"), None]
    return [subject for subject in subjects if _is_due(subject, known.get(subject.pk if subject else None), now)]


def _is_due(subject: Topic | None, calibration: Calibration | None, now: datetime) -> bool:
    answers = answers_in(subject)
    if calibration is None:
        return answers.exists()
    if calibration.computed_at <= now - AT_THE_LATEST:
        return True
    enough = max(1, min(ENOUGH_NEW, int(np.ceil(SHARE_NEW * calibration.responses))))
    finished = QuizAttempt.objects.filter(finished_at__gte=calibration.computed_at)
    return answers.filter(attempt__in=finished).order_by()[:enough].count() >= enough
