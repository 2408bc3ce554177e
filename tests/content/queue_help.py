"""A long review queue for tests, written in a few statements: what a reviewer sees of a request, and nothing else."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import cycle

from django.utils import timezone

from accounts.models import User
from content.models import Content, ContentVersion, Item, ItemVersion, ReviewRequest, Topic, VersionItem


def make_queue(owner: User, count: int, *, topics: Sequence[Topic] = ()) -> list[ReviewRequest]:
    """So many open requests of `owner` that nobody holds, submitted a minute apart, one item each; those of the
    priorities take turns."""
    begun, each = timezone.now() - timedelta(minutes=count), range(count)
    contents = Content.objects.bulk_create(
        Content(
            owner=owner,
            title=f"Quiz {number}",
            kind="quiz",
            level="college",
            status="pending",
            topic=topic,
        )
        for number, topic in zip(each, _in_turns(topics), strict=False)
    )
    versions = ContentVersion.objects.bulk_create(
        ContentVersion(content=content, number=1, title=content.title, text=content.title, created_by=owner)
        for content in contents
    )
    items = Item.objects.bulk_create(Item(content=content, type="true_false") for content in contents)
    wordings = ItemVersion.objects.bulk_create(
        ItemVersion(
            item=item,
            number=1,
            data={"stem": f"Is {number} odd?", "answer": bool(number % 2)},
            heading=f"Is {number} odd?",
            fingerprint=f"{number:064d}",
            answer_fingerprint=f"{number:064d}",
            created_by=owner,
        )
        for number, item in enumerate(items)
    )
    VersionItem.objects.bulk_create(
        VersionItem(version=version, item_version=wording, position=0)
        for version, wording in zip(versions, wordings, strict=True)
    )
    for content, version in zip(contents, versions, strict=True):
        content.latest_version = version
    Content.objects.bulk_update(contents, ["latest_version"])
    return ReviewRequest.objects.bulk_create(
        ReviewRequest(
            content=content,
            version=version,
            submitted_by=owner,
            submitted_at=begun + timedelta(minutes=number),
            priority=number % 4 + 1,
            due_at=begun + timedelta(days=number % 5 - 1) if number % 3 else None,
        )
        for number, (content, version) in enumerate(zip(contents, versions, strict=True))
    )


def _in_turns(topics: Sequence[Topic]) -> Iterator[Topic | None]:
    return cycle(topics or (None,))
