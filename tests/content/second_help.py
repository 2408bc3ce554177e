"""What the tests of second reviews share: reviews that ended and were drawn."""

from typing import Any

from django.urls import reverse

from accounts.models import User
from content.actions.claiming import claim_request
from content.actions.deciding import Verdict, decide_request
from content.documents import load_items
from content.models import ItemVersion, ReviewDecision, ReviewPolicy, ReviewRequest, SecondReview
from content.review.approval import unapproved_items
from tests.content.review_help import waiting

LIST, NEXT = "admin:content_secondreview_changelist", "admin:content_secondreview_next"
Outcome = ReviewDecision.Outcome
FINE = Verdict.fine()


def draw_all() -> None:
    """From now on every review that ends is drawn."""
    ReviewPolicy.objects.update_or_create(pk=1, defaults={"second_review_percent": 100})


def drawn(owner: User, by: User, *said: Verdict, title: str = "Small quiz", **given: Any) -> SecondReview:
    """A review by `by` that ended and was drawn: `said` of the items in their order, fine of the rest. It approves,
    unless one of them is a problem."""
    draw_all()
    return SecondReview.objects.get(request=reviewed(owner, by, *said, title=title, **given))


def reviewed(owner: User, by: User, *said: Verdict, title: str = "Small quiz", **given: Any) -> ReviewRequest:
    return decided(waiting(owner, title=title, **given), by, *said)


def decided(request: ReviewRequest, by: User, *said: Verdict) -> ReviewRequest:
    claim_request(request=request, by=by)
    items = {entry.pk: entry for entry in load_items(request.version)}
    unread = unapproved_items(items)
    verdicts = {pk: FINE for pk in items if pk in unread}
    verdicts |= dict(zip(verdicts, said, strict=False))
    is_fine = all(verdict.is_fine for verdict in verdicts.values())
    decide_request(
        request=request,
        by=by,
        outcome=Outcome.APPROVE if is_fine else Outcome.REQUEST_CHANGES,
        reason="" if is_fine else "Mend what is marked.",
        verdicts=verdicts,
    )
    return request


def items_of(review: SecondReview) -> list[ItemVersion]:
    return load_items(review.request.version)


def verdicts_for(review: SecondReview, *said: Verdict) -> dict[Any, Verdict]:
    """`said` of the items in their order, fine of the rest."""
    verdicts = {entry.pk: FINE for entry in items_of(review)}
    return verdicts | dict(zip(verdicts, said, strict=False))


def address(review: SecondReview, page: str = "change") -> str:
    return reverse(f"admin:content_secondreview_{page}", args=[review.pk])


def sent(review: SecondReview, *said: Verdict, outcome: str = "approve", reason: str = "") -> dict[str, Any]:
    """The fields of the page, as a browser sends them."""
    fields: dict[str, Any] = {"outcome": outcome, "reason": reason}
    for pk, verdict in verdicts_for(review, *said).items():
        fields |= {f"verdict-{pk}": verdict.said, f"reason-{pk}": verdict.reason, f"faults-{pk}": list(verdict.faults)}
    return fields
