"""A teacher gives her class something to do, changes it, takes it back."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Notice
from accounts.refusals import Refusal, StaleEdit, WrongState
from accounts.roles import Role
from content.models import Content
from progress.actions.assigning import assign, change_assignment, give_again, take_back
from progress.actions.reading import mark_read
from progress.classes.briefs import Brief
from progress.models import Assignment, AssignmentException, Classroom, Enrolment
from tests.cast import Cast
from tests.factories import UserFactory, make_guide, make_quiz, publish
from tests.progress.classes import give, make_class
from tests.progress.quizzes import make_ruled_quiz
from tests.progress.study import entries_of, later, now


@pytest.fixture
def classroom(cast: Cast) -> Classroom:
    return make_class(cast.teacher, cast.student, cast.classmate)


@pytest.fixture
def guide(cast: Cast) -> Content:
    return publish(make_guide(cast.colleague, title="Leaves"), cast.reviewer)


@pytest.fixture
def quiz(cast: Cast) -> Content:
    return make_ruled_quiz(cast.teacher, cast.reviewer, title="Cells", time_limit=20, attempts=3)


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def local(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def in_days(days: float) -> datetime:
    return now() + timedelta(days=days)


def address(classroom: Classroom, content: Content | None = None) -> str:
    return f"/classes/{classroom.pk}/assign/" + (f"?content={content.pk}" if content else "")


def page_of(assignment: Assignment, what: str = "") -> str:
    return f"/classes/{assignment.classroom_id}/work/{assignment.pk}/{what}"


def notices() -> list[tuple[str, str]]:
    """Who was told of work, and by which words."""
    told = Notice.objects.filter(event__startswith="work-").select_related("recipient")
    return sorted((notice.recipient.username, str(notice.details["what"])) for notice in told)


def test_find_something_and_give_it(author: Client, classroom: Classroom, guide: Content, quiz: Content) -> None:
    page = author.get(address(classroom)).content.decode()
    assert "Leaves" in page
    assert "Cells" in page
    page = author.get(address(classroom) + "?q=leaves").content.decode()
    assert "Cells" not in page
    assert f"?content={guide.pk}" in page
    page = author.get(address(classroom, guide)).content.decode()
    assert "Give it to Biology 7b" in page
    assert "Pass mark" not in page, "what is read has no rules"
    response = author.post(
        address(classroom, guide), {"due_at": local(in_days(3)), "note": "Read it twice."}, follow=True
    )
    assignment = Assignment.objects.get()
    assert response.redirect_chain[0][0] == page_of(assignment)
    assert "“Leaves” is given to Biology 7b." in response.content.decode()
    assert assignment.note == "Read it twice."
    assert assignment.closes_at is None
    assert abs(assignment.opens_at - now()) < timedelta(minutes=1)
    assert notices() == [("clara", ""), ("sami", "")]
    assert "Given already" in author.get(address(classroom)).content.decode()


def test_rules_of_a_quiz(author: Client, classroom: Classroom, quiz: Content) -> None:
    page = author.get(address(classroom, quiz)).content.decode()
    assert "Empty: 20 minutes, as the author has it. 0: no limit." in page
    assert 'placeholder="3"' in page
    sent = {"due_at": "", "time_limit": "0", "attempts": "1", "pass_mark": ""}
    page = author.post(address(classroom, quiz), sent, follow=True).content.decode()
    assignment = Assignment.objects.get()
    assert (assignment.time_limit, assignment.attempts, assignment.pass_mark) == (0, 1, None)
    assert "1, for this class" in page
    assert "No limit, for this class" in page
    assert "60% of the points." in page


def test_a_quiz_for_practice_has_a_pass_mark_alone(author: Client, cast: Cast, classroom: Classroom) -> None:
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, mode="practice")
    page = author.get(address(classroom, quiz)).content.decode()
    assert "id_pass_mark" in page
    assert "id_time_limit" not in page
    assert author.post(address(classroom, quiz), {"pass_mark": "70"}).status_code == 302


def test_a_button_sets_the_due_date(author: Client, classroom: Classroom, quiz: Content) -> None:
    sent = {"preset": "14", "note": "Slowly.", "attempts": "2", "due_at": ""}
    page = author.post(address(classroom, quiz), sent).content.decode()
    expected = (timezone.localtime() + timedelta(days=14)).strftime("%Y-%m-%dT20:00")
    assert f'value="{expected}"' in page
    assert "Slowly." in page
    assert not Assignment.objects.exists()
    page = author.post(address(classroom, quiz), {**sent, "due_at": expected, "preset": ""}).content.decode()
    assert 'name="due_at" value=""' in page


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"due_at": "2001-01-01T10:00"}, "more than ten years ago"),
        ({"due_at": "20000-01-01T10:00"}, "This is no date with a time."),
        ({"due_at": "9999-12-31T23:59"}, "more than a hundred years away"),
        ({"due_at": "0001-01-01T00:00"}, "more than ten years ago"),
        ({"due_at": "soon"}, "This is no date with a time."),
        ({"due_at": local(in_days(-1))}, "This time has passed."),
        ({"opens_at": local(in_days(3)), "due_at": local(in_days(2))}, "It would be due before it opens."),
        (
            {"opens_at": local(in_days(3)), "closes_at": local(in_days(2)), "due_at": ""},
            "It would close before it opens.",
        ),
        ({"due_at": local(in_days(3)), "closes_at": local(in_days(2))}, "It would close before it is due."),
        ({"attempts": "-1"}, "greater than or equal to 0"),
        ({"attempts": "101"}, "less than or equal to 100"),
        ({"time_limit": "99999999999999999999"}, "less than or equal to 1440"),
        ({"time_limit": "1.5"}, "Write a whole number, or nothing."),
        ({"pass_mark": "120"}, "less than or equal to 100"),
        ({"pass_mark": "many"}, "Write a whole number, or nothing."),
        ({"note": "x" * 1001}, "at most 1000 characters"),
        ({"due_at": local(in_days(2)), "zone": "Asia/Tokyo"}, "Your time zone has changed"),
    ],
)
def test_bad_input(author: Client, classroom: Classroom, quiz: Content, sent: dict[str, Any], said: str) -> None:
    page = author.post(address(classroom, quiz), {"note": "Keep this.", **sent}).content.decode()
    assert said in page
    assert sent.get("note", "Keep this.")[:500] in page, "nothing typed is lost"
    assert not Assignment.objects.exists()


def test_what_cannot_be_given(author: Client, cast: Cast, classroom: Classroom) -> None:
    draft = make_guide(cast.teacher)
    assert author.get(address(classroom, draft)).status_code == 404
    assert author.post(address(classroom, draft), {}).status_code == 404
    assert author.get(f"/classes/{classroom.pk}/assign/?content=no-key").status_code == 404
    with pytest.raises(Refusal, match="not in the library"):
        assign(classroom=classroom, content=draft, brief=Brief(now()), by=cast.teacher)


def test_rules_for_what_is_read_are_refused(cast: Cast, classroom: Classroom, guide: Content) -> None:
    with pytest.raises(Refusal, match="Only a quiz has rules"):
        assign(classroom=classroom, content=guide, brief=Brief(now(), attempts=1), by=cast.teacher)


def test_an_archived_class(author: Client, classroom: Classroom, guide: Content) -> None:
    assignment = give(classroom, guide)
    Classroom.objects.update(archived_at=now())
    assert author.get(address(classroom)).status_code == 409
    for what in ("change/", "remove/", "exceptions/new/"):
        response = author.post(page_of(assignment, what), {})
        assert response.status_code == 409
        assert "archived" in response.content.decode()
    assert author.get(page_of(assignment)).status_code == 200, "it can be read"


def test_only_teachers_of_the_class(cast: Cast, classroom: Classroom, guide: Content) -> None:
    assignment = give(classroom, guide)
    with pytest.raises(PermissionDenied):
        assign(classroom=classroom, content=guide, brief=Brief(now()), by=cast.colleague)
    with pytest.raises(PermissionDenied):
        change_assignment(assignment=assignment, brief=Brief(now()), by=cast.student)
    with pytest.raises(PermissionDenied):
        take_back(assignment=assignment, by=cast.colleague)
    with pytest.raises(PermissionDenied):
        give_again(assignment=assignment, by=cast.colleague)


def test_the_same_piece_once(author: Client, classroom: Classroom, guide: Content) -> None:
    assignment = give(classroom, guide)
    page = author.post(address(classroom, guide), {"note": "Again."}).content.decode()
    assert "The class has this to do already." in page
    assert "Again." in page
    author.post(page_of(assignment, "remove/"))
    assert author.post(address(classroom, guide), {}).status_code == 302
    response = author.post(page_of(assignment, "restore/"))
    assert response.status_code == 409
    assert "The class has this to do already." in response.content.decode()


def test_take_back_and_undo(author: Client, classroom: Classroom, guide: Content) -> None:
    assignment = give(classroom, guide)
    page = author.post(page_of(assignment, "remove/"), follow=True).content.decode()
    assert "Undo: give it again" in page
    assert author.post(page_of(assignment, "remove/")).status_code == 409
    assert author.get(page_of(assignment, "change/")).status_code == 409
    page = author.post(page_of(assignment, "restore/"), follow=True).content.decode()
    assert "The class has it to do again." in page
    assert Assignment.objects.get().removed_at is None


def test_taken_back_twice(cast: Cast, classroom: Classroom, guide: Content) -> None:
    assignment = give(classroom, guide)
    take_back(assignment=assignment, by=cast.teacher)
    with pytest.raises(StaleEdit):
        take_back(assignment=assignment, by=cast.teacher)
    with pytest.raises(WrongState):
        change_assignment(assignment=assignment, brief=Brief(now()), by=cast.teacher)
    give_again(assignment=assignment, by=cast.teacher)
    with pytest.raises(StaleEdit):
        give_again(assignment=assignment, by=cast.teacher)


@pytest.mark.parametrize("what", ["remove/", "restore/", "remind/"])
def test_changes_are_posted(author: Client, classroom: Classroom, guide: Content, what: str) -> None:
    assert author.get(page_of(give(classroom, guide), what)).status_code == 405


def test_another_class_has_not_this_assignment(
    author: Client, cast: Cast, classroom: Classroom, guide: Content
) -> None:
    other = make_class(cast.teacher, name="Another")
    assignment = give(classroom, guide)
    assert author.get(f"/classes/{other.pk}/work/{assignment.pk}/").status_code == 404


def test_change(author: Client, classroom: Classroom, quiz: Content) -> None:
    assignment = give(classroom, quiz, due_at=in_days(1).replace(second=17), attempts=2, note="Old.")
    page = author.get(page_of(assignment, "change/")).content.decode()
    assert f'value="{local(assignment.due_at)}"' in page  # type: ignore[arg-type]
    sent = {"opens_at": local(assignment.opens_at), "due_at": local(assignment.due_at), "attempts": "", "note": "New."}  # type: ignore[arg-type]
    assert author.post(page_of(assignment, "change/"), sent).status_code == 302
    changed = Assignment.objects.get()
    assert (changed.attempts, changed.note) == (None, "New.")
    assert (changed.opens_at, changed.due_at) == (assignment.opens_at, assignment.due_at), "to the very moment"
    assert notices() == [], "no date moved"


def test_whom_another_due_date_concerns_is_told(cast: Cast, classroom: Classroom, guide: Content) -> None:
    for student in (cast.colleague, cast.reviewer):
        Enrolment.objects.create(classroom=classroom, student=student, way="code", joined_at=now())
    Enrolment.objects.filter(student=cast.reviewer).update(left_at=now())
    assignment = give(classroom, guide, due_at=in_days(1))
    mark_read(student=cast.classmate, content=guide, items=[entry.item_id for entry in entries_of(guide)])
    AssignmentException.objects.create(
        assignment=assignment, student=cast.colleague, due_at=in_days(9), given_by=cast.teacher, given_at=now()
    )
    brief = Brief(assignment.opens_at, in_days(2))
    change_assignment(assignment=assignment, brief=brief, by=cast.teacher)
    assert notices() == [("sami", "")], "not who has done it, has a date of her own, or has left"
    notice = Notice.objects.get(event="work-changed")
    assert notice.details["facts"][1]["at"] == brief.due_at.isoformat()  # type: ignore[union-attr]
    change_assignment(assignment=assignment, brief=Brief(assignment.opens_at), by=cast.teacher)
    assert Notice.objects.filter(event="work-changed").count() == 2
    assert "at no set time" in str(Notice.objects.latest("created_at").details)


def test_what_has_passed_may_stay(author: Client, classroom: Classroom, guide: Content) -> None:
    due_at = in_days(-1).replace(second=0, microsecond=0)
    assignment = give(classroom, guide, opens_at=in_days(-2), due_at=due_at)
    sent = {"opens_at": local(assignment.opens_at), "due_at": local(due_at), "note": "Do it still."}
    assert author.post(page_of(assignment, "change/"), sent).status_code == 302
    assert Assignment.objects.get().note == "Do it still."


def test_from_the_piece(author: Client, cast: Cast, classroom: Classroom, guide: Content) -> None:
    assert f'href="/classes/assign/?content={guide.pk}"' in author.get(f"/library/{guide.pk}/").content.decode()
    own = publish(make_quiz(cast.teacher), cast.reviewer)
    assert f'href="/classes/assign/?content={own.pk}"' in author.get(f"/studio/{own.pk}/").content.decode()
    response = author.get(f"/classes/assign/?content={guide.pk}")
    assert response["Location"] == address(classroom, guide), "she has one class alone"
    other = make_class(cast.teacher, name="Another")
    give(other, guide)
    page = author.get(f"/classes/assign/?content={guide.pk}").content.decode()
    assert "Which class is to do it?" in page
    assert "Given already" in page
    client = Client()
    client.force_login(cast.student)
    assert "Assign to a class" not in client.get(f"/library/{guide.pk}/").content.decode()


def test_a_teacher_without_a_class(client: Client, cast: Cast, guide: Content) -> None:
    client.force_login(cast.colleague)
    assert "You teach no class yet" in client.get(f"/classes/assign/?content={guide.pk}").content.decode()


def test_what_opens_later_is_told_later(cast: Cast, classroom: Classroom, guide: Content) -> None:
    assign(classroom=classroom, content=guide, brief=Brief(in_days(1)), by=cast.teacher)
    assert notices() == []


@pytest.mark.parametrize("size", [1, 8])
def test_queries(
    author: Client, cast: Cast, classroom: Classroom, size: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer)
    assignment = give(classroom, quiz)
    for number in range(size):
        student = UserFactory.create(roles=[Role.STUDENT])
        Enrolment.objects.create(classroom=classroom, student=student, way="code", joined_at=now())
        AssignmentException.objects.create(
            assignment=assignment, student=student, attempts=3, given_by=cast.teacher, given_at=now()
        )
        publish(make_guide(cast.teacher, title=f"Guide {number}"), cast.reviewer)
    for url in (page_of(assignment), address(classroom), page_of(assignment, "exceptions/new/")):
        author.get(url)
        with django_assert_max_num_queries(14):
            author.get(url)
    with later(minutes=1), django_assert_max_num_queries(30):
        author.post(page_of(assignment, "remind/"))
