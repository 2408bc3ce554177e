"""The quality of a version: what it is made of, when it is computed anew, and where it is shown."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.testing import InMemoryConnector

from content.actions.checking import run_checks
from content.actions.claiming import claim_next_request
from content.actions.scoring import REFRESH_QUALITY, ask_for_score, compute_quality, refresh_quality
from content.actions.submitting import submit_content
from content.forms.queue import QueueFilterForm
from content.models import CheckRun, Content, ContentVersion, ItemFinding, QualityScore, ReviewRequest
from content.review.item_quality import quality_by_study
from content.review.score import PENALTIES, WEIGHTS, estimate
from feedback.actions.answering import decline_feedback
from feedback.actions.giving import give_feedback, report_mistake
from progress.models import ItemStatistics
from tests.cast import Cast
from tests.factories import QUESTIONS, choice, make_guide, make_quiz, publish
from tests.feedback.sayings import report, reword, wordings
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db
QUEUE = "/admin/content/reviewrequest/"


@pytest.fixture
def quiz(cast: Cast) -> Content:
    return publish(make_quiz(cast.teacher), cast.reviewer)


def parts_of(content: Content) -> dict[str, Any]:
    """By name, of the version that students see, or else the newest."""
    version = content.published_version or content.latest_version
    assert version is not None
    version.content = content
    return {part["name"]: part for part in compute_quality(version).parts}


def measure(content: Content, place: int = 0, **figures: Any) -> None:
    """The statistics of the question at that place, by forty first answers."""
    given = {"count": 40, "facility": 0.6, "discrimination": 0.4, "computed_at": timezone.now()} | figures
    ItemStatistics.objects.update_or_create(item_version=wordings(content)[place], is_first=True, defaults=given)


def asked(jobs: InMemoryConnector) -> list[str]:
    return [job["args"]["content_id"] for job in jobs.jobs.values() if job["task_name"] == REFRESH_QUALITY]


def test_without_evidence_it_is_neutral_and_wide(cast: Cast) -> None:
    quiz = make_quiz(cast.teacher)
    assert quiz.latest_version is not None
    score = compute_quality(quiz.latest_version)
    assert (score.score, score.low, score.high) == (0.5, 0.0, 1.0)
    assert [(part["name"], part["size"]) for part in score.parts] == [
        ("checks", 0),
        ("statistics", 0),
        ("ratings", 0),
        ("reports", 0),
    ]


def test_a_guide_has_no_questions_to_measure(cast: Cast) -> None:
    guide = publish(make_guide(cast.teacher), cast.reviewer)
    assert set(parts_of(guide)) == {"checks", "ratings", "reports"}


def test_the_whole_is_the_mean_of_its_parts(quiz: Content, cast: Cast) -> None:
    version = quiz.published_version
    assert version is not None
    run_checks(version)
    give_feedback(content=quiz, by=cast.student, rating=5, type="quality")
    score = compute_quality(version)
    whole = sum(part["weight"] for part in score.parts)
    for name, key in (("score", "value"), ("low", "low"), ("high", "high")):
        mean = sum(part["weight"] * part[key] for part in score.parts) / whole
        assert getattr(score, name) == pytest.approx(mean)
    assert whole == pytest.approx(sum(WEIGHTS.values()))


def test_checks_are_certain_once_they_ran(quiz: Content) -> None:
    version = quiz.published_version
    assert version is not None
    run = run_checks(version)
    part = parts_of(quiz)["checks"]
    assert part["value"] == part["low"] == part["high"] == run.score
    assert part["size"] > 0


def test_ratings_are_the_average_drawn_to_the_middle(quiz: Content, cast: Cast) -> None:
    for person, rating in ((cast.student, 5), (cast.classmate, 4)):
        give_feedback(content=quiz, by=person, rating=rating, type="quality")
    report(quiz, cast.student)
    part, found = parts_of(quiz)["ratings"], estimate((4.5 - 1) / 4, 2)
    assert (part["value"], part["low"], part["high"], part["size"]) == (found.value, found.low, found.high, 2)
    assert part["sentence"] == "4.5 of 5, 2 ratings."


def test_an_open_report_lowers_it_until_it_is_answered(quiz: Content, cast: Cast) -> None:
    give_feedback(content=quiz, by=cast.classmate, rating=5, type="quality")
    before = parts_of(quiz)["reports"]["value"]
    said = report(quiz, cast.student)
    part = parts_of(quiz)["reports"]
    assert (part["size"], part["sentence"]) == (2, "Something is open against 1 of 4 items.")
    assert part["value"] == estimate(0.75, 2).value < before
    decline_feedback(content=quiz, feedback=[said.pk], by=cast.teacher, reason="No.")
    assert parts_of(quiz)["reports"]["value"] == estimate(1, 2).value


def test_another_wording_is_not_blamed_for_the_old_one(quiz: Content, cast: Cast) -> None:
    report(quiz, cast.student)
    report(quiz, cast.student, place=1)
    reword(quiz)
    assert quiz.latest_version is not None
    parts = {part["name"]: part for part in compute_quality(quiz.latest_version).parts}
    assert parts["reports"]["sentence"] == "Something is open against 1 of 4 items."


def test_statistics_count_once_enough_have_answered(quiz: Content) -> None:
    measure(quiz, count=29, discrimination=-0.5)
    assert (parts_of(quiz)["statistics"]["value"], parts_of(quiz)["statistics"]["size"]) == (0.5, 0)
    measure(quiz, count=40)
    part, sound = parts_of(quiz)["statistics"], estimate(1, 40)
    assert part["value"] == pytest.approx((sound.value + 3 * 0.5) / 4)
    assert part["low"] == pytest.approx(sound.low / 4)
    assert (part["size"], part["sentence"]) == (40, "1 of 4 items were answered often enough.")


@pytest.mark.parametrize(
    ("figures", "kind"),
    [
        ({"discrimination": 0.05}, "low_discrimination"),
        ({"facility": 0.1}, "too_hard"),
        ({"facility": 0.99}, "too_easy"),
    ],
)
def test_a_question_beyond_the_bounds_is_worth_less(quiz: Content, figures: dict[str, Any], kind: str) -> None:
    measure(quiz, **figures)
    entry = wordings(quiz)[0]
    found = quality_by_study([entry])[entry.pk]
    assert [fault.kind for fault in found.faults] == [kind]
    assert found.value == pytest.approx(estimate(1 - PENALTIES[kind], 40).value)
    assert "1 of them has a fault." in parts_of(quiz)["statistics"]["sentence"]


def test_what_is_not_defined_says_nothing(quiz: Content) -> None:
    measure(quiz, discrimination=None, facility=None)
    assert quality_by_study(wordings(quiz))[wordings(quiz)[0].pk].faults == ()


def test_a_finding_counts_while_it_is_open_and_a_ruling_holds(quiz: Content, cast: Cast) -> None:
    measure(quiz, discrimination=0.0)
    entry = wordings(quiz)[0]
    found = {"item_version": entry, "content": quiz, "found_at": timezone.now()}
    weak = ItemFinding.objects.create(kind="low_discrimination", **found)
    other = ItemFinding.objects.create(kind="distractor", **found)
    kinds = lambda: [fault.kind for fault in quality_by_study([entry])[entry.pk].faults]  # noqa: E731
    assert kinds() == ["low_discrimination", "distractor"]
    closed = {"closed_at": timezone.now(), "ruled_by": cast.reviewer, "state": "kept", "reason": "It is a warm-up."}
    ItemFinding.objects.filter(pk=weak.pk).update(**closed)
    assert kinds() == ["distractor"]
    ItemFinding.objects.filter(pk=other.pk).update(**closed)
    assert kinds() == []


def test_whatever_changes_it_asks_for_it_once(jobs: InMemoryConnector, cast: Cast) -> None:
    quiz = publish(make_quiz(cast.teacher), cast.reviewer)
    assert asked(jobs) == [str(quiz.pk)]
    run_jobs(jobs)
    first = QualityScore.objects.get(version=quiz.published_version)
    for rating in (1, 2, 3):
        give_feedback(content=quiz, by=cast.student, rating=rating, type="quality")
    said = report(quiz, cast.student)
    assert asked(jobs) == [str(quiz.pk)]
    run_jobs(jobs)
    second = QualityScore.objects.get()
    assert (second.pk == first.pk, second.score == first.score) == (True, False)
    decline_feedback(content=quiz, feedback=[said.pk], by=cast.teacher, reason="No.")
    ask_for_score([quiz.pk, quiz.pk])
    assert asked(jobs) == [str(quiz.pk)]


def test_the_end_of_the_checks_asks_for_it(jobs: InMemoryConnector, cast: Cast) -> None:
    request = submit_content(content=make_quiz(cast.teacher), by=cast.teacher)
    run_jobs(jobs)
    score = QualityScore.objects.get(version=request.version)
    assert score.parts[0]["low"] == CheckRun.objects.get(version=request.version_id).score


def test_every_version_that_is_looked_at_has_one(cast: Cast, quiz: Content) -> None:
    reword(quiz)
    request = submit_content(content=quiz, by=cast.teacher)
    refresh_quality(content_id=quiz.pk)
    scored = set(QualityScore.objects.values_list("version", flat=True))
    assert scored == {quiz.published_version_id, request.version_id}
    refresh_quality(content_id=quiz.pk)
    assert QualityScore.objects.count() == 2


def test_the_queries_do_not_grow_with_the_items(cast: Cast) -> None:
    counts = []
    for more in (1, 30):
        many = (*QUESTIONS, *(choice(f"How much is {n}?", str(n), "0") for n in range(1, more + 1)))
        published = publish(make_quiz(cast.teacher, items=many), cast.reviewer).published_version
        assert published is not None
        version = ContentVersion.objects.select_related("content").get(pk=published.pk)
        with CaptureQueriesContext(connection) as queries:
            compute_quality(version)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_the_command_finds_and_mends_what_differs(cast: Cast, quiz: Content) -> None:
    said = io.StringIO()
    with pytest.raises(CommandError):
        call_command("refresh_quality", check=True, stdout=said)
    assert not QualityScore.objects.exists()
    call_command("refresh_quality", stdout=said)
    call_command("refresh_quality", check=True, stdout=said)
    assert said.getvalue().splitlines()[-1] == "1 looked at, 0 differ."
    report_mistake(content=quiz, by=cast.student, item=wordings(quiz)[0].item, text="Wrong.")
    with pytest.raises(CommandError):
        call_command("refresh_quality", check=True, stdout=said)


def test_the_author_sees_what_it_is_made_of(client: Client, cast: Cast, quiz: Content) -> None:
    client.force_login(cast.teacher)
    assert "Not computed yet" in client.get(f"/studio/{quiz.pk}/").content.decode()
    measure(quiz, discrimination=0.0)
    refresh_quality(content_id=quiz.pk)
    html = client.get(f"/studio/{quiz.pk}/").content.decode()
    for words in ("What it is made of", "How items fare", "1 of them has a fault.", "between"):
        assert words in html, words
    item = client.get(f"/studio/items/{wordings(quiz)[0].item_id}/").content.decode()
    assert "get this right hardly more often than the others" in item
    assert "What lowers it" in item


def test_the_reviewer_sees_it_and_the_queue_goes_by_it(client: Client, cast: Cast) -> None:
    quizzes = [make_quiz(cast.teacher, title=title) for title in ("Poor", "Middling", "Unmeasured")]
    requests = [submit_content(content=quiz, by=cast.teacher) for quiz in quizzes]
    for request, score in zip(requests, (0.2, 0.6), strict=False):
        QualityScore.objects.create(version=request.version, score=score, low=0.1, high=0.9, computed_at=timezone.now())
    client.force_login(cast.reviewer)

    def titles(**wanted: str) -> list[str]:
        return [row.version.title for row in client.get(QUEUE, wanted).context["page"].rows]

    assert titles(quality="low") == ["Poor"]
    assert titles(quality="middle") == ["Middling"]
    assert titles(quality="none") == ["Unmeasured"]
    assert titles(sort="quality") == ["Poor", "Middling", "Unmeasured"]
    html = client.get(f"{QUEUE}{requests[0].pk}/change/").content.decode()
    assert "between 0.10 and 0.90" in html
    among = QueueFilterForm({"quality": "middle"}).narrow(ReviewRequest.objects.all())
    taken = claim_next_request(by=cast.reviewer, among=among)
    assert taken is not None
    assert taken.pk == requests[1].pk
