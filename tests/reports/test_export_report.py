"""bin/manage export_report: what it writes, and how it says no."""

import csv
import io
import json
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from reports.catalogue import Column
from tests.cast import Cast
from tests.factories import make_deck, make_quiz

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("export_report", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_list_names_every_report_with_its_filters() -> None:
    out, _err = run("--list")
    assert "student-progress:" in out
    assert "content-production:" in out
    assert "filters: status, kind, level, owner, since, until" in out


def test_csv_is_a_header_and_rows_and_nothing_else(cast: Cast, tmp_path: Path) -> None:
    make_quiz(cast.teacher, title="=Ünïcode, “quoted”")
    make_deck(cast.teacher)
    target = tmp_path / "report.csv"
    _out, err = run("content-production", "--format", "csv", "-o", str(target), "--filter", "kind=quiz")
    assert err.startswith("content-production: 1 rows as of 20")
    with target.open(encoding="utf-8", newline="") as file:
        header, row = csv.reader(file)
    assert header[:2] == ["title", "content_id"]
    assert row[0] == "'=Ünïcode, “quoted”"
    assert [path.name for path in tmp_path.iterdir()] == ["report.csv"]


@pytest.mark.parametrize("number", [0, 1, 3])
def test_json_is_one_whole_object_on_standard_output(cast: Cast, number: int) -> None:
    for n in range(number):
        make_quiz(cast.teacher, title=f"Quiz {n}")
    out, err = run("content-production", "--format", "json")
    report: dict[str, Any] = json.loads(out)
    assert report["row_count"] == len(report["rows"]) == number
    assert all(set(row) == set(report["columns"]) for row in report["rows"])
    assert f"as of {report['as_of'][:19].replace('T', ' ')} UTC" in err
    assert {row["items"] for row in report["rows"]} <= {4}


def test_rows_beyond_one_piece_are_all_there(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.exporting.PIECE", 2)
    monkeypatch.setattr("reports.catalogue.base.CHUNK", 3)
    for n in range(7):
        make_deck(cast.teacher, title=f"Deck {n}", cards=1)
    titles = [f"Deck {n}" for n in reversed(range(7))]
    out, _err = run("content-production", "--format", "json")
    assert [row["title"] for row in json.loads(out)["rows"]] == titles
    out, _err = run("content-production")
    assert [row["title"] for row in csv.DictReader(io.StringIO(out))] == titles


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Name the report"),
        (["unknown"], "The reports are: student-progress, content-production"),
        (["student-progress", "--format", "xlsx"], "Worksheets cannot be written yet"),
        (["student-progress", "--format", "doc"], "The formats are: csv, json"),
        (["student-progress", "--filter", "colour=red"], "KEY=VALUE with: status, kind, student, since, until"),
        (["student-progress", "--filter", "status"], "is no filter"),
        (["student-progress", "--filter", "status=lost"], "status: Select a valid choice"),
        (["student-progress", "--filter", "since=1.1.2026"], "since: Enter a day as year-month-day"),
        (["student-progress", "-o", "/nowhere/report.csv"], "/nowhere/report.csv cannot be written"),
    ],
)
def test_bad_input_ends_with_a_sentence(arguments: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        run(*arguments)


def test_a_failed_export_leaves_the_old_file_alone(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "report.csv"
    target.write_text("the old one")

    def fail(columns: Sequence[Column], _rows: Any) -> Generator[bytes, None, None]:
        yield b"," * (len(columns) - 1) + b"\n"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("reports.exporting.copy_rows", fail)
    with pytest.raises(CommandError, match="No space left on device"):
        run("content-production", "-o", str(target))
    assert target.read_text() == "the old one"
    assert [path.name for path in tmp_path.iterdir()] == ["report.csv"]
