"""Evidence that reopens a review: what study finds against an approved item is laid before a reviewer, once."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.actions.notifying import notify
from content import events
from content.actions.checking import ask_for_checks
from content.actions.locking import lock_content
from content.actions.record import change_status
from content.actions.ruling import attach_findings
from content.actions.scoring import ask_for_score
from content.actions.submitting import open_request, tell_reviewers
from content.models import Content, ItemFinding, ReviewRequest, VersionItem
from content.review.findings import label_of, words_of
from content.review.recipients import authors_of

Status = Content.Status
MAX_NOTE = 2000  # characters, as the column
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    """Something found against a wording: its `kind` (see `content.review.findings`) and the numbers that say so."""

    item_version: UUID
    kind: str
    numbers: Mapping[str, Any] = field(default_factory=dict)


def report_findings(found: Iterable[Found]) -> int:
    """Lay what was found before a reviewer; returns how much was new. Each wording and kind counts once, ever. Where
    students see the wording in several pieces, it is the one that the item comes from, or else the one that was
    published first; where they see it in none, nothing is found. Two queries where nothing is new. Safe to call twice,
    and twice at once: each piece by itself, its row held."""
    news = _news(list(found))
    pieces = _pieces_of({one.item_version for one in news}) if news else {}
    by_piece: dict[UUID, list[Found]] = defaultdict(list)
    for one in news:
        if one.item_version in pieces:
            by_piece[pieces[one.item_version]].append(one)
    return sum(_report(piece, by_piece[piece]) for piece in sorted(by_piece))


def reopen_waiting() -> int:
    """Open the reviews that could not be opened when something was found, for the piece was not as students see it;
    returns how many. What somebody else holds at this moment is left for the next time."""
    opened = 0
    for pk in list(_to_reopen().order_by("pk").values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                for content in (
                    _to_reopen().filter(pk=pk).select_for_update(of=("self",), skip_locked=True, no_key=True)
                ):
                    opened += _reopen(lock_content(content)) is not None
        except Exception:
            logger.exception("content %s: study speaks against it, but its review could not be opened", pk)
    return opened


def _news(found: Sequence[Found]) -> list[Found]:
    """Those that nobody has reported before. One query."""
    known = ItemFinding.objects.filter(item_version__in={one.item_version for one in found})
    pairs = set(known.values_list("item_version", "kind")) if found else set()
    return [one for one in found if (one.item_version, one.kind) not in pairs]


def _pieces_of(items: set[UUID]) -> dict[UUID, UUID]:
    """The piece that each item version is found in, as students see it. One query."""
    seen = VersionItem.objects.filter(item_version__in=items, version=F("version__content__published_version"))
    seen = seen.exclude(version__content__status=Status.ARCHIVED)
    facts = ("item_version", "version__content", "item_version__item__content", "version__content__published_at")
    rows = [(item, piece, piece != home, at) for item, piece, home, at in seen.values_list(*facts)]
    rows.sort(key=lambda row: (row[2], row[3], row[1]), reverse=True)
    return {item: piece for item, piece, _is_away, _at in rows}  # the last, for each, is the one that counts


@transaction.atomic
def _report(piece: UUID, found: Sequence[Found]) -> int:
    """Write down what was found in one piece, as far as students see it there still."""
    content = lock_content(Content(pk=piece))
    if content.published_version_id is None or content.status == Status.ARCHIVED:
        return 0
    seen = _seen(content, {one.item_version for one in found})
    now = timezone.now()
    written = [
        ItemFinding(
            item_version_id=one.item_version, content=content, kind=one.kind, numbers=dict(one.numbers), found_at=now
        )
        for one in sorted(found, key=lambda one: (one.item_version, one.kind))
        if one.item_version in seen
    ]
    ItemFinding.objects.bulk_create(written, ignore_conflicts=True)
    new = list(_whole(ItemFinding.objects.filter(pk__in=[finding.pk for finding in written])))
    if new:
        _lay_before(content, new)
        ask_for_score([content.pk])
    return len(new)


def _seen(content: Content, items: set[UUID]) -> set[UUID]:
    held = VersionItem.objects.filter(version=content.published_version_id, item_version__in=items)
    return set(held.values_list("item_version", flat=True))


def _lay_before(content: Content, new: Sequence[ItemFinding]) -> None:
    """Open a review of the piece, or lay what is new before the one that is open; its authors hear of it either way."""
    if _reopen(content, is_told=True):
        return
    request = content.review_requests.open().select_for_update(no_key=True).first()
    is_attached = request is not None and attach_findings(request) > 0
    _tell_authors(content, new, "in_review" if is_attached else "", key=f"found:{new[0].pk}")


def _reopen(content: Content, *, is_told: bool = False) -> ReviewRequest | None:
    """Open a review of what students see, where the piece is just that, and something is open against it. The caller
    holds it; `is_told`: what is found is news to its authors."""
    version = content.published_version
    if content.status != Status.PUBLISHED or version is None or content.latest_version_id != version.pk:
        return None
    findings = list(_whole(ItemFinding.objects.open().filter(content=content).standing_in(version.pk)))
    if not findings:
        return None
    note = _note(findings)
    request = open_request(
        content,
        version,
        by=content.owner,
        note=note,
        priority=ReviewRequest.Priority.HIGH,
        origin=ReviewRequest.Origin.EVIDENCE,
    )
    change_status(content, Status.PENDING, verb="reopen", by=None, reason=note, version=version, request=request)
    attach_findings(request)
    ask_for_checks(version)
    tell_reviewers(request, None)
    _tell_authors(content, findings, "reopened" if is_told else "reopened_later", key=f"evidence:{request.pk}")
    return request


def _to_reopen() -> QuerySet[Content]:
    """The pieces that are as students see them, and that have something open against them."""
    pieces = Content.objects.filter(status=Status.PUBLISHED, published_version=F("latest_version"))
    return pieces.filter(pk__in=ItemFinding.objects.open().values("content"))


def _whole(findings: QuerySet[ItemFinding]) -> QuerySet[ItemFinding]:
    return findings.select_related("item_version").order_by("item_version", "kind")


def _note(findings: Sequence[ItemFinding]) -> str:
    """What was found, with the numbers, for the reviewer and the record."""
    count = len({finding.item_version_id for finding in findings})
    message = ngettext(
        "Study speaks against %(count)d item that students see.",
        "Study speaks against %(count)d items that students see.",
        count,
    )
    said = [f"{finding.item_version.heading}: {words_of(finding).sentence}" for finding in findings]
    note = "\n".join([message % {"count": count}, *said])
    return note if len(note) <= MAX_NOTE else f"{note[: MAX_NOTE - 1]}…"


def _tell_authors(content: Content, findings: Sequence[ItemFinding], what: str, *, key: str) -> None:
    points = [
        {"about": one.item_version.heading, "label": label_of(one), "said": words_of(one).sentence} for one in findings
    ]
    notify(
        event=events.EVIDENCE,
        to=authors_of(content),
        subject=content.title,
        url=reverse("content:content-detail", args=[content.pk]) + "#evidence",
        key=key,
        details={"what": what, "points": points},
    )
