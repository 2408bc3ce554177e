"""CSV is written by the database: here beside the same cells formatted in Python."""

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import DateTimeField, DecimalField, F, Field, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast as CastTo
from django.db.utils import InternalError
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.pq import TransactionStatus

from accounts.models import User
from accounts.roles import Role
from reports.catalogue import REPORTS, Column, ColumnType, TableReport
from reports.catalogue.base import reading
from reports.catalogue.copying import FORMULA_STARTS, copy_rows
from tests.cast import Cast
from tests.factories import UserFactory, make_quiz, publish
from tests.reports.rows import NOON, make_progress

TABLES = [report for report in REPORTS.values() if isinstance(report, TableReport)]
NASTY = (
    *(f"{start}1+1" for start in FORMULA_STARTS),
    'He said "so", and\nleft;\r\ntwice\r',
    "Ünïcode ‘Ω’ 漢字 🦊 \u202eאב",
    "100% of %s and {braces} \\. \\N",
    "",
    " ",
    "'=quoted already",
    "\\.",
    "NULL",
    "x" * 100_000,
)
TEXTS = st.one_of(st.sampled_from(NASTY), st.text(st.characters(exclude_characters="\x00", codec="utf-8")))
TIMES = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001 (hypothesis adds it)
NUMBERS = st.decimals(Decimal(-10) ** 12, Decimal(10) ** 12, places=4).filter(
    lambda number: number or not number.is_signed()
)
COUNTS = st.integers(-(2**31), 2**31 - 1)
FIELDS: "dict[ColumnType, Field[Any, Any]]" = {
    ColumnType.TEXT: TextField(),
    ColumnType.CHOICE: TextField(),
    ColumnType.TIME: DateTimeField(),
    ColumnType.PERCENT: DecimalField(max_digits=20, decimal_places=4),
    ColumnType.NUMBER: IntegerField(),
}


def format_cell(column: Column, value: Any) -> str:
    """What a cell of the file has to be."""
    if value is None:
        return ""
    if column.type == ColumnType.TIME:
        return str(value.isoformat(" ")[:19])
    if column.type == ColumnType.TEXT and str(value).startswith(FORMULA_STARTS):
        return f"'{value}"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def copied(columns: Any, rows: QuerySet[Any, Any]) -> list[list[str]]:
    text = b"".join(copy_rows(columns, rows)).decode()
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.fixture
def person(db: None) -> User:
    return UserFactory.create()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cells=st.lists(
        st.one_of(
            st.tuples(st.just(ColumnType.TEXT), st.none() | TEXTS),
            st.tuples(st.just(ColumnType.CHOICE), st.none() | TEXTS),
            st.tuples(st.just(ColumnType.TIME), st.none() | TIMES),
            st.tuples(st.just(ColumnType.PERCENT), st.none() | NUMBERS),
            st.tuples(st.just(ColumnType.NUMBER), st.none() | COUNTS),
        ),
        min_size=2,
        max_size=12,
    )
)
def test_every_cell_is_as_python_would_write_it(person: User, cells: list[tuple[ColumnType, Any]]) -> None:
    columns = [
        Column(f"column_{number}", "", CastTo(Value(value), FIELDS[kind]), kind)
        for number, (kind, value) in enumerate(cells)
    ]
    rows = User.objects.filter(pk=person.pk).values_list(*(column.source for column in columns))
    expected = [format_cell(column, value) for column, (_kind, value) in zip(columns, cells, strict=True)]
    assert copied(columns, rows) == [expected]


def make_nasty_rows(cast: Cast) -> None:
    quiz = publish(make_quiz(cast.teacher, title="=1+1"), cast.reviewer)
    times = (datetime(1850, 2, 28, 23, 59, 59, 999_999, UTC), NOON, None)
    for number, text in enumerate(text[:150] for text in NASTY):
        student = UserFactory.create(username=f"student{number}", full_name=text)
        make_progress(student, quiz, started_at=times[number % 3], quiz_score=Decimal(number) / 2, time_spent=number)


@pytest.mark.django_db
@pytest.mark.parametrize("report", TABLES, ids=lambda report: report.name)
def test_a_report_copies_the_rows_that_its_page_reads(cast: Cast, report: TableReport) -> None:
    make_nasty_rows(cast)
    filters = report.filter_form({"kind": "quiz"})
    assert filters.is_valid()
    selected = report.select(filters)
    rows = list(report.rows(selected))
    expected = [[format_cell(column, value) for column, value in zip(report.columns, row, strict=True)] for row in rows]
    assert len(rows) == selected.count() > 0
    assert copied(report.columns, report.query(selected)) == expected


@pytest.mark.django_db
def test_parameters_stay_values(person: User) -> None:
    columns = [Column("name", "", "username"), Column("said", "", "said")]
    said = "'; DROP TABLE accounts_user; -- %s %(a)s {values}"
    rows = User.objects.filter(username=person.username).annotate(said=Value(said)).values_list("username", "said")
    assert copied(columns, rows) == [[person.username, said]]
    assert copied(columns, rows.filter(username="' OR '1' = '1")) == []
    assert copied(columns, rows.none()) == []


@pytest.mark.django_db
def test_nothing_is_written_while_a_report_is_read(person: User) -> None:
    with pytest.raises(InternalError, match="read-only"), transaction.atomic(), reading():
        User.objects.filter(pk=person.pk).update(full_name=F("username"))
    User.objects.filter(pk=person.pk).update(full_name="Written again")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("file_format", ["csv", "json"])
def test_a_reader_who_goes_away_lets_go_of_the_database(client: Client, file_format: str) -> None:
    author = UserFactory.create(roles=[Role.TEACHER, Role.STAFF])
    make_progress(author, make_quiz(author))
    client.force_login(author)
    response = client.get("/reports/student-progress/export/", {"format": file_format})
    pieces = iter(response)
    read = [next(pieces), next(pieces)]
    assert all(read)
    response.close()
    assert not connection.in_atomic_block
    assert connection.connection is None or connection.connection.info.transaction_status == TransactionStatus.IDLE
    assert User.objects.filter(pk=author.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_stopping_in_the_middle_stops_the_database() -> None:
    User.objects.bulk_create(
        User(username=f"u{number}", email=f"u{number}@example.org", full_name="x" * 150) for number in range(20_000)
    )
    records = copy_rows([Column("name", "", "full_name")], User.objects.values_list("full_name"))
    assert bytes(next(records)) == b"x" * 150 + b"\n"
    records.close()
    assert not connection.in_atomic_block
    assert User.objects.count() >= 20_000
