"""Images need words for who cannot see them: the check that every type of item shares."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from content.item_types import Finding, ItemData
from content.rendering import find_wordless_images
from content.text import TextFormat


def find_missing_words(data: ItemData) -> Iterator[Finding]:
    """A finding for every image or recording in any text of the item that is not said to show or say anything."""
    for field, text, fmt in texts_of(data.model_dump(mode="json"), "", data.format):
        for source in dict.fromkeys(find_wordless_images(text, fmt)):
            sentence = _("“%(source)s” has no alternative text. Say in a few words what it shows, or what is heard.")
            yield Finding(field, sentence % {"source": _short(source)})


def texts_of(value: Any, path: str, fmt: TextFormat) -> Iterator[tuple[str, str, TextFormat]]:
    """Every text in the data of an item, as JSON, with its path, as findings name it, and its format. A question inside
    an item has a format of its own, and its fields stand right below it."""
    if isinstance(value, str):
        yield path, value, fmt
    elif isinstance(value, Mapping):
        if value.keys() == {"type", "data"}:
            value = value["data"]
        own = TextFormat(value.get("format", fmt))
        for name, entry in value.items():
            yield from texts_of(entry, f"{path}.{name}" if path else name, own)
    elif isinstance(value, Sequence):
        for index, entry in enumerate(value):
            yield from texts_of(entry, f"{path}.{index}" if path else str(index), fmt)


def _short(source: str) -> str:
    """As much of an address as tells it from its neighbours."""
    name = source.rpartition("/")[2].partition("?")[0] or source
    stem, dot, extension = name.rpartition(".")
    return f"{stem[:8]}…{dot}{extension}" if len(stem) > 12 else name[:40]
