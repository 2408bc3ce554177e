"""An author reads her material as a student will."""

import pytest
from django.test import Client

from content.models import Content
from tests.cast import Cast
from tests.factories import item, make_content, make_deck, make_guide, make_podcast, make_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def preview(author: Client, content: Content, query: str = "") -> str:
    page = author.get(f"/studio/{content.pk}/preview/{query}")
    assert page.status_code == 200
    return page.content.decode()


def test_a_guide_with_contents_and_maths(author: Client, cast: Cast) -> None:
    html = preview(author, make_guide(cast.teacher))
    assert "<em>1</em>" in html
    assert "<math" in html
    assert html.count('href="#section-') == 3


def test_cards_and_a_script(author: Client, cast: Cast) -> None:
    assert "Back 3" in preview(author, make_deck(cast.teacher))
    html = preview(author, make_podcast(cast.teacher))
    assert "Leaves" in html
    assert "Ana" in html


def test_a_quiz_shows_its_answers_only_when_asked(author: Client, cast: Cast) -> None:
    quiz = make_quiz(cast.teacher)
    hidden, shown = preview(author, quiz), preview(author, quiz, "?answers=1")
    assert "Which gas do plants take in?" in hidden
    assert "For photosynthesis." not in hidden
    assert "Lima" not in hidden
    assert "Lima" in shown


def test_a_section_shows_its_question(author: Client, cast: Cast) -> None:
    question = {"type": "true_false", "data": {"stem": "Whales are fish?", "answer": False}}
    guide = make_content(cast.teacher, "study_guide", "Sea", (item("section", body="Whales.", question=question),))
    assert "Whales are fish?" in preview(author, guide)


def test_what_is_written_never_runs(author: Client, cast: Cast) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    deck = make_content(cast.teacher, "flashcards", evil, (item("card", front=evil, back=evil),))
    html = preview(author, deck)
    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_an_empty_piece_says_so(author: Client, cast: Cast) -> None:
    assert "Nothing to read yet" in preview(author, make_content(cast.teacher, "podcast", "Empty", ()))
