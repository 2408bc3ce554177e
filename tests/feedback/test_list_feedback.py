"""The author reads what students say: averages by version, comments newest first."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from content.models import Content
from feedback.access import can_rate, can_read_feedback
from feedback.actions.giving import give_feedback
from feedback.models import ContentFeedback
from feedback.querysets import contents_ratable_by
from feedback.ratings import Rating, rating_summary, with_rating
from tests.cast import Cast
from tests.factories import UserFactory, make_deck, make_quiz, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz(cast: Cast) -> Content:
    return publish(make_quiz(cast.teacher), cast.reviewer)


@pytest.fixture
def teacher(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def path(content: Content) -> str:
    return f"/studio/{content.pk}/feedback/"


def rate(content: Content, by: User, rating: int, type: str = "quality", text: str = "") -> None:  # noqa: A002
    give_feedback(content=content, by=by, rating=rating, type=type, text=text)


def rate_by_many(content: Content, number: int) -> None:
    for n in range(number):
        rate(content, UserFactory.create(roles=[Role.STUDENT]), 1 + n % 5, text=f"Comment {n}")


def test_the_author_reads_every_comment_newest_first(teacher: Client, cast: Cast, quiz: Content) -> None:
    rate(quiz, cast.student, 5, text="Very <b>good</b>.")
    rate(quiz, cast.classmate, 2, "accuracy", "Question 3 is wrong.")
    page = teacher.get(path(quiz))
    assert [one.text for one in page.context["page"].rows] == ["Question 3 is wrong.", "Very <b>good</b>."]
    html = page.content.decode()
    assert "Very &lt;b&gt;good&lt;/b&gt;." in html
    assert "Sami Example" in html
    assert "3.5" in html
    assert "2 ratings" in html


def test_nobody_else_reads_it(client: Client, cast: Cast, quiz: Content) -> None:
    assert client.get(path(quiz))["Location"].startswith("/accounts/login/")
    wanted = {"teacher": 200, "colleague": 404, "student": 403, "reviewer": 403, "staff": 403, "operator": 403}
    for name, status in wanted.items():
        client.force_login(getattr(cast, name))
        assert client.get(path(quiz)).status_code == status, name
    client.force_login(cast.teacher)
    assert client.post(path(quiz)).status_code == 405


def test_it_is_filtered_by_aspect_and_stars(teacher: Client, cast: Cast, quiz: Content) -> None:
    rate(quiz, cast.student, 5)
    rate(quiz, cast.student, 2, "accuracy")
    rate(quiz, cast.classmate, 2, "difficulty")

    def found(**filters: str) -> list[tuple[int, str]]:
        rows = teacher.get(path(quiz), filters).context["page"].rows
        return [(one.rating, one.type) for one in rows]

    assert found(rating="2") == [(2, "difficulty"), (2, "accuracy")]
    assert found(rating="2", type="accuracy") == [(2, "accuracy")]
    assert found(rating="1") == []
    assert len(found(rating="many", type="taste")) == 3


def test_nothing_yet_says_where_it_will_come_from(teacher: Client, cast: Cast, quiz: Content) -> None:
    assert "Nobody has rated this yet" in teacher.get(path(quiz)).content.decode()
    assert "Submit it for review" in teacher.get(path(make_deck(cast.teacher))).content.decode()


def test_many_are_read_page_by_page(teacher: Client, quiz: Content) -> None:
    rate_by_many(quiz, 45)
    seen: list[str] = []
    page = teacher.get(path(quiz), {"type": "quality"})
    while True:
        seen += [one.text for one in page.context["page"].rows]
        if not page.context["next_url"]:
            break
        page = teacher.get(path(quiz) + page.context["next_url"])
    newest = [f"Comment {n}" for n in reversed(range(45))]
    asking = [comment for comment in newest if int(comment.split()[1]) % 5 < 2]  # one star or two
    assert seen == asking + [comment for comment in newest if comment not in asking]
    assert teacher.get(path(quiz), {"after": "tampered"}).status_code == 200


def test_the_page_costs_the_same_for_few_and_many(
    teacher: Client, quiz: Content, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    rate_by_many(quiz, 3)
    with django_assert_max_num_queries(12) as few:
        teacher.get(path(quiz))
    rate_by_many(quiz, 30)
    with django_assert_num_queries(len(few.captured_queries)):
        page = teacher.get(path(quiz))
    assert len(page.content) < 60_000


def test_the_average_is_one_number_wherever_it_is_read(cast: Cast, quiz: Content) -> None:
    unrated = publish(make_deck(cast.teacher), cast.reviewer)
    rate(quiz, cast.student, 5)
    rate(quiz, cast.classmate, 4)
    rate(quiz, cast.classmate, 4, "accuracy")
    assert rating_summary(quiz) == {quiz.published_version_id: Rating(Decimal("4.33"), 3)}
    assert rating_summary([quiz, unrated]) == rating_summary(quiz)
    assert rating_summary(unrated) == {}
    rows = {row.pk: (row.rating_average, row.rating_count) for row in with_rating(Content.objects.all())}  # type: ignore[attr-defined]
    assert rows == {quiz.pk: (Decimal("4.33"), 3), unrated.pk: (None, 0)}


def test_who_may_rate_and_read_is_the_same_as_rows_and_as_check(cast: Cast, quiz: Content) -> None:
    make_deck(cast.colleague)
    both = UserFactory.create(roles=[Role.TEACHER, Role.STUDENT])
    publish(make_quiz(both), cast.reviewer)
    rate(quiz, cast.student, 5)
    rate(quiz, both, 4)
    for user in User.objects.all():
        assert set(contents_ratable_by(user)) == {c for c in Content.objects.all() if can_rate(user, c)}, user
        given = ContentFeedback.objects.all()
        assert set(ContentFeedback.objects.readable_by(user)) == {f for f in given if can_read_feedback(user, f)}
