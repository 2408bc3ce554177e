"""Writing down which wording, and which version of a piece beside its items, points at which file."""

import json
from collections.abc import Iterable, Iterator, Sequence

from content.media import find_digests
from content.models import ContentVersion, FrameUse, ItemVersion, MediaFile, MediaUse


def record_uses(written: Sequence[ItemVersion]) -> None:
    """What the wordings just written point at. The files are held until the transaction ends, so that none is deleted
    meanwhile. Without media this asks the database nothing."""
    uses = [MediaUse(file_id=digest, item_version=entry) for entry in written for digest in _digests(entry.data)]
    if uses:
        _hold({use.file_id for use in uses})
        MediaUse.objects.bulk_create(uses)


def record_frame_uses(version: ContentVersion) -> None:
    """The same of the frame of a version just written."""
    uses = [FrameUse(file_id=digest, version=version) for digest in _digests(version.frame)]
    if uses:
        _hold({use.file_id for use in uses})
        FrameUse.objects.bulk_create(uses)


def _digests(data: object) -> Iterator[str]:
    """Of the files that JSON points at, each once."""
    yield from dict.fromkeys(find_digests(json.dumps(data)))


def _hold(digests: Iterable[str]) -> None:
    list(MediaFile.objects.select_for_update(no_key=True).filter(pk__in=digests).order_by("pk"))
