"""The report of how far students are: rows, filters, files, and that all of them agree."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import Profile, User
from accounts.roles import Role
from content.models import Content
from progress.models import LearningProgress
from tests.cast import Cast
from tests.factories import UserFactory, make_guide, make_quiz, publish
from tests.reports.rows import NOON, make_progress

pytestmark = pytest.mark.django_db
PAGE = "/reports/student-progress/"
FILE = f"{PAGE}export/"


@pytest.fixture
def quiz(cast: Cast) -> Content:
    return publish(make_quiz(cast.teacher), cast.reviewer)


def read_csv(response: Any) -> list[dict[str, str]]:
    text = response.getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_row_says_all_there_is(staff: Client, cast: Cast, quiz: Content) -> None:
    later = NOON + timedelta(hours=1)
    make_progress(
        cast.student, quiz, status="completed", percentage=100, quiz_score="87.5", completed_at=later, time_spent=11_100
    )
    (row,) = read_csv(staff.get(FILE))
    assert row == {
        "student": "Sami Example",
        "username": "sami",
        "title": "Small quiz",
        "content_id": str(quiz.pk),
        "kind": "quiz",
        "status": "completed",
        "percentage": "100",
        "time_spent_seconds": "11100",
        "quiz_score_percent": "87.5",
        "flashcard_score_percent": "",
        "started_utc": "2026-03-10 12:00:00",
        "completed_utc": "2026-03-10 13:00:00",
        "last_accessed_utc": "2026-03-10 12:00:00",
    }
    page = staff.get(PAGE).content.decode()
    for shown in ("Sami Example", "Small quiz", "Completed", "100%", "87.5%", "3 h 05 min", "10 Mar 2026, 12:00"):
        assert shown in page
    assert "1 row" in page


def test_page_files_and_command_hold_the_same_rows(staff: Client, cast: Cast, quiz: Content, tmp_path: Any) -> None:
    for n in range(7):
        make_progress(UserFactory.create(full_name=f"Student {n}"), quiz, percentage=10 * n, quiz_score=n)
    make_progress(cast.classmate, publish(make_guide(cast.teacher), cast.reviewer), percentage=1)
    query = {"kind": "quiz", "since": "2026-03-01"}
    page = staff.get(PAGE, query)
    downloaded = read_csv(staff.get(FILE, query | {"format": "csv"}))
    whole = json.loads(staff.get(FILE, query | {"format": "json"}).getvalue())
    target = tmp_path / "progress.csv"
    call_command(
        "export_report",
        "student-progress",
        "-o",
        str(target),
        filter=["kind=quiz", "since=2026-03-01"],
        stderr=io.StringIO(),
    )
    with target.open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))
    assert downloaded == written
    assert page.context["count"] == whole["row_count"] == len(whole["rows"]) == len(written) == 7
    by_csv = [(row["student"], int(row["percentage"]), float(row["quiz_score_percent"])) for row in written]
    by_json = [(row["student"], row["percentage"], row["quiz_score_percent"]) for row in whole["rows"]]
    shown = [{cell.column.key: cell.value for cell in row} for row in page.context["rows"]]
    by_page = [(row["student"], row["percentage"], float(row["quiz_score_percent"])) for row in shown]
    assert by_csv == by_json == by_page
    assert whole["filters"] == {"kind": "quiz", "since": "2026-03-01"}
    assert whole["report"] == "student-progress"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"sami", "clara", "carlos"}),
        ({"status": "completed"}, {"clara"}),
        ({"kind": "study_guide"}, {"carlos"}),
        ({"student": "SAMI@ex"}, {"sami"}),
        ({"student": "Example"}, {"sami", "clara", "carlos"}),
        ({"since": "2026-03-11"}, {"clara"}),
        ({"until": "2026-03-10"}, {"sami", "carlos"}),
        ({"since": "2026-03-10", "until": "2026-03-10"}, {"sami", "carlos"}),
        ({"student": "100%_nobody"}, set()),
    ],
)
def test_filters(staff: Client, cast: Cast, quiz: Content, query: dict[str, str], found: set[str]) -> None:
    next_day = NOON + timedelta(days=1)
    make_progress(cast.student, quiz)
    done = {"status": "completed", "percentage": 100, "completed_at": next_day, "last_accessed_at": next_day}
    make_progress(cast.classmate, quiz, **done)
    make_progress(cast.colleague, publish(make_guide(cast.teacher), cast.reviewer))
    assert {row["username"] for row in read_csv(staff.get(FILE, query))} == found
    assert staff.get(PAGE, query).context["count"] == len(found)


def test_a_day_is_a_day_where_its_reader_lives(staff: Client, cast: Cast, quiz: Content) -> None:
    Profile.objects.filter(user=cast.staff).update(time_zone="Pacific/Kiritimati")  # 14 hours ahead
    make_progress(cast.student, quiz)
    assert staff.get(PAGE, {"until": "2026-03-10"}).context["count"] == 0
    assert staff.get(PAGE, {"since": "2026-03-11"}).context["count"] == 1
    assert "11 Mar 2026, 02:00" in staff.get(PAGE).content.decode()
    assert read_csv(staff.get(FILE))[0]["started_utc"] == "2026-03-10 12:00:00"


@pytest.mark.parametrize(
    "query",
    [
        {"status": "lost"},
        {"since": "yesterday"},
        {"since": "2026-02-30"},
        {"since": "2026-03-02", "until": "2026-03-01"},
    ],
)
def test_bad_filters_are_answered_at_their_field(staff: Client, query: dict[str, str]) -> None:
    page = staff.get(PAGE, query)
    assert page.status_code == 400
    assert page.context["filters"].errors
    assert staff.get(FILE, query)["Location"].startswith(f"{PAGE}?")


def test_text_never_becomes_a_formula(staff: Client, cast: Cast, quiz: Content) -> None:
    names = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", 'Plain, "quoted"\nname']
    for number, name in enumerate(names):
        make_progress(UserFactory.create(username=f"u{number}", full_name=name), quiz)
    written = {row["username"]: row["student"] for row in read_csv(staff.get(FILE))}
    assert [written[f"u{n}"] for n in range(5)] == [f"'{name}" for name in names[:5]]
    assert written["u5"] == names[5]


def test_the_file_is_streamed_and_named_after_what_it_holds(staff: Client, cast: Cast, quiz: Content) -> None:
    make_progress(cast.student, quiz)
    response = staff.get(FILE, {"status": "in_progress", "student": "Sämi/../x"})
    assert response.streaming
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    name = response["Content-Disposition"]
    assert name.startswith('attachment; filename="student-progress_20')
    assert name.endswith('Z_status-in_progress_student-samix.csv"')
    assert response.getvalue().startswith(b"\xef\xbb\xbfstudent,username")


def test_an_unknown_format_is_answered_with_a_sentence(staff: Client) -> None:
    response = staff.get(FILE, {"format": "xlsx"}, follow=True)
    assert "Reports come as CSV or as JSON." in response.content.decode()


def many_rows(quiz: Content, number: int) -> None:
    start = User.objects.count()
    students = User.objects.bulk_create(
        User(username=f"many{start + n}", email=f"many{start + n}@example.org") for n in range(number)
    )
    LearningProgress.objects.bulk_create(
        LearningProgress(student=student, content=quiz, last_accessed_at=NOON) for student in students
    )


def test_many_rows_are_read_page_by_page(staff: Client, quiz: Content) -> None:
    many_rows(quiz, 120)
    seen: list[str] = []
    page = staff.get(PAGE, {"status": "not_started"})
    while True:
        seen += [row[0].value for row in page.context["rows"]]
        assert page.context["count"] == 120
        if not page.context["next_url"]:
            break
        page = staff.get(PAGE + page.context["next_url"])
    assert len(seen) == len(set(seen)) == 120
    assert staff.get(PAGE, {"after": "tampered"}).context["is_reset"]


def test_page_and_file_cost_the_same_for_few_and_many(
    staff: Client, quiz: Content, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    many_rows(quiz, 3)
    with django_assert_max_num_queries(12) as page:
        staff.get(PAGE)
    with django_assert_max_num_queries(8) as file:
        staff.get(FILE).getvalue()
    many_rows(quiz, 5_000)
    with django_assert_num_queries(len(page.captured_queries)):
        assert len(staff.get(PAGE).content) < 120_000  # under 10 kB when compressed
    with django_assert_num_queries(len(file.captured_queries)):
        assert staff.get(FILE).getvalue().count(b"\n") == 5_004


def test_who_reads_reports(client: Client, cast: Cast) -> None:
    for path in ("/reports/", PAGE, FILE):
        assert client.get(path)["Location"].startswith("/accounts/login/")
        for name in ("student", "teacher", "reviewer", "operator", "stranger"):
            client.force_login(getattr(cast, name))
            assert client.get(path).status_code == 403, (path, name)
        both = UserFactory.create(roles=[Role.TEACHER, Role.STAFF])
        client.force_login(both)
        assert client.get(path).status_code == 200
        assert client.post(path).status_code == 405
        client.logout()


def test_the_list_leads_to_every_report(staff: Client) -> None:
    page = staff.get("/reports/").content.decode()
    assert "Student progress" in page
    assert "Content production" in page
    assert staff.get("/reports/unknown/").status_code == 404
    assert staff.get("/reports/unknown/export/").status_code == 404
    empty = staff.get(PAGE).content.decode()
    assert "There is nothing to report yet." in empty
    assert "Download CSV" not in empty
