"""An author edits a guide section by section, and a script segment by segment."""

import pytest
from django.test import Client

from content.models import Content
from tests.cast import Cast
from tests.content.studio_help import (
    errors_of,
    fields_of,
    form_fields,
    headings,
    item_versions,
    newest,
    open_editor,
    open_fields,
    send,
)
from tests.factories import item, make_content, make_guide, make_podcast

pytestmark = pytest.mark.django_db
CHECK = {"type": "true_false", "data": {"stem": "Leaves are green.", "answer": True, "points": "2"}}


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


@pytest.fixture
def guide(cast: Cast) -> Content:
    sections = (
        item("section", body="An introduction."),
        item("section", heading="Leaves", body="*Green*.", question=CHECK),
    )
    return make_content(cast.teacher, "study_guide", "Plants", sections)


@pytest.mark.parametrize("mode", ["form", "text"])
def test_saving_what_was_opened_changes_nothing(author: Client, guide: Content, mode: str) -> None:
    assert "Nothing had changed" in send(author, guide, open_editor(author, guide, mode)).content.decode()


def test_a_section_is_written_and_its_question_stays_to_the_letter(author: Client, guide: Content) -> None:
    before = item_versions(guide)
    send(author, guide, open_editor(author, guide), **{"item-2-body": "Green, mostly.", "item-2-heading": "A *leaf*"})
    assert [old == new for old, new in zip(before, item_versions(guide), strict=True)] == [True, False]
    section = fields_of(guide)[1]
    assert (section["heading"], section["body"], section["question"]) == ("A *leaf*", "Green, mostly.", CHECK)


def test_the_question_of_a_section_is_changed_in_place(author: Client, guide: Content) -> None:
    fields = open_editor(author, guide)
    assert fields["item-2-question-stem"] == ["Leaves are green."]
    send(author, guide, fields, **{"item-2-question-answer": "False"})
    assert fields_of(guide)[1]["question"]["data"] == {**CHECK["data"], "answer": False}  # type: ignore[dict-item]


def test_a_section_gets_a_question_and_loses_it(author: Client, guide: Content) -> None:
    fields = open_editor(author, guide)
    assert not any(name.startswith("item-1-question-") for name in fields)
    typed = {"item-1-question_type": "multiple_choice", "item-1-body": "Typed"}
    fields = open_fields(send(author, guide, fields, do="ask-1", **typed))
    assert fields["item-1-question-shuffle"] == ["on"]
    filled = {"item-1-question-stem": "Which?", "item-1-question-options-0-text": "This"}
    send(author, guide, fields, **filled)
    first = fields_of(guide)[0]
    assert first["body"] == "Typed"
    assert first["question"] == {"type": "multiple_choice", "data": {"stem": "Which?", "options": [{"text": "This"}]}}
    send(author, guide, open_editor(author, guide), **{"item-1-question_type": "", "item-2-question_type": ""})
    assert [section["question"] for section in fields_of(guide)] == [None, None]


def test_another_type_of_question_keeps_what_both_have(author: Client, guide: Content) -> None:
    fields = open_editor(author, guide)
    fields = open_fields(send(author, guide, fields, do="ask-2", **{"item-2-question_type": "short_answer"}))
    send(author, guide, fields, **{"item-2-question-answers-0-text": "Green"})
    question = fields_of(guide)[1]["question"]
    assert (question["type"], question["data"]["stem"]) == ("short_answer", "Leaves are green.")
    assert question["data"]["answers"][0]["text"] == "Green"


def test_mistakes_lead_to_their_fields(author: Client, guide: Content) -> None:
    fields = open_editor(author, guide)
    page = send(author, guide, fields, **{"item-2-question-points": "many", "item-1-format": "latex"})
    assert "Section 2, Points: Enter a number." in errors_of(page)
    for anchor in ("id_item-2-question-points", "id_item-1-format"):
        assert f'href="#{anchor}"' in page.content.decode()
        assert f'id="{anchor}"' in page.content.decode()


def test_a_question_of_no_type_is_refused_in_a_sentence(author: Client, guide: Content) -> None:
    page = send(author, guide, open_editor(author, guide), **{"item-1-question_type": "opera"})
    assert "Section 1, Question to check oneself: Select a valid choice." in errors_of(page)
    assert newest(guide).number == 1


def test_switching_to_text_and_back_keeps_what_was_typed(author: Client, guide: Content) -> None:
    fields = open_editor(author, guide)
    fields = open_fields(send(author, guide, fields, do="as-text", **{"item-2-body": "Typed with $x^2$."}))
    assert "Typed with $x^2$." in fields["material"][0]
    fields = open_fields(send(author, guide, fields, do="as-form"))
    assert fields["item-2-body"] == ["Typed with $x^2$."]
    assert fields["item-2-question-stem"] == ["Leaves are green."]


def test_segments_are_written_and_added(author: Client, cast: Cast) -> None:
    script = make_podcast(cast.teacher)
    fields = open_editor(author, script)
    assert (fields["item-1-speaker"], fields["item-1-chapter"]) == (["Ana"], ["Leaves"])
    fields = open_fields(send(author, script, fields, do="add-1"))
    assert fields["item"] == ["1", "4", "2", "3"]
    send(author, script, fields, **{"item-4-speaker": "Ben", "item-4-text": "Really?", "item-2-text": "Why green?"})
    assert headings(script) == ["Ana: Welcome. Today we talk about leaves.", "Ben: Really?", "Ben: Why green?"]


def test_names_used_before_are_suggested(author: Client, cast: Cast) -> None:
    page = author.get(f"/studio/{make_podcast(cast.teacher).pk}/edit/").content.decode()
    assert '<datalist id="speakers"><option value="Ana"></option><option value="Ben"></option></datalist>' in page


def test_a_long_guide_is_closed(author: Client, cast: Cast) -> None:
    guide = make_guide(cast.teacher, sections=30)
    fields = form_fields(author.get(f"/studio/{guide.pk}/edit/"), "editor")
    assert not any(name.endswith("-body") for name in fields)
    page = send(author, guide, open_fields(send(author, guide, fields, do="open-7")), **{"item-7-body": "Changed."})
    assert "1 section changed, 29 unchanged" in page.content.decode()
