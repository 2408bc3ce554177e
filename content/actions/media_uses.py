"""Writing down which wording points at which file."""

import json
from collections.abc import Sequence

from content.media import find_digests
from content.models import ItemVersion, MediaFile, MediaUse


def record_uses(written: Sequence[ItemVersion]) -> None:
    """What the wordings just written point at. The files are held until the transaction ends, so that none is deleted
    meanwhile. Without media this asks the database nothing."""
    uses = [
        MediaUse(file_id=digest, item_version=entry)
        for entry in written
        for digest in dict.fromkeys(find_digests(json.dumps(entry.data)))
    ]
    if uses:
        digests = {use.file_id for use in uses}
        list(MediaFile.objects.select_for_update(no_key=True).filter(pk__in=digests).order_by("pk"))
        MediaUse.objects.bulk_create(uses)
