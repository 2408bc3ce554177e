"""The gaps of a cloze card: found, asked, answered; and what is wrong with them, in a sentence."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.card_gaps import CardGap, answer_gap, ask_gap, beside_gap, fill_gaps, find_gaps, looks_unfinished
from content.item_types import get_item_type
from content.kinds.flashcards import CardData, CardStyle
from content.text import TextFormat

PIECES = st.sampled_from(["{{c1::", "{{c2::", "{{c10::", "}}", "::", "{", "}", "word ", "$x$", "\n"])


def card(front: str, style: str = "cloze", fmt: TextFormat = TextFormat.MARKDOWN, **more: str) -> CardData:
    return CardData(style=CardStyle(style), front=front, format=fmt, **more)


def messages(front: str) -> list[str]:
    return [str(finding.message) for finding in get_item_type("card").check(card(front))]


def test_a_gap_has_a_number_an_answer_and_perhaps_a_hint() -> None:
    assert find_gaps("{{c1::Paris::city}} is in {{c2:: France }}.") == [
        CardGap(1, "Paris", "city"),
        CardGap(2, "France"),
    ]
    assert find_gaps("{{c1::}} {{c100::x}} {{c0::y}} {c1::z} {{c1::open") == []


@pytest.mark.parametrize(
    ("front", "answer"),
    [
        (r"{{c1::$\frac{a}{b}$}}", r"$\frac{a}{b}$"),
        (r"{{c1::\frac{a}{b}}}", r"\frac{a}{b}"),
        ("{{c1::{a}}}", "{a}"),
        ("set {{{c1::a, b}}}", "a, b"),
        ("{{c1::a {b }}", "a {b"),
        ("{{c1::two\n\nparagraphs}}", "two\n\nparagraphs"),
    ],
)
def test_an_answer_may_hold_braces(front: str, answer: str) -> None:
    assert [gap.answer for gap in find_gaps(front)] == [answer]


def test_a_card_asks_for_the_gaps_of_its_number_together() -> None:
    front = "un{{c1::happy}}ness, {{c2::joy::not sorrow}} and {{c1::luck}}"
    assert ask_gap(front, 1) == "un<mark>[…]</mark>ness, joy and <mark>[…]</mark>"
    assert ask_gap(front, 2) == "unhappyness, <mark>[not sorrow]</mark> and luck"
    assert answer_gap(front, 2) == "unhappyness, <mark>joy</mark> and luck"
    assert fill_gaps(front) == "unhappyness, joy and luck"
    assert beside_gap(front, 1) == "unness, joy and "


def test_a_blank_shows_inside_a_word_and_in_every_format() -> None:
    card_type = get_item_type("card")
    for fmt in TextFormat:
        gaps = card_type.html(card("un{{c1::happy}}ness & <b>joy</b>\nagain", fmt=fmt))["gaps"]
        assert "un<mark>[…]</mark>ness" in gaps["c1"]["front"]
        assert "un<mark>happy</mark>ness" in gaps["c1"]["back"]
    plain = card_type.html(card("a <b> & {{c1::c}}\nd", fmt=TextFormat.PLAIN))["gaps"]["c1"]["front"]
    assert plain == "<p>a &lt;b&gt; &amp; <mark>[…]</mark><br>d</p>"


@given(st.lists(PIECES, max_size=12).map("".join))
def test_any_text_is_cut_into_gaps_and_the_rest(front: str) -> None:
    gaps = find_gaps(front)
    for gap in gaps:
        assert gap.answer == gap.answer.strip() != ""
        assert "{{c1::" not in gap.answer
    assert fill_gaps(front) == front or gaps
    assert not gaps or ask_gap(front, gaps[0].number) != front
    get_item_type("card").html(card(front))
    assert messages(front) or (gaps and not looks_unfinished(front))


@pytest.mark.parametrize("piece", ["{{c1::", "{", "{{c1::{a}", "}}", "{{c1::a::", "{{c1::a}}"])
def test_time_is_proportional_to_length(piece: str) -> None:
    started = time.perf_counter()
    looks_unfinished(piece * (200_000 // len(piece)))
    assert time.perf_counter() - started < 2


def test_what_is_wrong_with_a_gap_is_said_in_a_sentence() -> None:
    assert messages("{{c1::a}} and {{c9::b}}") == []
    assert messages("No gap") == ["This card has no gap. Write one like this: {{c1::the answer}}."]
    assert messages("{{c1::a}} {{c2::open")[0].startswith("“{{c2::open” looks like a gap and is none.")
    assert "No gap can stand inside another" in messages("{{c1::a {{c2::b}} c}}")[0]
    assert messages("{{c1::a}} {{c100::b}}") == ["Gaps are numbered from 1 to 99; there is none of number 100."]
    assert "inside a formula" in messages("$x^{{c1::2}}$ is a square")[0]
    assert messages("{{c1::$x^2$}} is a square") == []
    assert messages("") == [
        "The front of this card is empty. Write what it asks.",
    ]


def test_other_styles_may_speak_of_gaps() -> None:
    data = card("In Anki one writes {{c1::", style="basic", back="and }}")
    assert get_item_type("card").check(data) == []
    assert get_item_type("card").text(data).startswith("In Anki one writes {{c1::")


def test_headings_and_search_read_the_words_alone() -> None:
    data = card("The {{c1::mitochondrion::organelle}} makes {{c2::ATP}}.", back="More")
    card_type = get_item_type("card")
    assert card_type.heading(data) == "The mitochondrion makes ATP."
    assert card_type.text(data) == "The mitochondrion makes ATP.\nMore"


def test_changing_the_style_keeps_what_the_forward_card_asks_for() -> None:
    card_type = get_item_type("card")
    keys = {style: card_type.card_keys(card("dog", style, back="Hund")) for style in ("basic", "reversed", "typed")}
    assert len({str(found[""]) for found in keys.values()}) == 1
    assert keys["reversed"].keys() == {"", "back"}
    assert card_type.card_keys(card("{{c2::a}} {{c1::b}} {{c2::c}}")) == {"c1": ["b"], "c2": ["a", "c"]}
