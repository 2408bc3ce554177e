"""The automated checks of a version: asked for, run in the background, and what stops an approval."""

import logging
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from accounts.models import User
from accounts.refusals import Refusal
from content.access import require
from content.actions.locking import lock_content_for_author
from content.actions.scoring import ask_for_score
from content.checks import CHECKS, Check, Found, Outcome, Subject, find_check, load_subject
from content.models import CheckResult, CheckRun, CheckSetting, Content, ContentVersion, ReviewRequest
from content.models.quality import STALLED_AFTER
from content.querysets import REVIEWER

logger = logging.getLogger(__name__)

CHECK_VERSION = "content.check_version"  # the job, by its name: it calls back into this module
State = CheckRun.State
Settings = Mapping[str, CheckSetting]


@transaction.atomic
def ask_for_checks(version: ContentVersion, *, again: bool = False) -> CheckRun:
    """Have the checks of `version` run in the background, unless they were or are about to be; `again` even where they
    were, for the library around it may have changed. A run that broke off is asked for anew."""
    run, is_new = CheckRun.objects.select_for_update().get_or_create(version=version)
    if is_new or run.is_stalled or run.state == State.FAILED or (again and run.is_over):
        run.state, run.done, run.total, run.error = State.WAITING, 0, len(CHECKS), ""
        run.queued_at, run.beat_at = timezone.now(), None
        run.save(update_fields=["state", "done", "total", "error", "queued_at", "beat_at"])
        app.configure_task(CHECK_VERSION).defer(version_id=str(version.pk))  # in this transaction
    return run


@transaction.atomic
def check_content_again(*, content: Content, by: User) -> CheckRun:
    """Check the newest version once more, for one of its authors. Raises PermissionDenied."""
    content = lock_content_for_author(content, by)
    assert content.latest_version is not None, "a piece is created with its first version"
    return ask_for_checks(content.latest_version, again=True)


@transaction.atomic
def check_request_again(*, request: ReviewRequest, by: User) -> CheckRun:
    """Check the version under review once more, for a reviewer. Raises PermissionDenied."""
    require(by, REVIEWER)
    return ask_for_checks(request.version, again=True)


def run_checks(version: ContentVersion) -> CheckRun:
    """Run every check that is switched on, write down what each says as soon as it does, and then the score. Safe to
    call twice, and twice at once: whoever comes second finds the run taken, and leaves it."""
    settings = {setting.name: setting for setting in CheckSetting.objects.all()}
    wanted = [check for check in CHECKS if _is_enabled(check, settings)]
    if not _take_run(version, len(wanted)):
        return CheckRun.objects.get(version=version)
    try:
        subject = load_subject(version)
        outcomes = {check: _run_check(check, subject, version, done) for done, check in enumerate(wanted, start=1)}
    except Exception:
        failed = {"state": State.FAILED, "error": _("The checks broke off."), "finished_at": timezone.now()}
        CheckRun.objects.filter(version=version).update(**failed)
        raise
    CheckResult.objects.filter(version=version).exclude(check_name__in=[check.name for check in wanted]).delete()
    CheckRun.objects.filter(version=version).update(
        state=State.DONE, score=_score(outcomes, settings), finished_at=timezone.now()
    )
    ask_for_score([version.content_id])
    return CheckRun.objects.get(version=version)


def require_checks(version: ContentVersion, results: Collection[CheckResult] | None = None) -> None:
    """Raises Refusal while a check that stops approvals has not passed. One query where none does. Who has read the
    `results` of the version hands them over."""
    known = _blocking()
    if not known:
        return
    names = [setting.name for _check, setting in known]
    said = version.check_results.filter(check_name__in=names) if results is None else results
    if refusal := _first_refusal(known, said):
        raise Refusal(refusal)


def why_stopped(versions: Collection[UUID]) -> dict[UUID, str]:
    """Those of the versions (by key) that `require_checks` would refuse, each with why. Two queries at most."""
    known = _blocking()
    if not known:
        return {}
    said: dict[UUID, list[CheckResult]] = {pk: [] for pk in versions}
    for result in CheckResult.objects.filter(version__in=versions):
        said[result.version_id].append(result)
    return {pk: refusal for pk, results in said.items() if (refusal := _first_refusal(known, results))}


