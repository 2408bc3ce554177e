"""A student finds material: by words, best match first, and by what it is."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from content.models import Content, Topic
from tests.cast import Cast
from tests.factories import make_deck, make_guide, make_quiz, publish

URL = "/library/"


@pytest.fixture
def reader(client: Client, cast: Cast) -> Client:
    client.force_login(cast.student)
    return client


@pytest.fixture
def biology(cast: Cast) -> Content:
    topic = Topic.objects.at_path("Science / Biology")
    return publish(make_guide(cast.teacher, title="The cells of plants", topic=topic, level="college"), cast.reviewer)


@pytest.fixture
def capitals(cast: Cast) -> Content:
    topic = Topic.objects.at_path("Geography")
    return publish(make_deck(cast.colleague, title="Capitals", topic=topic, language="es"), cast.reviewer)


def titles(client: Client, **asked: str) -> list[str]:
    response = client.get(URL, asked)
    assert response.status_code == 200
    return [content.published_version.title for content in response.context["page"].rows]


def test_newest_first(reader: Client, biology: Content, capitals: Content) -> None:
    assert titles(reader) == ["Capitals", "The cells of plants"]
    page = reader.get(URL).content.decode()
    for words in ["3 sections", "3 cards", "College", "Science / Biology", "Tamara Example", "About Capitals."]:
        assert words in page


def test_by_words_whatever_their_endings(reader: Client, biology: Content, capitals: Content) -> None:
    assert titles(reader, q="cell") == ["The cells of plants"]
    assert titles(reader, q="plant cells") == ["The cells of plants"]
    assert titles(reader, q="plants -cells") == []
    assert titles(reader, q="capitals") == ["Capitals"]


def test_best_match_first(reader: Client, cast: Cast) -> None:
    make = {"About osmosis": "Water", "Osmosis": "Osmosis and osmosis"}
    for title, heading in make.items():
        guide = make_guide(cast.teacher, title=title if title == "Osmosis" else heading)
        publish(guide, cast.reviewer)
    publish(make_quiz(cast.teacher, title="Gases"), cast.reviewer)
    assert titles(reader, q="osmosis") == ["Osmosis"]
    assert titles(reader, q="part") == ["Osmosis", "Water"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"kind": "flashcards"}, ["Capitals"]),
        ({"level": "college"}, ["The cells of plants"]),
        ({"language": "es"}, ["Capitals"]),
        ({"kind": "quiz"}, []),
        ({"kind": "flashcards", "level": "college"}, []),
        ({"q": "capitals", "kind": "flashcards", "language": "es"}, ["Capitals"]),
    ],
)
def test_by_what_it_is(
    reader: Client, biology: Content, capitals: Content, asked: dict[str, str], found: list[str]
) -> None:
    assert titles(reader, **asked) == found


def test_by_topic_and_all_below_it(reader: Client, biology: Content, capitals: Content) -> None:
    science = Topic.objects.get(path="Science")
    assert titles(reader, topic=str(science.pk)) == ["The cells of plants"]
    assert titles(reader, topic=str(science.children.get().pk)) == ["The cells of plants"]


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "nonsense"},
        {"topic": "nonsense"},
        {"topic": "0190c8a0-0000-7000-8000-000000000000"},
        {"level": "x\x00"},
        {"q": "x" * 300},
        {"q": "\x00"},
        {"after": "forged"},
    ],
)
def test_bad_input_gets_a_sentence(reader: Client, biology: Content, asked: dict[str, str]) -> None:
    response = reader.get(URL, asked)
    assert response.status_code == 200
    page = response.content.decode()
    assert "field__error" in page or "This is the first one" in page
    assert "The cells of plants" in page


@pytest.mark.parametrize("words", ["' OR 1=1", '"', "& | !", "(((", ":*", "\u202e", "a" * 200, "-", "%"])
def test_odd_words_find_nothing_or_something(reader: Client, biology: Content, words: str) -> None:
    assert titles(reader, q=words) == []


def test_nothing_found_teaches(reader: Client, biology: Content) -> None:
    page = reader.get(URL, {"q": "volcano"}).content.decode()
    assert "Nothing fits" in page
    assert "Try fewer or other words" in page
    assert 'value="volcano"' in page


def test_page_by_page(reader: Client, cast: Cast) -> None:
    for n in range(30):
        publish(make_guide(cast.teacher, title=f"Guide {n:02}", sections=1), cast.reviewer)
    for asked in ({}, {"q": "guide"}):
        first = reader.get(URL, asked)
        second = reader.get(URL + first.context["next_url"])
        seen = [content.pk for page in (first, second) for content in page.context["page"].rows]
        assert len(seen) == len(set(seen)) == 30
        assert second.context["next_url"] == ""
        assert "30 pieces" in first.content.decode()


@pytest.mark.parametrize("rows", [3, 30])
@pytest.mark.parametrize("asked", [{}, {"q": "part", "kind": "study_guide"}])
def test_queries(
    reader: Client,
    cast: Cast,
    rows: int,
    asked: dict[str, str],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for n in range(rows):
        publish(make_guide(cast.teacher, title=f"Guide {n}", sections=1), cast.reviewer)
    with django_assert_max_num_queries(15):
        assert len(titles(reader, **asked)) == min(rows, 24)
