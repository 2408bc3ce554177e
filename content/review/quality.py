"""What the automated checks said of a version, as it is shown."""

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from content.models import CheckResult, CheckRun, ContentVersion


@dataclass(frozen=True)
class CheckFinding:
    """One thing a check found: in an item, where it can say which, and in a field of it."""

    check: str
    sentence: str
    field: str = ""


@dataclass(frozen=True)
class Quality:
    """The run of a version, None where nobody asked for one, and its results by check."""

    run: CheckRun | None
    results: list[CheckResult]
    by_item: dict[UUID, list[CheckFinding]] = field(default_factory=dict)

    def of_item(self, item_id: UUID) -> list[CheckFinding]:
        return self.by_item.get(item_id, [])


def load_quality(version: ContentVersion) -> Quality:
    """Two queries."""
    run = CheckRun.objects.filter(version=version).first()
    results = list(CheckResult.objects.filter(version=version))
    by_item: dict[UUID, list[CheckFinding]] = defaultdict(list)
    for result in results:
        for found in result.findings:
            if found["item"]:
                by_item[UUID(found["item"])].append(
                    CheckFinding(result.check_name, found["sentence"], found.get("field", ""))
                )
    return Quality(run, results, dict(by_item))
