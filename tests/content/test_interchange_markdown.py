"""Study guides from Markdown, and back."""

import re
from collections import Counter
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from content.interchange.base import Parsed, ParsedItem, Refused
from content.interchange.kramdown import normalise
from content.interchange.markdown import parse_markdown
from content.interchange.sections import write_markdown
from content.item_types import get_item_type
from content.kinds.study_guide import CheckQuestion, SectionData
from content.text import TextFormat

BIOLOGY = sorted((Path(__file__).resolve().parents[3] / "shared" / "data" / "prose-openstax-biology").glob("*.md"))


def sections(text: str) -> list[SectionData]:
    return _data(parse_markdown(text))


def _data(parsed: Parsed) -> list[SectionData]:
    return [item.data for content in parsed.contents for item in content.items if isinstance(item.data, SectionData)]


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", unescape(text)))


def _prose(text: str) -> str:
    """The words of an OpenStax file, without its markup: what a reader has to find again."""
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    text = re.sub(r"<annotation.*?</annotation>", "", text, flags=re.DOTALL)
    text = re.sub(r"\{:[^}\n]*\}|<iframe[^>]*>|^\[\w+\]: \S+$", "", text, flags=re.MULTILINE)
    text = re.sub(r"\]\([^)\s]*", "] ", re.sub(r"\[\\\[link\\\]\]\(#[^)]*\)", "", text))
    text = re.sub(r"^( *[0-9]+\. )", "", re.sub(r"\]\[\w+\]", "]", text), flags=re.MULTILINE)
    return re.sub(r"</?[a-z][^>]*>", " ", text)


@pytest.mark.skipif(not BIOLOGY, reason="the shared data is not here")
@pytest.mark.parametrize("path", BIOLOGY, ids=lambda path: path.stem)
def test_a_real_chapter_comes_in_whole(path: Path) -> None:
    text = path.read_text()
    parsed = parse_markdown(text)
    found = "\n\n".join(f"{data.heading}\n\n{data.body}" for data in _data(parsed))
    assert words(_prose(text)) - words(found) == Counter()
    assert parsed.rejected == []
    assert f'title: "{parsed.contents[0].title}"' in text
    lines = text.split("\n")
    for item in parsed.contents[0].items[1:]:
        assert lines[item.line - 1] == f"### {item.data.heading}"  # type: ignore[attr-defined]


@pytest.mark.skipif(not BIOLOGY, reason="the shared data is not here")
@pytest.mark.parametrize("path", BIOLOGY, ids=lambda path: path.stem)
def test_a_real_chapter_is_free_of_foreign_markup_and_reads_back(path: Path) -> None:
    parsed = parse_markdown(path.read_text())
    shown = "".join(get_item_type("section").html(data)["body"] for data in _data(parsed))
    for sign in ("{:", "markdown=", "&lt;m", "&lt;div", "&lt;span", "&lt;iframe", "\\[link", "[link]("):
        assert sign not in shown
    written, notices = write_markdown(parsed.contents[0].items, parsed.contents[0].title)
    assert notices == []
    again = parse_markdown(written)
    assert _data(again) == _data(parsed)
    assert again.contents[0].title == parsed.contents[0].title


def test_sections_begin_at_the_highest_headings() -> None:
    text = "Before.\n\n### One\n\nText.\n\n#### Deeper\n\nMore.\n\n```\n### no heading\n```\n\n### Two ###\nEnd.\n"
    assert [(data.heading, data.body) for data in sections(text)] == [
        ("", "Before."),
        ("One", "Text.\n\n### Deeper\n\nMore.\n\n```\n### no heading\n```"),
        ("Two", "End."),
    ]


def test_one_heading_of_the_first_level_is_the_title() -> None:
    parsed = parse_markdown("# The *Cell*\n\nIntro.\n\nParts\n-----\n\nA.\n")
    assert parsed.contents[0].title == "The Cell"
    assert [(data.heading, data.body) for data in _data(parsed)] == [("", "Intro."), ("Parts", "A.")]
    assert [data.heading for data in sections("# One\n\na\n\n# Two\n\nb\n")] == ["One", "Two"]


