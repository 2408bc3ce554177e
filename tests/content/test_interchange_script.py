"""A podcast's script, read and written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.interchange.base import Parsed, ParsedItem
from content.interchange.script import is_speaker, parse_script, write_script
from content.kinds.podcast import SegmentData
from content.text import TextFormat


def segments(text: str) -> list[tuple[str, str, str]]:
    return [(data.speaker, data.text, data.chapter) for data in _data(parse_script(text))]


def _data(parsed: Parsed) -> list[SegmentData]:
    assert parsed.rejected == []
    return [item.data for content in parsed.contents for item in content.items if isinstance(item.data, SegmentData)]


SCRIPT = """# Opening

Ana: Welcome to the show.
Today: rivers.

**Dr. Ben:** Thank you, Ana.
Glad to be here.

At 10:30 we start.
# The Nile
Ana: How long is it?
Ben:
Very long.
"""


def test_reads_speakers_chapters_and_paragraphs() -> None:
    assert segments(SCRIPT) == [
        ("Ana", "Welcome to the show.", "Opening"),
        ("Today", "rivers.", ""),
        ("Dr. Ben", "Thank you, Ana.\nGlad to be here.\n\nAt 10:30 we start.", ""),
        ("Ana", "How long is it?", "The Nile"),
        ("Ben", "Very long.", ""),
    ]
    assert [item.line for item in parse_script(SCRIPT).contents[0].items] == [3, 4, 6, 11, 12]
    assert parse_script(SCRIPT).warnings == []


def test_nothing_gives_nothing() -> None:
    assert parse_script("\ufeff\n \n") == Parsed("script")


def test_says_what_is_doubtful_by_line() -> None:
    text = "Hello there.\n# One\n# Two\nAna: a\nThe long and winding name of a speaker at the end: words\n"
    parsed = parse_script(text)
    assert [(notice.line, notice.message.split()[0]) for notice in parsed.warnings] == [
        (5, "“The"),
        (1, "Nobody"),
        (2, "This"),
    ]
    assert segments(text) == [
        ("", "Hello there.", ""),
        ("", "", "One"),
        ("Ana", "a\nThe long and winding name of a speaker at the end: words", "Two"),
    ]


@pytest.mark.parametrize("name", ["Ana", "Dr. Ana", "Frau von Stein", "Speaker 2", "Søren", "O'Hara"])
def test_names_of_speakers(name: str) -> None:
    assert is_speaker(name)


@pytest.mark.parametrize("name", ["", "10", "He said. Then", "one two three four five", "x" * 41, "Well, then", "a*b"])
def test_words_that_are_no_names(name: str) -> None:
    assert not is_speaker(name)


def test_a_backslash_keeps_words_from_being_a_speaker_or_a_chapter() -> None:
    assert segments("Ana: a\nNote\\: b\n\\# c\nhttp://d") == [("Ana", "a\nNote: b\n# c\nhttp://d", "")]


_texts = st.text("ab:# \\\n*.", max_size=24).map(str.strip)
_names = st.just("") | st.from_regex(r"[A-Z][a-z]{0,5}( [A-Z][a-z]{0,3})?", fullmatch=True)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.builds(
            SegmentData, speaker=_names, text=_texts, chapter=st.just("") | st.from_regex(r"[a-z]{1,5}", fullmatch=True)
        ),
        max_size=4,
    )
)
def test_what_is_written_reads_back_the_same(data: list[SegmentData]) -> None:
    items = [ParsedItem(1, "segment", segment, "x") for segment in data]
    text, notices = write_script(items)
    assert notices == []
    assert _data(parse_script(text)) == data


def test_what_a_script_has_no_place_for_stands_before_its_segment() -> None:
    data = [
        SegmentData(speaker="Somebody whose name never comes to its end, ever", text="a", chapter="One"),
        SegmentData(speaker="Ana", text="<p>b</p>\n// [set:chapter=1]", format=TextFormat.HTML),
    ]
    items = [ParsedItem(1, "segment", data[0], "x", "id1", pool="Intro"), ParsedItem(1, "segment", data[1], "x")]
    text, notices = write_script(items)
    assert text == (
        '// [id:id1] [pool:Intro] [set:speaker="Somebody whose name never comes to its end, ever"] [set:chapter="One"]'
        '\n\n: a\n\n// [set:format="html"]\n\nAna: <p>b</p>\n\\// [set:chapter=1]\n'
    )
    assert notices == []
    parsed = parse_script(text)
    assert _data(parsed) == data
    assert [(item.external_id, item.pool) for item in parsed.contents[0].items] == [("id1", "Intro"), ("", "")]


@settings(max_examples=200, deadline=None)
@given(st.text("aB:# \\\n*.\r\x00", max_size=60) | st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    parse_script(text)


def test_a_speaker_may_begin_at_a_place_in_the_recording() -> None:
    text = "# Opening\n\n[0:00] Ana: Hello.\n[12:05]Ben: Hi.\n\n[1:02:03] **Cleo:** At last.\n[0:10] no speaker here\n"
    found = _data(parse_script(text))
    assert [(data.speaker, data.start) for data in found] == [("Ana", 0), ("Ben", 725), ("Cleo", 3723)]
    assert found[0].chapter == "Opening"
    assert found[2].text == "At last.\n[0:10] no speaker here"
    written, notices = write_script(parse_script(text).contents[0].items)
    assert notices == []
    assert written.startswith("# Opening\n\n[0:00] Ana: Hello.\n\n[12:05] Ben: Hi.\n\n[1:02:03] Cleo: At last.")
    assert _data(parse_script(written)) == found


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.builds(
            SegmentData,
            speaker=st.sampled_from(["", "Ana", "[0:10] Ana", "[0:10]", "Dr. B"]),
            text=st.sampled_from(
                ["x", "[0:10] Ben: y", "a\n[0:10] Ben: y\n[1:00] z", "[9:99] Ana: b", "a\n[0\\:10] Ben: y"]
            ),
            chapter=st.sampled_from(["", "One"]),
            start=st.none() | st.sampled_from([0, 59, 60, 3599, 3600, 359_999]),
        ),
        max_size=4,
    )
)
def test_places_in_the_recording_read_back_the_same(data: list[SegmentData]) -> None:
    text, notices = write_script([ParsedItem(1, "segment", segment, "x") for segment in data])
    assert notices == []
    assert _data(parse_script(text)) == data
