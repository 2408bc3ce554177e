"""What study says against her material, as its author sees it: on her desk, on the page of the piece, at the item."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content.actions.deciding import Outcome, Verdict
from content.actions.finding import Found, report_findings
from content.actions.submitting import submit_content, withdraw_submission
from content.documents import load_items
from content.models import Content
from tests.cast import Cast
from tests.content.finding_help import REASON, doubt, item_of, quiz_that_students_see, rule
from tests.content.test_report_findings import reword
from tests.factories import choice

pytestmark = pytest.mark.django_db
SENTENCE = "9 chose option B (“Oxygen”) and only 1 option A"


@pytest.fixture
def quiz(cast: Cast) -> Content:
    quiz = quiz_that_students_see(cast.teacher, cast.second_reviewer)
    doubt(quiz)
    return quiz


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def page_of(client: Client, content: Content) -> str:
    return client.get(reverse("content:content-detail", args=[content.pk])).content.decode()


def test_the_desk_leads_to_it(author: Client, cast: Cast, quiz: Content) -> None:
    page = author.get(reverse("content:studio")).content.decode()
    assert "Study speaks against 1 item." in page
    assert "A reviewer looks at it." in page
    assert f"/studio/{quiz.pk}/#evidence" in page
    rule(quiz, cast.reviewer)
    assert "Study speaks against" not in author.get(reverse("content:studio")).content.decode()


def test_what_came_back_stands_on_the_desk_once(author: Client, cast: Cast, quiz: Content) -> None:
    rule(quiz, cast.reviewer, Outcome.REQUEST_CHANGES, item_0=Verdict.problem("B is right."))
    attention = author.get(reverse("content:studio")).context["attention"]
    assert (attention.sent_back, attention.against) == ([quiz], [])
    assert (attention.more_sent_back, attention.more_against) == (0, 0)


def test_the_page_of_the_piece_says_it_and_what_to_do(author: Client, cast: Cast, quiz: Content) -> None:
    page = page_of(author, quiz)
    for words in (SENTENCE, "Study speaks against 1 item", "To mend it at once, withdraw the submission", "Withdraw"):
        assert words in page, words
    withdraw_submission(content=quiz, by=cast.teacher)
    page = page_of(author, quiz)
    assert "or submit it as it is, and the reviewer decides" in page
    assert f"/edit/?open={item_of(quiz).item_id}#item-{item_of(quiz).item_id}" in page
    assert SENTENCE in author.get(reverse("content:content-submit", args=[quiz.pk])).content.decode()


def test_it_is_settled_once_the_new_words_are_published(author: Client, cast: Cast, quiz: Content) -> None:
    rule(quiz, cast.reviewer, Outcome.REQUEST_CHANGES, item_0=Verdict.problem("B is right."))
    reword(quiz)
    assert "Your newest version reads otherwise" in page_of(author, quiz)
    submit_content(content=quiz, by=cast.teacher)
    assert "What you submitted reads otherwise" in page_of(author, quiz)
    rule(quiz, cast.reviewer, item_0=Verdict.fine())
    assert "evidence-title" not in page_of(author, quiz)


def test_a_ruling_is_shown_with_its_reason(author: Client, cast: Cast, quiz: Content) -> None:
    rule(quiz, cast.reviewer)
    for page in (page_of(author, quiz), author.get(reverse("content:item-detail", args=[item_of(quiz).item_id]))):
        shown = page if isinstance(page, str) else page.content.decode()
        assert "Kept by Rina Example on" in shown
        assert REASON in shown


def test_what_was_ruled_is_for_its_authors_alone(author: Client, cast: Cast, quiz: Content) -> None:
    """Whoever may use the item learns how good it is, and not what a reviewer said of it."""
    address = reverse("content:item-detail", args=[item_of(quiz).item_id])
    assert 'id="evidence-title"' in author.get(address).content.decode()
    rule(quiz, cast.reviewer)
    Content.objects.filter(pk=quiz.pk).update(is_shared=True)
    author.force_login(cast.colleague)
    page = author.get(address)
    assert page.status_code == 200
    for words in ('id="evidence-title"', REASON, "Kept by"):
        assert words not in page.content.decode(), words


@pytest.mark.parametrize("name", ["studio", "content-detail", "content-submit"])
def test_pages_cost_the_same_for_many(author: Client, cast: Cast, name: str) -> None:
    costs = []
    for count in (1, 8):
        items = tuple(choice(f"{count} and {number}?", "1", "2") for number in range(8))
        quiz = quiz_that_students_see(cast.teacher, cast.second_reviewer, title=str(count), items=items)
        seen = load_items(quiz.published_version)  # type: ignore[arg-type]
        report_findings([Found(item.pk, "too_hard") for item in seen[:count]])
        url = reverse(f"content:{name}", args=[] if name == "studio" else [quiz.pk])
        with CaptureQueriesContext(connection) as queries:
            assert author.get(url).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 15
