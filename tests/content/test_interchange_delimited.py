"""Flashcards from tables, and back."""

import contextlib
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.interchange.base import Parsed, ParsedItem, Refused
from content.interchange.delimited import parse_delimited, write_tsv
from content.kinds.flashcards import CardData
from content.text import TextFormat

GEOGRAPHY = Path(__file__).resolve().parents[3] / "shared" / "data" / "flashcards-geography"


def items(parsed: Parsed) -> list[ParsedItem]:
    return [item for content in parsed.contents for item in content.items]


def cards(text: str, **options: Any) -> list[tuple[str, str]]:
    data = [item.data for item in items(parse_delimited(text, **options))]
    return [(card.front, card.back) for card in data if isinstance(card, CardData)]


@pytest.mark.skipif(not GEOGRAPHY.exists(), reason="the shared data is not here")
def test_takes_a_real_table_of_capitals() -> None:
    parsed = parse_delimited((GEOGRAPHY / "capital.csv").read_text())
    found = items(parsed)
    assert len(found) == 219
    assert parsed.rejected == []
    assert found[0].data == CardData(front="England", back="London")
    assert [notice.message.split(" Left out")[0] for notice in parsed.warnings] == [
        "The front of each card is column “country”, the back column “capital”."
    ]


@pytest.mark.skipif(not GEOGRAPHY.exists(), reason="the shared data is not here")
def test_takes_tags_and_rejects_rows_without_a_back_by_line() -> None:
    parsed = parse_delimited((GEOGRAPHY / "main.csv").read_text(), back="flag")
    assert items(parsed)[2].tags == ("UG::Europe", "UG::Sovereign_State")
    assert (parsed.rejected[0].line, parsed.rejected[0].item) == (5, "Northern Ireland")
    assert len(items(parsed)) + len(parsed.rejected) == 323


def test_known_names_choose_the_columns() -> None:
    text = "No,Answer,Question,Hint,Id\n1,Rome,Italy,seven hills,x1\n"
    (item,) = items(parse_delimited(text))
    assert item.data == CardData(front="Italy", back="Rome", hint="seven hills")
    assert item.external_id == "x1"
    assert parse_delimited(text).warnings[0].message.endswith("Left out: “No”.")


def test_columns_can_be_asked_for_by_name_or_number() -> None:
    text = "Land,Stadt,Fluss\nItalien,Rom,Tiber\n"
    assert cards(text, front="land", back="FLUSS") == [("Italien", "Tiber")]
    assert cards(text, front="2", back="1") == [("Stadt", "Land"), ("Rom", "Italien")]
    assert cards(text, back="Land") == [("Rom", "Italien")]
    with pytest.raises(Refused, match=r"no column “Berg”\. The columns are: Land, Stadt, Fluss"):
        cards(text, front="Berg")
    with pytest.raises(Refused, match="no column “4”"):
        cards(text, front="4")


def test_a_table_without_names_keeps_its_first_row() -> None:
    assert cards("dog,Hund\ncat,Katze\ncow,Kuh\n") == [("dog", "Hund"), ("cat", "Katze"), ("cow", "Kuh")]
    (item,) = items(parse_delimited("dog\tHund\tit barks\n", format="tsv"))
    assert item.data == CardData(front="dog", back="Hund", hint="it barks")


def test_semicolons_separate_where_there_are_no_commas() -> None:
    assert cards("Frage;x\n2,5;zwei\n") == [("Frage", "x"), ("2,5", "zwei")]


def test_cells_may_hold_line_breaks_and_marks() -> None:
    text = '\ufeff"a\nb","say ""hi"""\n\n"c, d",e\n'
    assert cards(text) == [("a\nb", 'say "hi"'), ("c, d", "e")]
    assert [item.line for item in items(parse_delimited(text))] == [1, 4]


