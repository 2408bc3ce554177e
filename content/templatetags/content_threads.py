"""Conversations in templates."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from content.documents import Document
from content.forms.threads import take_typed
from content.item_diff import named_fields
from content.kinds import get_kind
from content.models import CommentThread, Content, ItemVersion
from content.overview import ReviewFinding, edit_address
from content.review.threads import ShownThread, ThreadBoard

register = template.Library()
Fields = tuple[tuple[str, str], ...]  # paths and names
_ITEM, _PIECE = str(UUID(int=1)), str(UUID(int=2))


@register.filter
def place_of(document: Document, shown: ShownThread) -> ReviewFinding:
    """Where in the newest version, as `document`, the thread belongs: in words, with the address in the editor (empty
    where the item has left the material); its message is what the thread began with."""
    item_id = shown.thread.item_id
    if item_id is None:
        return ReviewFinding(_("The whole"), shown.opening, edit_address())
    for number, item in enumerate(document.items, start=1):
        if item.item_id == item_id:
            place = f"{get_kind(document.kind).name_of(number)}: {item.heading}"
            return ReviewFinding(place, shown.opening, edit_address(item_id))
    return ReviewFinding(_("An item that is not in the material any more"), shown.opening, "")


@register.simple_tag
def count_asked(content: Content) -> int:
    """How many threads that somebody else than its owner began are open. One query."""
    return CommentThread.objects.unresolved().filter(content=content).exclude(opened_by=content.owner_id).count()


@register.filter
def typed_answer(board: ThreadBoard, shown: ShownThread) -> str:
    """What was typed as an answer to the thread, and not sent."""
    return (board.typed or {}).get(f"reply-{shown.thread.pk}", "")


@register.inclusion_tag("content/thread/_list.html", takes_context=True)
def show_threads(context: Context, board: ThreadBoard, entry: ItemVersion | None = None) -> dict[str, Any]:
    """The threads about an item of the board's piece, or about the whole, and a box to begin another. The page ends
    with content/thread/_forms.html, outside any form: the boxes belong to the form in it, wherever they stand."""
    if board.typed is None:
        board.typed = take_typed(context["request"])
    about = entry.item_id if entry else board.content.pk
    return {
        "board": board,
        "threads": board.of_item(entry.item_id if entry else None),
        "about": about,
        "box": _open_box(board, board.typed, entry) if board.can_write else "",
    }


def _open_box(board: ThreadBoard, typed: Mapping[str, str], entry: ItemVersion | None) -> SafeString:
    """The box to begin another thread. An empty one is drawn once for all items of the same fields: a page may have
    hundreds."""
    about = str(entry.item_id if entry else board.content.pk)
    fields = tuple((path, str(label)) for path, label in named_fields(entry.parsed)) if entry else ()
    words = {"typed": typed.get(f"open-{about}", ""), "typed_field": typed.get(f"field-{about}", "")}
    if not entry or any(words.values()):
        return _draw_box(about, about if entry else "", str(board.content.pk), fields, **words)
    drawn = _empty_box(get_language(), fields).replace(_ITEM, about).replace(_PIECE, str(board.content.pk))
    return mark_safe(drawn)  # noqa: S308 - keys are hexadecimal


@lru_cache(maxsize=256)
def _empty_box(language: str | None, fields: Fields) -> SafeString:
    """In that language, which is the current one; with keys that stand for those of the item and the piece."""
    return _draw_box(_ITEM, _ITEM, _PIECE, fields)


def _draw_box(about: str, item_id: str, piece: str, fields: Fields, **typed: str) -> SafeString:
    context = {"about": about, "item_id": item_id, "piece": piece, "fields": fields, **typed}
    return render_to_string("content/thread/_open.html", context)
