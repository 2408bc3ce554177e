"""What is being written, as a student will see it, finished or not."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from content.models import Content, Draft
from tests.cast import Cast
from tests.content.draft_help import with_changes
from tests.content.studio_help import Fields, form_fields, open_editor
from tests.factories import make_content, make_deck, make_guide, make_podcast, make_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def preview(author: Client, content: Content, fields: Fields, **extra: str) -> str:
    page = author.post(f"/studio/{content.pk}/edit/preview/", {**fields, **extra})
    assert page.status_code == 200
    html: str = page.content.decode()
    return html


def test_every_kind_shows_what_the_fields_hold(author: Client, cast: Cast) -> None:
    for make, mark in ((make_quiz, "question--read"), (make_deck, "card-sides"), (make_podcast, "transcript")):
        content = make(cast.teacher)
        html = preview(author, content, with_changes(open_editor(author, content), title="New title"))
        assert "New title" in html
        assert mark in html
    assert not Draft.objects.exists()


def test_a_changed_card_is_rendered_with_its_maths(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    html = preview(author, deck, with_changes(open_editor(author, deck), **{"item-1-back": "It is $x^2$."}))
    assert "<math" in html
    assert "Back 2" in html


def test_a_guide_as_one_text(author: Client, cast: Cast) -> None:
    guide = make_guide(cast.teacher)
    html = preview(author, guide, with_changes(open_editor(author, guide, "text"), material="## Leaves\n\nGreen."))
    assert "Leaves" in html
    assert "Green." in html


def test_a_formula_that_cannot_be_set_says_so_in_its_place(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    html = preview(author, deck, with_changes(open_editor(author, deck), **{"item-2-back": "$\\frac{1}{2$"}))
    row = html[html.index('data-row="2"') : html.index('data-row="3"')]
    assert "closing" in row
    assert "closing" not in html.replace(row, "")


def test_what_cannot_be_read_is_left_out_with_its_sentence(author: Client, cast: Cast) -> None:
    quiz = make_quiz(cast.teacher)
    html = preview(author, quiz, with_changes(open_editor(author, quiz), **{"item-1-points": "many"}))
    assert "Which gas do plants take in?" in html
    row = html[html.index('data-row="1"') : html.index('data-row="2"')]
    assert "Points" in row


def test_answers_show_only_when_asked(author: Client, cast: Cast) -> None:
    quiz = make_quiz(cast.teacher)
    fields = open_editor(author, quiz)
    assert "For photosynthesis." not in preview(author, quiz, fields)
    assert "For photosynthesis." in preview(author, quiz, fields, **{"preview-answers": "1"})


def test_a_part_of_a_large_piece_keeps_its_numbers(author: Client, cast: Cast) -> None:
    quiz = make_quiz(cast.teacher)
    fields = open_editor(author, quiz)
    part = {name: values for name, values in fields.items() if not name.startswith("item-") or "item-3-" in name}
    part["item"] = ["3"]
    html = preview(author, quiz, part, **{"preview-before": "2", "preview-total": "4"})
    assert "Question 3 of 4" in html
    assert "Which gas" not in html


def test_what_is_written_never_runs(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    html = preview(
        author, deck, with_changes(open_editor(author, deck), **{"item-1-back": "<script>alert(1)</script>"})
    )
    assert "<script>alert" not in html


def test_a_new_piece_has_one_too(author: Client, cast: Cast) -> None:
    fields = form_fields(author.get("/studio/new/flashcards/"), "editor")
    page = author.post("/studio/new/flashcards/preview/", with_changes(fields, **{"item-1-front": "Peru"}))
    assert "Peru" in page.content.decode()
    assert author.post("/studio/new/nothing/preview/").status_code == 404
    assert not Content.objects.exists()


def test_an_empty_piece_says_so(author: Client, cast: Cast) -> None:
    empty = make_content(cast.teacher, "quiz", "Empty", ())
    assert "Nothing to read yet" in preview(author, empty, open_editor(author, empty))


def test_get_and_strangers(client: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    path = f"/studio/{deck.pk}/edit/preview/"
    for user, status in ((cast.colleague, 404), (cast.student, 403), (cast.stranger, 403)):
        client.force_login(user)
        assert client.get(path).status_code == 405
        assert client.post(path).status_code == status


def test_the_number_of_queries_does_not_grow(author: Client, cast: Cast) -> None:
    counts = []
    for cards in (3, 40):
        deck = make_deck(cast.teacher, cards=cards)
        fields = open_editor(author, deck)
        with CaptureQueriesContext(connection) as queries:
            preview(author, deck, fields)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15
