"""What the library shows of the material in it: found, narrowed and ranked."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Q

from accounts.paging import Page, paginate
from content.models import Content, Topic
from content.querysets import ContentQuerySet
from content.search import search_content

NEWEST = ("-published_at", "-id")
BEST = ("-rank", "-id")


def narrow_library(contents: ContentQuerySet, wanted: Mapping[str, Any]) -> tuple[ContentQuerySet, tuple[str, ...]]:
    """Those of `contents` that `wanted` asks for, by the names of `LibraryForm`; and the order they come in: the
    newest first, or, when words are searched for, the best match."""
    for name in ("kind", "level", "language"):
        if value := wanted.get(name):
            contents = contents.filter(**{name: value})
    if topic := wanted.get("topic"):
        contents = contents.filter(at_or_below(topic))
    if words := wanted.get("q"):
        return search_content(contents, words, wanted.get("language") or "en"), BEST
    return contents, NEWEST


def read_page(found: ContentQuerySet, order: tuple[str, ...], token: str | None, size: int) -> Page[Content]:
    """One page of what `narrow_library` found, with all that the cards show. Where it is ranked, every hit has to be
    sorted, so that is done with keys alone; the rest is read for the hits on the page."""
    if order == NEWEST:
        return paginate(found.for_library(), order=order, token=token, size=size)
    page = paginate(found.only("pk"), order=order, token=token, size=size)
    cards = Content.objects.for_library().in_bulk([hit.pk for hit in page.rows])
    return replace(page, rows=[cards[hit.pk] for hit in page.rows if hit.pk in cards])


def at_or_below(topic: Topic, path: str = "topic") -> Q:
    """What stands under the topic or one below it; `path` leads to the topic of a row."""
    return Q(**{path: topic.pk}) | Q(**{f"{path}__path__startswith": f"{topic.path} / "})