def test_doubtful_rows_are_reported_by_line() -> None:
    parsed = parse_delimited('a,1\n,2\nb,\n"c"x,3\nA.,4\nd,5\n')
    assert [(notice.line, notice.item) for notice in parsed.rejected] == [(4, '"c"x,3'), (2, "2"), (3, "b")]
    assert "line 1 has the same front" in parsed.warnings[0].message
    assert (parsed.warnings[0].line, len(items(parsed))) == (5, 3)


def test_a_mark_that_is_never_closed_swallows_nothing() -> None:
    parsed = parse_delimited('a,1\nb,"2\nc,3\n')
    assert [item.data.front for item in items(parsed)] == ["a", "b", "c"]  # type: ignore[attr-defined]
    assert (parsed.warnings[0].line, parsed.rejected) == (2, [])


def test_one_column_is_refused_and_nothing_gives_nothing() -> None:
    with pytest.raises(Refused, match="two columns"):
        parse_delimited("a\nb\n")
    assert parse_delimited("\n \n") == Parsed("csv")


_cells = st.text("ab\t\n\"',;x ", max_size=10).map(str.strip)
_full = st.builds(lambda word, rest: word + rest, st.sampled_from(["dog", "Front", "front", "back", "42", '"']), _cells)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_what_is_written_reads_back_the_same(source: st.DataObject) -> None:
    card = st.builds(CardData, front=_full, back=_full, hint=_cells)
    tags = st.lists(st.sampled_from(["x", "y z"]), max_size=2, unique=True).map(tuple)
    item = st.builds(ParsedItem, st.just(1), st.just("card"), card, st.just("x"), st.sampled_from(["", "id1"]), tags)
    written = source.draw(st.lists(item, min_size=1, max_size=4))
    text, notices = write_tsv(written)
    read = items(parse_delimited(text, format="tsv"))
    assert [(item.data, item.tags, item.external_id) for item in read] == [
        (item.data, item.tags, item.external_id) for item in written
    ]
    assert notices == []


def test_columns_of_our_own_hold_what_a_card_has_beside_its_texts() -> None:
    data = CardData(front="<b>a</b>", back="b", format=TextFormat.HTML)
    text, notices = write_tsv([ParsedItem(1, "card", data, "a", pool="Energy"), ParsedItem(1, "card", CardData(), "b")])
    assert text == "front\tback\tpool\tformat\n<b>a</b>\tb\tEnergy\thtml\n\t\t\t\n"
    assert notices == []
    parsed = parse_delimited(text, "tsv", keeps_unfinished=True)
    assert [(item.data, item.pool) for item in items(parsed)] == [(data, "Energy"), (CardData(), "")]
    assert parsed.warnings == []


def test_a_text_that_is_being_written_may_be_unfinished_and_an_import_may_not() -> None:
    text = "Peru\nChile\tSantiago\n\tOslo\n"
    assert [item.data for item in items(parse_delimited(text, "tsv", keeps_unfinished=True))] == [
        CardData(front="Peru"),
        CardData(front="Chile", back="Santiago"),
        CardData(back="Oslo"),
    ]
    assert [notice.line for notice in parse_delimited(text, "tsv").rejected] == [1, 3]


def test_in_a_text_that_is_being_written_only_names_we_know_are_names() -> None:
    text = "cat\tanimal\nRome\tA City\nBern\tA Town\n"
    assert len(items(parse_delimited(text, "tsv"))) == 2
    assert len(items(parse_delimited(text, "tsv", keeps_unfinished=True))) == 3


@settings(max_examples=200, deadline=None)
@given(st.text('ab,";\t\n\r', max_size=50) | st.text(max_size=50), st.sampled_from(["csv", "tsv"]))
def test_any_text_is_read_or_refused(text: str, fmt: str) -> None:
    with contextlib.suppress(Refused):
        parse_delimited(text, format=fmt)


@pytest.mark.parametrize("piece", ['"', '"a"b,c\n', 'a,"', "a,b\n", '"\n', ","])
def test_time_is_proportional_to_length(piece: str) -> None:
    started = time.monotonic()
    with contextlib.suppress(Refused):
        parse_delimited(piece * (500_000 // len(piece)))
    assert time.monotonic() - started < 10
