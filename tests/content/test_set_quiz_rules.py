"""An author sets the rules of a quiz: all of them on one page, none lost on any way that a text takes."""

from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from content.documents import load_document
from content.forms.frames import frame_form
from content.kinds.quiz import Counts, Mode, QuizFrame, Results
from content.models import Content, Draft
from tests.cast import Cast
from tests.content.studio_help import errors_of, newest, open_editor, open_fields, send
from tests.factories import make_quiz

RULES: dict[str, Any] = {
    "mode": "practice",
    "time_limit": "30",
    "grace": "15",
    "attempts": "2",
    "counts": "average",
    "results": "marks",
    "pass_mark": "70",
    "wrong_costs": "25",
    "one_per_page": "on",
    "shuffle_questions": "on",
    "shuffle_options": "on",
}
STRICT = QuizFrame(
    mode=Mode.PRACTICE,
    pass_mark=70,
    time_limit=30,
    grace=15,
    attempts=2,
    counts=Counts.AVERAGE,
    results=Results.MARKS,
    one_per_page=True,
    shuffle_questions=True,
    partial_credit=False,
    wrong_costs=25,
)


@pytest.fixture
def quiz(cast: Cast) -> Content:
    return make_quiz(cast.teacher)


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def sent_rules(**rules: Any) -> dict[str, Any]:
    return {f"frame-{name}": value for name, value in {**RULES, **rules}.items()}


def frame_of(content: Content) -> Any:
    return load_document(newest(content)).frame


def set_all(author: Client, quiz: Content, **rules: Any) -> Any:
    fields = open_editor(author, quiz)
    fields.pop("frame-partial_credit", None)
    return send(author, quiz, fields, **sent_rules(**rules))


def test_every_rule_is_set_and_shown_again(author: Client, quiz: Content) -> None:
    set_all(author, quiz)
    assert frame_of(quiz) == STRICT
    fields = open_editor(author, quiz)
    assert {name: fields[f"frame-{name}"] for name in RULES} == {name: [value] for name, value in RULES.items()}
    assert "frame-partial_credit" not in fields
    page = author.get(f"/studio/{quiz.pk}/edit/").content.decode()
    assert "These hold in a graded quiz only." in page


def test_saving_something_else_keeps_them(author: Client, quiz: Content) -> None:
    set_all(author, quiz)
    send(author, quiz, open_editor(author, quiz), title="Another title")
    assert newest(quiz).title == "Another title"
    assert frame_of(quiz) == STRICT


def test_text_editing_keeps_them(author: Client, quiz: Content) -> None:
    set_all(author, quiz)
    fields = open_editor(author, quiz)
    page = send(author, quiz, fields, do="as-text")
    shown = open_fields(page)
    assert shown["as"] == ["text"]
    assert {name: shown[f"frame-{name}"] for name in RULES} == {name: [value] for name, value in RULES.items()}


def test_no_number_is_no_limit(author: Client, quiz: Content) -> None:
    set_all(author, quiz)
    send(author, quiz, open_editor(author, quiz), **sent_rules(time_limit="", attempts="", wrong_costs=""))
    frame = frame_of(quiz)
    assert (frame.time_limit, frame.attempts, frame.wrong_costs) == (None, None, 0)


@pytest.mark.parametrize(
    ("name", "value", "label"),
    [
        ("time_limit", "0", "Time limit in minutes"),
        ("time_limit", "1441", "Time limit in minutes"),
        ("grace", "", "Seconds of grace"),
        ("attempts", "101", "Attempts"),
        ("wrong_costs", "-1", "Cost of a wrong answer in percent"),
        ("mode", "exam", "What is it for?"),
        ("counts", "worst", "Which attempt counts?"),
    ],
)
def test_bad_rules_are_refused_and_kept(author: Client, quiz: Content, name: str, value: str, label: str) -> None:
    page = set_all(author, quiz, **{name: value})
    assert label in errors_of(page)
    assert newest(quiz).number == 1
    assert Draft.objects.get(content=quiz).fields[f"frame-{name}"] == [value]


def test_a_draft_older_than_the_rules_changes_none_of_them() -> None:
    data = QueryDict("frame-pass_mark=55&frame-shuffle_options=on")
    form = frame_form("quiz", data=data, frame=STRICT)
    assert form
    assert form.is_valid(), form.errors
    assert form.to_frame("quiz") == STRICT.model_copy(update={"pass_mark": 55})
    assert form["time_limit"].value() == "30"


def test_versions_are_compared_rule_by_rule(author: Client, quiz: Content) -> None:
    set_all(author, quiz, mode="graded")
    page = author.get(f"/studio/{quiz.pk}/compare/?from=1&to=2").content.decode()
    for words in ["Time limit: 30 minutes", "Attempts: 2", "A wrong answer costs 25% of its points"]:
        assert words in page


def test_a_restored_version_has_its_rules(author: Client, quiz: Content, cast: Cast) -> None:
    set_all(author, quiz)
    send(author, quiz, open_editor(author, quiz), **sent_rules(mode="graded", time_limit="5"))
    assert frame_of(quiz) != STRICT
    author.post(f"/studio/{quiz.pk}/history/2/restore/", {"base": "3"})
    assert newest(quiz).number == 4
    assert frame_of(quiz) == STRICT


def test_answers_after_a_last_attempt_that_never_comes_are_warned_of(author: Client, quiz: Content) -> None:
    words, address = "As there is no limit of attempts, none is the last", f"/studio/{quiz.pk}/edit/"
    for rules, warns in (
        ({"results": "after_last", "attempts": ""}, True),
        ({"results": "after_last", "attempts": "2"}, False),
        ({"results": "all", "attempts": ""}, False),
        ({"results": "after_last", "attempts": "", "mode": "practice"}, False),
    ):
        set_all(author, quiz, **{"mode": "graded", **rules})
        assert frame_of(quiz).results == rules["results"], "it is no refusal"
        assert (words in author.get(address).content.decode()) == warns
    refused = set_all(author, quiz, mode="graded", results="after_last", attempts="", pass_mark="200")
    assert words in refused.content.decode()
