"""The report of how far reviewers agree with each other, and the automated checks with them."""

import io
import json
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content.actions.deciding import Verdict
from content.actions.repeating import claim_second_review, finish_second_review
from content.models import CheckResult, ItemVerdict, ReviewRequest, SecondReview, Topic
from content.review.measures import CHECK, FAULT, ITEMS, OUTCOME, Measure, measure_reviews
from tests.cast import Cast
from tests.content.second_help import Outcome, drawn, items_of, verdicts_for
from tests.factories import make_quiz
from tests.reports.test_student_progress import read_csv

pytestmark = pytest.mark.django_db
PAGE = "/reports/review-agreement/"
FILE = f"{PAGE}export/"
KEY = Verdict.problem("Two are right.", ItemVerdict.Fault.KEY)
UNCLEAR = Verdict.problem("Hard to read.", ItemVerdict.Fault.CLARITY)


def twice(cast: Cast, first: tuple[Verdict, ...], second: tuple[Verdict, ...], **given: Any) -> SecondReview:
    """Read by Rina, then blind by Rolf: what each said of the four items in their order, fine of the rest."""
    review = drawn(cast.teacher, cast.reviewer, *first, **given)
    claim_second_review(review=review, by=cast.second_reviewer)
    is_fine = all(verdict.is_fine for verdict in second)
    return finish_second_review(
        review=review,
        by=cast.second_reviewer,
        outcome=Outcome.APPROVE if is_fine else Outcome.REQUEST_CHANGES,
        reason="" if is_fine else "Mend it.",
        verdicts=verdicts_for(review, *second),
    )


def measured() -> dict[tuple[str, str], Measure]:
    return {(measure.sort, measure.name): measure for measure in measure_reviews(ReviewRequest.objects.all())}


@pytest.fixture
def two(cast: Cast) -> list[SecondReview]:
    """Of eight items, the first reviewer finds three wrong and the second two, both of them among the three."""
    return [twice(cast, (KEY, UNCLEAR), (KEY,)), twice(cast, (KEY,), (UNCLEAR,))]


def test_items_outcomes_and_faults(two: list[SecondReview]) -> None:
    found = measured()
    items = found[ITEMS, ""].agreement
    assert (items.n, items.alike) == (8, 7)
    by_chance = (3 * 2 + 5 * 6) / 64
    assert items.kappa == pytest.approx((7 / 8 - by_chance) / (1 - by_chance))
    outcome = found[OUTCOME, ""].agreement
    assert (outcome.n, outcome.alike, outcome.kappa) == (2, 2, None)
    key = found[FAULT, "key"].agreement
    assert (key.n, key.alike) == (8, 7)
    assert key.kappa == pytest.approx((7 / 8 - (2 * 1 + 6 * 7) / 64) / (1 - (2 * 1 + 6 * 7) / 64))
    assert found[FAULT, "rights"].agreement.is_of_one_category


def test_an_automated_check_against_the_first_reviewer(cast: Cast) -> None:
    review = drawn(cast.teacher, cast.reviewer, KEY, UNCLEAR)
    first, _second, third, *_rest = items_of(review)
    places: list[str | None] = [str(first.item_id), str(third.item_id), None]
    findings = [{"item": place, "field": "", "sentence": "Look."} for place in places]
    version = review.request.version
    results = CheckResult.objects
    results.filter(version=version).delete()
    results.create(version=version, check_name="answer_key", metric=0.5, sentence="Two.", findings=findings)
    results.create(version=version, check_name="maths", metric=None, sentence="None.", findings=[])
    found = measured()
    check = found[CHECK, "answer_key"].agreement  # each of the four pairs once: no more than by chance
    assert (check.n, check.alike, check.kappa) == (4, 2, 0.0)
    assert (CHECK, "maths") not in found


