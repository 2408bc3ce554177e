"""What changed: word by word in a text, item by item in a document."""

from dataclasses import replace
from time import process_time
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.diffing import Change, compare_documents, diff_words, wording
from content.documents import Document, DocumentItem
from tests.factories import QUESTIONS, choice, item

ODD = ["$x^2$", "$$a\n\nb$$", "`a b`", "5 kg", "\\(y\\)", "[a](b)", "שָׁלוֹם", "水は", "👩‍🔬", "$", "<b>", "\t", "\n\n  "]
WORDS = st.lists(st.sampled_from(["a", "an", "leaf", "is", "green", "\n", "not,", "“blue”", *ODD]), max_size=40)
ANY_TEXT = st.text(st.sampled_from("ab $`\\[](){}<>0.kg\n\t水ש\u0301\u200d👩🇫,"), max_size=60)


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


def holds(old: str, new: str) -> None:
    """What was not removed is the new text, what was not added the old one, but for its white space."""
    parts = diff_words(old, new)
    assert "".join(text for operation, text in parts if operation != "removed") == new
    kept = "".join(text for operation, text in parts if operation != "added")
    assert "".join(kept.split()) == "".join(old.split())
    assert all(parts[place][0] != parts[place + 1][0] for place in range(len(parts) - 1))


@given(WORDS, WORDS)
def test_the_parts_make_both_texts(old_words: list[str], new_words: list[str]) -> None:
    holds(" ".join(old_words), " ".join(new_words))


@given(ANY_TEXT, ANY_TEXT)
def test_the_parts_make_both_texts_whatever_they_hold(old: str, new: str) -> None:
    holds(old, new)


@given(WORDS)
def test_a_text_is_the_same_as_itself_however_its_lines_break(words: list[str]) -> None:
    text = " ".join(words)
    assert {operation for operation, _text in diff_words(text, text)} <= {"same"}


@pytest.mark.parametrize(
    ("old", "new", "removed", "added"),
    [
        ("So $E = mc^2$ holds.", "So $E = \\frac{1}{2}mv^2$ holds.", ["$E = mc^2$"], ["$E = \\frac{1}{2}mv^2$"]),
        ("$$\na = b\n$$\nText", "$$\na = c\n$$\nText", ["$$\na = b\n$$"], ["$$\na = c\n$$"]),
        ("Call `f(a, b)` now", "Call `f(a, c)` now", ["`f(a, b)`"], ["`f(a, c)`"]),
        (
            "See [it](https://a.org/x).",
            "See [it](https://a.org/y).",
            ["[it](https://a.org/x)"],
            ["[it](https://a.org/y)"],
        ),
        ("It is 9.81 m/s² here", "It is 9.83 m/s² here", ["9.81 m/s²"], ["9.83 m/s²"]),
        ("About 3 × 10^8 m/s.", "About 3 × 10^7 m/s.", ["3 × 10^8 m/s"], ["3 × 10^7 m/s"]),
        ("a the the the a", "a the the a", ["the"], []),
        ("It is green. It grows.", "It is green. It is tall. It grows.", [], ["It is tall."]),
        ("one two\nthree  four", "one\ntwo three four", [], []),
        ("if x:\n  y", "if x:\n    y", [":"], [":"]),
        ("I like 👩‍🔬.", "I like 👨🏽‍🔬.", ["👩‍🔬"], ["👨🏽‍🔬"]),
        ("नमस्ते दुनिया", "नमस्ते भारत", ["दुनिया"], ["भारत"]),
        ("水は冷たい", "水は熱い", ["冷た"], ["熱"]),
        ("It costs $5 and $6.", "It costs $5 and $7.", ["6"], ["7"]),
        ("The old, slow fox", "The new, fast fox", ["old, slow"], ["new, fast"]),
        ("Use *this*.", "Use **this**.", ["*", "*"], ["**", "**"]),
    ],
)
def test_what_belongs_together_changes_together(old: str, new: str, removed: list[str], added: list[str]) -> None:
    parts = diff_words(old, new)
    assert [text.strip() for operation, text in parts if operation == "removed"] == removed
    assert [text.strip() for operation, text in parts if operation == "added"] == added


def test_a_large_rewrite_is_compared_in_good_time() -> None:
    start = process_time()
    diff_words("the leaf of a tree is " * 20_000, "a tree and the leaf of it " * 20_000)
    diff_words("line\n" * 40_000, "another\n" * 40_000)
    assert process_time() - start < 5


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


def test_an_option_that_moved_reads_as_moved() -> None:
    (old,) = known(choice("Which?", "One", "Two is a longer option", "Three"))
    options = [
        {"text": "Three"},
        {"text": "One", "credit": 100, "feedback": "Yes: One."},
        {"text": "Two is a long option"},
        {"text": "Four"},
    ]
    new = replace(item("multiple_choice", stem="Which one?", options=options), item_id=old.item_id)
    (row,) = compare_documents(document(old), document(new))
    stem, listed = row.fields
    assert (stem.label, listed.label) == ("Question", "Options")
    assert ("added", "one") in [(operation, text.strip()) for operation, text in stem.parts]
    assert [(entry.change, entry.new) for entry in listed.entries] == [
        (Change.MOVED, "Three"),
        (Change.SAME, "One · credit: 100 · Yes: One."),
        (Change.CHANGED, "Two is a long option"),
        (Change.ADDED, "Four"),
    ]


def test_every_option_of_both_sides_shows_once() -> None:
    (old,) = known(choice("Which?", "Same", "Same", "Gone entirely", "Same"))
    new = replace(choice("Which?", "Same", "Same", "0"), item_id=old.item_id)
    (row,) = compare_documents(document(old), document(new))
    (_stem, listed) = row.fields
    assert sorted(entry.place.old for entry in listed.entries if entry.place.old is not None) == [0, 1, 2, 3]
    assert [entry.place.new for entry in listed.entries if entry.place.new is not None] == [0, 1, 2]


def test_a_question_inside_a_section_is_compared_field_by_field() -> None:
    question = {"type": "true_false", "data": {"stem": "It is green.", "answer": True}}
    (old,) = known(item("section", heading="Leaves", body="Text.", question=question))
    question = {"type": "true_false", "data": {"stem": "It is green.", "answer": False}}
    new = replace(item("section", heading="Leaves", body="Text.", question=question), item_id=old.item_id)
    (row,) = compare_documents(document(old), document(new))
    assert [field.label for field in row.fields if field.is_changed] == ["Answer"]


def test_a_change_of_pool_is_no_change_of_words() -> None:
    one, two = known(*QUESTIONS[:2])
    rows = compare_documents(document(one, two), document(replace(one, pool="Energy"), two))
    assert [(row.change, row.is_pooled) for row in rows] == [(Change.POOLED, True), (Change.SAME, False)]
    assert {operation for operation, _text in rows[0].parts} == {"same"}


def test_five_hundred_reworded_items_are_compared_in_good_time() -> None:
    words = "The leaf of a tree is green, for it holds $C_{55}H_{72}$ in many cells. " * 4
    old = known(*(choice(f"{n}: {words}", "One", "Two", "Three") for n in range(500)))
    new = [
        replace(choice(f"{n}: Now {words} Or so.", "One", "Three", "2"), item_id=o.item_id) for n, o in enumerate(old)
    ]
    start = process_time()
    rows = compare_documents(document(*old), document(*reversed(new)))
    assert all(row.fields[0].is_changed for row in rows)
    assert process_time() - start < 20
