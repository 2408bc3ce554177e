"""The order of the questions: of the attempt alone, from a seed that the server keeps."""

import re
from typing import Any

import pytest
from django.test import Client

from content.documents import DocumentItem
from content.models import Content
from progress.actions.attempting import finish_attempt, start_attempt
from tests.cast import Cast
from tests.factories import choice, item
from tests.progress.quizzes import make_ruled_quiz
from tests.progress.study import url_of


@pytest.fixture
def learner(client: Client, cast: Cast) -> Client:
    client.force_login(cast.student)
    return client


def texts(page: str) -> list[str]:
    return re.findall(r"(?:Ask|Read) \d+", page)


ITEMS: tuple[DocumentItem, ...] = (
    choice("Ask 0", "yes", "no"),
    item("description", stem="Read 1"),
    item("description", stem="Read 2"),
    choice("Ask 3", "yes", "no"),
    *(choice(f"Ask {n}", "yes", "no") for n in range(4, 10)),
    item("description", stem="Read 10"),
)


def make(cast: Cast, **rules: Any) -> Content:
    return make_ruled_quiz(cast.teacher, cast.reviewer, items=ITEMS, **rules)


def show(client: Client, quiz: Content, query: str = "") -> str:
    return client.get(url_of("attempt", quiz) + query).content.decode()


def test_the_authors_order_is_kept_unless_she_says_otherwise(learner: Client, cast: Cast) -> None:
    quiz = make(cast)
    start_attempt(student=cast.student, content=quiz)
    order = texts(show(learner, quiz))
    assert [int(text.split()[1]) for text in order] == list(range(11))


def test_questions_change_places_with_their_texts(learner: Client, cast: Cast) -> None:
    quiz = make(cast, shuffle_questions=True)
    orders = set()
    for _n in range(3):
        attempt = start_attempt(student=cast.student, content=quiz)
        page = show(learner, quiz)
        order = texts(page)
        assert order == texts(show(learner, quiz)), "the same each time"
        at = order.index("Ask 3")
        assert order[at - 2 : at] == ["Read 1", "Read 2"]
        assert order[-1] == "Read 10"
        assert sorted(order) == sorted(f"{'Read' if n in (1, 2, 10) else 'Ask'} {n}" for n in range(11))
        numbers = [int(number) for number in re.findall(r"<h2[^>]*>Question (\d+)<", page)]
        assert numbers == list(range(1, 9)), "they count in her order"
        orders.add(tuple(order))
        finish_attempt(attempt=attempt, by=cast.student, answers={}, accepts_missing=True)
        result = learner.get(f"/study/{quiz.pk}/attempts/{attempt.number}/").content.decode()
        assert texts(re.sub(r'<span class="visually-hidden">.*?</span>', "", result)) == order
    assert len(orders) > 1


def test_one_a_page_in_the_same_order(learner: Client, cast: Cast) -> None:
    quiz = make(cast, shuffle_questions=True, one_per_page=True)
    start_attempt(student=cast.student, content=quiz)
    shown = [texts(show(learner, quiz, f"?question={number}")) for number in range(1, 9)]
    assert sorted(text for page in shown for text in page) == sorted(
        f"{'Read' if n in (1, 2, 10) else 'Ask'} {n}" for n in range(11)
    )
    assert ["Read 1", "Read 2", "Ask 3"] in [page[:3] for page in shown]
    assert shown[-1][-1] == "Read 10"
