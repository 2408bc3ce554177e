"""What the editor holds, as a student will see it: finished or not. What cannot be read yet is left out, and a sentence
stands in its place."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from content.diffing import wording
from content.documents import DocumentItem
from content.forms.editor import Editor
from content.forms.item_row import ItemRow
from content.forms.rows import ItemsMaterial
from content.item_types import get_item_type
from content.kinds.flashcards import CardData, CardStyle, check_gaps
from content.models import ItemVersion
from content.presentation import PresentedItem, present_data, present_item
from content.rendering import find_math_errors
from content.text import TextFormat


def preview_items(editor: Editor, *, reveals: bool = False, before: int = 0) -> list[PresentedItem]:
    """The items that are there, each with what is wrong with it; `before` of the piece stand before the first."""
    if isinstance(editor.material, ItemsMaterial):
        pairs = [(row.key, item, notes) for row, item, notes in _rows(editor, editor.material)]
    else:
        pairs = [(str(place), item, []) for place, item in enumerate(editor.material.items)]
    held = {entry.item_id: entry for entry in editor.held or ()}
    return [
        _present(item, held.get(item.item_id) if item.item_id else None, key, number, notes, reveals)
        for number, (key, item, notes) in enumerate(pairs, start=1 + before)
    ]


def preview_problems(editor: Editor) -> list[str]:
    """What is wrong with the whole: in a text, by its line; of items, `preview_items` tells."""
    if isinstance(editor.material, ItemsMaterial):
        return []
    return [f"{problem.place}: {problem.message}" for problem in editor.problems]


def _rows(editor: Editor, material: ItemsMaterial) -> Iterator[tuple[ItemRow, DocumentItem, list[str]]]:
    there = [row for row in material.rows if not row.is_removed and not row.is_blank]
    wrong = {row.key: list(row.mistakes()) for row in there if not row.is_valid}
    readable = _without(editor, [element for mistakes in wrong.values() for element, _label, _sentence in mistakes])
    for row in there:
        notes = [f"{label}: {sentence}" if label else sentence for _element, label, sentence in wrong.get(row.key, ())]
        yield row, _item_of(readable.get(row.key, row) if notes else row), notes


def _without(editor: Editor, elements: Sequence[str]) -> dict[str, ItemRow]:
    """The rows by key, made of what was sent but for the fields with these ids."""
    if not elements or editor.sent is None:
        return {}
    sent = editor.sent.copy()
    for element in elements:
        sent.pop(element.removeprefix("id_"), None)
    material = Editor(editor.base, sent=sent, held=editor.held).material
    assert isinstance(material, ItemsMaterial), "it is the same way of editing"
    return {row.key: row for row in material.rows}


def _item_of(row: ItemRow) -> DocumentItem:
    """As far as it goes."""
    if row.is_valid:
        return row.to_item()
    return row.original or DocumentItem(row.type, get_item_type(row.type).parse({}))


def _present(
    item: DocumentItem, held: ItemVersion | None, key: str, number: int, notes: Sequence[str], reveals: bool
) -> PresentedItem:
    sentences = (*notes, *_math_errors(item), *_gap_errors(item))
    shown = {"reveals": reveals, "row": key, "number": number, "notes": sentences, "pool": item.pool}
    if held and held.pool == item.pool and held.parsed == item.data:
        return present_item(held, **shown)
    identity = item.item_id or UUID(int=number)
    return present_data(item.type, item.data, **{"id": identity, "prefix": f"q-{identity}", **shown})


def _gap_errors(item: DocumentItem) -> list[str]:
    if not isinstance(item.data, CardData) or item.data.style != CardStyle.CLOZE:
        return []
    return [str(finding.message) for finding in check_gaps(item.data)]


def _math_errors(item: DocumentItem) -> list[str]:
    return find_math_errors(wording(item)) if item.data.format == TextFormat.MARKDOWN else []
