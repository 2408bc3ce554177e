"""An author adds, moves and removes the options of a question without JavaScript; what she typed stays with each."""

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from content.forms.parts import PartPlace, change_parts, find_part
from content.models import Content
from tests.cast import Cast
from tests.content.studio_help import fields_of, open_editor, open_fields, send
from tests.factories import choice, item, make_guide, make_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


@pytest.fixture
def quiz(cast: Cast) -> Content:
    units = item("numerical", stem="How long?", answers=[{"value": "1"}], units=[{"unit": "m", "multiplier": "1"}])
    return make_quiz(cast.teacher, items=(choice("Which?", "Right", "Wrong", "Worse"), units))


def options(fields: dict[str, list[str]]) -> list[str]:
    names = sorted(name for name in fields if name.startswith("item-1-options-") and name.endswith("-text"))
    return [fields[name][0] for name in names]


def test_options_move_with_all_that_belongs_to_them(author: Client, quiz: Content) -> None:
    fields = open_editor(author, quiz)
    fields["item-1-options-2-feedback"] = ["Typed"]
    fields = open_fields(send(author, quiz, fields, do="partup-item-1-options-2"))
    assert options(fields) == ["Right", "Worse", "Wrong", ""]
    fields = open_fields(send(author, quiz, fields, do="partdown-item-1-options-0"))
    assert options(fields) == ["Worse", "Right", "Wrong", ""]
    assert fields["item-1-options-1-right"] == ["on"]
    send(author, quiz, fields)
    written = [(option["text"], option["credit"], option["feedback"]) for option in fields_of(quiz)[0]["options"]]
    assert written == [("Worse", 0, "Typed"), ("Right", 100, "Yes: Right."), ("Wrong", 0, "")]


def test_an_option_is_added_where_it_is_wanted_and_another_goes(author: Client, quiz: Content) -> None:
    fields = open_fields(send(author, quiz, open_editor(author, quiz), do="partadd-item-1-options-0"))
    assert options(fields) == ["Right", "", "Wrong", "Worse", ""]
    fields["item-1-options-1-text"] = ["New"]
    fields = open_fields(send(author, quiz, fields, do="partadd-item-1-options-999"))
    assert options(fields) == ["Right", "New", "Wrong", "Worse", "", ""]
    fields = open_fields(send(author, quiz, fields, do="partremove-item-1-options-2"))
    send(author, quiz, fields)
    assert [option["text"] for option in fields_of(quiz)[0]["options"]] == ["Right", "New", "Worse"]


def test_each_group_of_a_question_by_itself(author: Client, quiz: Content) -> None:
    fields = open_editor(author, quiz)
    fields |= {"item-2-units-1-unit": ["cm"], "item-2-units-1-multiplier": ["100"]}
    fields = open_fields(send(author, quiz, fields, do="partup-item-2-units-1"))
    assert fields["item-2-answers-0-value"] == ["1"]
    send(author, quiz, fields)
    assert [unit["unit"] for unit in fields_of(quiz)[1]["units"]] == ["cm", "m"]


def test_the_options_inside_a_section(author: Client, cast: Cast) -> None:
    guide = make_guide(cast.teacher, sections=1)
    fields = open_editor(author, guide)
    fields = open_fields(send(author, guide, fields, do="ask-1", **{"item-1-question_type": "multiple_choice"}))
    fields |= {f"item-1-question-options-{place}-text": [text] for place, text in enumerate("abc")}
    fields = open_fields(send(author, guide, fields, do="partdown-item-1-question-options-0"))
    send(author, guide, fields)
    question = fields_of(guide)[0]["question"]
    assert [option["text"] for option in question["data"]["options"]] == ["b", "a", "c"]


@pytest.mark.parametrize(
    "do", ["partup-item-1-options-0", "partdown-item-1-options-3", "partup-item-7-options-1", "partup-x", "partadd-"]
)
def test_what_cannot_be_done_changes_nothing(author: Client, quiz: Content, do: str) -> None:
    fields = open_editor(author, quiz)
    assert options(open_fields(send(author, quiz, fields, do=do))) == options(fields)


@given(
    texts=st.lists(st.text(), min_size=1, max_size=6),
    what=st.sampled_from(["partup", "partdown", "partadd", "partremove"]),
    at=st.integers(min_value=0, max_value=8),
)
def test_every_change_keeps_every_other_part(texts: list[str], what: str, at: int) -> None:
    sent = QueryDict(mutable=True)
    sent["item-1-stem"] = "stays"
    for place, text in enumerate(texts):
        sent[f"item-1-options-{place}-text"] = text
    changed = change_parts(sent, what, PartPlace("1", "item-1-options", at))
    after = [str(changed[name]) for name in sorted(changed) if name.endswith("-text")]
    gone = texts[at : at + 1] if what == "partremove" else []
    assert sorted(after + gone) == sorted(texts)
    assert changed["item-1-stem"] == "stays"
    assert sum(name.endswith("-new") for name in changed) == (what == "partadd")


def test_only_names_of_parts_are_parts() -> None:
    assert find_part("item-3-question-options-2") == ("3", "item-3-question-options", 2)
    for name in ("item-3", "options-2", "item-3-options", "item-3-options-2-text", "item-3-options-2222", ""):
        assert find_part(name) is None