def test_headings_in_quotations_asides_and_lists_do_not_divide() -> None:
    text = "## One\n\n> ## Said\n\n<aside>\n\n## Aside\n\n</aside>\n\n- ## Item\n"
    assert [data.heading for data in sections(text)] == ["One"]


def test_front_matter_gives_the_title_and_says_what_else_it_held() -> None:
    parsed = parse_markdown('\ufeff---\r\ntitle: "A \\"quoted\\" title"\r\nlayout: page\r\n---\r\nText.\r\n')
    assert parsed.contents[0].title == 'A "quoted" title'
    assert [notice.message for notice in parsed.warnings] == [
        "The front matter holds more than a title, which was left out: layout."
    ]
    assert parse_markdown("---\ntitle: 'It''s'\n---\nText.").contents[0].title == "It's"


def test_nothing_gives_nothing() -> None:
    assert parse_markdown("\n \n") == Parsed("markdown")
    with pytest.raises(Refused, match="a million"):
        parse_markdown("x" * 1_000_001)


def test_links_defined_elsewhere_are_written_out() -> None:
    links = '[1]: http://a.example "A"\n[two]: <http://b.example>\n'
    text = f"See [this][1], [Two][] and [two].\n\n    [1] in code\n\n## B\n\n{links}"
    assert sections(text)[0].body == (
        'See [this](http://a.example "A"), [Two](http://b.example) and [two](http://b.example).\n\n    [1] in code'
    )


def test_pictures_that_cannot_be_loaded_are_said_by_line() -> None:
    parsed = parse_markdown("## A\n\n![x](pictures/x.png)\n![y](/media/y.png)\n\n![z](https://z.example/z.png)\n")
    assert [(notice.line, notice.item) for notice in parsed.warnings] == [(3, "x.png"), (6, "z.png")]


def test_a_check_block_becomes_the_question_of_its_section() -> None:
    text = "## Sums\n\nAdd.\n\n```check\n2+2? {=4 =four}\n```\n\n## Next\n\nText.\n"
    first, second = sections(text)
    assert first.body == "Add."
    assert first.question is not None
    assert first.question.type == "short_answer"
    assert second.question is None


def test_a_check_block_that_is_no_question_stays_and_is_said() -> None:
    text = "## Sums\n\n```check\n2+2? {=4\n```\n"
    parsed = parse_markdown(text)
    assert "```check" in _data(parsed)[0].body
    assert [notice.item for notice in parsed.warnings] == ["Sums", "Sums"]
    assert "exactly one question" in parsed.warnings[1].message


def test_kramdown_is_left_alone_where_there_is_none() -> None:
    text = "term\n: meaning\n\n<div>x</div>\n\n`{: .a}` and {: alone\n"
    assert normalise(text) == text


def test_kramdown_becomes_markdown() -> None:
    text = (
        '<div data-type="note" class="x" markdown="1">\n<div data-type="title">\nHint\n</div>\n'
        'A **cell**{: data-type="term"}'
        ' is small ([\\[link\\]](#fig-1)).\n\n</div>\n\n ![Alt](a.png "What *it* shows"){: #fig-1}\n\n'
        '1.  one\n2.  two\n{: type="a"}\n\nterm\n: meaning\n^\n\n```\n{: code}\n```\n'
    )
    assert normalise(text) == (
        "\n\n<aside>\n\n**Hint**\n\nA **cell** is small (Figure 1).\n\n</aside>\n\n"
        "<figure>\n\n![Alt](a.png)\n\n<figcaption>\n\n"
        "**Figure 1** What \\*it\\* shows\n\n</figcaption>\n\n</figure>\n\n"
        "- a. one\n- b. two\n\nterm\n: meaning\n\n```\n{: code}\n```\n"
    )
    assert normalise(normalise(text)) == normalise(text)


_inline = st.text("abc *_`#$-.:", max_size=12).map(lambda text: f"w{text}".strip())
_body = st.lists(_inline | st.sampled_from(["### Deeper", "- a\n- b", "```\n## code\n```", "> q"]), max_size=4).map(
    "\n\n".join
)
_question = st.none() | st.just(CheckQuestion(type="true_false", data={"stem": "Sky ``` blue?", "answer": True}))
_heading = st.from_regex(r"[A-Z][a-z]{0,5}( [a-z]{1,5})?", fullmatch=True)


