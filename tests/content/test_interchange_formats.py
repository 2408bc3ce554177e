"""Which format a file is in, and how its bytes become text."""

from pathlib import Path

import pytest

from content.interchange import FORMATS, ParsedItem, Refused, decode, detect_format, parse, write
from content.kinds import KINDS
from content.kinds.flashcards import CardData

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.mark.parametrize(
    ("filename", "text", "name"),
    [
        ("a.gift", "", "gift"),
        ("A.CSV", "x", "csv"),
        ("a.md", "x", "markdown"),
        ("a.txt", "::Q1::\nWhat?\n{\n=a ~b\n}", "gift"),
        ("a.txt", "Is it? {T}", "gift"),
        ("", "a\tb\nc\td\n", "tsv"),
        ("a.txt", "# One\nAna: Hello.\nBen: Hello.\n", "script"),
        ("a.txt", "# One\n\nA text that has a colon: here.\n\nMore.\n", "markdown"),
        ("", "---\ntitle: A\n---\nText.", "markdown"),
    ],
)
def test_tells_the_format_by_name_or_by_looks(filename: str, text: str, name: str) -> None:
    assert detect_format(filename, text) == name


@pytest.mark.parametrize(
    ("filename", "text", "word"),
    [
        ("a.xml", "", "Moodle XML cannot be read yet. These can: GIFT, CSV, TSV, Markdown, Script."),
        ("a.txt", '<?xml version="1.0"?>\n<quiz><question/></quiz>', "Moodle XML cannot be read yet"),
        ("a.txt", "What?\nA. x\nB. y\nANSWER: A\n", "Aiken cannot be read yet"),
        ("a.apkg", "", "Anki cannot be read yet"),
        ("a.json", '{"a": 1}', "JSON cannot be read yet"),
        ("a.txt", "<questestinterop/>", "QTI cannot be read yet"),
        ("a.txt", "Just words.", "cannot be told. Choose one: GIFT"),
    ],
)
def test_says_what_cannot_be_read(filename: str, text: str, word: str) -> None:
    with pytest.raises(Refused) as caught:
        parse(text, filename=filename)
    assert word in str(caught.value)


def test_unknown_names_are_refused_with_the_ones_that_work() -> None:
    with pytest.raises(Refused, match="no format “docx”"):
        parse("x", format="docx")
    with pytest.raises(Refused, match="Aiken cannot be read yet"):
        write("aiken", [])
    with pytest.raises(Refused, match="CSV can be read, but not written"):
        write("csv", [])


def test_options_reach_the_formats_that_take_them() -> None:
    text = "a,b,c\n1,2,3\n"
    parsed = parse(text, format="csv", front="c", back="a", unknown="x")
    assert parsed.contents[0].items[0].data == CardData(front="3", back="1")
    assert parse("Is it? {T}", front="c").format == "gift"


def test_every_kind_has_its_format() -> None:
    for kind in KINDS.values():
        fmt = FORMATS[kind.text_format]
        assert fmt.kind == kind.name
        assert fmt.write is not None
    assert write("tsv", [ParsedItem(1, "card", CardData(front="a", back="b"), "a")]) == ("a\tb\n", [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_reads_unicode(encoding: str) -> None:
    assert decode("Größe – 大".encode(encoding)) == ("Größe – 大", [])


def test_reads_windows_text_with_a_warning_at_its_line() -> None:
    text, (notice,) = decode("one\nGröße – “x”\n".encode("cp1252"))
    assert text == "one\nGröße – “x”\n"
    assert notice.line == 2
    assert "Windows-1252" in notice.message


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04abc", b"%PDF-1.7", bytes(range(256)) * 10, b"\x00\x01" * 50, b"\xff\xfe\x00"]
)
def test_refuses_what_is_no_text(data: bytes) -> None:
    with pytest.raises(Refused, match="not a text file"):
        decode(data)


def test_refuses_large_files() -> None:
    with pytest.raises(Refused, match="5 MB"):
        decode(b"x" * 5_000_001)


@pytest.mark.skipif(not DATA.exists(), reason="the shared data is not here")
def test_takes_every_file_named_for_import() -> None:
    files = [*(DATA / "gift-tsugi-dj4e").glob("*.*"), *(DATA / "gift-pegjs").glob("*.gift")]
    files = [path for path in files if path.name != "PROVENANCE.txt"]
    assert {parse(decode(path.read_bytes())[0], filename=path.name).format for path in files} == {"gift"}
    for path in (DATA / "prose-openstax-biology").glob("*.md"):
        assert parse(decode(path.read_bytes())[0], filename=path.name).format == "markdown"
