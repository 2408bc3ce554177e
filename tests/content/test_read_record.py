"""The record of a piece: to read, to take away, and never to change."""

import csv
import json
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from content.actions.submitting import submit_content, withdraw_submission
from content.documents import load_items
from content.models import Content
from tests.cast import Cast
from tests.content.studio_help import newest
from tests.factories import decide, make_quiz, publish

pytestmark = pytest.mark.django_db
RECORD = (
    "content_transition",
    "content_reviewdecision",
    "content_itemverdict",
    "content_itemapproval",
    "content_contentversion",
    "content_itemversion",
    "content_versionitem",
)


def read(client: Client, content: Content, **query: str) -> Any:
    return client.get(reverse("content:record", args=[content.pk]), query)


def export(client: Client, content: Content, file_format: str) -> tuple[Any, str]:
    response = client.get(reverse("content:record-export", args=[content.pk]), {"format": file_format})
    assert response.status_code == 200
    return response, response.getvalue().decode("utf-8-sig")


def test_every_step_is_shown_with_who_why_and_what_was_seen(cast: Cast, client: Client) -> None:
    content = decide(make_quiz(cast.teacher), cast.reviewer, "request_changes", "Name <the> whale.")
    client.force_login(cast.teacher)
    page = read(client, content).content.decode()
    steps = ["Asked for changes", "Claimed for review", "Submitted for review", "Created"]
    places = [page.index(f">{step}<") for step in steps]
    assert places == sorted(places), "the latest comes first"
    assert "Name &lt;the&gt; whale." in page
    assert str(cast.reviewer) in page
    for entry in load_items(newest(content)):
        assert entry.fingerprint[:12] in page
        assert entry.fingerprint not in page


@pytest.mark.parametrize("reader", ["reviewer", "staff", "operator"])
def test_who_answers_for_material_reads_it_without_the_studio(cast: Cast, client: Client, reader: str) -> None:
    content = publish(make_quiz(cast.teacher), cast.reviewer)
    client.force_login(getattr(cast, reader))
    page = read(client, content).content.decode()
    assert ">Published<" in page
    assert reverse("content:studio") + '"' not in page.split("<main")[1]


def test_a_long_record_comes_in_pages_of_as_many_queries(
    cast: Cast, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    content = make_quiz(cast.teacher)
    for _round in range(12):
        withdraw_submission(content=submit_content(content=content, by=cast.teacher).content, by=cast.teacher)
    client.force_login(cast.teacher)
    with django_assert_max_num_queries(10):
        first = read(client, content)
    assert len(first.context["page"].rows) == 20
    second = read(client, content, after=first.context["page"].next)
    assert [step.verb for step in second.context["page"].rows][-1] == "create"
    seen = [step.pk for page in (first, second) for step in page.context["page"].rows]
    assert len(seen) == len(set(seen)) == first.context["record"].count == content.transitions.count()


def test_the_csv_holds_every_step_and_fingerprint_and_no_formula(cast: Cast, client: Client) -> None:
    content = decide(make_quiz(cast.teacher), cast.reviewer, "reject", '=HYPERLINK("https://example.org")')
    client.force_login(cast.teacher)
    response, text = export(client, content, "csv")
    rows = list(csv.DictReader(text.splitlines()))
    assert [row["what"] for row in rows] == ["create", "submit", "claim", "reject"]
    assert rows[-1]["reason"] == '\'=HYPERLINK("https://example.org")'
    assert (rows[-1]["from"], rows[-1]["to"], rows[-1]["by_username"]) == (
        "pending",
        "rejected",
        cast.reviewer.username,
    )
    prints = [entry.fingerprint for entry in load_items(newest(content))]
    assert rows[-1]["fingerprints"].split() == prints
    assert rows[-1]["items"] == str(len(prints))
    assert "_4-rows.csv" in response["Content-Disposition"]


def test_json_lines_begin_with_the_moment_and_the_number_of_rows(cast: Cast, client: Client) -> None:
    content = publish(make_quiz(cast.teacher, title="=1+1"), cast.reviewer)
    client.force_login(cast.staff)
    _response, text = export(client, content, "jsonl")
    head, *rows = [json.loads(line) for line in text.splitlines()]
    assert head["row_count"] == len(rows) == 5
    assert head["title"] == "=1+1", "only a spreadsheet takes that for a formula"
    assert head["as_of"] >= rows[-1]["at_utc"]
    assert [row["what"] for row in rows] == ["create", "submit", "claim", "approve", "publish"]
    assert rows[-1]["fingerprints"] == [entry.fingerprint for entry in load_items(newest(content))]


def test_an_unknown_format_leads_back_with_a_sentence(cast: Cast, client: Client) -> None:
    content = make_quiz(cast.teacher)
    client.force_login(cast.teacher)
    answer = client.get(reverse("content:record-export", args=[content.pk]), {"format": "xls"}, follow=True)
    assert answer.redirect_chain == [(reverse("content:record", args=[content.pk]), 302)]
    assert "This format is not there" in answer.content.decode()


def test_the_admin_shows_it_beside_the_material(cast: Cast, client: Client) -> None:
    content = publish(make_quiz(cast.teacher), cast.reviewer)
    client.force_login(cast.operator)
    page = client.get(reverse("admin:content_content_change", args=[content.pk])).content.decode()
    assert "Let the claim go" not in page
    assert "Claimed for review" in page
    assert load_items(newest(content))[0].fingerprint[:8] in page
    step = content.transitions.first()
    assert step is not None
    page = client.get(reverse("admin:content_transition_change", args=[step.pk])).content.decode()
    assert load_items(newest(content))[-1].fingerprint in page


@pytest.mark.parametrize("table", RECORD)
def test_plain_sql_cannot_change_it(cast: Cast, table: str) -> None:
    """Neither a row nor all of them at once."""
    decide(make_quiz(cast.teacher), cast.reviewer, "request_changes", "Name the whale.")
    publish(make_quiz(cast.teacher), cast.reviewer)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what is put off until the commit forbids to truncate anyway
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 (our own names)
        assert cursor.fetchone() > (0,)
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):  # noqa: S608
        with pytest.raises(DatabaseError, match=r"Cannot (update|truncate)|only ever"), transaction.atomic():
            connection.cursor().execute(statement)
