"""The report of what is being made: from draft to rating."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from content.actions.drafting import save_version
from content.documents import load_document
from content.models import Content, ReviewDecision, ReviewRequest
from feedback.actions.giving import give_feedback
from feedback.ratings import rating_summary
from tests.cast import Cast
from tests.factories import decide, make_deck, make_guide, make_quiz, publish
from tests.reports.test_student_progress import read_csv

pytestmark = pytest.mark.django_db
PAGE = "/reports/content-production/"
FILE = f"{PAGE}export/"


def reworked(content: Content) -> None:
    """A second version without the last item."""
    document = load_document(content.latest_version)  # type: ignore[arg-type]
    shorter = type(document)(**{**vars(document), "items": document.items[:-1]})
    save_version(content=content, document=shorter, by=content.owner, base_number=1)
    content.refresh_from_db()


def test_a_row_tells_the_whole_story(staff: Client, cast: Cast) -> None:
    quiz = decide(make_quiz(cast.teacher), cast.reviewer, ReviewDecision.Outcome.REQUEST_CHANGES, "One too many.")
    reworked(quiz)
    publish(quiz, cast.reviewer)
    first, request = ReviewRequest.objects.order_by("pk")
    for older, hours in ((first, 100), (request, 60)):
        ReviewRequest.objects.filter(pk=older.pk).update(submitted_at=older.submitted_at - timedelta(hours=hours))
    give_feedback(content=quiz, by=cast.student, rating=5, type="quality")
    give_feedback(content=quiz, by=cast.classmate, rating=2, type="quality")
    (row,) = read_csv(staff.get(FILE))
    assert row.pop("published_utc") == f"{quiz.published_at:%Y-%m-%d %H:%M:%S}"
    request.refresh_from_db()
    assert row.pop("submitted_utc") == f"{request.submitted_at:%Y-%m-%d %H:%M:%S}"
    assert row == {
        "title": "Small quiz",
        "content_id": str(quiz.pk),
        "kind": "quiz",
        "level": "high_school",
        "owner": "Tamara Example",
        "owner_username": "tamara",
        "status": "published",
        "versions": "2",
        "items": "3",
        "reviews": "2",
        "last_decision": "approve",
        "days_to_decision": "2.5",
        "rating": "3.50",
        "ratings": "2",
    }
    summary = rating_summary(quiz)[quiz.published_version_id]  # type: ignore[index]
    assert (str(summary.average), str(summary.count)) == (row["rating"], row["ratings"])
    page = staff.get(PAGE).content.decode()
    for shown in ("Quiz", "High school", "Tamara Example", "Published", "Approved", "2.5 d", "3.50"):
        assert shown in page


def test_a_first_draft_has_only_what_there_is(staff: Client, cast: Cast) -> None:
    make_deck(cast.teacher, cards=5)
    (row,) = read_csv(staff.get(FILE))
    assert (row["versions"], row["items"], row["reviews"], row["ratings"]) == ("1", "5", "0", "0")
    empty = ("last_decision", "submitted_utc", "days_to_decision", "published_utc", "rating")
    assert [row[key] for key in empty] == [""] * 5


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"Small quiz", "Small guide", "Small deck"}),
        ({"status": "published"}, {"Small guide"}),
        ({"kind": "flashcards"}, {"Small deck"}),
        ({"level": "college"}, {"Small quiz"}),
        ({"owner": "carlos"}, {"Small deck"}),
        ({"owner": "Tamara", "status": "draft"}, {"Small quiz"}),
        ({"since": "2999-01-01"}, set()),
        ({"until": "2000-01-01"}, set()),
    ],
)
def test_filters(staff: Client, cast: Cast, query: dict[str, str], found: set[str]) -> None:
    make_quiz(cast.teacher, level="college")
    publish(make_guide(cast.teacher), cast.reviewer)
    make_deck(cast.colleague)
    assert {row["title"] for row in read_csv(staff.get(FILE, query))} == found
    assert staff.get(PAGE, query).context["count"] == len(found)


def test_the_page_costs_the_same_for_few_and_many(
    staff: Client, cast: Cast, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    make_guide(cast.teacher)
    with django_assert_max_num_queries(12) as few:
        staff.get(PAGE)
    for number in range(30):
        make_guide(cast.teacher, title=f"Guide {number}", sections=1)
    with django_assert_num_queries(len(few.captured_queries)):
        page = staff.get(PAGE)
    assert len(page.context["rows"]) == 31