def test_of_two_steps_the_last_counts_and_what_only_one_judged_does_not(cast: Cast, two: list[SecondReview]) -> None:
    drawn(cast.teacher, cast.reviewer, title="Not read again yet")
    assert measured()[ITEMS, ""].agreement.n == 8


def test_page_file_and_function_say_the_same(staff: Client, two: list[SecondReview]) -> None:
    rows = read_csv(staff.get(FILE))
    by_name = {(row["measure"], row["name"]): row for row in rows}
    items = by_name["items", ""]
    kappa = measured()[ITEMS, ""].agreement.kappa
    assert kappa is not None
    assert (items["n"], items["alike"], items["alike_percent"]) == ("8", "7", "87.5")
    assert Decimal(items["kappa"]) == round(Decimal(kappa), 3)
    assert items["note"] == "Fewer than 30: take it as a hint."
    assert by_name["outcome", ""]["note"].startswith("Both gave one and the same answer")
    assert by_name["outcome", ""]["kappa"] == ""
    page = staff.get(PAGE)
    assert page.context["count"] == len(rows)
    html = page.content.decode()
    for shown in ("Two reviewers: items, fine or not", "Answer key", "87.5%", items["kappa"]):
        assert shown in html, shown
    sent = json.loads(staff.get(FILE, {"format": "json"}).getvalue())
    assert sent["row_count"] == len(rows)
    said = io.StringIO()
    call_command("export_report", "review-agreement", stdout=said, stderr=io.StringIO())
    assert said.getvalue().splitlines()[0] == "measure,name,n,alike,alike_percent,kappa,note"
    assert len(said.getvalue().splitlines()) == len(rows) + 1


def test_without_second_reviews_it_says_so(staff: Client) -> None:
    (items,) = [row for row in read_csv(staff.get(FILE)) if row["measure"] == "items"]
    assert (items["n"], items["kappa"], items["note"]) == ("0", "", "Nothing was judged by both yet.")


@pytest.mark.parametrize(
    ("query", "n"),
    [
        ({}, 8),
        ({"topic": "Science"}, 4),
        ({"topic": "Science / Biology"}, 4),
        ({"topic": "Art"}, 0),
        ({"level": "college"}, 4),
        ({"level": "elementary"}, 0),
        ({"since": "today"}, 4),
        ({"until": "yesterday"}, 4),
        ({"since": "2999-01-01"}, 0),
    ],
)
def test_filters(staff: Client, cast: Cast, query: dict[str, str], n: int) -> None:
    Topic.objects.at_path("Art")
    biology = Topic.objects.at_path("Science / Biology")
    twice(cast, (KEY,), (KEY,), content=make_quiz(cast.teacher, topic=biology, level="college"))
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: datetime.combine(yesterday, time(12), UTC))
        twice(cast, (), ())
    days = {"today": timezone.localdate().isoformat(), "yesterday": yesterday.isoformat()}
    query = {key: days.get(value, value) for key, value in query.items()}
    (items,) = [row for row in read_csv(staff.get(FILE, query)) if row["measure"] == "items"]
    assert items["n"] == str(n)


def test_a_filter_that_is_wrong_is_said(staff: Client) -> None:
    page = staff.get(PAGE, {"topic": "No such topic"})
    assert page.status_code == 400
    assert "Select a valid choice" in page.content.decode()


def test_it_costs_the_same_for_few_and_many(staff: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
    twice(cast, (KEY,), ())
    with django_assert_max_num_queries(12):
        staff.get(PAGE)
    for number in range(6):
        twice(cast, (KEY,), (UNCLEAR,), title=f"Quiz {number}")
    with django_assert_max_num_queries(12):
        staff.get(PAGE)


def test_staff_are_led_there_from_the_list_of_second_reviews(client: Client, cast: Cast) -> None:
    client.force_login(cast.reviewer)
    page = client.get(reverse("admin:content_secondreview_changelist"), {"state": "done"}).content.decode()
    assert "How far we agree" in page
    assert PAGE not in page  # only staff read reports
