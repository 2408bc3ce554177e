"""A question that was answered wrongly comes back as a card: answered, graded by the server, then rated."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from content.models import Content, ItemVersion
from progress.actions.attempting import finish_attempt, start_attempt
from progress.actions.missing import learn_missed
from progress.models import CardMemory, ReviewLog
from tests.cast import Cast
from tests.factories import QUESTIONS, choice, make_quiz, publish
from tests.progress.study import entries_of, now, place_of, url_of

URL = "/study/review/"
MANY = choice("Which of nine?", "number one", *(f"other {n}" for n in range(8)), explanation="One is first.")


@pytest.fixture
def quiz(cast: Cast) -> Content:
    """She answered the first question (of nine options) and that for the capital wrongly."""
    quiz = publish(make_quiz(cast.teacher, "Cell structure", items=(MANY, QUESTIONS[2])), cast.reviewer)
    attempt = start_attempt(student=cast.student, content=quiz)
    many, peru = entries_of(quiz)
    wrong = next(place for place in range(9) if str(place) != place_of(attempt, many, 0))
    answers = {many.pk: {"choice": [str(wrong)]}, peru.pk: {"text": ["Quito"]}}
    finish_attempt(attempt=attempt, by=cast.student, answers=answers, as_shown=True)
    pairs = [(response.item_version, response) for response in attempt.responses.select_related("item_version__item")]
    learn_missed(student=cast.student, content=quiz, answers=pairs, attempt=attempt, now=now())
    return quiz


@pytest.fixture
def learner(client: Client, cast: Cast) -> Client:
    client.force_login(cast.student)
    return client


def ask(quiz: Content, place: int) -> ItemVersion:
    """Let that question be due, and the other not."""
    entry = entries_of(quiz)[place]
    CardMemory.objects.update(due=now() + timedelta(days=3))
    CardMemory.objects.filter(item=entry.item).update(due=now() - timedelta(hours=1))
    return entry


def form_of(page: str) -> dict[str, str]:
    form = page[page.index('class="flashcard__work"') :]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))


def options_of(page: str) -> list[str]:
    return re.findall(r'<span class="option__text">([^<]+)', re.sub(r"</?p>", "", page))


def check(client: Client, quiz: Content, entry: ItemVersion, **answer: list[str]) -> tuple[int, str]:
    fields = form_of(client.get(URL).content.decode())
    sent = {f"q-{entry.pk}-{name}": values for name, values in answer.items()}
    response = client.post(url_of("card-check", quiz), fields | sent)
    return response.status_code, response.content.decode()


def suggested(page: str) -> str:
    found = re.search(r'name="rating" value="(\d)"[^>]*data-suggested', page)
    assert found
    return found[1]


def test_it_is_asked_and_says_where_it_comes_from(learner: Client, quiz: Content) -> None:
    ask(quiz, 1)
    page = learner.get(URL).content.decode()
    assert "What is the capital of Peru?" in page
    assert "Lima" not in page
    assert re.search(r'From your attempt at <a href="[^"]+/attempts/1/">Cell structure</a>, now', page)


def test_a_wrong_answer_suggests_again_and_shows_what_is_right(learner: Client, quiz: Content) -> None:
    entry = ask(quiz, 1)
    status, page = check(learner, quiz, entry, text=["Cusco"])
    assert status == 200
    assert "Not right" in page
    assert "Lima" in page
    assert 'value="Cusco"' in page
    assert suggested(page) == "1"


def test_a_right_answer_suggests_good(learner: Client, quiz: Content) -> None:
    entry = ask(quiz, 1)
    _status, page = check(learner, quiz, entry, text=["Lima"])
    assert "Correct" in page
    assert suggested(page) == "3"
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page[page.index('class="ratings"') :]))
    learner.post(url_of("card-rate", quiz), fields | {"rating": "3"})
    assert ReviewLog.objects.filter(source="review").get().item == entry.item


def test_the_answer_is_shown_to_whoever_gives_up(learner: Client, quiz: Content) -> None:
    entry = ask(quiz, 0)
    fields = form_of(learner.get(URL).content.decode())
    page = learner.post(url_of("card-check", quiz), fields | {"show": "1"}).content.decode()
    assert "Right answer" in page
    assert "One is first." in page
    assert suggested(page) == "1"
    assert check(learner, quiz, entry)[0] == 200


def test_a_bad_answer_gets_a_sentence_and_nothing_is_lost(learner: Client, quiz: Content) -> None:
    entry = ask(quiz, 1)
    status, page = check(learner, quiz, entry, text=["x" * 10_001])
    assert status == 422
    assert "at most 10000 fit" in page
    assert "x" * 10_001 in page
    assert 'class="ratings"' not in page
    entry = ask(quiz, 0)
    status, page = check(learner, quiz, entry, choice=["77"])
    assert status == 422
    assert "not among the options" in page


def test_options_keep_their_order_until_the_next_review(learner: Client, quiz: Content, cast: Cast) -> None:
    entry = ask(quiz, 0)
    first, again = (options_of(learner.get(URL).content.decode()) for _n in range(2))
    assert first == again
    assert len(first) == 9
    _status, page = check(learner, quiz, entry, choice=[str(first.index("number one"))])
    assert options_of(page) == first
    assert suggested(page) == "3"
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page[page.index('class="ratings"') :]))
    learner.post(url_of("card-rate", quiz), fields | {"rating": "1"})
    ask(quiz, 0)
    assert options_of(learner.get(URL).content.decode()) != first


def test_queries(learner: Client, quiz: Content, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    entry = ask(quiz, 0)
    learner.get(URL)
    with django_assert_max_num_queries(15):
        learner.get(URL)
    fields = form_of(learner.get(URL).content.decode())
    with django_assert_max_num_queries(15):
        learner.post(url_of("card-check", quiz), fields | {f"q-{entry.pk}-choice": "0"})
