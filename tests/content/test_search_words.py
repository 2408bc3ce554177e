"""Words are found and replaced as people see them: whole letters, whole emoji, nothing that is no text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.text import TextFormat
from content.word_search import WordSearch

MARKDOWN, HTML, PLAIN = TextFormat.MARKDOWN, TextFormat.HTML, TextFormat.PLAIN


def replaced(text: str, find: str, fmt: TextFormat, options: dict[str, bool]) -> str:
    return WordSearch(find, "X", **options).replace(text, fmt).text


@pytest.mark.parametrize(
    ("text", "find", "options", "expected"),
    [
        ("Cell, cell, CELLS", "cell", {}, "X, X, XS"),
        ("Cell, cell, CELLS", "cell", {"match_case": True}, "Cell, X, CELLS"),
        ("Cell, cell, CELLS", "cell", {"whole_words": True}, "X, X, CELLS"),
        ("C++ or C", "C++", {"whole_words": True}, "X or C"),
        ("a_cell cell_b", "cell", {"whole_words": True}, "a_cell cell_b"),
        ("the  living\n cell", "the living cell", {}, "X"),
        ("the\n\nliving", "the living", {}, "the\n\nliving"),
        ("Café, Cafe\u0301", "café", {}, "X, X"),
        ("Cafe\u0301", "cafe", {}, "Cafe\u0301"),
        ("👍 👍🏽 👍", "👍", {}, "X 👍🏽 X"),
        ("👩 👩\u200d🔬 🔬", "👩", {}, "X 👩\u200d🔬 🔬"),
        ("👩\u200d🔬 🔬", "🔬", {}, "👩\u200d🔬 X"),
        ("❤\ufe0f ❤", "❤", {}, "❤\ufe0f X"),
        ("🇩🇪🇪🇸", "🇪", {}, "🇩🇪🇪🇸"),
        ("🇩🇪🇪🇸", "🇪🇸", {}, "🇩🇪X"),
        ("الخلية هي وحدة", "الخلية", {}, "X هي وحدة"),
        ("תא חי, תאים", "תא", {"whole_words": True}, "X חי, תאים"),
        ("細胞は細胞から", "細胞", {}, "XはXから"),
        ("STRASSE straße", "straße", {}, "STRASSE X"),
    ],
)
def test_words(text: str, find: str, options: dict[str, bool], expected: str) -> None:
    assert replaced(text, find, MARKDOWN, options) == expected


@pytest.mark.parametrize(
    ("text", "fmt", "expected"),
    [
        ("x in $x^2$ and $$\\nx\\n$$", MARKDOWN, "X in $x^2$ and $$\\nx\\n$$"),
        ("costs $5 x and $6 x", MARKDOWN, "costs $5 X and $6 X"),
        ("[x](x.html) ![x](/media/x.png)", MARKDOWN, "[X](x.html) ![X](/media/x.png)"),
        ("```x\nx\n```", MARKDOWN, "```x\nX\n```"),
        ("[1]: http://x.org\nx", MARKDOWN, "[1]: http://x.org\nX"),
        ('<a href="x">x</a> &x; x', HTML, '<a href="x">X</a> &x; X'),
        ("\\(x\\) x <!-- x -->", HTML, "\\(x\\) X <!-- x -->"),
        ("$x$ [x](x)", PLAIN, "$X$ [X](X)"),
        ("see https://x.org/x x", PLAIN, "see https://x.org/x X"),
        ("{1:X:=x~%5%x#x} x", PLAIN, "{1:X:=X~%5%X#X} X"),
    ],
)
def test_what_is_no_text_stays(text: str, fmt: TextFormat, expected: str) -> None:
    assert replaced(text.replace("\\n", "\n"), "x", fmt, {"match_case": True}) == expected.replace("\\n", "\n")


def test_matches_that_stay_are_counted() -> None:
    found = WordSearch("x", "y").replace("x $x$ [x](x)", MARKDOWN)
    assert (found.text, found.count, found.left_alone) == ("y $x$ [y](x)", 2, 2)


def test_an_excerpt_shows_what_is_around() -> None:
    far = "word " * 100
    parts = WordSearch("x", "y").replace(f"{far}x {far}x {far}", PLAIN).excerpt
    assert [operation for operation, _text in parts] == ["same", "removed", "added"] * 2 + ["same"]
    assert all(len(text) < 140 for _operation, text in parts)
    assert parts[0][1].startswith("… word")
    assert "…" in parts[3][1]
    assert parts[-1][1].endswith("…")


TEXTS = st.text(alphabet=st.sampled_from("ab $[](){}<>&;\\`\n:/%=~é\u0301\u200d👍🏽🇩🇪אל"), max_size=60)


@given(TEXTS, TEXTS, TEXTS, st.sampled_from(TextFormat), st.booleans(), st.booleans())
def test_the_parts_make_both_sides(
    text: str, find: str, new: str, fmt: TextFormat, match_case: bool, whole_words: bool
) -> None:
    if not find.strip():
        return
    found = WordSearch(find, new, match_case, whole_words).replace(text, fmt)
    if found.count:
        assert "".join(words for operation, words in found.parts if operation != "added") == text
        assert "".join(words for operation, words in found.parts if operation != "removed") == found.text
    else:
        assert found.text == text
