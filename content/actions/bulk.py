"""The same done to many pieces: each in a transaction of its own, by the action that does it to one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.refusals import Refusal
from content.models import Content


@dataclass(frozen=True)
class Refused:
    """A piece that stayed as it was, and the sentence that says why."""

    content: Content
    reason: str


@dataclass(frozen=True)
class BulkReport:
    """What was done to which pieces, in the order they were asked for."""

    done: list[Content] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def apply_to_each(contents: Iterable[Content], action: Callable[[Content], object]) -> BulkReport:
    """Call `action` with each piece. What it refuses is taken back for that piece alone, and reported."""
    report = BulkReport()
    for content in contents:
        try:
            with transaction.atomic():
                action(content)
        except (Refusal, PermissionDenied) as refusal:
            report.refused.append(Refused(content, str(refusal)))
        else:
            report.done.append(content)
    return report
