"""How good single wordings are by the evidence of study, and what lowers it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from content.models import ItemFinding, ItemVersion
from content.quality_parts import Fault, ItemEvidence, evidence_from, evidence_on
from content.review.findings import words_of
from content.review.score import STATISTICS, ItemQuality, judge_item, penalty_of

Findings = Mapping[UUID, Mapping[str, ItemFinding]]  # by wording and kind


def quality_of_item(entry: ItemVersion, findings: Iterable[ItemFinding]) -> ItemQuality | None:
    """That of one wording by all sources, of whoever has read what was found against it; None where nothing could be
    known of it. As many queries as sources."""
    against = {finding.kind: finding for finding in findings}
    by_source = evidence_on([entry])
    found = [
        _in_light_of(said[entry.pk], against) if name == STATISTICS else said[entry.pk]
        for name, said in by_source.items()
        if entry.pk in said
    ]
    return judge_item(found) if found else None


def quality_by_study(entries: Sequence[ItemVersion]) -> dict[UUID, ItemQuality]:
    """That of each wording that answers could measure, by their statistics alone. As many queries as that source, and
    one more."""
    measured = evidence_from(STATISTICS, entries)
    findings = _findings(measured) if measured else {}
    return {key: judge_item([_in_light_of(said, findings.get(key, {}))]) for key, said in measured.items()}


def _findings(wordings: Mapping[UUID, ItemEvidence]) -> Findings:
    found: dict[UUID, dict[str, ItemFinding]] = defaultdict(dict)
    for finding in ItemFinding.objects.filter(item_version__in=wordings):
        found[finding.item_version_id][finding.kind] = finding
    return found


def _in_light_of(evidence: ItemEvidence, findings: Mapping[str, ItemFinding]) -> ItemEvidence:
    """A fault that a reviewer ruled to be none is none; an open finding is one, whatever the figures are by now."""
    faults = [fault for fault in evidence.faults if fault.kind not in findings or findings[fault.kind].is_open]
    said = {fault.kind for fault in faults}
    more = [finding for kind, finding in sorted(findings.items()) if finding.is_open and kind not in said]
    faults += [Fault(finding.kind, penalty_of(finding.kind), words_of(finding).sentence) for finding in more]
    return ItemEvidence(evidence.size, tuple(faults))
