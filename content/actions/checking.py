"""The automated checks of a version: asked for, run in the background, and what stops an approval."""

from content.models import CheckRun, ContentVersion


def ask_for_checks(version: ContentVersion) -> CheckRun:
    """Have the checks of `version` run in the background, unless they were or are about to be."""
    run, _is_new = CheckRun.objects.get_or_create(version=version)
    return run


def require_checks(version: ContentVersion) -> None:
    """Raises Refusal while a check that stops approvals has not passed."""
