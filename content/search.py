"""Finding material by its words: what is published, and items."""

import re

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVectorField
from django.db.models import CharField, F, FloatField, Func, QuerySet, Value
from django.db.models.functions import Cast

from content.models import VersionItem
from content.querysets import ContentQuerySet

_CONFIGS = {
    "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish", "fr": "french",
    "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
MAX_QUERY = 200


def search_configs(language: str) -> list[str]:
    """The text search configurations that words in `language` are indexed under: its own, and the plain one."""
    own = _CONFIGS.get(language.split("-", maxsplit=1)[0].lower())
    return [own, "simple"] if own else ["simple"]


def search_content(contents: ContentQuerySet, words: str, language: str = "en") -> ContentQuerySet:
    """Those of `contents` that hold `words` (as a person types them into a search box, quotes and minus included),
    with their `rank`, 0 to 1; the caller orders by it."""
    text = Func(Value(words[:MAX_QUERY].replace("\x00", ""), output_field=CharField()), function="unaccent")
    queries = [SearchQuery(text, config=config, search_type="websearch") for config in search_configs(language)]
    query = queries[0]
    for other in queries[1:]:
        query = query | other
    rank = SearchRank(F("search"), query, normalization=32)
    return contents.filter(search=query).annotate(rank=Cast(rank, FloatField()))  # double precision: pages go by it


class _ItemWords(Func):
    """The words of an item's data: what the index `item_version_words` is of, which a migration makes."""

    function = "content_item_words"
    output_field = SearchVectorField()


def search_items(entries: QuerySet[VersionItem], words: str) -> QuerySet[VersionItem]:
    """Those of `entries` whose item holds, for each of `words`, one that begins with it, whatever the case and the
    accents. Words of nothing but signs are left out."""
    wanted = [re.sub(r"['\\\x00]", " ", word).strip() for word in words[:MAX_QUERY].split()]
    starts = " & ".join(f"'{word}':*" for word in wanted if re.search(r"\w", word))
    query = SearchQuery(starts, config="content_words", search_type="raw")
    return entries.alias(words=_ItemWords("item_version__data")).filter(words=query) if starts else entries
