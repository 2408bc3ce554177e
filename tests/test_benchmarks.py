"""What the benchmarks stand on: forms as a browser sends them, statements as they were sent, figures in columns."""

import pytest

from benchmarks.forms import find_form
from benchmarks.load import Tally
from benchmarks.results import HEADINGS, CaseRow, Results
from benchmarks.statements import make_script

PAGE = """
<form action="/search/"><input name="q" value="x"></form>
<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="t">
<input type="hidden" name="base" value="3">
<textarea name="stem">
Is 1 &lt; 2?</textarea>
<input type="radio" name="choice" value="0"><input type="radio" name="choice" value="1" checked>
<input type="checkbox" name="shuffle" checked><input type="checkbox" name="multiple">
<select name="level"><option value="a">A</option><option value="b" selected>B</option></select>
<select name="topic"><option value="">None</option><option value="t">T</option></select>
<input name="gone" value="x" disabled><button name="do" value="add">Add</button></form>
"""


def test_a_form_is_sent_as_it_stands() -> None:
    form = find_form(PAGE, "base")
    assert form.fields == [
        ("base", "3"),
        ("stem", "Is 1 < 2?"),
        ("choice", "1"),
        ("shuffle", "on"),
        ("level", "b"),
        ("topic", ""),
    ]
    assert form.choices == {"choice": ["0", "1"]}
    assert form.textareas == ["stem"]


def test_a_page_without_the_form_is_an_error() -> None:
    with pytest.raises(LookupError, match="attempt"):
        find_form(PAGE, "attempt")


def test_statements_are_replayed_without_what_only_holds_the_capture_together() -> None:
    cursor = 'DECLARE "_django_curs_1" NO SCROLL CURSOR WITH HOLD FOR SELECT 1 FOR UPDATE'
    script = make_script(["SAVEPOINT a", "SELECT 2", cursor, "RELEASE SAVEPOINT a", "ROLLBACK TO SAVEPOINT a"])
    assert script.statements == ["SELECT 2", "SELECT 1 FOR UPDATE"]
    assert not script.writes
    assert make_script(["SELECT 1", 'INSERT INTO "t" VALUES (1)']).writes


@pytest.mark.django_db
def test_the_table_is_aligned_and_wrong_answers_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    right = Tally(done=100, seconds=2, times=[0.01] * 100, wire_bytes=500_000)
    bare = Tally(done=400, seconds=2, times=[0.002] * 400)
    wrong = Tally(errors=["/library/ answered 500"])
    results = Results([CaseRow("library", right, bare, 8), CaseRow("desk", wrong, Tally(), 0)], [])
    assert results.report(write=False, seconds=1) == 1
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("|")]
    assert len({len(line) for line in lines}) == 1
    assert [cell.strip() for cell in lines[0].strip("|").split("|")] == list(HEADINGS)
    cells = [cell.strip() for cell in lines[2].strip("|").split("|")]
    assert cells == ["library", "50", "200", "0.25", "8", "5.0", "10.0", "10.0"]
    assert "–" in lines[3]
