"""What a student typed beside what was right, letter by letter."""

import pytest

from content.questions import BadAnswer
from progress.typed import MAX_TYPED, Run, compare_typed, letters, read_typed


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("Lima", "Lima"),
        ("lima", "Lima"),
        ("  Lima \n", "Lima."),
        ("the  cell   wall", "The cell wall"),
        ("cafe\u0301", "café"),
        ("STRASSE", "Straße"),
        ("ﬁn", "fin"),
        ("H₂O", "h2o"),
        ("👩🏽\u200d🚀", "👩🏽\u200d🚀"),
    ],
)
def test_case_spaces_and_ways_to_write_a_letter_say_nothing(typed: str, right: str) -> None:
    comparison = compare_typed(typed, right)
    assert comparison.is_right
    assert {mark for mark, _text in (*comparison.typed, *comparison.right)} == {"same"}


@pytest.mark.parametrize(
    ("typed", "right", "mine", "given"),
    [
        ("Chlorophyl", "Chlorophyll", [("same", "Chlorophyl")], [("same", "Chlorophyl"), ("missing", "l")]),
        ("Limaa", "Lima", [("same", "Lima"), ("extra", "a")], [("same", "Lima")]),
        (
            "mitokondria",
            "Mitochondria",
            [("same", "mito"), ("wrong", "k"), ("same", "ondria")],
            [("same", "Mito"), ("wrong", "c"), ("missing", "h"), ("same", "ondria")],
        ),
        ("cafe", "café", [("same", "caf"), ("wrong", "e")], [("same", "caf"), ("wrong", "é")]),
        ("a b", "ab", [("same", "a"), ("extra", " "), ("same", "b")], [("same", "ab")]),
        ("שלם", "שלום", [("same", "שלם")], [("same", "של"), ("missing", "ו"), ("same", "ם")]),
        ("go 🇵🇪", "go 🇵🇱", [("same", "go "), ("wrong", "🇵🇪")], [("same", "go "), ("wrong", "🇵🇱")]),
        (
            "nin\u0303o\u0323",
            "niño",
            [("same", "niñ"), ("wrong", "ọ")],
            [("same", "niñ"), ("wrong", "o")],
        ),
    ],
)
def test_each_slip_is_marked(typed: str, right: str, mine: list[Run], given: list[Run]) -> None:
    comparison = compare_typed(typed, right)
    assert not comparison.is_right
    assert (list(comparison.typed), list(comparison.right)) == (mine, given)
    assert comparison.slips == sum(len(letters(text)) for mark, text in mine if mark != "same") + sum(
        len(letters(text)) for mark, text in given if mark == "missing"
    )


@pytest.mark.parametrize(
    ("typed", "right"), [("banana", "Carotene"), ("x", "A whole sentence of an answer"), ("a", "")]
)
def test_what_is_no_slip_is_shown_whole(typed: str, right: str) -> None:
    comparison = compare_typed(typed, right)
    assert comparison.slips is None
    assert comparison.typed == (("wrong", typed),)
    assert "".join(text for _mark, text in comparison.right) == right


def test_both_lines_are_what_was_compared() -> None:
    typed, right = "The qick brwn  fox jumpd", "The quick brown fox jumped."
    comparison = compare_typed(typed, right)
    assert "".join(text for _mark, text in comparison.typed) == "The qick brwn fox jumpd"
    assert "".join(text for _mark, text in comparison.right) == right


def test_a_letter_is_what_its_reader_sees() -> None:
    assert letters("e\u0301\u0323x") == ["e\u0301\u0323", "x"]
    assert letters("👨\u200d👩\u200d👧🇵🇪👍🏽") == ["👨\u200d👩\u200d👧", "🇵🇪", "👍🏽"]
    assert letters("नमस्ते") == ["न", "म", "स्", "ते"]


def test_too_much_is_refused_with_a_sentence() -> None:
    assert read_typed("x" * MAX_TYPED) == "x" * MAX_TYPED
    with pytest.raises(BadAnswer, match="has 10000 characters; at most 500 fit"):
        read_typed("x" * 10_000)


def test_what_cannot_be_stored_or_seen_is_cleaned() -> None:
    assert read_typed(" Li\x00ma\r\n ") == "Lima"
