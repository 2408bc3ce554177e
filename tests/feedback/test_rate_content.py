"""A student rates published material; what she said before is changed, not doubled."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.refusals import Refusal, StaleEdit
from content.actions.drafting import save_version
from content.documents import load_document, load_items
from content.models import Content
from feedback.actions.giving import give_feedback
from feedback.models import ContentFeedback
from tests.cast import Cast
from tests.factories import make_guide, make_quiz, publish

pytestmark = pytest.mark.django_db
GOOD = {"rating": "4", "type": "quality", "text": "Clear, and short.", "item": ""}


@pytest.fixture
def quiz(cast: Cast) -> Content:
    return publish(make_quiz(cast.teacher), cast.reviewer)


@pytest.fixture
def student(client: Client, cast: Cast) -> Client:
    client.force_login(cast.student)
    return client


def path(content: Content) -> str:
    return f"/library/{content.pk}/rate/"


def publish_another_version(content: Content, cast: Cast) -> None:
    document = load_document(content.latest_version)  # type: ignore[arg-type]
    shorter = type(document)(**{**vars(document), "items": document.items[:2]})
    save_version(content=content, document=shorter, by=content.owner, base_number=1)
    content.refresh_from_db()
    publish(content, cast.reviewer)


def test_a_rating_is_kept_with_the_version_it_is_of(student: Client, cast: Cast, quiz: Content) -> None:
    page = student.get(path(quiz))
    assert page.status_code == 200
    response = student.post(path(quiz), GOOD)
    assert (response.status_code, response["Location"]) == (302, path(quiz))
    feedback = ContentFeedback.objects.get()
    assert (feedback.rating, feedback.type, feedback.text) == (4, "quality", "Clear, and short.")
    assert (feedback.version, feedback.author, feedback.status) == (quiz.published_version, cast.student, "open")
    assert "Clear, and short." in student.get(path(quiz)).content.decode()


def test_saying_it_again_replaces_it(student: Client, quiz: Content) -> None:
    student.post(path(quiz), GOOD)
    student.post(path(quiz), GOOD | {"rating": "2", "text": "Not any more."})
    assert list(ContentFeedback.objects.values_list("rating", "text")) == [(2, "Not any more.")]
    form = student.get(path(quiz)).context["form"]
    assert (form["rating"].value(), form["text"].value()) == (2, "Not any more.")


def test_aspects_and_parts_are_rated_apart(student: Client, quiz: Content) -> None:
    part = load_items(quiz.published_version)[1].item_id  # type: ignore[arg-type]
    for change in ({}, {"type": "difficulty"}, {"item": str(part)}, {"item": str(part), "rating": "1"}):
        student.post(path(quiz), GOOD | change)
    assert ContentFeedback.objects.count() == 3
    page = student.get(path(quiz), {"type": "quality", "item": str(part)})
    assert page.context["form"]["rating"].value() == 1
    assert "A whale is a fish." in page.content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"rating": ""}, "rating"),
        ({"rating": "6"}, "rating"),
        ({"rating": "good"}, "rating"),
        ({"type": "taste"}, "type"),
        ({"text": "x" * 4001}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"item": "not-a-part"}, "item"),
        ({"item": "019381f1-0000-7000-8000-000000000000"}, "item"),
    ],
)
def test_bad_input_is_answered_at_its_field(student: Client, quiz: Content, change: dict[str, str], field: str) -> None:
    response = student.post(path(quiz), GOOD | change)
    assert response.status_code == 200
    assert response.context["form"].errors[field]
    assert not ContentFeedback.objects.exists()


def test_a_version_published_meanwhile_is_not_rated_unseen(student: Client, cast: Cast, quiz: Content) -> None:
    publish_another_version(quiz, cast)
    response = student.post(path(quiz), GOOD | {"version_number": "1"})
    page = response.content.decode()
    assert "A newer version was published meanwhile" in page
    assert "Clear, and short." in page
    assert not ContentFeedback.objects.exists()
    assert response.context["form"]["version_number"].value() == 2
    student.post(path(quiz), GOOD | {"version_number": "2"})
    assert ContentFeedback.objects.get().version.number == 2


def test_each_version_is_rated_anew(student: Client, cast: Cast, quiz: Content) -> None:
    student.post(path(quiz), GOOD)
    publish_another_version(quiz, cast)
    assert student.get(path(quiz)).context["form"]["rating"].value() is None
    student.post(path(quiz), GOOD)
    assert sorted(ContentFeedback.objects.values_list("version__number", flat=True)) == [1, 2]


def test_who_may_rate(client: Client, cast: Cast, quiz: Content) -> None:
    assert client.get(path(quiz))["Location"].startswith("/accounts/login/")
    wanted = {"student": 200, "colleague": 200, "reviewer": 200, "teacher": 403, "staff": 403, "stranger": 403}
    for name, status in wanted.items():
        client.force_login(getattr(cast, name))
        assert client.get(path(quiz)).status_code == status, name
        assert client.post(path(quiz), GOOD).status_code == (302 if status == 200 else status), name
    assert ContentFeedback.objects.count() == 3


def test_what_is_not_published_is_not_there(student: Client, cast: Cast) -> None:
    draft = make_guide(cast.teacher)
    assert student.get(path(draft)).status_code == 404
    assert student.post(path(draft), GOOD).status_code == 404
    with pytest.raises(PermissionDenied):
        give_feedback(content=draft, by=cast.student, rating=5, type="quality")


def test_the_action_holds_its_rules_by_itself(cast: Cast, quiz: Content) -> None:
    other = publish(make_guide(cast.teacher), cast.reviewer)
    foreign = load_items(other.published_version)[0].item  # type: ignore[arg-type]
    for wrong in ({"rating": 0}, {"rating": 6}, {"type": "taste"}, {"item": foreign}):
        given: dict[str, Any] = {"rating": 5, "type": "quality"} | wrong
        with pytest.raises(Refusal):
            give_feedback(content=quiz, by=cast.student, **given)
    with pytest.raises(StaleEdit):
        give_feedback(content=quiz, by=cast.student, rating=5, type="quality", version_number=7)
    with pytest.raises(PermissionDenied, match="your own"):
        give_feedback(content=quiz, by=cast.teacher, rating=5, type="quality")


@pytest.mark.parametrize("wrong", [{"rating": 6}, {"type": "taste"}, {"status": "addressed"}, {"status": "lost"}])
def test_the_database_has_the_last_word(cast: Cast, quiz: Content, wrong: dict[str, Any]) -> None:
    feedback = give_feedback(content=quiz, by=cast.student, rating=5, type="quality")
    with pytest.raises(IntegrityError), transaction.atomic():
        ContentFeedback.objects.filter(pk=feedback.pk).update(**wrong)


def test_the_database_keeps_one_rating_of_the_whole(cast: Cast, quiz: Content) -> None:
    feedback = give_feedback(content=quiz, by=cast.student, rating=5, type="quality")
    with pytest.raises(IntegrityError), transaction.atomic():
        ContentFeedback.objects.create(
            content=quiz, version=feedback.version, author=cast.student, rating=1, type="quality"
        )


def test_the_page_costs_the_same_for_few_and_many_parts(
    student: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for sections in (3, 30):
        guide = publish(make_guide(cast.teacher, title=f"Guide of {sections}", sections=sections), cast.reviewer)
        with django_assert_max_num_queries(12):
            student.get(path(guide))
