"""The version that addresses what was said closes it, once students see it, and tells who said it: once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Notice
from accounts.refusals import WrongState
from content.actions.publishing import publish_content, unpublish_content
from content.models import Content
from feedback.actions.answering import promise_version, take_answer_back
from feedback.actions.giving import give_feedback
from feedback.events import ANSWERED
from feedback.models import ContentFeedback
from tests.cast import Cast
from tests.factories import make_quiz, publish
from tests.feedback.sayings import report, reword

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz(cast: Cast) -> Content:
    return publish(make_quiz(cast.teacher), cast.reviewer)


def told() -> list[Notice]:
    return list(Notice.objects.filter(event=ANSWERED).order_by("pk"))


def test_publishing_the_promised_version_closes_it(client: Client, cast: Cast, quiz: Content) -> None:
    said = report(quiz, cast.student, text="It is oxygen.")
    reword(quiz)
    promise_version(content=quiz, feedback=[said.pk], number=2, by=cast.teacher, answer="Mended, thank you.")
    assert told() == []
    publish(quiz, cast.reviewer)
    said.refresh_from_db()
    assert (said.status, said.addressed_by) == ("addressed", quiz.published_version)
    (notice,) = told()
    assert (notice.recipient, notice.actor, notice.subject) == (cast.student, cast.teacher, "Small quiz")
    assert notice.details["reason"] == "Mended, thank you."
    client.force_login(cast.student)
    html = client.get(notice.url).content.decode()
    for words in ("It is oxygen.", "Addressed by version 2", "Mended, thank you.", "What do plants take in?"):
        assert words in html, words
    with pytest.raises(WrongState, match="Students see the version"):
        take_answer_back(feedback=said, by=cast.teacher)


def test_an_earlier_version_does_not_and_a_later_one_does(cast: Cast, quiz: Content) -> None:
    said = report(quiz, cast.student)
    reword(quiz, stem="Which gas?")
    promise_version(content=quiz, feedback=[said.pk], number=3, by=cast.teacher)
    publish(quiz, cast.reviewer)
    said.refresh_from_db()
    assert (said.status, told()) == ("open", [])
    reword(quiz, stem="Which gas, then?")
    reword(quiz, stem="Which gas is it?")
    publish(quiz, cast.reviewer)
    said.refresh_from_db()
    assert said.addressed_by is not None
    assert (said.status, said.addressed_by.number, len(told())) == ("addressed", 4, 1)


def test_what_was_not_promised_stays_open(cast: Cast, quiz: Content) -> None:
    said = report(quiz, cast.student)
    reword(quiz)
    publish(quiz, cast.reviewer)
    said.refresh_from_db()
    assert (said.status, told()) == ("open", [])


def test_a_version_that_students_see_already_closes_it_at_once(cast: Cast, quiz: Content) -> None:
    said = report(quiz, cast.student)
    reword(quiz)
    publish(quiz, cast.reviewer)
    promise_version(content=quiz, feedback=[said.pk], number=2, by=cast.teacher)
    said.refresh_from_db()
    assert (said.status, len(told())) == ("addressed", 1)


def test_publishing_it_again_tells_nobody_twice(cast: Cast, quiz: Content) -> None:
    said = report(quiz, cast.student)
    promise_version(content=quiz, feedback=[said.pk], number=2, by=cast.teacher)
    reword(quiz)
    publish(quiz, cast.reviewer)
    unpublish_content(content=quiz, by=cast.teacher)
    publish_content(content=quiz, by=cast.teacher)
    assert len(told()) == 1


def test_it_waits_for_the_time_of_publishing(cast: Cast, quiz: Content) -> None:
    said = report(quiz, cast.student)
    reword(quiz)
    promise_version(content=quiz, feedback=[said.pk], number=2, by=cast.teacher)
    Content.objects.filter(pk=quiz.pk).update(publish_at=timezone.now() + timedelta(days=1))
    quiz.refresh_from_db()
    publish(quiz, cast.reviewer)  # it approves: publishing waits for its time
    said.refresh_from_db()
    assert said.status == "open"
    publish_content(content=quiz, by=cast.teacher)
    said.refresh_from_db()
    assert said.status == "addressed"


def test_each_writer_is_told_once_of_the_same_part(cast: Cast, quiz: Content) -> None:
    said = report(quiz, cast.student)
    low = give_feedback(content=quiz, by=cast.student, rating=1, type="accuracy", item=said.item)
    other, whole = report(quiz, cast.classmate), give_feedback(content=quiz, by=cast.student, rating=2, type="quality")
    keys = [one.pk for one in (said, low, other, whole)]
    promise_version(content=quiz, feedback=keys, number=2, by=cast.teacher, answer="All of it is mended.")
    reword(quiz)
    publish(quiz, cast.reviewer)
    assert ContentFeedback.objects.filter(status="addressed").count() == 4
    recipients = sorted(notice.recipient.username for notice in told())
    assert recipients == ["clara", "sami", "sami"], "of the item and of the whole"


def test_saying_it_again_is_a_new_one_of_the_new_version(cast: Cast, quiz: Content) -> None:
    said = report(quiz, cast.student)
    promise_version(content=quiz, feedback=[said.pk], number=2, by=cast.teacher)
    reword(quiz)
    publish(quiz, cast.reviewer)
    again = report(quiz, cast.student, text="Still wrong.")
    said.refresh_from_db()
    assert (said.status, again.status, again.version.number) == ("addressed", "open", 2)


def test_writing_it_anew_takes_the_promise_away(cast: Cast, quiz: Content) -> None:
    said = report(quiz, cast.student)
    promise_version(content=quiz, feedback=[said.pk], number=2, by=cast.teacher, answer="Soon.")
    again = report(quiz, cast.student, text="Something else is wrong as well.")
    assert (again.pk, again.promised_number, again.answer) == (said.pk, None, "")
