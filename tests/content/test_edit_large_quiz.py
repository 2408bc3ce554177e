"""What a large quiz costs: to open, and to save with one question changed."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from content.models import ItemVersion
from tests.cast import Cast
from tests.content.studio_help import edit_url, form_fields, item_versions, newest
from tests.factories import choice, make_quiz

MOST_QUERIES, MOST_BYTES = 15, 60_000
_FILE = re.compile(r'(?:href|src)="/static/([^"#?]+)')


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def _long(questions: int) -> tuple[object, ...]:
    return tuple(
        choice(
            f"Question {number}: which of these does a slow river do with the sediment that it carries?",
            f"It lets it sink, the coarse grains first ({number})",
            f"It lifts what lies on its bed ({number})",
            f"It dissolves it ({number})",
            explanation=f"The slower the water, the smaller the grains it can carry: {number} of them.",
        )
        for number in range(questions)
    )


@pytest.mark.parametrize("address", ["", "?open=all"])
def test_a_quiz_of_twenty_opens_light(author: Client, cast: Cast, address: str) -> None:
    quiz = make_quiz(cast.teacher, items=_long(20))  # type: ignore[arg-type]
    author.get(edit_url(quiz))  # the first view fills caches
    with CaptureQueriesContext(connection) as queries:
        html = author.get(f"/studio/{quiz.pk}/edit/{address}").content
    files = {str(finders.find(name)) for name in _FILE.findall(html.decode())}
    weight = sum(len(gzip.compress(Path(file).read_bytes())) for file in files) + len(gzip.compress(html))
    assert len(queries) <= MOST_QUERIES
    assert weight <= MOST_BYTES


def test_one_changed_of_five_hundred_writes_one_item_version(author: Client, cast: Cast) -> None:
    quiz = make_quiz(cast.teacher, items=_long(500))  # type: ignore[arg-type]
    before, count = item_versions(quiz), ItemVersion.objects.count()
    asked = newest(quiz).entries.get(position=250).item_version.item_id
    fields = form_fields(author.get(f"/studio/{quiz.pk}/edit/?open={asked}"), "editor")
    with CaptureQueriesContext(connection) as queries:
        answer = author.post(edit_url(quiz), {**fields, "item-251-stem": "Reworded?", "do": "save"})
    assert answer.status_code == 302
    assert ItemVersion.objects.count() == count + 1
    after = item_versions(quiz)
    assert [place for place, (old, new) in enumerate(zip(before, after, strict=True)) if old != new] == [250]
    assert newest(quiz).entries.get(position=250).item_version.heading == "Reworded?"
    assert sum("SAVEPOINT" not in query["sql"] for query in queries.captured_queries) <= MOST_QUERIES
