"""Questions of several parts: an order, a text with gaps, an essay with a rubric. Nothing of an answer is lost, and
nothing of what is right is told."""

import re
from typing import Any

import pytest
from django.test import Client

from content.models import Content
from content.questions import get_question_type
from progress.actions.attempting import start_attempt
from progress.models import QuizAttempt, SectionCheck
from progress.ordering import option_order
from tests.cast import Cast
from tests.factories import item, make_content, make_quiz, publish
from tests.progress.study import entries_of, form_fields, url_of

ENTRIES = ("Mercury", "Venus", "Earth", "Mars")
STEM = (
    "The capital of Peru is {1:SA:=Lima}, it has {1:NM:=11:1#Millions.} million people and {2:MCVS:=a coast~no coast}."
)
RUBRIC = [{"name": "Reasons", "levels": [{"points": 0, "text": "none"}, {"points": 4, "text": "several"}]}]
QUESTIONS = (
    item("ordering", stem="From the sun outwards", entries=ENTRIES),
    item("cloze", stem=STEM),
    item("essay", stem="Why is Mars red?", criteria=RUBRIC),
)


@pytest.fixture
def attempt(cast: Cast) -> QuizAttempt:
    quiz = publish(make_quiz(cast.teacher, items=QUESTIONS), cast.reviewer)
    return start_attempt(student=cast.student, content=quiz)


@pytest.fixture
def learner(client: Client, cast: Cast) -> Client:
    client.force_login(cast.student)
    return client


def show(learner: Client, attempt: QuizAttempt) -> str:
    return learner.get(url_of("attempt", attempt.content)).content.decode()


def entry_fields(page: str) -> dict[str, str]:
    """The field of each entry, by its words, in the order of the page."""
    return {words: name for name, words in re.findall(r'class="ordering__entry" for="([^"]+)">([^<]+)<', page)}


def numbered(page: str, *entries: str) -> dict[str, str]:
    """The fields of a page in which these entries were numbered from 1 on."""
    fields = entry_fields(page)
    return {fields[entry]: str(number) for number, entry in enumerate(entries, start=1)}


def filled(page: str, attempt: QuizAttempt, city: str, people: str, coast: str) -> dict[str, str]:
    """The fields of the gaps: two that are typed, and a choice by its words."""
    prefix = f"q-{entries_of(attempt.content)[1].pk}"
    values = dict(re.findall(rf'name="{prefix}-pick-2" value="(\d+)"[^>]*><span>([^<]+)<', page))
    picked = next((value for value, words in values.items() if words == coast), "")
    return {f"{prefix}-gap-0": city, f"{prefix}-gap-1": people, f"{prefix}-pick-2": picked}


def send(learner: Client, name: str, attempt: QuizAttempt, fields: dict[str, str], **more: str) -> Any:
    asked = form_fields({entry.pk: {} for entry in entries_of(attempt.content)}, attempt)
    return learner.post(url_of(name, attempt.content), {**asked, **fields, **more})


@pytest.mark.parametrize("shuffles", [True, False])
def test_the_right_order_is_never_shown(attempt: QuizAttempt, shuffles: bool) -> None:
    ordering, question_type = entries_of(attempt.content)[0], get_question_type("ordering")
    attempt.version.frame = {"shuffle_options": shuffles}
    for seed in range(60):
        attempt.seed = seed
        order = list(option_order(attempt, ordering.pk, question_type, question_type.parse(ordering.data)))
        assert sorted(order) == [0, 1, 2, 3]
        assert order != [0, 1, 2, 3]


def test_a_page_before_answering_tells_nothing_and_shows_the_rubric(learner: Client, attempt: QuizAttempt) -> None:
    page = show(learner, attempt)
    assert list(entry_fields(page)) != list(ENTRIES)
    assert sorted(name[-1] for name in entry_fields(page).values()) == ["0", "1", "2", "3"]
    for secret in ("Lima", "Millions", "SA:", "=a coast"):
        assert secret not in page
    assert "How this is graded" in page
    assert "4 points" in page


