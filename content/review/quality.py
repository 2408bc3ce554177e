"""What the automated checks said of a version, as it is shown."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise

from content.checks import CHECKS, Check, find_check
from content.models import CheckResult, CheckRun, CheckSetting, ContentVersion


@dataclass(frozen=True)
class CheckFinding:
    """One thing a check found: in an item, where it can say which, and in a field of it. `url` leads to what it speaks
    of, where that is elsewhere; `stops` says whether its check stops the approval."""

    check: str
    sentence: str
    field: str = ""
    label: str | Promise = ""
    url: str = ""
    stops: bool = False


@dataclass(frozen=True)
class CheckRow:
    """What one check said. It `stops` the approval where staff made it do so and its metric is below what they set."""

    check: Check
    result: CheckResult
    stops: bool

    @property
    def label(self) -> str | Promise:
        return self.check.label

    @property
    def is_measured(self) -> bool:
        return self.result.metric is not None

    @property
    def is_told(self) -> bool:
        """Whether it says anything of this version: a figure, or that it broke."""
        return self.is_measured or self.result.is_failed

    @property
    def is_low(self) -> bool:
        return self.result.metric is not None and self.result.metric < 1


@dataclass(frozen=True)
class Quality:
    """The run of a version, None where nobody asked for one, and its results by check."""

    run: CheckRun | None
    results: Sequence[CheckResult]
    by_item: dict[UUID | None, list[CheckFinding]] = field(default_factory=dict)

    def of_item(self, item_id: UUID | None) -> list[CheckFinding]:
        """What was found in that item; of None, what was found in the whole."""
        return self.by_item.get(item_id, [])

    @property
    def is_running(self) -> bool:
        """Whether it is worth looking again in a moment."""
        return self.run is not None and not self.run.is_over and not self.run.is_stalled

    @property
    def score(self) -> float | None:
        return self.run.score if self.run else None

    @cached_property
    def rows(self) -> list[CheckRow]:
        """What each check said: those first that stop the approval, then the worst first, then what is sound."""
        rows = [_row(check, found) for found in self.results if (check := find_check(found.check_name))]
        return sorted(rows, key=lambda row: (not row.stops, _badness(row), CHECKS.index(row.check)))

    @property
    def told(self) -> list[CheckRow]:
        return [row for row in self.rows if row.is_told]

    @property
    def silent(self) -> list[CheckRow]:
        """Those with nothing to measure."""
        return [row for row in self.rows if not row.is_told]

    @property
    def stopping(self) -> list[CheckRow]:
        return [row for row in self.rows if row.stops]


def load_quality(version: ContentVersion) -> Quality:
    """Two queries at most."""
    run: CheckRun | None = getattr(version, "check_run", None)  # it may have been read with the version
    results = list(CheckResult.objects.filter(version=version).annotate(stops=_is_stopping()))
    by_item: dict[UUID | None, list[CheckFinding]] = defaultdict(list)
    for row in Quality(run, results).rows:
        for found in row.result.findings:
            by_item[UUID(found["item"]) if found["item"] else None].append(_finding(row, found))
    return Quality(run, results, dict(by_item))


def _is_stopping() -> Q:
    """Whether staff let this result stop the approval."""
    blocking = CheckSetting.objects.filter(name=OuterRef("check_name"), is_blocking=True, is_enabled=True)
    return Q(Exists(blocking.filter(threshold__gt=OuterRef("metric")))) | Q(Exists(blocking), is_failed=True)


def _badness(row: CheckRow) -> float:
    """The metric; what says nothing stands with what is sound."""
    return 1.0 if row.result.metric is None else row.result.metric


def _row(check: Check, result: CheckResult) -> CheckRow:
    return CheckRow(check, result, bool(getattr(result, "stops", False)))


def _finding(row: CheckRow, found: dict[str, str]) -> CheckFinding:
    return CheckFinding(
        check=row.check.name,
        sentence=found["sentence"],
        field=found.get("field", ""),
        label=row.label,
        url=found.get("url", ""),
        stops=row.stops,
    )
