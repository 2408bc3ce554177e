"""What a text becomes: set well, and harmless whatever was typed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.rendering import find_math_errors, render, render_inline
from content.text import TextFormat, plain


def test_maths_becomes_mathml() -> None:
    html = render("The area is $\\pi r^2$.\n\n$$\\sum_{i=1}^n i$$")
    assert "<mi>π</mi>" in html
    assert 'display="block"' in html


def test_money_is_not_maths() -> None:
    assert render("It costs $5 and then $6.") == "<p>It costs $5 and then $6.</p>\n"


def test_unbalanced_maths_stays_as_typed_and_is_found() -> None:
    text = "See $\\frac{1}{2$ here."
    assert "<code>$\\frac{1}{2$</code>" in render(text)
    assert "\\frac{1}{2" in find_math_errors(text)[0]
    assert find_math_errors("Fine: $a_{1}$.") == []


def test_code_is_coloured_by_classes() -> None:
    html = render("```python\nprint('x')\n```")
    assert '<div class="highlight"><pre tabindex="0"><code><span class="nb">print</span>' in html
    assert "style=" not in html


def test_tables_scroll_inside_themselves() -> None:
    assert '<div class="table-scroll" tabindex="0"><table>' in render("| a | b |\n|---|---|\n| 1 | 2 |")


def test_headings_stand_below_the_section() -> None:
    assert render("# One\n\n## Two") == "<h3>One</h3><h3>Two</h3>"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src="x" onerror="alert(1)">',
        '<a href="javascript:alert(1)">x</a>',
        "[x](javascript:alert(1))",
        '<p style="position:fixed">x</p>',
        "<iframe src='https://example.org'></iframe>",
        "<svg onload=alert(1)></svg>",
        "$\\href{javascript:alert(1)}{x}$",
    ],
)
@pytest.mark.parametrize("fmt", list(TextFormat))
def test_nothing_that_acts_gets_through(text: str, fmt: TextFormat) -> None:
    tags = re.findall(r"<[^>]*>", render(text, fmt))
    for danger in ("<script", "<iframe", "<svg", "style=", "javascript:", "onload", "onerror", "src="):
        assert not [tag for tag in tags if danger in tag]


def test_tags_that_would_vanish_are_shown() -> None:
    assert "at the end of the &lt;body&gt;" in render("at the end of the <body>")
    assert "Inside the &lt;div&gt;" in render("Inside the <div>", TextFormat.MOODLE)
    assert "<b>bold</b>" in render("<b>bold</b>", TextFormat.MOODLE)


def test_images_of_other_sites_are_described_not_loaded() -> None:
    assert render("![A leaf](https://example.org/leaf.png)") == ('<p><span class="missing-image">A leaf</span></p>\n')
    assert '<img src="/media/leaf.png" alt="A leaf"' in render("![A leaf](/media/leaf.png)")


def test_inline_has_no_paragraph() -> None:
    assert render_inline("a *b*") == "a <em>b</em>"


def test_plain_words() -> None:
    assert plain("## A [link](https://x.org) and **bold**") == "A link and bold"
    assert plain("What is *left* of _it all_?") == "What is left of it all?"
    assert plain(r"2 * 3 * 4, snake_case_name, \*as it is\*") == "2 * 3 * 4, snake_case_name, *as it is*"
    assert plain("<p>a&amp;b</p>", TextFormat.HTML) == "a&b"


@given(st.text(max_size=300), st.sampled_from(list(TextFormat)))
def test_never_raises(text: str, fmt: TextFormat) -> None:
    assert "<script" not in render(text, fmt)
    assert "\n" not in plain(text, fmt)