def test_answers_survive_a_refresh(learner: Client, attempt: QuizAttempt) -> None:
    page = show(learner, attempt)
    fields = numbered(page, "Venus", "Mercury") | filled(page, attempt, "Lima", "", "no coast")
    send(learner, "attempt-save", attempt, fields)
    page = show(learner, attempt)
    again = entry_fields(page)
    assert re.search(rf'name="{again["Venus"]}".*?value="1" selected', page, re.DOTALL)
    assert re.search(rf'name="{again["Mercury"]}".*?value="2" selected', page, re.DOTALL)
    assert 'value="Lima"' in page
    assert re.search(r"checked><span>no coast", page)
    assert [response.answer for response in attempt.responses.order_by("pk")].count(["Lima", None, [1]]) == 1


def test_what_could_not_be_taken_stays_as_it_was_typed(learner: Client, attempt: QuizAttempt) -> None:
    page = show(learner, attempt)
    fields = dict.fromkeys(entry_fields(page).values(), "2") | filled(page, attempt, "Lima", "eleven", "a coast")
    response = send(learner, "attempt-save", attempt, fields)
    page = response.content.decode()
    assert response.status_code == 422
    assert "4 entries have the number 2" in page
    assert "Gap 2: “eleven” is not a number" in page
    assert page.count('value="2" selected') == 4
    for words in ('value="Lima"', 'value="eleven"', "checked><span>a coast"):
        assert words in page
    assert not attempt.responses.exclude(answer=None).exists()


def test_the_result_shows_each_part(learner: Client, attempt: QuizAttempt) -> None:
    page = show(learner, attempt)
    fields = numbered(page, "Venus", "Earth", "Mars", "Mercury") | filled(page, attempt, "Cusco", "11.5", "a coast")
    fields[f"q-{entries_of(attempt.content)[2].pk}-text"] = "Because of rust."
    send(learner, "attempt-finish", attempt, fields, accepts_missing="1")
    attempt.refresh_from_db()
    worth = {response.item_version.item.type: response.fraction for response in attempt.responses.all()}
    assert round(float(worth["ordering"] or 0), 3) == 0.667
    assert round(float(worth["cloze"] or 0), 3) == 0.75
    assert worth["essay"] is None
    page = learner.get(f"/study/{attempt.content_id}/attempts/1/").content.decode()
    assert 'aria-label="Gap 1: not right"' in page
    assert 'aria-label="Gap 2: right"' in page
    for words in ('value="Cusco"', "Millions.", "Lima", "Because of rust.", "How this is graded", "Partly right"):
        assert words in page
    assert re.findall(r'class="ordering__entry">(\w+)<', page) == ["Venus", "Earth", "Mars", "Mercury"]


@pytest.fixture
def guide(cast: Cast) -> Content:
    data = {"stem": "From the sun outwards", "entries": list(ENTRIES)}
    section = item("section", heading="Planets", body="Eight.", question={"type": "ordering", "data": data})
    return publish(make_content(cast.teacher, "study_guide", "Planets", (section,)), cast.reviewer)


def test_an_order_inside_a_guide(learner: Client, guide: Content) -> None:
    page = learner.get(url_of("study", guide)).content.decode()
    assert list(entry_fields(page)) != list(ENTRIES)
    asked = {"asked": str(entries_of(guide)[0].pk)}
    twice = learner.post(url_of("check-answer", guide), asked | dict.fromkeys(entry_fields(page).values(), "1"))
    assert "4 entries have the number 1" in twice.content.decode()
    assert twice.content.decode().count('value="1" selected') == 4
    learner.post(url_of("check-answer", guide), asked | numbered(page, *ENTRIES))
    assert SectionCheck.objects.get().answer == [0, 1, 2, 3]
    assert SectionCheck.objects.get().fraction == 1
    page = learner.get(url_of("study", guide)).content.decode()
    assert re.findall(r'class="ordering__entry">(\w+)<', page) == list(ENTRIES)
