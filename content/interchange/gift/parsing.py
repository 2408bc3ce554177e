"""GIFT → questions: every entry as an item, a warning or a rejection."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from content.interchange.base import Notice, Parsed, ParsedContent, ParsedItem, Refused
from content.interchange.gift.entries import Entry, Fault, read_entries
from content.interchange.gift.mapping import category_tag, label_of, map_question
from content.interchange.gift.reading import read_entry
from content.interchange.gift.syntax import Category, GiftError, Question
from content.text import clean_input

MAX_ENTRIES = 20_000


def parse_gift(text: str) -> Parsed:
    """The questions of a GIFT file, as one quiz; no content where there is none. Raises Refused for a file
    of more than 20,000 entries."""
    parsed = Parsed("gift")
    items: list[ParsedItem] = []
    category = ""
    for found in parse_syntax(text):
        match found:
            case Notice():
                parsed.rejected.append(found)
            case Category():
                category = category_tag(found)
                parsed.warnings.append(_category_notice(found, category))
            case Question():
                try:
                    mapped = map_question(found, category)
                except GiftError as error:
                    parsed.rejected.append(Notice(error.line, label_of(found), error.reason))
                else:
                    items.append(mapped.item)
                    parsed.warnings += mapped.warnings
    if items:
        parsed.contents.append(ParsedContent("quiz", items))
    return parsed


def parse_syntax(text: str) -> Iterator[Question | Category | Notice]:
    """The syntax tree of each entry, and a notice for each that cannot be read. Raises Refused."""
    text = clean_input(text.removeprefix("\ufeff"))
    for count, found in enumerate(read_entries(text)):
        if count >= MAX_ENTRIES:
            raise Refused(_("This file has more than 20,000 questions. Split it into smaller ones."))
        if isinstance(found, Fault):
            yield Notice(found.error.line, _begins(found.entry), found.error.reason)
            continue
        try:
            yield read_entry(found)
        except GiftError as error:
            yield Notice(error.line, _begins(found), error.reason)


def _begins(entry: Entry) -> str:
    words = " ".join(entry.lines[0].split())
    return words if len(words) <= 60 else words[:59].rstrip() + "…"


def _category_notice(category: Category, tag: str) -> Notice:
    if tag:
        message = _("The category “%(path)s” is kept as the tag “%(tag)s” on the questions after it.")
    else:
        message = _("The category “%(path)s” has no name of its own and leaves no tag.")
    return Notice(category.line, category.path[:60], message % {"path": category.path[:200], "tag": tag})
