"""How good single wordings are by the evidence of study, and what lowers it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from content.models import ItemFinding, ItemVersion
from content.quality_parts import Fault, ItemEvidence, evidence_on
from content.review.score import OTHER, PENALTIES, STATISTICS, ItemQuality, judge_item

Findings = Mapping[UUID, Mapping[str, str]]  # by wording and kind: the state


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
    found: dict[UUID, dict[str, str]] = defaultdict(dict)
    for entry in ItemFinding.objects.filter(item_version__in=wordings).only("item_version", "kind", "state"):
        found[entry.item_version_id][entry.kind] = entry.state
    return found


def _in_light_of(evidence: ItemEvidence, states: Mapping[str, str]) -> ItemEvidence:
    """A fault that a reviewer ruled to be none is none; an open finding is one, whatever the figures are by now."""
    state = ItemFinding.State
    faults = [fault for fault in evidence.faults if states.get(fault.kind, state.OPEN) == state.OPEN]
    said = {fault.kind for fault in faults}
    more = [kind for kind, of in states.items() if of == state.OPEN and kind not in said]
    sentence = _("Study speaks against it: a reviewer has still to look at it.")
    faults += [Fault(kind, PENALTIES.get(kind, PENALTIES[OTHER]), sentence) for kind in sorted(more)]
    return ItemEvidence(evidence.size, tuple(faults))
