"""Which version the one under review is compared with."""

from dataclasses import dataclass

from content.models import ContentVersion, ReviewDecision, ReviewRequest
from content.sent import whole_number

LIVE, APPROVED = "live", "approved"


@dataclass(frozen=True)
class Base:
    """A version to compare with; `is_chosen`: somebody asked for it, so the whole is compared with it, and not each
    item with its own last approval."""

    version: ContentVersion
    is_chosen: bool = False


def choose_base(request: ReviewRequest, earlier: list[ReviewDecision], asked: str) -> Base | None:
    """The one that was `asked` for (“live”, “approved” or the number of a version), else the last that was approved,
    else the last that was read; None where there is none."""
    if chosen := _asked(request, asked):
        chosen.content = request.content
        return Base(chosen, is_chosen=True)
    approved = [found for found in earlier if found.outcome == ReviewDecision.Outcome.APPROVE]
    for decision in approved or earlier:
        version = decision.request.version
        version.content = request.content
        return Base(version)
    return None


def _asked(request: ReviewRequest, asked: str) -> ContentVersion | None:
    content = request.content
    if asked == LIVE:
        return content.published_version
    if asked == APPROVED:
        return content.approved_version
    number = whole_number(asked)
    if number is None or number == request.version.number:
        return None
    return content.versions.filter(number=number).first()
