"""Syllables, sentences and the grade of a text, counted by rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.checks.syllables import Reading, count_syllables, read, sentences_of
from content.text import TextFormat

# As dictionaries divide them.
SYLLABLES = {
    1: "cat the make plants leaves through walked rules hour their square called health strength brought",
    2: "table water people science nation houses simple question science going carbon planet number muscle city",
    3: "photograph energy beautiful idea created animal capital equation chemistry century republic internet division",
    4: "biology situation available material temperature information security competition political",
    5: "photosynthesis mitochondria readability university examination international",
}
GETTYSBURG = (
    "Four score and seven years ago our fathers brought forth, upon this continent, a new nation, conceived in "
    "liberty, and dedicated to the proposition that all men are created equal."
)


def test_syllables_are_nearly_always_those_of_a_dictionary() -> None:
    words = [(word, count) for count, line in SYLLABLES.items() for word in line.split()]
    wrong = [(word, count, count_syllables(word)) for word, count in words if count_syllables(word) != count]
    assert len(wrong) <= len(words) * 0.05, wrong


@given(st.text(max_size=40))
def test_whatever_is_called_a_word_has_a_syllable_at_least(word: str) -> None:
    assert 1 <= count_syllables(word) <= max(1, len(word) * 2)


@given(st.text(max_size=400), st.sampled_from(TextFormat))
def test_any_text_can_be_read(text: str, fmt: TextFormat) -> None:
    reading = read(text, fmt)
    assert 0 <= reading.sentences <= reading.words <= max(reading.words, reading.syllables)
    assert isinstance(reading.grade, float)


@given(st.text("abc de.\n", max_size=200), st.text("abc de.\n", max_size=200))
def test_two_paragraphs_have_the_figures_of_both(one: str, other: str) -> None:
    assert read(f"{one}\n\n{other}") == read(one) + read(other)


def test_the_grade_is_that_of_kincaid() -> None:
    assert Reading(sentences=10, words=100, syllables=150).grade == pytest.approx(0.39 * 10 + 11.8 * 1.5 - 15.59)
    assert Reading().grade == 0


def test_long_sentences_of_long_words_have_a_high_grade() -> None:
    assert read("The cat sat. The dog ran. We like it.").grade < 1
    assert 10 < read(GETTYSBURG).grade < 16


@pytest.mark.parametrize(
    ("text", "fmt", "count"),
    [
        ("One. Two! Three? “Four.” Five", TextFormat.MARKDOWN, 5),
        ("Dr. Smith met Mr. Jones at 3.5 km.", TextFormat.MARKDOWN, 1),
        ("# A heading\n\nText here\n\n- one\n- two\n", TextFormat.MARKDOWN, 4),
        ("<p>One</p><ul><li>two</li><li>three</li></ul>", TextFormat.HTML, 3),
        ("", TextFormat.MARKDOWN, 0),
    ],
)
def test_paragraphs_headings_and_entries_end_a_sentence(text: str, fmt: TextFormat, count: int) -> None:
    assert len(sentences_of(text, fmt)) == count


def test_code_formulas_and_addresses_are_no_prose() -> None:
    text = "We see `incomprehensible()` here: $\\frac{a}{b}$.\n\n```python\nimport internationalisation\n```\n"
    assert read(text).words == read("We see here.").words == 3
    assert read("[a link](https://example.org/very-long) ends").words == 3
