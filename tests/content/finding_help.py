"""What the tests of evidence share: figures as statistics keep them, what is found by them, and who rules on it."""

from typing import Any

from django.utils import timezone

from accounts.models import User
from content.actions.claiming import claim_request
from content.actions.deciding import Outcome, Verdict, decide_request
from content.documents import load_items
from content.models import Content, ItemFinding, ItemVersion, ReviewDecision, ReviewRequest, StepApproval
from progress.actions.weighing import weigh
from progress.models import ItemStatistics
from tests.factories import make_quiz, publish

REASON = "It is meant for the best of them."
SIZES = [10, 10, 10, 10]
MISKEYED = [  # of the first question of `tests.factories.QUESTIONS`: the best prefer what counts as wrong
    {"name": "0", "is_key": True, "counts": [5, 4, 2, 1], "total": 12},
    {"name": "1", "is_key": False, "counts": [3, 4, 7, 9], "total": 23},
    {"name": "2", "is_key": False, "counts": [2, 2, 1, 0], "total": 5},
]


def quiz_that_students_see(owner: User, by: User, **given: Any) -> Content:
    return publish(make_quiz(owner, **given), by)


def item_of(content: Content, place: int = 0) -> ItemVersion:
    """That students see."""
    assert content.published_version is not None
    return load_items(content.published_version)[place]


def measure(item: ItemVersion, **figures: Any) -> ItemStatistics:
    """The figures of first answers to it: sound ones, but for those that are given."""
    sound = {"count": 40, "facility": 0.6, "discrimination": 0.4, "computed_at": timezone.now()}
    row, _is_new = ItemStatistics.objects.update_or_create(
        item_version=item, is_first=True, defaults={**sound, **figures}
    )
    return row


def doubt(content: Content, place: int = 0) -> ItemFinding:
    """Study speaks against one item that students see, and against it alone: the other way round is preferred."""
    item = item_of(content, place)
    measure(item, options={"options": MISKEYED, "sizes": SIZES})
    assert weigh([item.pk]) == 1
    content.refresh_from_db()
    return ItemFinding.objects.get(item_version=item)


def request_of(content: Content) -> ReviewRequest:
    """The latest."""
    requests = ReviewRequest.objects.select_related("content", "version").filter(content=content)
    return requests.latest("submitted_at", "id")


def rule(
    content: Content, by: User, outcome: str = Outcome.APPROVE, **verdicts: Verdict
) -> ReviewDecision | StepApproval:
    """Claim the latest request and decide; `verdicts` by place ("item_0"): where none is given, the first is kept."""
    request = claim_request(request=request_of(content), by=by)
    items = load_items(request.version)
    said = verdicts or {"item_0": Verdict.keep(REASON)}
    return decide_request(
        request=request,
        by=by,
        outcome=outcome,
        reason="Look at the first question." if outcome != Outcome.APPROVE else "",
        verdicts={items[int(name.removeprefix("item_"))].pk: verdict for name, verdict in said.items()},
    )
