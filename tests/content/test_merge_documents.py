"""Two edits of the same version are brought together item by item, and nobody's words are lost unseen."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from content.documents import Document, DocumentItem
from content.kinds.quiz import QuizFrame
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


def test_a_pool_and_a_wording_of_the_same_item_go_together() -> None:
    mine, theirs = deck(card(1, "mine")), deck(replace(card(1), pool="Theirs"))
    merge = merge_documents(deck(card(1)), mine, theirs)
    assert not merge.conflicts
    assert (backs(merge.document), merge.document.items[0].pool) == (["mine"], "Theirs")


def test_two_pools_for_one_item_are_a_choice() -> None:
    mine, theirs = deck(replace(card(1), pool="Mine")), deck(replace(card(1), pool="Theirs"))
    merge = merge_documents(deck(card(1)), mine, theirs)
    (conflict,) = merge.conflicts
    assert not conflict.has_both
    assert [merge.resolve({conflict.key: side}).items[0].pool for side in ("mine", "theirs")] == ["Mine", "Theirs"]


def test_rules_are_merged_one_by_one() -> None:
    def quiz(**rules: Any) -> Document:
        return Document(title="Quiz", kind="quiz", frame=QuizFrame(**rules))

    peace = merge_documents(quiz(), quiz(pass_mark=70), quiz(shuffle_options=False))
    assert not peace.conflicts
    assert peace.document.frame == QuizFrame(pass_mark=70, shuffle_options=False)
    war = merge_documents(quiz(), quiz(pass_mark=70), quiz(pass_mark=80, shuffle_options=False))
    assert [conflict.key for conflict in war.conflicts] == ["rules"]
    assert war.resolve({"rules": "theirs"}).frame == QuizFrame(pass_mark=80, shuffle_options=False)
    assert war.document.frame == QuizFrame(pass_mark=70, shuffle_options=False)


def test_an_order_that_one_side_changed_is_taken() -> None:
    added = item("card", front="Mine", back="mine")
    merge = merge_documents(BASE, deck(card(1), added, card(2), card(3)), deck(card(3), card(2), card(1)))
    assert not merge.conflicts
    assert backs(merge.document) == ["Back 3", "Back 2", "Back 1", "mine"]


def test_both_keeps_theirs_and_makes_mine_a_new_one() -> None:
    merge = merge_documents(deck(card(1)), deck(card(1, "mine")), deck(card(1, "theirs")))
    theirs, mine = merge.resolve({str(UUID(int=1)): "both"}).items
    assert (theirs.item_id, mine.item_id) == (UUID(int=1), None)


EDITED = st.permutations(range(1, 7)).flatmap(
    lambda order: st.tuples(*(st.sampled_from([None, card(number), card(number, "mine"), card(number, "theirs")])
                              for number in order))
)  # fmt: skip


@given(EDITED, EDITED)
def test_what_one_side_did_alone_is_what_comes_of_it(mine: tuple[DocumentItem], theirs: tuple[DocumentItem]) -> None:
    base = deck(*map(card, range(1, 7)))
    sides = [deck(*filter(None, side)) for side in (mine, theirs)]
    merge = merge_documents(base, *sides)
    merged = {entry.item_id: entry.data for entry in merge.document.items}
    assert len(merged) == len(merge.document.items)
    contested = {part.key for part in merge.conflicts}
    for original in base.items:
        my, their = ({entry.item_id: entry.data for entry in side.items}.get(original.item_id) for side in sides)
        if str(original.item_id) not in contested:
            expected = their if my == original.data else my
            assert merged.get(original.item_id) == expected
        else:
            assert merged[original.item_id] in (my, their)
