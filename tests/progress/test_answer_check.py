"""Check questions inside a guide: answered in place, graded on the server, no part of any score."""

from typing import Any

import pytest
from django.test import Client

from content.models import Content
from progress.models import QuizAttempt, SectionCheck
from tests.cast import Cast
from tests.factories import item, make_content, make_guide, make_quiz, publish
from tests.progress.study import entries_of, progress_of, publish_changed, url_of

QUESTION = {
    "type": "multiple_choice",
    "data": {
        "stem": "What do leaves take in?",
        "explanation": "It becomes sugar.",
        "options": [
            {"text": "Carbon dioxide", "credit": 100, "feedback": "Exactly."},
            {"text": "Sand", "feedback": "Sand is no gas."},
        ],
    },
}


@pytest.fixture
def guide(cast: Cast) -> Content:
    number = {"type": "numerical", "data": {"stem": "6 × 7?", "answers": [{"value": "42"}]}}
    sections = (
        item("section", heading="Leaves", body="They breathe.", question=QUESTION),
        item("section", heading="Sums", body="Six times seven.", question=number),
        item("section", heading="End", body="That is all."),
    )
    return publish(make_content(cast.teacher, "study_guide", "Leaves", sections), cast.reviewer)


@pytest.fixture
def learner(client: Client, cast: Cast) -> Client:
    client.force_login(cast.student)
    return client


def answer(client: Client, guide: Content, place: int, **fields: str) -> Any:
    section = entries_of(guide)[place].pk
    sent = {f"q-{section}-{name}": value for name, value in fields.items()}
    return client.post(url_of("check-answer", guide), {"asked": str(section), **sent})


def page_of(client: Client, guide: Content, **asked: str) -> str:
    return client.get(url_of("study", guide), asked).content.decode()


def test_before_answering_nothing_is_told(learner: Client, guide: Content) -> None:
    page = page_of(learner, guide)
    assert "What do leaves take in?" in page
    for secret in ["Exactly.", "Sand is no gas.", "It becomes sugar."]:
        assert secret not in page


def test_right_and_wrong_with_feedback(learner: Client, guide: Content, cast: Cast) -> None:
    section = entries_of(guide)[0].pk
    response = answer(learner, guide, 0, choice="1")
    assert response.headers["Location"] == f"{url_of('study', guide)}#check-{section}"
    page = page_of(learner, guide)
    assert "Sand is no gas." in page
    assert "It becomes sugar." in page
    assert "Not right" in page
    assert "Exactly." not in page_of(learner, guide, again=str(section))
    answer(learner, guide, 0, choice="0")
    page = page_of(learner, guide)
    assert "Exactly." in page
    check = SectionCheck.objects.get()
    assert check.answer == [0]
    assert check.fraction == 1
    assert check.first_answered_at < check.answered_at


def test_it_is_no_attempt_and_no_reading(learner: Client, guide: Content, cast: Cast) -> None:
    answer(learner, guide, 0, choice="0")
    assert not QuizAttempt.objects.exists()
    progress = progress_of(cast.student, guide)
    assert (progress.status, progress.percentage, progress.quiz_score) == ("in_progress", 0, None)


def test_a_bad_answer_gets_a_sentence_in_its_place(learner: Client, guide: Content) -> None:
    response = answer(learner, guide, 1, text="a dozen <b>")
    assert response.status_code == 422
    page = response.content.decode()
    assert "a dozen &lt;b&gt;" in page
    assert "field__error" in page
    assert answer(learner, guide, 0, choice="7").status_code == 422
    assert not SectionCheck.objects.exists()


def test_an_answer_to_another_wording_does_not_show(learner: Client, guide: Content, cast: Cast) -> None:
    answer(learner, guide, 0, choice="1")
    guide = publish_changed(guide, cast.reviewer, {"body": "They breathe through pores."})
    assert "Sand is no gas." not in page_of(learner, guide)
    assert answer(learner, guide, 0, choice="0").status_code == 302
    assert SectionCheck.objects.get().item_version == entries_of(guide)[0]


def test_a_section_that_asks_nothing_or_is_gone(learner: Client, guide: Content, cast: Cast) -> None:
    assert answer(learner, guide, 2, choice="0").status_code == 409
    other = publish(make_guide(cast.colleague, title="Other"), cast.reviewer)
    section = entries_of(other)[0].pk
    response = learner.post(url_of("check-answer", guide), {"asked": str(section)})
    assert response.status_code == 409
    assert "no longer in this material" in response.content.decode()
    empty = learner.post(url_of("check-answer", guide), {"asked": "x"}, follow=True)
    assert "No answer arrived" in empty.content.decode()


def test_nothing_chosen_is_kept_as_nothing(learner: Client, guide: Content) -> None:
    assert answer(learner, guide, 0).status_code == 302
    assert SectionCheck.objects.get().fraction is None
    assert "Not right" not in page_of(learner, guide)


def test_who_may(client: Client, guide: Content, cast: Cast) -> None:
    assert answer(client, guide, 0, choice="0").headers["Location"].startswith("/accounts/login/")
    client.force_login(cast.stranger)
    assert answer(client, guide, 0, choice="0").status_code == 403
    client.force_login(cast.student)
    assert client.get(url_of("check-answer", guide)).status_code == 405
    quiz = publish(make_quiz(cast.teacher), cast.reviewer)
    assert answer(client, quiz, 0, choice="0").status_code == 404
    assert not SectionCheck.objects.exists()
