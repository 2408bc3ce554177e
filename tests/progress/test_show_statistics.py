"""What a teacher sees of how her questions fare."""

import re
from collections.abc import Callable
from decimal import Decimal
from random import Random

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from content.actions.claiming import claim_request
from content.actions.submitting import submit_content
from content.models import Content, ItemVersion, ReviewPolicy
from progress.actions.counting import count_attempts
from progress.evidence import item_statistics
from progress.models import ItemStatistics
from progress.statistics.options import preferred_to_key, show_options
from progress.statistics.saying import say
from progress.studio import quiz_links
from tests.cast import Cast
from tests.content.bank_help import reword
from tests.factories import choice, item, make_deck, make_quiz, publish
from tests.progress.grading_help import co_author, essay
from tests.progress.statistics_help import CHOICES, statistics_of, students, take
from tests.progress.study import entries_of, publish_changed, url_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz(cast: Cast) -> Content:
    return publish(make_quiz(cast.teacher, items=CHOICES), cast.reviewer)


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def answer_all(quiz: Content, count: int, first: Callable[[int], int | None]) -> list[User]:
    """So many students, of whom each is a little better than the last; what they choose of the first question `first`
    says by their number."""
    people = students(count)
    for number, student in enumerate(people):
        others = [0 if number * 4 >= count * (place + 1) else 1 for place in range(3)]
        take(student, quiz, first(number), *others)
    count_attempts()
    return people


def item_url(quiz: Content, entry: ItemVersion) -> str:
    return reverse("progress:statistics-item", args=[quiz.pk, entry.item_id])


