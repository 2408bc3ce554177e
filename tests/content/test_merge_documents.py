"""Two edits of the same version are brought together item by item, and nobody's words are lost unseen."""

from dataclasses import replace
from uuid import UUID

from content.documents import Document, DocumentItem
from content.merging import compare_surroundings, merge_documents
from tests.factories import item


def card(number: int, back: str = "") -> DocumentItem:
    return replace(item("card", front=f"Front {number}", back=back or f"Back {number}"), item_id=UUID(int=number))


def deck(*items: DocumentItem, title: str = "Deck", summary: str = "") -> Document:
    return Document(title=title, kind="flashcards", summary=summary, items=items)


def backs(document: Document) -> list[str]:
    return [str(entry.data.model_dump()["back"]) for entry in document.items]


BASE = deck(card(1), card(2), card(3))


def test_what_only_one_side_changed_is_taken_from_it() -> None:
    merge = merge_documents(BASE, deck(card(1, "mine"), card(2), card(3)), deck(card(1), card(2), card(3, "theirs")))
    assert backs(merge.document) == ["mine", "Back 2", "theirs"]
    assert not merge.conflicts


def test_where_both_changed_mine_stays_and_both_are_shown() -> None:
    merge = merge_documents(BASE, deck(card(1, "mine"), card(2), card(3)), deck(card(1, "theirs"), card(2), card(3)))
    assert backs(merge.document) == ["mine", "Back 2", "Back 3"]
    (conflict,) = merge.conflicts
    assert ("added", "mine") in conflict.my_parts
    assert ("added", "theirs") in conflict.their_parts


def test_the_same_change_on_both_sides_is_no_conflict() -> None:
    both = deck(card(1, "same"), card(2), card(3))
    assert not merge_documents(BASE, both, both).conflicts


def test_what_they_added_stands_behind_what_stands_before_it() -> None:
    added = replace(item("card", front="New", back="theirs"), item_id=UUID(int=9))
    mine = deck(card(3), card(1), item("card", front="Mine", back="mine"))
    merge = merge_documents(BASE, mine, deck(card(1), added, card(2), card(3)))
    assert backs(merge.document) == ["Back 3", "Back 1", "theirs", "mine"]


def test_what_one_removed_and_the_other_reworded_stays() -> None:
    removed, reworded = deck(card(1), card(3)), deck(card(1), card(2, "reworded"), card(3))
    for mine, theirs in ((removed, reworded), (reworded, removed)):
        merge = merge_documents(BASE, mine, theirs)
        assert "reworded" in backs(merge.document)
        assert len(merge.conflicts) == 1


def test_what_one_removed_and_nobody_reworded_goes() -> None:
    removed = deck(card(1), card(3))
    assert backs(merge_documents(BASE, removed, BASE).document) == ["Back 1", "Back 3"]
    assert backs(merge_documents(BASE, BASE, removed).document) == ["Back 1", "Back 3"]


def test_title_and_summary_are_merged_too() -> None:
    mine, theirs = replace(BASE, title="Mine"), replace(BASE, title="Theirs", summary="Theirs")
    merge = merge_documents(BASE, mine, theirs)
    assert (merge.document.title, merge.document.summary) == ("Mine", "Theirs")
    assert [change.heading for change in merge.conflicts] == ["Title"]
    assert [name for name, _parts in compare_surroundings(BASE, theirs)] == ["Title", "Summary"]
