"""How far reviewers agree with each other, and the automated checks with them, over any number of reviews. Each number
is computed here, and nowhere else: pages, report and files show what `measure_reviews` says."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery

from content.models import CheckResult, ItemVerdict, ReviewRequest, SecondReview, SecondVerdict
from content.review.agreement import Agreement, agreement_of

Table = Counter[tuple[Hashable, Hashable]]
Fault, Said = ItemVerdict.Fault, ItemVerdict.Verdict
OUTCOME, ITEMS, FAULT, CHECK = "outcome", "items", "fault", "check"


@dataclass(frozen=True)
class Measure:
    """One agreement: of two reviewers on the `outcome` of a review, on its `items` (fine, or not), on one `fault` in
    them; or of an automated `check`, which found something in an item or nothing, with the first reviewer, who called
    it a problem or not. `name` is that of the fault or the check."""

    sort: str
    name: str
    agreement: Agreement


def measure_reviews(requests: QuerySet[ReviewRequest]) -> list[Measure]:
    """All there is to say of those `requests`: both reviews where there was a second, else what checks and the first
    say. Five queries."""
    return [
        measure_outcomes(requests),
        *_measure_verdicts(requests),
        *(Measure(CHECK, name, agreement_of(table)) for name, table in sorted(_check_tables(requests).items())),
    ]


def measure_outcomes(requests: QuerySet[ReviewRequest]) -> Measure:
    done = SecondReview.objects.done().filter(request__in=requests.values("pk")).order_by()
    counted = done.values_list("request__decision__outcome", "outcome").annotate(Count("pk"))
    return Measure(OUTCOME, "", agreement_of({(first, second): count for first, second, count in counted}))


def measure_items(requests: QuerySet[ReviewRequest]) -> Measure:
    """On every item that both judged; a comment alone does not call it fine."""
    return _measure_verdicts(requests)[0]


def _measure_verdicts(requests: QuerySet[ReviewRequest]) -> list[Measure]:
    """Items, then fault by fault."""
    items, faults = Table(), {fault: Table() for fault in Fault.values}
    for first, first_faults, second, second_faults in _verdict_pairs(requests):
        items[first == Said.FINE, second == Said.FINE] += 1
        for fault, table in faults.items():
            table[fault in first_faults, fault in second_faults] += 1
    return [
        Measure(ITEMS, "", agreement_of(items)),
        *(Measure(FAULT, fault, agreement_of(table)) for fault, table in faults.items()),
    ]


def _verdict_pairs(
    requests: QuerySet[ReviewRequest],
) -> "QuerySet[SecondVerdict, tuple[str, list[str], str, list[str]]]":
    """What the first (in its last step) and the second reviewer said of each item on which both said something."""
    first = ItemVerdict.objects.filter(
        request=OuterRef("review__request"), item_version=OuterRef("item_version")
    ).order_by("-step")
    said = SecondVerdict.objects.filter(review__request__in=requests.values("pk"), review__finished_at__isnull=False)
    pairs = said.annotate(
        first_verdict=Subquery(first.values("verdict")[:1]), first_faults=Subquery(first.values("faults")[:1])
    ).filter(first_verdict__isnull=False)
    return pairs.values_list("first_verdict", "first_faults", "verdict", "faults")


def _check_tables(requests: QuerySet[ReviewRequest]) -> Mapping[str, Table]:
    """How often each check found something in an item, and the first reviewer a problem, by check."""
    judged, problems = _judged_items(requests)
    tables: dict[str, Table] = defaultdict(Table)
    results = CheckResult.objects.filter(version__in=requests.values("version"), metric__isnull=False)
    for version, name, findings in results.values_list("version", "check_name", "findings"):
        found = {UUID(finding["item"]) for finding in findings if finding["item"]} & judged[version]
        both = len(found & problems[version])
        table = tables[name]
        table[True, True] += both
        table[True, False] += len(found) - both
        table[False, True] += len(problems[version]) - both
        table[False, False] += len(judged[version]) - len(found) - len(problems[version]) + both
    return tables


def _judged_items(requests: QuerySet[ReviewRequest]) -> tuple[Mapping[UUID, set[UUID]], Mapping[UUID, set[UUID]]]:
    """The items that the first reviews judged, and those they called a problem, by version."""
    judged, problems = defaultdict[UUID, set[UUID]](set), defaultdict[UUID, set[UUID]](set)
    verdicts = ItemVerdict.objects.filter(request__in=requests.values("pk")).order_by("request", "step")
    for version, item, verdict in verdicts.values_list("request__version", "item_version__item", "verdict"):
        judged[version].add(item)
        (problems[version].add if verdict == Said.PROBLEM else problems[version].discard)(item)
    return judged, problems