def words(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_list_shows_each_question(author: Client, quiz: Content) -> None:
    ReviewPolicy.objects.create(pk=1, enough_answers=10)
    answer_all(quiz, 12, lambda number: 0 if number >= 6 else 1)
    page = words(author, url_of("statistics-list", quiz))
    assert "1. Number 0? 12 50%" in page
    assert "It does its work" in page
    html = author.get(url_of("statistics-list", quiz)).content.decode()
    assert html.count('<svg class="spark"') == 4
    assert item_url(quiz, entries_of(quiz)[0]) in html


def test_nobody_answered_yet(author: Client, quiz: Content) -> None:
    assert words(author, url_of("statistics-list", quiz)).count("No answers yet.") == 4
    page = words(author, item_url(quiz, entries_of(quiz)[0]))
    assert "Once students answer this wording" in page
    assert "None" not in page


def test_few_answers_say_nothing(author: Client, quiz: Content) -> None:
    answer_all(quiz, 3, lambda number: 1 if number == 2 else 0)
    assert "Too few answers yet to say: 3 of 30." in words(author, url_of("statistics-list", quiz))
    assert "Too few answers yet to say: 3 of 30." in words(author, item_url(quiz, entries_of(quiz)[0]))


def test_a_wrong_key_is_named(author: Client, quiz: Content) -> None:
    ReviewPolicy.objects.create(pk=1, enough_answers=10)
    answer_all(quiz, 12, lambda number: 2 if number >= 6 else 0)
    page = words(author, item_url(quiz, entries_of(quiz)[0]))
    assert "Students who do well elsewhere get this wrong: look at option C, “Odd”." in page
    assert "C Odd 50% (6) 0% 0% 100% 100%" in page
    assert "A Right Right 50% (6) 100% 100% 0% 0%" in page


def test_all_answers_are_a_click_away(author: Client, cast: Cast, quiz: Content) -> None:
    take(cast.student, quiz, 1, 1, 1, 1)
    take(cast.student, quiz, 0, 0, 0, 0)
    count_attempts()
    assert "1. Number 0? 1 0%" in words(author, url_of("statistics-list", quiz))
    assert "1. Number 0? 2 50%" in words(author, url_of("statistics-list", quiz) + "?answers=all")
    assert 'href="?answers=all"' in author.get(url_of("statistics-list", quiz)).content.decode()


def test_item_shows_all_figures_and_why_some_are_not_there(author: Client, cast: Cast, quiz: Content) -> None:
    take(cast.student, quiz, 0, 0, 1, 1)
    count_attempts()
    page = words(author, item_url(quiz, entries_of(quiz)[0]))
    for label in ("Facility index", "Standard deviation", "Discrimination index", "Discriminative efficiency"):
        assert label in page
    assert "Random guess score What somebody earns on average who only guesses. 33.3% 33.3%" in page
    assert page.count("It takes at least two answers.") == 7  # three figures, twice; and the chart


def test_wordings_stand_apart_and_together(author: Client, cast: Cast, quiz: Content) -> None:
    answer_all(quiz, 4, lambda number: number % 2)
    publish_changed(quiz, cast.reviewer, {"stem": "Said otherwise?"})
    answer_all(quiz, 4, lambda _number: 0)
    page = words(author, item_url(quiz, entries_of(quiz)[0]))
    assert "2. Said otherwise? Shown here The same 4 100%" in page
    assert "1. Number 0? The same 4 50%" in page
    assert "2 wordings with the same right answer, together The same 8 75%" in page


def test_another_key_begins_anew(author: Client, cast: Cast, quiz: Content) -> None:
    answer_all(quiz, 4, lambda number: number % 2)
    other = choice("Number 0?", "Right", "Wrong", "Odd").data.model_dump()["options"]
    other[0]["credit"], other[1]["credit"] = Decimal(0), Decimal(100)
    changed = item("multiple_choice", stem="x", options=other).data
    publish_changed(quiz, cast.reviewer, {"options": vars(changed)["options"]})
    page = words(author, item_url(quiz, entries_of(quiz)[0]))
    assert "1. Number 0? Another 4 50%" in page
    assert "together" not in page
    assert "No answers yet." in page


def test_newest_version_is_a_click_away(author: Client, cast: Cast, quiz: Content) -> None:
    reword(quiz, stem="Only in the newest?")
    page = words(author, url_of("statistics-list", quiz))
    assert "What students see (version 1)" in page
    assert "Only in the newest?" not in page
    assert "1. Only in the newest?" in words(author, url_of("statistics-list", quiz) + "?version=newest")


def test_a_draft_has_its_questions_listed(author: Client, cast: Cast) -> None:
    draft = make_quiz(cast.teacher)
    assert "No answers yet." in words(author, url_of("statistics-list", draft))
    empty = make_quiz(cast.teacher, items=(item("description", stem="Read this."),))
    assert "There is nothing to answer here yet" in words(author, url_of("statistics-list", empty))


def test_every_type_has_its_page(author: Client, cast: Cast) -> None:
    every = (
        item("true_false", stem="A whale is a fish.", answer=False),
        item("short_answer", stem="Peru?", answers=[{"text": "Lima"}, {"text": "*ima", "credit": 50}]),
        item("numerical", stem="6 × 7?", answers=[{"value": "42", "tolerance": "1"}]),
        item("matching", stem="Match.", pairs=[{"prompt": "a", "match": "A"}, {"prompt": "b", "match": "B"}]),
        item("ordering", stem="Order.", entries=["one", "two", "three"]),
        item("cloze", stem="The {1:MULTICHOICE:=sun~moon} shines."),
        item("cloze", stem="{1:SHORTANSWER:=Berlin} and {1:NUMERICAL:=3}."),
        essay(),
    )
    quiz = publish(make_quiz(cast.teacher, items=every), cast.reviewer)
    for student in students(2):
        take(student, quiz, *[None] * 7, None)
    count_attempts()
    for entry in entries_of(quiz):
        page = words(author, item_url(quiz, entry))
        assert "Everybody earned the same here." in page
        assert ("This type of question has no options." in page) == (entry.item.type == "essay")
    guesses = [statistics_of(entry).guess_score for entry in entries_of(quiz)]
    assert guesses == [0.5, 0, 0, 0.5, pytest.approx(1 / 3), 0.5, 0, None]


def test_strangers_see_nothing(client: Client, cast: Cast, quiz: Content) -> None:
    urls = (url_of("statistics-list", quiz), item_url(quiz, entries_of(quiz)[0]))
    for person, status in ((cast.student, 403), (cast.colleague, 404), (cast.reviewer, 403)):
        client.force_login(person)
        assert [client.get(url).status_code for url in urls] == [status, status]
    client.force_login(co_author(quiz))
    assert [client.get(url).status_code for url in urls] == [200, 200]
    assert [client.post(url).status_code for url in urls] == [405, 405]


def test_only_questions_of_quizzes(author: Client, cast: Cast, quiz: Content) -> None:
    other = publish(make_quiz(cast.teacher, items=CHOICES[:1]), cast.reviewer)
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    assert author.get(item_url(quiz, entries_of(other)[0])).status_code == 404
    assert author.get(url_of("statistics-list", deck)).status_code == 404


def test_costs_the_same_however_much_there_is(author: Client, cast: Cast, quiz: Content) -> None:
    long = publish(
        make_quiz(cast.teacher, items=tuple(choice(f"Of many {n}?", "a", "b") for n in range(30))), cast.reviewer
    )
    random = Random(1)
    for student in students(3):
        take(student, long, *(random.randint(0, 1) for _n in range(30)))
        take(student, quiz, 0, 0, 0, 1)
    count_attempts()
    for _round in range(2):  # the first fills caches
        costs = [count_queries(author, url_of("statistics-list", each)) for each in (quiz, long)]
    assert costs[0] == costs[1] <= 10
    assert count_queries(author, item_url(quiz, entries_of(quiz)[0])) <= 12
    page = author.get(url_of("statistics-list", long)).content.decode()
    assert page.count('scope="row"') == 25
    assert 'rel="next"' in page


def count_queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_the_studio_leads_there(cast: Cast, quiz: Content) -> None:
    group = quiz_links(quiz, cast.teacher)
    assert group
    assert url_of("statistics-list", quiz) in [link.url for link in group.links]


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        (lambda _n: 0, "Nearly everybody gets it right"),
        (lambda _n: 1, "Hardly anybody gets it right"),
        (lambda n: 0 if n in {0, 1, 9, 10} else 1, "no better than by guessing"),
        (lambda n: 0 if n in {0, 2, 4, 7, 9, 11} else 1, "hardly better here"),
        (lambda n: 0 if n < 7 else 1, "look at option B, “Wrong”"),
        (lambda n: 0 if n not in {5, 11} else n % 2 + 1, "do worse here than the others"),
        (lambda n: 0 if n > 3 else 1, "It does its work"),
    ],
)
def test_sentences(quiz: Content, chosen: Callable[[int], int], sentence: str) -> None:
    policy = ReviewPolicy(enough_answers=10, lowest_facility=0.1)
    answer_all(quiz, 12, chosen)
    entry = entries_of(quiz)[0]
    assert sentence in say(entry, statistics_of(entry), policy).text


