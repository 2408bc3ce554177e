"""The quality score of a version: asked for where something it is made of changed, and computed in the background."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from math import isclose
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from content.actions.locking import lock_row
from content.models import Content, ContentVersion, QualityScore, ReviewRequest
from content.quality_parts import parts_of
from content.review.own_parts import checks_part, statistics_part
from content.review.score import combine

REFRESH_QUALITY = "content.refresh_quality"  # the job, by its name: it calls back into this module
CHUNK = 500  # versions whose scores are read at a time
_FIGURES = ("score", "low", "high")


def ask_for_score(contents: Iterable[UUID]) -> None:
    """Have the quality of these pieces (their keys) computed anew in the background, each once however often it is
    asked for. Whoever is in a transaction that changed what it is made of holds the piece: the job waits for that, and
    so sees the change; all others ask once theirs is committed."""
    for content in sorted(set(contents)):
        try:
            with transaction.atomic():  # what waits already must not end the transaction of the caller
                job = app.configure_task(REFRESH_QUALITY, queueing_lock=f"{REFRESH_QUALITY} {content}")
                job.defer(content_id=str(content))
        except AlreadyEnqueued:
            continue


@transaction.atomic
def refresh_quality(*, content_id: UUID) -> list[QualityScore]:
    """Compute the quality of every version of a piece that anybody looks at: the newest one, the one that students see,
    the one under review. Safe to call twice, and twice at once."""
    lock_row(Content(pk=content_id))
    versions = scored_versions().filter(content=content_id)
    return [_write(compute_quality(version)) for version in versions.select_related("content")]


def scored_versions() -> "QuerySet[ContentVersion]":
    """The versions that have a quality score."""
    shown = Q(pk=F("content__latest_version")) | Q(pk=F("content__published_version"))
    under_review = Q(pk__in=ReviewRequest.objects.open().values("version"))
    return ContentVersion.objects.filter(shown | under_review).order_by("pk")


def compute_quality(version: ContentVersion) -> QualityScore:
    """The score as all that is known of the version makes it, not saved. The number of queries does not grow with its
    items."""
    own = [part for part in (checks_part(version), statistics_part(version)) if part]
    parts = sorted([*own, *parts_of(version)], key=lambda part: -part.weight)
    found = combine(parts)
    return QualityScore(
        version=version,
        score=found.value,
        low=found.low,
        high=found.high,
        parts=[asdict(part) for part in parts],
        computed_at=timezone.now(),
    )


def find_differences() -> Iterator[tuple[ContentVersion, list[str]]]:
    """Each version that has a score, with the fields that are not what they would be now; it is to be refreshed."""
    last = None
    while True:
        versions = scored_versions().select_related("content")
        chunk = list(versions.filter(pk__gt=last)[:CHUNK] if last else versions[:CHUNK])
        if not chunk:
            return
        kept = {score.version_id: score for score in QualityScore.objects.filter(version__in=chunk)}
        for version in chunk:
            yield version, _differing(kept.get(version.pk), compute_quality(version))
        last = chunk[-1].pk


def _differing(kept: QualityScore | None, computed: QualityScore) -> list[str]:
    if kept is None:
        return [*_FIGURES, "parts"]
    wrong = [name for name in _FIGURES if not isclose(getattr(kept, name), getattr(computed, name), abs_tol=1e-9)]
    return wrong + (["parts"] if kept.parts != computed.parts else [])


def _write(score: QualityScore) -> QualityScore:
    QualityScore.objects.bulk_create(
        [score],
        update_conflicts=True,
        unique_fields=["version"],
        update_fields=[*_FIGURES, "parts", "computed_at"],
    )
    return score
