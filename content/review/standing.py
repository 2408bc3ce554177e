"""How somebody stands to a request, with what hangs on the two of them: read with the request, in its own query."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Exists, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf

from accounts.models import User
from content.models import Authorship, Derivation, ItemFinding, ReviewDraft, ReviewRequest, StepApproval, Tag
from content.querysets import ItemFindingQuerySet, ReviewRequestQuerySet

_NAME = Coalesce(NullIf("reviewer__full_name", Value("")), "reviewer__username", output_field=CharField())
_SEEN = "seen_"  # before the names of what is annotated


@dataclass(frozen=True)
class FirstStep:
    """Who took the first of two steps, when, and what she said of the whole."""

    by: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class Standing:
    """`can_decide`: she may take the step that the request waits for; `is_own`: it is her work. `typed` are the fields
    of the form that she kept for later, None where she kept none, and `kept` the stamp of them; `authors` the keys of
    those who write the piece."""

    is_own: bool
    can_decide: bool
    authors: set[UUID]
    tags: list[str]
    typed: dict[str, list[str]] | None
    kept: str
    first_step: FirstStep | None
    has_sources: bool
    has_findings: bool

    @classmethod
    def of(cls, request: ReviewRequest) -> Self:
        """That of a request which `requests_as_seen_by` brought."""
        seen = {name: getattr(request, _SEEN + name) for name in _NAMES}
        return cls(
            is_own=seen["is_own"],
            can_decide=seen["can_decide"],
            authors={request.content.owner_id, *seen["co_authors"]},
            tags=seen["tags"],
            typed=seen["typed"],
            kept=seen["kept_at"].isoformat() if seen["kept_at"] else "",
            first_step=_first_step(seen["first_step"]),
            has_sources=seen["has_sources"],
            has_findings=seen["has_findings"],
        )


def requests_to_decide() -> ReviewRequestQuerySet:
    """All requests, each with what a decision that is sent has to know of it."""
    return ReviewRequest.objects.annotate(**{f"{_SEEN}has_findings": Exists(_found_before())})


_NAMES = ("is_own", "can_decide", "co_authors", "tags", "typed", "kept_at", "first_step", "has_sources", "has_findings")


def requests_as_seen_by(user: User) -> ReviewRequestQuerySet:
    """All requests, each with how `user` stands to it."""
    here = {"request": OuterRef("pk")}
    drafts = ReviewDraft.objects.filter(**here, reviewer=user, is_blind=False)
    steps = StepApproval.objects.filter(**here).order_by("step")
    step = JSONObject(by=_NAME, reason=F("reason"), at=F("approved_at"))
    along = Authorship.objects.filter(content=OuterRef("content"), accepted_at__isnull=False)
    tags = Tag.objects.filter(contents=OuterRef("content")).order_by("name")
    sources = Derivation.objects.filter(item__versions__entries__version=OuterRef("version"))
    found: dict[str, Any] = {
        "is_own": _same(ReviewRequest.objects.authored_by(user)),
        "can_decide": _same(ReviewRequest.objects.reviewable_by(user)),
        "co_authors": ArraySubquery(along.values("author")),
        "tags": ArraySubquery(tags.values("name")),
        "typed": Subquery(drafts.values("fields")[:1]),
        "kept_at": Subquery(drafts.values("saved_at")[:1]),
        "first_step": Subquery(steps.annotate(said=step).values("said")[:1]),
        "has_sources": Exists(sources),
        "has_findings": Exists(_found_before()),
    }
    requests = ReviewRequest.objects.select_related("version__check_run", "version__quality")
    return requests.annotate(**{_SEEN + name: found[name] for name in _NAMES})


def _found_before() -> ItemFindingQuerySet:
    return ItemFinding.objects.standing_in(OuterRef(OuterRef("version")))


def _same(requests: ReviewRequestQuerySet) -> Exists:
    return Exists(requests.filter(pk=OuterRef("pk")))


def _first_step(said: dict[str, str] | None) -> FirstStep | None:
    return FirstStep(said["by"], said["reason"], datetime.fromisoformat(said["at"])) if said else None
