"""Rows are added, duplicated, retyped and removed: with a button that sends the form, or one row by itself."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from content.documents import DocumentItem, load_document
from content.models import Content
from tests.cast import Cast
from tests.content.studio_help import form_fields, headings, newest, open_editor, open_fields, send
from tests.factories import choice, make_deck, make_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


@pytest.fixture
def quiz(cast: Cast) -> Content:
    return make_quiz(cast.teacher)


def long_quiz(cast: Cast, questions: int) -> Content:
    return make_quiz(cast.teacher, items=tuple(choice(f"Question {n}?", "Yes", "No") for n in range(questions)))


def test_a_row_is_added_below_another_of_its_type(author: Client, quiz: Content) -> None:
    fields = open_fields(send(author, quiz, open_editor(author, quiz), do="add-2"))
    assert fields["item"] == ["1", "2", "5", "3", "4"]
    assert fields["item-5-type"] == ["true_false"]
    send(author, quiz, fields, **{"item-5-stem": "Snow is white.", "item-5-answer": "True"})
    assert headings(quiz)[2] == "Snow is white."


def test_a_new_row_can_still_be_of_another_type(author: Client, quiz: Content) -> None:
    fields = open_fields(send(author, quiz, open_editor(author, quiz), do="add-2"))
    typed = {"item-5-stem": "Why is snow white?", "item-5-type": "essay"}
    fields = open_fields(send(author, quiz, fields, do="type-5", **typed))
    assert "item-5-min_words" in fields
    send(author, quiz, fields, **{"item-5-min_words": "20"})
    added = load_document(newest(quiz)).items[2]
    assert (added.type, added.heading, added.data.model_dump()["min_words"]) == ("essay", "Why is snow white?", 20)


def test_a_row_is_duplicated_as_it_is_typed_or_kept(author: Client, cast: Cast) -> None:
    quiz = long_quiz(cast, 8)
    fields = form_fields(author.get(f"/studio/{quiz.pk}/edit/"), "editor")
    fields = open_fields(send(author, quiz, fields, do="copy-3"))
    assert fields["item"][:4] == ["1", "2", "3", "9"]
    assert fields["item-9-options-0-text"] == ["Yes"]
    fields = open_fields(send(author, quiz, fields, do="copy-9", **{"item-9-stem": "Typed?", "item-9-pool": "Easy"}))
    send(author, quiz, fields)
    document = load_document(newest(quiz))
    assert [found.heading for found in document.items[2:5]] == ["Question 2?", "Typed?", "Typed?"]
    assert len({found.item_id for found in document.items}) == 10
    assert [found.pool for found in document.items[2:5]] == ["", "Easy", "Easy"]


def test_pools_are_part_of_the_version(author: Client, quiz: Content) -> None:
    fields = open_editor(author, quiz)
    send(author, quiz, fields, **{"item-1-pool": " Energy \t of plants ", "item-2-pool": "x" * 80})
    pools = [found.pool for found in load_document(newest(quiz)).items]
    assert pools == ["Energy of plants", "x" * 60, "", ""]
    assert newest(quiz).number == 2
    send(author, quiz, open_editor(author, quiz), **{"item-1-pool": "", "frame-draw-0": "", "frame-draw-1": ""})
    assert load_document(newest(quiz)).items[0].pool == ""


def test_a_removed_row_stays_until_it_is_saved(author: Client, quiz: Content) -> None:
    fields = open_fields(send(author, quiz, open_editor(author, quiz), do="remove-2", **{"item-2-stem": "Typed"}))
    assert (fields["item-2-removed"], fields["item-2-stem"]) == (["1"], ["Typed"])
    fields = open_fields(send(author, quiz, fields, do="restore-2"))
    send(author, quiz, fields)
    assert headings(quiz)[1] == "Typed"


def test_the_finding_of_a_field_leads_to_it(author: Client, cast: Cast) -> None:
    broken = choice("", "Right", "Right")
    quiz = make_quiz(cast.teacher, items=(*long_quiz_items(6), broken))
    page = author.get(f"/studio/{quiz.pk}/").content.decode()
    item_id = load_document(newest(quiz)).items[6].item_id
    editor = author.get(f"/studio/{quiz.pk}/edit/?open={item_id}").content.decode()
    for anchor in ("id_item-7-stem", "id_item-7-options"):
        assert f"/edit/?open={item_id}#{anchor}" in page
        assert f'id="{anchor}"' in editor


def long_quiz_items(questions: int) -> tuple[DocumentItem, ...]:
    return tuple(choice(f"Question {n}?", "Yes", "No") for n in range(questions))


# ------------------------------------------------------------------------------------- one row by itself


def row_fields(fields: dict[str, list[str]], key: str, do: str) -> dict[str, object]:
    own = {name: values for name, values in fields.items() if name.startswith(f"item-{key}-")}
    return {**own, "item": key, "base": "1", "next": "31", "do": do}


def test_one_row_is_opened_with_few_queries_whatever_the_others(author: Client, cast: Cast) -> None:
    counts = []
    for questions in (10, 200):
        quiz = long_quiz(cast, questions)
        fields = form_fields(author.get(f"/studio/{quiz.pk}/edit/"), "editor")
        with CaptureQueriesContext(connection) as queries:
            page = author.post(f"/studio/{quiz.pk}/edit/row/", row_fields(fields, "7", "open-7"))
        counts.append(len(queries))
        html = page.content.decode()
        assert 'name="item-7-stem"' in html
        assert "Question 6?" in html
        assert "<html" not in html
        assert html.count("data-row=") == 1
    assert counts[0] == counts[1] <= 10


def test_one_row_is_added_copied_and_retyped(author: Client, quiz: Content) -> None:
    address, fields = f"/studio/{quiz.pk}/edit/row/", open_editor(author, quiz)
    blank = author.post(address, {"do": "add", "add_type": "matching", "next": "31"}).content.decode()
    assert 'name="item-31-pairs-0-prompt"' in blank
    copied = author.post(address, {**row_fields(fields, "2", "copy-2"), "item-2-stem": "Typed"}).content.decode()
    assert 'name="item-31-stem"' in copied
    assert "Typed" in copied
    assert "item-31-id" not in copied
    typed = {"item": "31", "item-31-type": "essay", "item-31-stem": "Typed", "do": "type-31", "base": "1"}
    assert 'name="item-31-min_words"' in author.post(address, typed).content.decode()
    assert newest(quiz).number == 1


def test_one_row_of_a_piece_that_is_not_there_yet(author: Client, cast: Cast) -> None:
    page = author.post("/studio/new/podcast/row/", {"do": "add", "add_type": "segment", "next": "12"})
    assert 'name="item-12-speaker"' in page.content.decode()
    assert author.get("/studio/new/podcast/row/").status_code == 405
    assert author.post("/studio/new/opera/row/", {"do": "add", "add_type": "segment"}).status_code == 404


def test_what_is_no_row_is_refused_in_a_sentence(author: Client, cast: Cast) -> None:
    mine, other = make_deck(cast.teacher), make_deck(cast.colleague)
    foreign = str(load_document(newest(other)).items[0].item_id)
    address = f"/studio/{mine.pk}/edit/row/"
    assert author.get(address).status_code == 405
    for sent in ({}, {"do": "open-9"}, {"do": "remove-1", "item": "1"}, {"do": "add", "add_type": "opera"}):
        page = author.post(address, sent)
        assert page.status_code == 400
        assert "Load the page again" in page.content.decode()
    for item_id in (foreign, "x"):
        sent = {"item": "1", "item-1-id": item_id, "item-1-closed": "1", "do": "open-1", "base": "1"}
        assert author.post(address, sent).status_code == 400
    assert author.post(f"/studio/{other.pk}/edit/row/", {"do": "add", "add_type": "card"}).status_code == 404


def test_a_long_quiz_opens_light(author: Client, cast: Cast) -> None:
    quiz = long_quiz(cast, 200)
    page = author.get(f"/studio/{quiz.pk}/edit/", headers={"accept-encoding": "gzip"})
    assert len(page.content) < 25_000  # the style and the icons take the rest of the 60 kB
