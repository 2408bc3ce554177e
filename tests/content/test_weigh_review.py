"""What review costs with much to review: statements, bytes, and fields that are drawn once for hundreds of items."""

import gzip
from uuid import UUID

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content.actions.claiming import claim_request
from content.actions.review_drafts import save_review_draft
from content.actions.submitting import submit_content
from content.forms.reviewing import DecisionForm
from content.models import Content, ReviewRequest
from content.review.sheet import ReviewSheet
from tests.cast import Cast
from tests.content.review_help import address, items_of, waiting
from tests.factories import choice, make_quiz

MOST_QUERIES, MOST_BYTES = 15, 60_000


def quiz_of(cast: Cast, count: int) -> Content:
    items = tuple(choice(f"What is {number} + 1?", str(number + 1), "0") for number in range(count))
    return make_quiz(cast.teacher, title=f"Sums of {count}", items=items)


def cost(client: Client, path: str) -> tuple[int, bytes]:
    """The statements of a page that was opened before, and the page."""
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    assert response.status_code == 200
    return len(queries), response.content


def test_a_review_of_many_questions_takes_as_many_queries_as_one_of_few(client: Client, cast: Cast) -> None:
    client.force_login(cast.reviewer)
    costs = []
    for count in (2, 120):
        request = claim_request(request=waiting(cast.teacher, content=quiz_of(cast, count)), by=cast.reviewer)
        queries, page = cost(client, address(request))
        assert page.count(b"data-review-item") >= count
        assert len(gzip.compress(page)) < MOST_BYTES
        costs.append(queries)
    assert costs[0] == costs[1] <= MOST_QUERIES


def test_submitting_costs_the_same_for_many_questions(cast: Cast) -> None:
    costs = []
    for content in (quiz_of(cast, 2), quiz_of(cast, 60)):
        with CaptureQueriesContext(connection) as queries:
            submit_content(content=content, by=cast.teacher)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 30


def draw(form: DecisionForm, item_id: UUID, tag: str) -> str:
    template = Template("{% load content_review factoria_ui %}" + tag)
    return template.render(Context({"form": form, "item_id": item_id, **form.item_fields(item_id)}))


@pytest.fixture
def request_held(cast: Cast) -> ReviewRequest:
    return claim_request(request=waiting(cast.teacher, content=quiz_of(cast, 3)), by=cast.reviewer)


ONE_BY_ONE = "{% include 'content/review/_verdict.html' %}"


def test_empty_fields_are_drawn_once_and_read_as_if_each_were_drawn(request_held: ReviewRequest) -> None:
    numbers = {entry.pk: number for number, entry in enumerate(items_of(request_held), start=1)}
    form = DecisionForm(review=request_held, items=numbers)
    for item_id, number in numbers.items():
        drawn = draw(form, item_id, "{% verdict_fields form item_id %}")
        assert drawn == draw(form, item_id, ONE_BY_ONE)
        assert f"question {number}" in drawn
        assert str(item_id) in drawn


def test_what_was_typed_is_drawn_for_its_item_alone(client: Client, cast: Cast, request_held: ReviewRequest) -> None:
    first, second, _third = items_of(request_held)
    typed = {f"verdict-{first.pk}": ["comment"], f"reason-{first.pk}": ["Which sum?"]}
    save_review_draft(request=request_held, by=cast.reviewer, fields=typed)
    client.force_login(cast.reviewer)
    page = client.get(address(request_held))
    assert page.content.count(b"Which sum?") == 1
    form = page.context["form"]
    assert "checked" in draw(form, first.pk, "{% verdict_fields form item_id %}")
    assert "checked" not in draw(form, second.pk, "{% verdict_fields form item_id %}")


def test_a_box_for_comments_belongs_to_its_item(client: Client, cast: Cast, request_held: ReviewRequest) -> None:
    client.force_login(cast.reviewer)
    page = client.get(address(request_held)).content.decode()
    place = reverse("content:thread-open", args=[request_held.content_id])
    assert page.count(f'formaction="{place}"') == 4, "one for each item, and one for the whole"
    for entry in ReviewSheet(request_held, cast.reviewer).entries:
        assert page.count(f'name="open-{entry.item_id}"') == 1
        assert page.count(f'name="item" value="{entry.item_id}"') == 1


def test_addresses_of_rows_are_those_that_url_gives(request_held: ReviewRequest) -> None:
    name = "admin:content_reviewrequest_change"
    template = Template("{% load factoria_ui %}{% address_of name key %}")
    assert template.render(Context({"name": name, "key": request_held.pk})) == reverse(name, args=[request_held.pk])
