"""How good single wordings are by the evidence of study, and what lowers it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from content.models import ItemFinding, ItemVersion
from content.quality_parts import Fault, ItemEvidence, evidence_on
from content.review.findings import words_of
from content.review.score import STATISTICS, ItemQuality, judge_item, penalty_of

Findings = Mapping[UUID, Mapping[str, ItemFinding]]  # by wording and kind


def quality_of_items(entries: Sequence[ItemVersion]) -> dict[UUID, ItemQuality]:
    """That of each wording that anything is known of, by all sources. As many queries as sources, and one more."""
    by_source = _weighed(entries)
    known = {key for found in by_source.values() for key in found}
    return {key: judge_item(found[key] for found in by_source.values() if key in found) for key in known}


def quality_by_study(entries: Sequence[ItemVersion]) -> dict[UUID, ItemQuality]:
    """That of each wording that answers could measure, by their statistics alone."""
    return {key: judge_item([found]) for key, found in _weighed(entries).get(STATISTICS, {}).items()}


def _weighed(entries: Sequence[ItemVersion]) -> dict[str, Mapping[UUID, ItemEvidence]]:
    """What each source says, the statistics in the light of what was found and ruled."""
    found = evidence_on(entries)
    measured = found.get(STATISTICS)
    if not measured:
        return found
    findings = _findings(measured)
    judged = {key: _in_light_of(evidence, findings.get(key, {})) for key, evidence in measured.items()}
    return found | {STATISTICS: judged}


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