def _blocking() -> list[tuple[Check, CheckSetting]]:
    """The checks that stop approvals. One query."""
    blocking = CheckSetting.objects.filter(is_blocking=True, is_enabled=True)
    return [(check, setting) for setting in blocking if (check := find_check(setting.name))]


def _first_refusal(known: Collection[tuple[Check, CheckSetting]], said: Iterable[CheckResult]) -> str:
    by_name = {found.check_name: found for found in said}
    refusals = (_refusal(check, setting, by_name.get(check.name)) for check, setting in known)
    return next(filter(None, refusals), "")


def _refusal(check: Check, setting: CheckSetting, result: CheckResult | None) -> str:
    """Why the check stops the approval; empty where it does not."""
    words = {"check": check.label, "threshold": f"{setting.threshold:.2f}"}
    if result is None:
        return _("The check “%(check)s” has not finished. Nothing is approved before: check again, and wait.") % words
    if result.is_failed:
        return _("The check “%(check)s” could not be run, and nothing is approved without it. Check again.") % words
    if result.metric is None or result.metric >= setting.threshold:
        return ""
    words |= {"metric": f"{result.metric:.2f}", "sentence": result.sentence, "advice": check.advice}
    sentence = _(
        "The check “%(check)s” stops this approval: it is at %(metric)s and has to reach %(threshold)s. %(sentence)s "
        "Ask the author for changes: %(advice)s"
    )
    return sentence % words


def _take_run(version: ContentVersion, total: int) -> bool:
    """Whether the run is ours now: nobody else is at it, and it is not over."""
    CheckRun.objects.get_or_create(version=version)
    now = timezone.now()
    free = Q(state__in=[State.WAITING, State.FAILED]) | Q(state=State.RUNNING, beat_at__lt=now - STALLED_AFTER)
    taken = {"state": State.RUNNING, "done": 0, "total": total, "beat_at": now, "error": ""}
    return bool(CheckRun.objects.filter(free, version=version).update(**taken))


def _run_check(check: Check, subject: Subject, version: ContentVersion, done: int) -> Outcome:
    """What one check says, written down. One that breaks says so, and stops no other."""
    is_failed = False
    try:
        with transaction.atomic():
            outcome = check.run(subject)
    except Exception:
        logger.exception("the check %s of version %s broke", check.name, version.pk)
        outcome, is_failed = Outcome(None, _("This check could not be run. Check again later.")), True
    now = timezone.now()
    result = CheckResult(
        version=version,
        check_name=check.name,
        metric=outcome.metric,
        sentence=outcome.sentence,
        findings=[_as_json(found) for found in outcome.findings],
        is_failed=is_failed,
    )
    _write(result, done, now)
    return outcome


@transaction.atomic
def _write(result: CheckResult, done: int, now: datetime) -> None:
    CheckResult.objects.bulk_create(
        [result],
        update_conflicts=True,
        unique_fields=["version", "check_name"],
        update_fields=["metric", "sentence", "findings", "is_failed", "checked_at"],
    )
    CheckRun.objects.filter(version=result.version_id).update(done=done, beat_at=now)


def _as_json(found: Found) -> dict[str, str | None]:
    item = str(found.item_id) if found.item_id else None
    return {"item": item, "field": found.field, "sentence": found.sentence, "url": found.url}


def _score(outcomes: Mapping[Check, Outcome], settings: Settings) -> float | None:
    """The mean of the metrics there are, each by its weight; None of none."""
    weighed = [
        (outcome.metric, settings[check.name].weight if check.name in settings else check.weight)
        for check, outcome in outcomes.items()
        if outcome.metric is not None
    ]
    whole = sum(weight for _metric, weight in weighed)
    return sum(metric * weight for metric, weight in weighed) / whole if whole else None


def _is_enabled(check: Check, settings: Settings) -> bool:
    return check.name not in settings or settings[check.name].is_enabled
