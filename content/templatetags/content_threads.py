"""Conversations in templates."""

from typing import Any

from django import template
from django.template import Context
from django.utils.translation import gettext as _

from content.documents import Document
from content.forms.threads import take_typed
from content.item_diff import named_fields
from content.models import CommentThread, Content, ItemVersion
from content.overview import ReviewFinding, edit_address
from content.review.threads import ShownThread, ThreadBoard

register = template.Library()


@register.filter
def place_of(document: Document, shown: ShownThread) -> ReviewFinding:
    """Where in the newest version, as `document`, the thread belongs: in words, with the address in the editor (empty
    where the item has left the material); its message is what the thread began with."""
    item_id = shown.thread.item_id
    if item_id is None:
        return ReviewFinding(_("The whole"), shown.opening, edit_address())
    for number, item in enumerate(document.items, start=1):
        if item.item_id == item_id:
            place = f"{item.item_type.label} {number}: {item.heading}"
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
        "item_id": entry.item_id if entry else "",
        "fields": named_fields(entry.parsed) if entry and board.can_write else [],
        "typed": board.typed.get(f"open-{about}", ""),
        "typed_field": board.typed.get(f"field-{about}", ""),
        "content": board.content,
    }
