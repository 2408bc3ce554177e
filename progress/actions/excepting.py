"""Exceptions: one student has more time, or more attempts, than everybody."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actions.notifying import notify
from accounts.models import User
from accounts.refusals import Refusal, StaleEdit
from content.access import can_edit
from content.models import Content
from content.querysets import STUDENT
from progress import events
from progress.actions.clocking import end_of, lengthen
from progress.actions.locking import lock_attempts
from progress.actions.progressing import hold_progress
from progress.models import QuizException


def find_student(who: str) -> User:
    """The active student with that email, in any case, or else with that username. Raises Refusal, with the same
    sentence whether there is such an account or not."""
    who = who.strip().replace("\x00", "")
    named = User.objects.filter(Q(email=who.lower()) | Q(username=who), is_active=True) if who else []
    for user in sorted(named, key=lambda user: user.email != who.lower()):
        if user.has_perm(STUDENT):
            return user
    raise Refusal(_("No student goes by this name here. Ask them for the email or username of their account."))


@transaction.atomic
def give_exception(
    *, content: Content, student: User, time_limit: int | None, attempts: int | None, reason: str, by: User
) -> QuizException:
    """What holds for `student` from now on, instead of the rules: see `QuizException` for the numbers. One she has
    already is changed. An attempt of hers that goes on gets the time too, and never less than it has. She is told.
    Raises PermissionDenied unless `by` may edit the piece; Refusal where she cannot study, and where nothing is
    excepted."""
    _require_editor(content, by)
    if not student.has_perm(STUDENT):
        raise Refusal(_("This person is no student here, so no rule holds for them."))
    if time_limit is None and attempts is None:
        raise Refusal(_("Say what is different for this student: the time limit, the attempts, or both."))
    hold_progress(student.pk, content)
    now = timezone.now()
    exception, _is_new = QuizException.objects.update_or_create(
        content=content,
        student=student,
        defaults={
            "time_limit": time_limit,
            "attempts": attempts,
            "reason": reason,
            "given_by": by,
            "given_at": now,
        },
    )
    for attempt in lock_attempts(content, student=student, finished_at__isnull=True):
        lengthen(attempt, time_limit, end_of(attempt))
    _tell(exception, by, "")
    return exception


@transaction.atomic
def withdraw_exception(*, exception: QuizException, by: User) -> None:
    """The same holds for her again as for everybody, from her next attempt on. Raises PermissionDenied unless `by` may
    edit the piece; StaleEdit where somebody has removed it already."""
    _require_editor(exception.content, by)
    hold_progress(exception.student_id, exception.content)
    if not QuizException.objects.filter(pk=exception.pk).delete()[0]:
        raise StaleEdit(_("Somebody removed this exception already."))
    _tell(exception, by, "withdrawn")


def _require_editor(content: Content, by: User) -> None:
    if not can_edit(by, content):
        raise PermissionDenied(_("Only who may edit this quiz makes exceptions from its rules."))


def say_time(minutes: int) -> str:
    """A time limit in words, 0 being none."""
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes} if minutes else _("no limit")


def say_attempts(attempts: int) -> str:
    return str(attempts) if attempts else _("no limit")


def _tell(exception: QuizException, by: User, what: str) -> None:
    facts = []
    if not what and exception.time_limit is not None:
        facts.append({"name": _("Time limit"), "value": say_time(exception.time_limit)})
    if not what and exception.attempts is not None:
        facts.append({"name": _("Attempts"), "value": say_attempts(exception.attempts)})
    content = exception.content
    version = content.published_version or content.latest_version
    notify(
        event=events.EXCEPTION,
        to=[exception.student_id],
        actor=by,
        subject=version.title if version else content.title,
        url=reverse("progress:study", args=[content.pk]),
        key=f"exception:{exception.pk}:{what}:{timezone.now().isoformat()}",
        details={"what": what, "facts": facts, "reason": "" if what else exception.reason},
    )