@settings(max_examples=150, deadline=None)
@given(
    st.builds(SectionData, heading=st.just("") | _heading, body=_body, question=_question),
    st.lists(st.builds(SectionData, heading=st.just("") | _heading, body=_body, question=_question), max_size=3),
    st.sampled_from(["", "Title", 'A "b": c']),
)
def test_what_is_written_reads_back_the_same(first: SectionData, rest: list[SectionData], title: str) -> None:
    data = [section for section in [first, *rest] if section.heading or section.body or section.question]
    items = [ParsedItem(1, "section", section, "x") for section in data]
    text, notices = write_markdown(items, title)
    parsed = parse_markdown(text)
    assert notices == []
    assert _data(parsed) == data
    assert [content.title for content in parsed.contents] == ([title] if data else [])


def test_a_section_with_a_large_heading_stands_in_a_frame() -> None:
    data = [SectionData(heading="A", body="# Big\n\ntext"), SectionData(heading="B", body="b")]
    text, notices = write_markdown([ParsedItem(1, "section", section, "A") for section in data])
    assert text == '<!-- [section] [set:heading="A"] -->\n# Big\n\ntext\n<!-- [end] -->\n\n## B\n\nb\n'
    assert notices == []
    assert _data(parse_markdown(text)) == data


_lines = st.sampled_from(
    [
        "text",
        "# big",
        "## two",
        "### three",
        "```",
        "~~~check",
        "<div>",
        "</div>",
        "<!--",
        "-->",
        "{: .x}",
        "[a]: http://x",
        *("---", "===", "", "    code", "- a", "> q", "[a]", "title: x", "| a |", "|---|", "```check", "Sky{T}"),
        *("<!-- [end] -->", "\\<!-- [end] -->", "<!-- [section] -->", "<!-- [pool:x] -->", "<script>", "\u202e😀"),
    ]
)
_any_question = st.none() | st.builds(
    lambda stem, points: CheckQuestion(type="cloze", data={"stem": stem, "points": points}),
    st.sampled_from(["{1:SA:=a}", "``` {1:SA:=a}\n\n## b"]),
    st.sampled_from(["2", "3.5"]),
)
_any_section = st.builds(
    SectionData,
    heading=st.just("") | _heading | st.sampled_from(["A #", "B {#x}", "-->", "a\nb", "`", "*"]),
    body=st.lists(_lines, max_size=6).map("\n".join),
    question=_any_question,
    format=st.sampled_from(TextFormat),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(_any_section, st.sampled_from(["", "Pool ]1"]), st.sampled_from(["", "x"])), max_size=4))
@example([(SectionData(body="---\n---\nwords"), "", "")])  # no front matter
def test_any_sections_read_back_the_same(drawn: list[tuple[SectionData, str, str]]) -> None:
    items = [ParsedItem(1, "section", section, "x", name, (), pool) for section, pool, name in drawn]
    text, notices = write_markdown(items)
    assert notices == []
    read = [item for content in parse_markdown(text, as_written=True).contents for item in content.items]
    assert [(_bare(item.data), item.external_id, item.pool) for item in read] == [
        (_bare(section), name, pool) for section, pool, name in drawn
    ]


def _bare(data: Any) -> Any:
    """Without white space at the ends, which nobody sees."""
    return data.heading, data.body.strip("\n").rstrip(), data.format, data.question


def test_what_is_written_here_is_not_converted_and_its_faults_have_their_lines() -> None:
    text = "# One\n\n{: .note}\n\n### Three\n\n[a]: http://x\n\n## Two\n\ntext\n\n```check\n\nQ{\n```\n"
    parsed = parse_markdown(text, as_written=True)
    assert [(item.line, item.data.heading) for item in parsed.contents[0].items] == [(1, "One"), (9, "Two")]  # type: ignore[attr-defined]
    assert parsed.contents[0].items[0].data.body == "{: .note}\n\n### Three\n\n[a]: http://x"  # type: ignore[attr-defined]
    assert [notice.line for notice in parsed.warnings] == [15, 13]


@settings(max_examples=200, deadline=None)
@given(st.text('ab\n#`-=<>/[]()!{}:^" *|', max_size=80) | st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    for source in (text, text + '\n{: type="a"}\n'):
        for data in sections(source):
            get_item_type("section").html(data)
