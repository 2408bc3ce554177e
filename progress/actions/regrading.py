"""Grading all answers to a question anew, for its key was wrong: begun by an author, carried out in the background."""

from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from accounts.actions.notifying import notify
from accounts.models import User
from accounts.refusals import Refusal, StaleEdit, WrongState
from content.actions.locking import lock_content_for_author
from content.models import Content, Item
from progress import events
from progress.actions.grading import result_url
from progress.actions.locking import lock_attempts
from progress.actions.missing import forget_missed
from progress.actions.progressing import hold_progress, write_figures
from progress.actions.rescoring import change_worth
from progress.authors import BY_HAND
from progress.models import GradeChange, QuizAttempt, Regrade, Response
from progress.points import say_score
from progress.regrading import NewKey, answers_under_other_keys, standing_wording, worth_by

CARRY_OUT = "progress.carry_out_regrade"  # the job, by its name: it calls back into this module


@transaction.atomic
def start_regrade(
    *, content: Content, item: Item, seen: UUID | None, policy: Regrade.Policy, reason: str, by: User
) -> Regrade:
    """Have every finished answer to `item` graded by the key that is published now, as far as it was graded by
    another. `seen` is the wording (an item version) whose key the author looked at; students read the `reason`.

    Raises PermissionDenied unless `by` may edit the piece; StaleEdit where another wording has been published since;
    WrongState while it goes on already, and where there is nothing to grade anew; Refusal without a reason."""
    content = lock_content_for_author(content, by)
    now = standing_wording(content, item)
    if now is None or item.type in BY_HAND:
        raise WrongState(_("This question has no key that answers could be graded by again."))
    if now.pk != seen:
        raise StaleEdit(_("This question was published anew while you looked at it. Look at what would change now."))
    if not reason.strip():
        raise Refusal(_("Say why. Everybody whose score changes reads it."))
    if Regrade.objects.filter(content=content, item=item, finished_at__isnull=True).exists():
        raise WrongState(_("The answers to this question are being graded anew already. Wait until that is done."))
    total = answers_under_other_keys(content, now).count()
    if not total:
        raise WrongState(_("No answer to this question was graded by another key. There is nothing to do."))
    regrade = Regrade.objects.create(
        content=content,
        item=item,
        item_version=now,
        policy=policy,
        reason=reason.strip(),
        by=by,
        started_at=timezone.now(),
        total=total,
    )
    _enqueue(regrade)
    return regrade


@transaction.atomic
def resume_regrade(*, regrade: Regrade, by: User) -> None:
    """Go on where it stands still: what is done stays done. Raises PermissionDenied unless `by` may edit the piece."""
    lock_content_for_author(regrade.content, by)
    if not Regrade.objects.filter(pk=regrade.pk, finished_at__isnull=True).exists():
        raise WrongState(_("This is done: all answers have been graded anew."))
    _enqueue(regrade)


def _enqueue(regrade: Regrade) -> None:
    """In this transaction; those of one regrading run one after another."""
    app.configure_task(CARRY_OUT, lock=f"{CARRY_OUT}.{regrade.pk}").defer(regrade_id=str(regrade.pk))


def carry_out_regrade(*, regrade_id: UUID) -> Regrade:
    """Grade the answers anew, one student in a transaction, and tell each of them. Safe to run twice, twice at once,
    and after it was killed: who is done has what she should have, and nothing happens to her again."""
    regrade = Regrade.objects.select_related("content", "item_version__item", "item", "by").get(pk=regrade_id)
    if regrade.finished_at:
        return regrade
    key, looked_at = NewKey(regrade.item_version), set[UUID]()
    while students := _students_left(regrade, looked_at):
        for student_id in students:
            looked_at |= _regrade_student(regrade, key, student_id)
            Regrade.objects.filter(pk=regrade.pk).update(looked_at=len(looked_at))
    _finish(regrade, len(looked_at))
    regrade.refresh_from_db(fields=["total", "looked_at", "changed", "finished_at"])
    return regrade


def _answers_of(regrade: Regrade) -> QuerySet[Response]:
    """Those that were finished when it began: who finishes later is looked at by another one."""
    answers = answers_under_other_keys(regrade.content, regrade.item_version)
    return answers.filter(attempt__finished_at__lte=regrade.started_at)


def _students_left(regrade: Regrade, looked_at: set[UUID]) -> list[UUID]:
    """In one order. Read until nobody is left, for an attempt is visible a moment after it was finished."""
    pairs = _answers_of(regrade).order_by("attempt__student").values_list("attempt__student", "pk")
    return list(dict.fromkeys(student for student, response in pairs.iterator() if response not in looked_at))


@transaction.atomic
def _regrade_student(regrade: Regrade, key: NewKey, student_id: UUID) -> set[UUID]:
    """All her attempts; returns the answers that were looked at, changed or not."""
    content = regrade.content
    progress = hold_progress(student_id, content)
    concerned = _answers_of(regrade).filter(attempt__student=student_id)
    attempts = {
        each.pk: each for each in lock_attempts(content, pk__in=list(concerned.values_list("attempt", flat=True)))
    }
    answers = list(concerned.select_for_update(of=("self",)).select_related("item_version").order_by("pk"))
    changes: dict[QuizAttempt, GradeChange] = {}
    for response in answers:
        attempt = attempts[response.attempt_id]
        if change := _regrade_answer(regrade, key, attempt, response):
            changes[attempt] = change
    if changes:
        Regrade.objects.filter(pk=regrade.pk).update(changed=F("changed") + len(changes))
        write_figures(progress, content)
        _tell(regrade, student_id, changes)
    return {response.pk for response in answers}


def _regrade_answer(regrade: Regrade, key: NewKey, attempt: QuizAttempt, response: Response) -> GradeChange | None:
    """None where it is worth what it was. What is right now, and not only worth full points, was not missed."""
    assert response.fraction is not None, "what a machine grades is graded when its attempt is finished"
    new = key.worth(response.item_version, response.answer, attempt.version.parsed_frame)
    worth = worth_by(regrade.policy, response.fraction, new)
    if worth == response.fraction:
        return None
    response.attempt, now = attempt, timezone.now()
    if new == 1:
        forget_missed(response, now)
    return change_worth(attempt=attempt, response=response, fraction=worth, by=regrade.by, at=now, regrade=regrade)


def _tell(regrade: Regrade, student_id: UUID, changes: dict[QuizAttempt, GradeChange]) -> None:
    """One notice, with each of her attempts."""
    facts = []
    for attempt, change in sorted(changes.items(), key=lambda pair: pair[0].number):
        before = say_score(change.score_before, change.max_score_before)
        after = say_score(change.score_after, change.max_score_after)
        name = _("Attempt %(number)d") % {"number": attempt.number}
        facts.append({"name": name, "value": f"{before} → {after}"})
    latest = max(changes, key=lambda attempt: attempt.number)
    notify(
        event=events.CORRECTED,
        to=[student_id],
        actor=regrade.by,
        subject=latest.version.title,
        url=result_url(regrade.content, latest),
        key=f"regrade:{regrade.pk}:{changes[latest].pk}",
        details={"what": "key", "reason": regrade.reason, "facts": facts},
    )


def _finish(regrade: Regrade, looked_at: int) -> None:
    Regrade.objects.filter(pk=regrade.pk, finished_at__isnull=True).update(
        finished_at=timezone.now(),
        looked_at=looked_at,
        total=looked_at,
        changed=GradeChange.objects.filter(regrade=regrade).count(),
    )
