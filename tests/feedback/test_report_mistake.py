"""A student reports a mistake in one item: words, bound to version and item, until its author answers."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.refusals import Refusal, StaleEdit
from content.models import Content
from feedback.actions.giving import give_feedback, report_mistake
from feedback.models import ContentFeedback
from progress.actions.attempting import finish_attempt, start_attempt
from tests.cast import Cast
from tests.factories import make_deck, make_guide, make_quiz, publish
from tests.feedback.sayings import report, reword, wordings

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz(cast: Cast) -> Content:
    return publish(make_quiz(cast.teacher), cast.reviewer)


@pytest.fixture
def student(client: Client, cast: Cast) -> Client:
    client.force_login(cast.student)
    return client


def path(content: Content, place: int = 0) -> str:
    return f"/library/{content.pk}/report/{wordings(content)[place].pk}/"


def test_a_report_is_kept_with_version_and_item(student: Client, cast: Cast, quiz: Content) -> None:
    html = student.get(path(quiz)).content.decode()
    assert "Which gas do plants take in?" in html
    assert "Yes: Carbon dioxide." not in html, "the key does not show"
    response = student.post(path(quiz), {"text": "  It is oxygen.  ", "version_number": "1"})
    assert response.status_code == 302
    said = ContentFeedback.objects.get()
    assert (said.type, said.rating, said.text, said.status) == ("mistake", None, "It is oxygen.", "open")
    assert (said.version, said.item, said.author) == (quiz.published_version, wordings(quiz)[0].item, cast.student)
    assert response["Location"] == f"/library/{quiz.pk}/feedback/?part={said.item_id}"
    assert "It is oxygen." in student.get(response["Location"]).content.decode()


def test_it_goes_back_to_where_she_came_from(student: Client, quiz: Content) -> None:
    here = f"/study/{quiz.pk}/"
    assert f'name="next" value="{here}"' in student.get(path(quiz), {"next": here}).content.decode()
    assert student.post(path(quiz), {"text": "Wrong.", "next": here})["Location"] == here
    elsewhere = student.post(path(quiz), {"text": "Wrong.", "next": "https://example.com/"})["Location"]
    assert elsewhere.startswith(f"/library/{quiz.pk}/feedback/")


def test_saying_it_again_replaces_it_while_it_is_open(student: Client, quiz: Content) -> None:
    student.post(path(quiz), {"text": "It is oxygen."})
    page = student.get(path(quiz))
    assert page.context["form"]["text"].value() == "It is oxygen."
    assert "You reported this before" in page.content.decode()
    student.post(path(quiz), {"text": "It is nitrogen."})
    student.post(path(quiz, 1), {"text": "Whales are fish."})
    assert sorted(ContentFeedback.objects.values_list("text", flat=True)) == ["It is nitrogen.", "Whales are fish."]


@pytest.mark.parametrize("text", ["", "   ", "\u200b", "x" * 4001, "a\x00b"])
def test_it_needs_words(student: Client, quiz: Content, text: str) -> None:
    response = student.post(path(quiz), {"text": text})
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not ContentFeedback.objects.exists()


def test_what_she_saw_was_reworded_meanwhile(student: Client, cast: Cast, quiz: Content) -> None:
    seen = path(quiz)
    reword(quiz)
    publish(quiz, cast.reviewer)
    html = student.get(seen).content.decode()
    assert "It reads otherwise by now" in html
    assert "What do plants take in?" in html
    response = student.post(seen, {"text": "Still wrong.", "version_number": "1"})
    assert "A newer version was published meanwhile" in response.content.decode()
    assert "Still wrong." in response.content.decode()
    student.post(seen, {"text": "Still wrong.", "version_number": "2"})
    assert ContentFeedback.objects.get().version.number == 2


def test_an_item_that_did_not_change_reads_as_it_did(student: Client, cast: Cast, quiz: Content) -> None:
    seen = path(quiz, 1)
    reword(quiz)
    publish(quiz, cast.reviewer)
    assert "It reads otherwise by now" not in student.get(seen).content.decode()


def test_drafts_and_foreign_items_are_not_there(student: Client, cast: Cast, quiz: Content) -> None:
    other = publish(make_guide(cast.colleague), cast.reviewer)
    draft = make_quiz(cast.teacher)
    foreign = wordings(other)[0].pk
    assert student.get(f"/library/{quiz.pk}/report/{foreign}/").status_code == 404
    assert student.get(f"/library/{draft.pk}/report/{foreign}/").status_code == 404
    with pytest.raises(Refusal, match="no longer"):
        report_mistake(content=quiz, by=cast.student, item=wordings(other)[0].item, text="Wrong.")


def test_who_may_report(client: Client, cast: Cast, quiz: Content) -> None:
    assert client.get(path(quiz))["Location"].startswith("/accounts/login/")
    wanted = {"student": 200, "colleague": 200, "reviewer": 200, "teacher": 403, "staff": 403, "stranger": 403}
    for name, status in wanted.items():
        client.force_login(getattr(cast, name))
        assert client.get(path(quiz)).status_code == status, name
        sent = client.post(path(quiz), {"text": "Wrong."})
        assert sent.status_code == (302 if status == 200 else status), name
    assert ContentFeedback.objects.count() == 3
    with pytest.raises(PermissionDenied, match="your own"):
        report(quiz, cast.teacher)
    with pytest.raises(StaleEdit):
        report_mistake(content=quiz, by=cast.student, item=wordings(quiz)[0].item, text="Wrong.", version_number=7)


def test_a_mistake_is_no_rating(cast: Cast, quiz: Content) -> None:
    with pytest.raises(Refusal):
        give_feedback(content=quiz, by=cast.student, rating=1, type="mistake", item=wordings(quiz)[0].item)


@pytest.mark.parametrize(
    "wrong",
    [{"text": ""}, {"item": None}, {"rating": 3}, {"type": "quality"}, {"status": "declined"}, {"status": "addressed"}],
)
def test_the_database_has_the_last_word(cast: Cast, quiz: Content, wrong: dict[str, Any]) -> None:
    said = report(quiz, cast.student)
    with pytest.raises(IntegrityError), transaction.atomic():
        ContentFeedback.objects.filter(pk=said.pk).update(**wrong)


def test_the_database_keeps_one_open_report(cast: Cast, quiz: Content) -> None:
    said = report(quiz, cast.student)
    again: dict[str, Any] = {"version": said.version, "item": said.item, "author": cast.student, "type": "mistake"}
    with pytest.raises(IntegrityError), transaction.atomic():
        ContentFeedback.objects.create(content=quiz, text="Again.", **again)


def test_it_is_reached_from_each_item_where_she_studies_it(student: Client, cast: Cast, quiz: Content) -> None:
    guide = publish(make_guide(cast.teacher), cast.reviewer)
    html = student.get(f"/study/{guide.pk}/").content.decode()
    assert html.count(f"/library/{guide.pk}/report/") == 3
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    assert path(deck) in student.get(f"/study/{deck.pk}/cards/").content.decode()
    attempt = start_attempt(student=cast.student, content=quiz)
    finish_attempt(attempt=attempt, by=cast.student, answers={}, accepts_missing=True)
    html = student.get(f"/study/{quiz.pk}/attempts/1/").content.decode()
    assert all(path(quiz, place) in html for place in range(4))


def test_no_author_is_led_there(client: Client, cast: Cast) -> None:
    guide = publish(make_guide(cast.teacher), cast.reviewer)
    client.force_login(cast.teacher)
    assert "/report/" not in client.get(f"/study/{guide.pk}/").content.decode()
