"""An author edits a quiz question by question, or as one GIFT text; what nobody touched keeps its very version."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from content.documents import load_document
from content.models import Content, Draft
from tests.cast import Cast
from tests.content.studio_help import (
    edit_url,
    errors_of,
    form_fields,
    headings,
    item_versions,
    newest,
    open_editor,
    open_fields,
    send,
)
from tests.factories import QUESTIONS, item, make_deck, make_quiz

pytestmark = pytest.mark.django_db
EVERY_TYPE = (
    *QUESTIONS,
    item(
        "matching", stem="Match", pairs=[{"prompt": "Peru", "match": "Lima"}, {"prompt": "Chile", "match": "Santiago"}]
    ),
    item("essay", stem="Why?", grader_info="Look for light.", min_words=10, max_words=200, points="2.5"),
    item("description", stem="Read this first."),
)


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


@pytest.fixture
def quiz(cast: Cast) -> Content:
    return make_quiz(cast.teacher, items=EVERY_TYPE)


@pytest.mark.parametrize("mode", ["form", "text"])
def test_saving_what_was_opened_changes_nothing(author: Client, quiz: Content, mode: str) -> None:
    page = send(author, quiz, open_editor(author, quiz, mode))
    assert "Nothing had changed" in page.content.decode()
    assert newest(quiz).number == 1


def test_one_changed_question_is_one_new_version(author: Client, quiz: Content) -> None:
    before = item_versions(quiz)
    page = send(author, quiz, open_editor(author, quiz), **{"item-1-options-1-text": "Argon"})
    after = item_versions(quiz)
    assert "1 question changed, 6 unchanged" in page.content.decode()
    assert [old == new for old, new in zip(before, after, strict=True)] == [False] + 6 * [True]
    options = load_document(newest(quiz)).items[0].data.model_dump()["options"]
    assert [option["text"] for option in options] == ["Carbon dioxide", "Argon", "Nitrogen"]


def test_one_changed_line_of_the_text_is_one_new_version(author: Client, quiz: Content) -> None:
    before = item_versions(quiz)
    fields = open_editor(author, quiz, "text")
    text = fields["material"][0].replace("Which gas do plants take in?", "Which gas do green plants take in?")
    send(author, quiz, fields, material=text)
    after = item_versions(quiz)
    assert [old == new for old, new in zip(before, after, strict=True)] == [False] + 6 * [True]
    document = load_document(newest(quiz))
    assert document.items[5].data.model_dump()["points"] == Decimal("2.5")
    assert document.items[0].item_id == load_document(quiz.versions.get(number=1)).items[0].item_id


def test_a_question_is_added_and_everything_typed_stays(author: Client, quiz: Content) -> None:
    fields = open_editor(author, quiz)
    fields |= {"add_type": ["true_false"], "item-2-stem": ["Typed, not saved"], "item-1-options-3-text": ["Argon"]}
    page = send(author, quiz, fields, do="add")
    fields = open_fields(page)
    assert fields["item-8-type"] == ["true_false"]
    assert fields["item-2-stem"] == ["Typed, not saved"]
    assert newest(quiz).number == 1
    send(author, quiz, fields, **{"item-8-stem": "Snow is white."})
    assert headings(quiz)[-1] == "Snow is white."
    assert headings(quiz)[1] == "Typed, not saved"


def test_switching_to_text_and_back_keeps_what_was_typed(author: Client, quiz: Content) -> None:
    before = item_versions(quiz)
    fields = open_editor(author, quiz)
    page = send(author, quiz, fields, do="as-text", **{"item-2-stem": "A whale is a bird.", "title": "Another title"})
    fields = open_fields(page)
    assert "A whale is a bird." in fields["material"][0]
    assert fields["title"] == ["Another title"]
    fields = open_fields(send(author, quiz, fields, do="as-form"))
    assert fields["item-2-stem"] == ["A whale is a bird."]
    send(author, quiz, fields)
    assert [old == new for old, new in zip(before, item_versions(quiz), strict=True)] == [True, False] + 5 * [True]
    assert newest(quiz).title == "Another title"


def test_text_that_cannot_be_read_is_kept_with_its_line(author: Client, quiz: Content) -> None:
    fields = open_editor(author, quiz, "text")
    broken = "Fine? {T}\r\n\r\nThis one never ends {=yes\r\n"
    page = send(author, quiz, fields, material=broken)
    assert "Line 3" in errors_of(page)
    assert Draft.objects.get().fields["material"] == [broken.replace("\r\n", "\n")]
    assert open_editor(author, quiz)["material"] == [broken]
    assert newest(quiz).number == 1


def test_what_nobody_touched_is_not_read_again(author: Client, cast: Cast) -> None:
    essay = "A long introduction. " * 1_000  # longer than the form would take, as files may bring it
    quiz = make_quiz(cast.teacher, items=(item("essay", stem=essay), *QUESTIONS))
    before = item_versions(quiz)
    fields = open_editor(author, quiz)
    assert "Saved as version 2" in send(author, quiz, fields, **{"item-3-stem": "And of Chile?"}).content.decode()
    assert [old == new for old, new in zip(before, item_versions(quiz), strict=True)] == [True, True, False, True, True]
    page = send(author, quiz, open_editor(author, quiz), **{"item-1-stem": essay + "And more."})
    assert "20000 characters" in errors_of(page)
    assert newest(quiz).number == 2


def test_the_rules_are_part_of_the_version(author: Client, quiz: Content) -> None:
    fields = open_editor(author, quiz)
    del fields["frame-shuffle_options"]
    send(author, quiz, fields, **{"frame-pass_mark": "80"})
    assert load_document(newest(quiz)).frame.model_dump(exclude_defaults=True) == {
        "pass_mark": 80,
        "shuffle_options": False,
    }
    page = send(author, quiz, open_editor(author, quiz), **{"frame-pass_mark": "800"})
    assert "Pass mark" in errors_of(page)


def test_unfinished_questions_are_saved(author: Client, quiz: Content) -> None:
    fields = open_editor(author, quiz)
    send(author, quiz, fields, **{"item-1-stem": "", "item-1-options-0-text": "", "item-3-answers-0-text": ""})
    assert newest(quiz).number == 2
    assert load_document(newest(quiz)).findings()


def test_forged_rows_do_no_harm(author: Client, quiz: Content) -> None:
    fields = open_editor(author, quiz)
    fields["item"] = ["1", "1", "99", "x", "-1", "1e5", "٣", "123456"]
    fields |= {"item-1-type": ["opera"], "item-1-extra": ["999999"], "item-99-id": ["x"]}
    page = send(author, quiz, fields)
    assert page.status_code == 200
    assert headings(quiz) == [QUESTIONS[0].heading]  # the key 99 is a question about which nothing was sent


def test_a_type_that_does_not_exist_is_said_and_nothing_is_lost(author: Client, quiz: Content) -> None:
    fields = open_editor(author, quiz)
    fields |= {"item": [*fields["item"], "99"], "item-99-type": ["opera"], "item-99-stem": ["Who sings?"]}
    page = send(author, quiz, fields)
    assert "There is no such type of question any more. Choose one." in errors_of(page)
    reopened = open_editor(author, quiz)
    assert reopened["item-99-stem"] == ["Who sings?"]
    send(author, quiz, reopened, **{"item-99-type": "essay"})
    assert headings(quiz)[-1] == "Who sings?"


def test_more_rows_than_fit_end_in_a_sentence(author: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("content.forms.rows.MAX_ITEMS", 40)
    deck = make_deck(cast.teacher, cards=1)
    fields = open_editor(author, deck)
    rows = {f"item-{number}-front": [f"Front {number}"] for number in range(2, 52)}
    page = send(author, deck, {**fields, **rows, "item": [str(number) for number in range(1, 52)]})
    assert "At most 40 fit. Split this into several pieces." in errors_of(page)
    assert open_editor(author, deck)["item-50-front"] == ["Front 50"]


def test_the_number_of_queries_does_not_grow(author: Client, cast: Cast) -> None:
    counts = []
    for times in (1, 6):
        items = tuple(
            replace(question, data=question.data.model_copy(update={"stem": f"{question.heading} {time}"}))
            for time in range(times)
            for question in EVERY_TYPE
        )
        quiz = make_quiz(cast.teacher, items=items)
        with CaptureQueriesContext(connection) as opening:
            assert author.get(edit_url(quiz)).status_code == 200
        opened = len(opening)  # the next request outside of a capture empties the log
        fields = open_editor(author, quiz)
        with CaptureQueriesContext(connection) as saving:
            answer = author.post(edit_url(quiz), {**fields, "item-1-stem": "Changed", "do": "save"})
        assert answer.status_code == 302
        counts.append((opened, sum("SAVEPOINT" not in query["sql"] for query in saving.captured_queries)))
    assert counts[0] == counts[1]
    opened, saved = counts[0]
    assert opened <= 15
    assert saved <= 15


def test_a_long_quiz_shows_headings_and_opens_what_is_asked_for(author: Client, quiz: Content) -> None:
    before = item_versions(quiz)
    document = load_document(newest(quiz))
    url = f"/studio/{quiz.pk}/edit/"
    fields = form_fields(author.get(url))
    assert not any(name.endswith("-stem") for name in fields)
    linked = form_fields(author.get(f"{url}?open={document.items[2].item_id}"))
    assert [name for name in linked if name.endswith("-stem")] == ["item-3-stem"]
    opened = open_fields(send(author, quiz, fields, do="open-2"))
    assert opened["item-2-stem"] == ["A whale is a fish."]
    opened = open_fields(send(author, quiz, opened, do="down-2", **{"item-2-stem": "A whale is a bird."}))
    opened = open_fields(send(author, quiz, opened, do="open-all"))
    assert opened["item-2-stem"] == ["A whale is a bird."]
    assert len([name for name in opened if name.endswith("-stem")]) == 7
    opened = open_fields(send(author, quiz, fields, do="remove-1"))
    send(author, quiz, opened)
    assert item_versions(quiz) == before[1:]