def test_a_preferred_option_is_a_wrong_one(quiz: Content) -> None:
    answer_all(quiz, 12, lambda number: 1 if number > 6 else 0)
    first, second, *_others = entries_of(quiz)
    liked = preferred_to_key(first, statistics_of(first))
    assert liked
    assert (liked.title, liked.quoted) == ("B Wrong", "option B, “Wrong”")
    assert preferred_to_key(second, statistics_of(second)) is None
    assert show_options(first, None) == []
    assert say(first, None, ReviewPolicy()).text == "No answers yet."
    assert ItemStatistics.objects.count() == 8


def test_reviewers_see_what_students_made_of_it(client: Client, cast: Cast, quiz: Content) -> None:
    """Beside the wording that is read or, where that is new, from the wording that students see."""
    ReviewPolicy.objects.create(pk=1, enough_answers=10)
    answer_all(quiz, 12, lambda number: 2 if number >= 6 else 0)
    reword(quiz, stem="Only in the newest?")
    request = submit_content(content=quiz, by=cast.teacher)
    claim_request(request=request, by=cast.reviewer)
    client.force_login(cast.reviewer)
    page = words(client, reverse("admin:content_reviewrequest_change", args=[request.pk]))
    assert "Answered 12 first answers to the wording that students see Facility 50% of its points" in page
    assert "Students who do well elsewhere get this wrong: look at option C, “Odd”." in page
    assert "C Odd 50% (6) 0% 0% 100% 100%" in page
    assert page.count("12 first answers") == 4


def test_evidence_costs_three_queries(cast: Cast, quiz: Content) -> None:
    assert item_statistics(quiz, entries_of(quiz)) == {}
    answer_all(quiz, 4, lambda _number: 0)
    for entries in (entries_of(quiz)[:1], entries_of(quiz)):
        with CaptureQueriesContext(connection) as queries:
            found = item_statistics(quiz, entries)
        assert len(queries) == 3
        assert [len(evidence) for evidence in found.values()] == [3] * len(entries)
    labels = [evidence.note for evidence in found[entries_of(quiz)[0].item_id]]
    assert labels[2] == "Too few answers yet to say: 4 of 30. Everybody earned the same here."
