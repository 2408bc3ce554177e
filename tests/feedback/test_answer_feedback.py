"""An author answers what was said: a version addresses it, or it stays as it is, and why."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.models import Notice
from accounts.refusals import Refusal, WrongState
from content.actions.authorship import accept_invitation, invite_author
from content.models import Content
from feedback.actions.answering import decline_feedback, promise_version, take_answer_back
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


@pytest.fixture
def teacher(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def path(said: ContentFeedback, end: str = "") -> str:
    return f"/studio/{said.content_id}/feedback/{said.pk}/{end}"


def told(cast: Cast) -> list[Notice]:
    return list(Notice.objects.filter(recipient=cast.student, event=ANSWERED))


def test_the_next_version_is_promised_and_nobody_is_told_yet(teacher: Client, cast: Cast, quiz: Content) -> None:
    said = report(quiz, cast.student)
    page = teacher.get(path(said))
    assert "The key is wrong." in page.content.decode()
    assert [value for value, _label in page.context["form"].fields["what"].choices] == ["2", "no"]
    response = teacher.post(path(said), {"what": "2", "answer": "You are right."})
    assert response["Location"] == f"/studio/{quiz.pk}/feedback/"
    said.refresh_from_db()
    assert (said.status, said.promised_number, said.answer) == ("open", 2, "You are right.")
    assert (said.answered_by, told(cast)) == (cast.teacher, [])
    assert "Version 2 addresses it" in teacher.get(response["Location"]).content.decode()


def test_a_promise_can_be_taken_back(teacher: Client, cast: Cast, quiz: Content) -> None:
    said = report(quiz, cast.student)
    promise_version(content=quiz, feedback=[said.pk], number=2, by=cast.teacher, answer="Soon.")
    teacher.post(path(said, "open/"))
    said.refresh_from_db()
    assert (said.promised_number, said.answer, said.answered_by) == (None, "", None)
    with pytest.raises(WrongState, match="Nothing was answered"):
        take_answer_back(feedback=said, by=cast.teacher)


def test_why_it_stays_as_it_is_is_told(teacher: Client, cast: Cast, quiz: Content) -> None:
    said = report(quiz, cast.student, text="It is oxygen.")
    refused = teacher.post(path(said), {"what": "no", "answer": "  "})
    assert refused.status_code == 200
    assert refused.context["form"].errors["answer"]
    teacher.post(path(said), {"what": "no", "answer": "Plants give oxygen off."})
    said.refresh_from_db()
    assert (said.status, said.answer, said.is_open) == ("declined", "Plants give oxygen off.", False)
    (notice,) = told(cast)
    assert notice.details["what"] == "declined"
    assert notice.details["reason"] == "Plants give oxygen off."
    assert notice.details["points"][0]["said"] == "It is oxygen."
    assert notice.url == f"/library/{quiz.pk}/feedback/?part={said.item_id}"


def test_its_writer_reads_it_and_can_write_again(client: Client, cast: Cast, quiz: Content) -> None:
    said = report(quiz, cast.student)
    decline_feedback(content=quiz, feedback=[said.pk], by=cast.teacher, reason="It is right as it is.")
    client.force_login(cast.student)
    html = client.get(f"/library/{quiz.pk}/feedback/", {"part": str(said.item_id)}).content.decode()
    assert "It is right as it is." in html
    assert "Not changed" in html
    assert "write again" in html
    again = report(quiz, cast.student, text="Look once more.")
    assert (again.pk != said.pk, again.status) == (True, "open")
    assert ContentFeedback.objects.count() == 2
    with pytest.raises(WrongState, match="written again"):
        take_answer_back(feedback=said, by=cast.teacher)


def test_a_refusal_that_is_taken_back_is_not_told_any_more(cast: Cast, quiz: Content) -> None:
    said = report(quiz, cast.student)
    decline_feedback(content=quiz, feedback=[said.pk], by=cast.teacher, reason="No.")
    assert len(told(cast)) == 1
    assert take_answer_back(feedback=said, by=cast.teacher).status == "open"
    assert told(cast) == []
    decline_feedback(content=quiz, feedback=[said.pk], by=cast.teacher, reason="No, because.")
    assert [notice.details["reason"] for notice in told(cast)] == ["No, because."]


def test_what_is_said_of_the_same_part_is_answered_together(teacher: Client, cast: Cast, quiz: Content) -> None:
    said = report(quiz, cast.student)
    other, elsewhere = report(quiz, cast.classmate), report(quiz, cast.classmate, place=1)
    form = teacher.get(path(said)).context["form"]
    assert [value for value, _label in form.fields["others"].choices] == [str(other.pk)]
    teacher.post(path(said), {"what": "2", "others": [str(other.pk)]})
    assert set(ContentFeedback.objects.filter(promised_number=2)) == {said, other}
    sent = teacher.post(path(elsewhere), {"what": "2", "others": [str(said.pk)]})
    assert sent.status_code == 302, "a tick that is not offered is not looked at"


def test_the_versions_that_may_address_it(cast: Cast, teacher: Client, quiz: Content) -> None:
    said = report(quiz, cast.student)
    reword(quiz)
    choices = teacher.get(path(said)).context["form"].fields["what"].choices
    assert [value for value, _label in choices] == ["2", "3", "no"]
    for number in (1, 4):
        with pytest.raises(Refusal):
            promise_version(content=quiz, feedback=[said.pk], number=number, by=cast.teacher)
    publish(quiz, cast.reviewer)
    choices = teacher.get(path(said)).context["form"].fields["what"].choices
    assert [value for value, _label in choices] == ["2", "3", "no"]


def test_a_wrong_choice_keeps_what_was_typed(teacher: Client, cast: Cast, quiz: Content) -> None:
    said = report(quiz, cast.student)
    response = teacher.post(path(said), {"what": "17", "answer": "Kept words"})
    assert response.status_code == 200
    assert "Kept words" in response.content.decode()
    assert teacher.post(path(said), {}).context["form"].errors["what"]


def test_what_was_answered_is_not_answered_twice(teacher: Client, cast: Cast, quiz: Content) -> None:
    said = report(quiz, cast.student)
    decline_feedback(content=quiz, feedback=[said.pk], by=cast.teacher, reason="No.")
    response = teacher.post(path(said), {"what": "2", "answer": "Yes."})
    assert response.status_code == 409
    for change in (
        lambda: promise_version(content=quiz, feedback=[said.pk], number=2, by=cast.teacher),
        lambda: decline_feedback(content=quiz, feedback=[said.pk], by=cast.teacher, reason="No."),
    ):
        with pytest.raises(WrongState, match="answered meanwhile"):
            change()
    assert "This was answered" in teacher.get(path(said)).content.decode()


def test_only_its_authors_answer(client: Client, cast: Cast, quiz: Content) -> None:
    said = report(quiz, cast.student)
    wanted = {"colleague": 404, "student": 403, "reviewer": 403, "staff": 403, "operator": 403}
    for name, status in wanted.items():
        person = getattr(cast, name)
        client.force_login(person)
        assert client.get(path(said)).status_code == status, name
        assert client.post(path(said), {"what": "2"}).status_code == status, name
        assert client.post(path(said, "open/")).status_code == status, name
        assert client.post(f"/studio/{quiz.pk}/feedback/addressed/", {"said": said.pk}).status_code == status, name
        with pytest.raises(PermissionDenied):
            promise_version(content=quiz, feedback=[said.pk], number=2, by=person)
        with pytest.raises(PermissionDenied):
            decline_feedback(content=quiz, feedback=[said.pk], by=person, reason="No.")
        with pytest.raises(PermissionDenied):
            take_answer_back(feedback=said, by=person)
    said.refresh_from_db()
    assert said.promised_number is None
    joined = invite_author(content=quiz, who=cast.colleague.username, by=cast.teacher)
    accept_invitation(authorship=joined, by=cast.colleague)
    client.force_login(cast.colleague)
    assert client.post(path(said), {"what": "2"}).status_code == 302
    assert client.get(path(said, "open/")).status_code == 405


def test_what_reads_otherwise_by_now_is_offered(teacher: Client, cast: Cast, quiz: Content) -> None:
    mended, untouched = report(quiz, cast.student), report(quiz, cast.student, place=1)
    low = give_feedback(content=quiz, by=cast.classmate, rating=1, type="accuracy", item=mended.item)
    url = f"/studio/{quiz.pk}/feedback/"
    assert "reads otherwise" not in teacher.get(url).content.decode()
    reword(quiz)
    page = teacher.get(url)
    assert set(page.context["promise"].suggested) == {mended, low}
    assert "Version 2 reads otherwise where students found something" in page.content.decode()
    refused = teacher.post(f"{url}addressed/", {"answer": "Kept words"})
    assert refused.status_code == 400
    assert "Kept words" in refused.content.decode()
    teacher.post(f"{url}addressed/", {"said": [str(mended.pk), str(low.pk)], "answer": "Mended."})
    assert set(ContentFeedback.objects.filter(promised_number=2, answer="Mended.")) == {mended, low}
    untouched.refresh_from_db()
    assert untouched.promised_number is None
    assert teacher.get(url).context["promise"].suggested == []


def test_the_list_costs_the_same_for_few_and_many(
    teacher: Client, cast: Cast, quiz: Content, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    url = f"/studio/{quiz.pk}/feedback/"
    report(quiz, cast.student)
    with django_assert_max_num_queries(12) as few:
        teacher.get(url)
    for person in (cast.student, cast.classmate, cast.colleague):
        for place in range(4):
            said = report(quiz, person, place)
            decline_feedback(content=quiz, feedback=[said.pk], by=cast.teacher, reason="No.")
            report(quiz, person, place)
    with django_assert_num_queries(len(few.captured_queries)):
        teacher.get(url)
    said = report(quiz, cast.student)
    with django_assert_max_num_queries(12):
        teacher.get(path(said))


def test_open_ones_stand_first_and_item_by_item(teacher: Client, cast: Cast, quiz: Content) -> None:
    give_feedback(content=quiz, by=cast.student, rating=5, type="quality")
    second = report(quiz, cast.student, place=1)
    first = report(quiz, cast.student, place=0)
    also_second = report(quiz, cast.classmate, place=1)
    done = report(quiz, cast.classmate, place=0)
    decline_feedback(content=quiz, feedback=[done.pk], by=cast.teacher, reason="No.")
    page = teacher.get(f"/studio/{quiz.pk}/feedback/")
    assert page.context["page"].rows[:3] == [first, also_second, second]
    html = page.content.decode()
    assert html.index("Asks for an answer") < html.index("The rest")
    only = teacher.get(f"/studio/{quiz.pk}/feedback/", {"state": "declined"}).context["page"].rows
    assert only == [done]


def test_it_stands_on_the_desk_until_it_is_answered(teacher: Client, cast: Cast, quiz: Content) -> None:
    low = give_feedback(content=quiz, by=cast.classmate, rating=2, type="quality", text="Too dull.")
    said = report(quiz, cast.student, text="The key is wrong.")
    html = teacher.get("/studio/").content.decode()
    assert html.index("The key is wrong.") < html.index("Too dull."), "newest first"
    assert path(said) in html
    assert "2 ask for an answer" in html
    decline_feedback(content=quiz, feedback=[said.pk, low.pk], by=cast.teacher, reason="No.")
    assert "ask for an answer" not in teacher.get("/studio/").content.decode()
    assert "Ratings, comments and reports" in teacher.get(f"/studio/{quiz.pk}/").content.decode()
