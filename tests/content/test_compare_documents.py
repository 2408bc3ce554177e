"""What changed: word by word in a text, item by item in a document."""

from dataclasses import replace
from time import perf_counter
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from content.diffing import Change, compare_documents, diff_words, wording
from content.documents import Document, DocumentItem
from tests.factories import QUESTIONS, choice, item

WORDS = st.lists(st.sampled_from(["a", "an", "leaf", "is", "green", "\n", "not,", "“blue”"]), max_size=40)


def known(*items: DocumentItem) -> tuple[DocumentItem, ...]:
    return tuple(replace(entry, item_id=uuid4()) for entry in items)


def document(*items: DocumentItem) -> Document:
    return Document(title="Leaves", kind="quiz", items=tuple(items))


def test_words() -> None:
    assert diff_words("The leaf is green.", "The young leaf is pale green.") == [
        ("same", "The "),
        ("added", "young "),
        ("same", "leaf is "),
        ("added", "pale "),
        ("same", "green."),
    ]
    assert diff_words("One.\nTwo.\n", "One.\nThree.\n") == [
        ("same", "One.\n"),
        ("removed", "Two"),
        ("added", "Three"),
        ("same", ".\n"),
    ]
    assert diff_words("Same.", "Same.") == [("same", "Same.")]
    assert diff_words("", "New.") == [("added", "New.")]
    assert diff_words("", "") == []


@given(WORDS, WORDS)
def test_the_parts_make_both_texts(old_words: list[str], new_words: list[str]) -> None:
    old, new = " ".join(old_words), " ".join(new_words)
    parts = diff_words(old, new)
    assert "".join(text for operation, text in parts if operation != "removed") == new
    assert "".join(text for operation, text in parts if operation != "added").split() == old.split()
    assert all(parts[place][0] != parts[place + 1][0] for place in range(len(parts) - 1))


def test_a_large_rewrite_is_compared_in_good_time() -> None:
    start = perf_counter()
    diff_words("the leaf of a tree is " * 20_000, "a tree and the leaf of it " * 20_000)
    diff_words("line\n" * 40_000, "another\n" * 40_000)
    assert perf_counter() - start < 5


def test_the_wording_tells_what_is_right() -> None:
    text = wording(choice("What is green?", "A leaf", "A root"))
    assert text.splitlines() == ["What is green?", "A leaf · credit: 100 · Yes: A leaf.", "A root"]
    assert wording(item("true_false", stem="It is.", answer=False)).splitlines() == ["It is.", "answer: no"]


def test_a_change_of_what_is_right_shows_though_every_word_is_the_same() -> None:
    (old,) = known(choice("Which?", "One", "Two"))
    options = [{"text": "One"}, {"text": "Two", "credit": 100}]
    new = replace(item("multiple_choice", stem="Which?", options=options), item_id=old.item_id)
    (row,) = compare_documents(document(old), document(new))
    assert row.change == Change.CHANGED
    assert {operation for operation, _text in row.parts} == {"same", "added", "removed"}


def test_items() -> None:
    one, two, three, four = known(*QUESTIONS)
    (new,) = known(choice("A new one?", "Yes", "No"))
    reworded = replace(two, data=two.data.model_copy(update={"stem": "A whale is not a fish."}))
    rows = compare_documents(document(one, two, three, four), document(four, one, new, reworded))
    assert [(row.change, row.is_moved) for row in rows] == [
        (Change.MOVED, True),
        (Change.SAME, False),
        (Change.ADDED, False),
        (Change.CHANGED, False),
        (Change.REMOVED, False),
    ]
    assert [row.item_id for row in rows] == [four.item_id, one.item_id, new.item_id, two.item_id, three.item_id]
    assert [row.old_position for row in rows] == [3, 0, None, 1, 2]
    assert [row.new_position for row in rows] == [0, 1, 2, 3, None]
    assert ("added", "not ") in rows[3].parts


def test_nothing_changed() -> None:
    items = known(*QUESTIONS)
    rows = compare_documents(document(*items), document(*items))
    assert {row.change for row in rows} == {Change.SAME}
    assert compare_documents(document(), document()) == []


def test_what_nobody_knows_yet_is_matched_as_a_save_would() -> None:
    one, two, three, _four = known(*QUESTIONS)
    rows = compare_documents(
        document(one, two, three), document(QUESTIONS[0], QUESTIONS[2], choice("Else?", "Yes", "No"))
    )
    assert [row.change for row in rows] == [Change.SAME, Change.REMOVED, Change.SAME, Change.ADDED]
    assert rows[0].item_id == one.item_id


def test_what_stands_first_can_be_removed() -> None:
    one, two, *_rest = known(*QUESTIONS)
    rows = compare_documents(document(one, two), document(two))
    assert [row.change for row in rows] == [Change.REMOVED, Change.SAME]
