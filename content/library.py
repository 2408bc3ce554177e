"""What the library shows of the material in it: found, narrowed and ranked."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from content.models import Content, Topic
from content.search import search_content

NEWEST = ("-published_at", "-id")
BEST = ("-rank", "-id")


def narrow_library(contents: QuerySet[Content], wanted: Mapping[str, Any]) -> tuple[QuerySet[Content], tuple[str, ...]]:
    """Those of `contents` that `wanted` asks for, by the names of `LibraryForm`; and the order they come in: the
    newest first, or, when words are searched for, the best match."""
    for name in ("kind", "level", "language"):
        if value := wanted.get(name):
            contents = contents.filter(**{name: value})
    if topic := wanted.get("topic"):
        contents = contents.filter(_at_or_below(topic))
    if words := wanted.get("q"):
        return search_content(contents, words, wanted.get("language") or "en"), BEST
    return contents, NEWEST


def _at_or_below(topic: Topic) -> Q:
    return Q(topic=topic.pk) | Q(topic__path__startswith=f"{topic.path} / ")
