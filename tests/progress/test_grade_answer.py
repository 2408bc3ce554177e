"""A person grades what no machine can: by a rubric or in points; the student is told, and the old grade is kept."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Notice, User
from accounts.refusals import Refusal, WrongState
from accounts.roles import Role
from content.models import Content
from progress.actions.attempting import save_answers, start_attempt
from progress.actions.grading import GradedMeanwhile, grade_response
from progress.actions.progressing import compute_figures
from progress.models import GradeChange, QuizAttempt, Response
from progress.studio import quiz_links, waiting_panel
from tests.cast import Cast
from tests.factories import UserFactory
from tests.progress.grading_help import co_author, essay, essay_of, essay_quiz, rubric_essay, score_of, take
from tests.progress.study import entries_of, progress_of


@pytest.fixture
def quiz(cast: Cast) -> Content:
    return essay_quiz(cast.teacher, cast.reviewer)


@pytest.fixture
def attempt(quiz: Content, cast: Cast) -> QuizAttempt:
    return take(cast.student, quiz)


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def url_of(response: Response) -> str:
    return f"/studio/{response.attempt.content_id}/grading/{response.pk}/"


def list_url(content: Content) -> str:
    return f"/studio/{content.pk}/grading/"


def read(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_answer_is_graded_in_points(author: Client, attempt: QuizAttempt, cast: Cast) -> None:
    response = essay_of(attempt)
    assert score_of(attempt) == (1, 1)
    page = read(author, list_url(attempt.content))
    assert "1 answer waits" in page
    assert "Why is the sky blue?" in page
    page = read(author, url_of(response))
    for words in [
        "Rayleigh",
        "At least 20 words were asked for.",
        "<p>Light of short waves",
        "&lt;b&gt;looks&lt;/b&gt;",
    ]:
        assert words in page
    sent = author.post(url_of(response), {"points": "3.5", "remark": "Say <who> found it.", "seen": ""})
    assert sent.headers["Location"] == list_url(attempt.content)
    response.refresh_from_db()
    assert (response.fraction, response.graded_by, response.remark) == (
        Decimal("0.875"),
        cast.teacher,
        "Say <who> found it.",
    )
    attempt.refresh_from_db()
    assert (attempt.score, attempt.max_score) == (Decimal("4.5"), Decimal(5))
    assert progress_of(cast.student, attempt.content).quiz_score == Decimal("90.0")
    change = GradeChange.objects.get()
    assert (change.fraction_before, change.fraction_after, change.by) == (None, Decimal("0.875"), cast.teacher)
    assert [change.score_before, change.max_score_before, change.score_after] == [1, 1, Decimal("4.5")]
    assert "Nothing waits" in read(author, list_url(attempt.content))


def test_an_answer_is_graded_by_its_rubric(author: Client, cast: Cast) -> None:
    quiz = essay_quiz(cast.teacher, cast.reviewer, rubric_essay())
    response = essay_of(take(cast.student, quiz))
    page = read(author, url_of(response))
    assert "3 points: names scattering" in page
    author.post(url_of(response), {"level-0": "1", "level-1": "0", "remark": "", "seen": ""})
    response.refresh_from_db()
    assert (response.fraction, response.levels) == (Decimal("0.75"), [1, 0])
    assert score_of(response.attempt) == (4, 5)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"points": ""}, "This field is required."),
        ({"points": "4.5"}, "less than or equal to 4"),
        ({"points": "-1"}, "greater than or equal to 0"),
        ({"points": "lots"}, "Enter a number."),
        ({"points": "NaN"}, "Enter a number."),
        ({"points": "1e400"}, "less than or equal to"),
        ({"points": "2", "remark": "x" * 5001}, "at most 5000 characters"),
    ],
)
def test_no_grade_is_refused_and_stays(author: Client, attempt: QuizAttempt, sent: dict[str, str], words: str) -> None:
    answer = author.post(url_of(essay_of(attempt)), {"remark": "Kept", "seen": "", **sent})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert sent.get("remark", "Kept") in page
    assert not GradeChange.objects.exists()


def test_a_rubric_wants_a_level_for_each_criterion(author: Client, cast: Cast) -> None:
    response = essay_of(take(cast.student, essay_quiz(cast.teacher, cast.reviewer, rubric_essay())))
    for sent in ({"level-0": "1"}, {"level-0": "1", "level-1": "7"}, {"points": "3"}):
        assert author.post(url_of(response), {**sent, "remark": "", "seen": ""}).status_code == 422
    for levels, points in ([1], None), ([1, 2], None), ([1, -1], None), (None, Decimal(2)), ([0, 0, 0], None):
        with pytest.raises(Refusal):
            grade_response(response=response, by=cast.teacher, levels=levels, points=points)
    assert not GradeChange.objects.exists()


def test_the_student_is_told_once_all_is_graded(cast: Cast) -> None:
    quiz = essay_quiz(cast.teacher, cast.reviewer, essay("First?"), essay("Second?"))
    attempt = take(cast.student, quiz)
    grade_response(response=essay_of(attempt, 0), by=cast.teacher, points=Decimal(1))
    assert not Notice.objects.filter(recipient=cast.student, event="graded").exists()
    grade_response(response=essay_of(attempt, 1), by=cast.teacher, points=Decimal(0))
    notice = Notice.objects.get(recipient=cast.student, event="graded")
    assert notice.url == f"/study/{quiz.pk}/attempts/1/"
    assert notice.details["facts"] == [{"name": "Score", "value": "2 of 3"}]


def test_a_grade_is_changed_and_the_old_one_is_kept(author: Client, attempt: QuizAttempt, cast: Cast) -> None:
    response = grade_response(response=essay_of(attempt), by=cast.teacher, points=Decimal(1), remark="Thin.")
    assert response.graded_at
    seen = response.graded_at.isoformat()
    assert "1 points" in read(author, url_of(response))
    author.post(url_of(response), {"points": "3", "remark": "Better than I thought.", "seen": seen})
    first, second = GradeChange.objects.order_by("at")
    assert (second.fraction_before, second.fraction_after) == (first.fraction_after, Decimal("0.75"))
    assert [second.score_before, second.score_after] == [2, 4]
    assert second.remark_before == "Thin."
    page = read(author, url_of(response))
    assert "From 1 to 3 points" in page
    assert "The remark before: Thin." in page
    told = Notice.objects.get(recipient=cast.student, event="corrected")
    assert told.details["facts"][0]["value"] == "2 of 5 → 4 of 5"
    with pytest.raises(DatabaseError), transaction.atomic():
        GradeChange.objects.update(fraction_after=1)


def test_the_same_grade_again_changes_nothing(attempt: QuizAttempt, cast: Cast) -> None:
    response = grade_response(response=essay_of(attempt), by=cast.teacher, points=Decimal(1))
    grade_response(response=response, by=cast.teacher, points=Decimal("1.0"), seen=response.graded_at)
    assert GradeChange.objects.count() == 1


def test_who_graded_meanwhile_is_shown_beside(author: Client, attempt: QuizAttempt) -> None:
    response = essay_of(attempt)
    helper = co_author(attempt.content)
    grade_response(response=response, by=helper, points=Decimal(1), remark="Hers.")
    answer = author.post(url_of(response), {"points": "4", "remark": "Mine.", "seen": ""})
    page = answer.content.decode()
    assert answer.status_code == 409
    for words in ["Tessa Example gave 1 of 4 points", "Hers.", "Mine.", 'value="4"']:
        assert words in page
    response.refresh_from_db()
    assert response.remark == "Hers."
    assert response.graded_at
    with pytest.raises(GradedMeanwhile):
        grade_response(response=response, by=attempt.content.owner, points=Decimal(4))
    author.post(url_of(response), {"points": "4", "remark": "Mine.", "seen": response.graded_at.isoformat()})
    response.refresh_from_db()
    assert response.remark == "Mine."
    assert GradeChange.objects.count() == 2


def test_save_and_next_goes_through_all_of_them(author: Client, quiz: Content, cast: Cast) -> None:
    students = UserFactory.create_batch(3, roles=[Role.STUDENT])
    attempts = [take(student, quiz) for student in students]
    url = url_of(essay_of(attempts[1]))
    seen: list[str] = []
    while url != list_url(quiz):
        seen.append(url)
        url = author.post(url, {"points": "2", "remark": "", "seen": ""}).headers["Location"]
    assert seen == [url_of(essay_of(attempts[place])) for place in (1, 2, 0)]
    assert url == list_url(quiz)


def test_names_are_hidden_until_they_are_asked_for(author: Client, attempt: QuizAttempt) -> None:
    response = essay_of(attempt)
    for url in (list_url(attempt.content), url_of(response)):
        assert "Sami" not in read(author, url)
        assert "Sami Example" in read(author, url + "?names=1")


def test_answers_are_narrowed_to_one_question(author: Client, cast: Cast) -> None:
    quiz = essay_quiz(cast.teacher, cast.reviewer, essay("First?"), essay("Second?"))
    attempt = take(cast.student, quiz)
    page = read(author, list_url(quiz))
    assert page.count('class="grading-question"') == 2
    question = essay_of(attempt, 1).item_version.item_id
    page = read(author, f"{list_url(quiz)}?question={question}")
    assert page.count('class="rows__item"') == 1
    assert f"/?question={question}" in page
    assert "2 answers wait" in page


def test_only_who_may_edit_grades(client: Client, attempt: QuizAttempt, cast: Cast) -> None:
    response = essay_of(attempt)
    helper = co_author(attempt.content)
    for person, status in [
        (helper, 200),
        (cast.colleague, 404),
        (cast.reviewer, 403),
        (cast.student, 403),
        (cast.stranger, 403),
    ]:
        client.force_login(person)
        assert client.get(list_url(attempt.content)).status_code == status
        assert client.get(url_of(response)).status_code == status
        if status != 200:
            assert client.post(url_of(response), {"points": "1"}).status_code == status
            with pytest.raises(PermissionDenied):
                grade_response(response=response, by=person, points=Decimal(1))
    client.logout()
    assert client.get(url_of(response)).status_code == 302
    assert not GradeChange.objects.exists()
    grade_response(response=response, by=helper, points=Decimal(1))


def test_nobody_grades_her_own(author: Client, quiz: Content, cast: Cast) -> None:
    attempt = take(cast.teacher, quiz)
    response = essay_of(attempt)
    assert "Nothing waits" in read(author, list_url(quiz))
    assert "This is your own answer." in read(author, url_of(response))
    assert author.post(url_of(response), {"points": "4", "seen": ""}).status_code == 403
    helper = co_author(quiz)
    grade_response(response=response, by=helper, points=Decimal(4))


def test_an_open_attempt_and_an_answer_for_the_machine_wait_for_nobody(
    author: Client, quiz: Content, cast: Cast
) -> None:
    attempt = start_attempt(student=cast.student, content=quiz)
    question, written = entries_of(quiz)
    answers = {written.pk: {"text": ["A start."]}, question.pk: {"choice": ["0"]}}
    save_answers(attempt=attempt, by=cast.student, answers=answers)
    assert "Nothing waits" in read(author, list_url(quiz))
    for response in attempt.responses.all():
        assert author.get(f"/studio/{quiz.pk}/grading/{response.pk}/").status_code == 404
        with pytest.raises(WrongState):
            grade_response(response=response, by=cast.teacher, points=Decimal(1))


def test_what_cannot_be_graded_is_not_found(author: Client, attempt: QuizAttempt, quiz: Content, cast: Cast) -> None:
    machine = attempt.responses.get(item_version__item__type="multiple_choice")
    assert author.get(f"/studio/{quiz.pk}/grading/{machine.pk}/").status_code == 404
    other = essay_quiz(cast.teacher, cast.reviewer)
    assert author.get(f"/studio/{other.pk}/grading/{essay_of(attempt).pk}/").status_code == 404
    unanswered = take(cast.classmate, quiz, text="")
    assert author.get(url_of(essay_of(unanswered))).status_code == 404


def test_withdrawn_material_is_graded_still(attempt: QuizAttempt, cast: Cast) -> None:
    Content.objects.filter(pk=attempt.content_id).update(published_version=None, status="approved")
    grade_response(response=essay_of(attempt), by=cast.teacher, points=Decimal(4))
    attempt.refresh_from_db()
    assert attempt.score == 5


def test_progress_follows_from_what_is_graded(attempt: QuizAttempt, cast: Cast) -> None:
    grade_response(response=essay_of(attempt), by=cast.teacher, points=Decimal(0))
    figures = compute_figures(cast.student.pk, attempt.content)
    assert progress_of(cast.student, attempt.content).quiz_score == figures.quiz_score == Decimal("20.0")


def test_the_studio_says_how_many_wait(author: Client, attempt: QuizAttempt, cast: Cast) -> None:
    group = quiz_links(attempt.content, cast.teacher)
    assert group
    assert [(link.label, link.count) for link in group.links] == [
        ("Attempts", 1),
        ("Statistics", None),
        ("Answers to grade", 1),
        ("Difficulty", None),
        ("Exceptions", 0),
        ("Keys that changed", 0),
    ]
    with CaptureQueriesContext(connection) as queries:
        page = read(author, f"/studio/{attempt.content_id}/")
    assert len(queries) <= 15
    assert list_url(attempt.content) in page
    assert list_url(attempt.content) in read(author, "/studio/")
    grade_response(response=essay_of(attempt), by=cast.teacher, points=Decimal(4))
    assert waiting_panel(cast.teacher) is None
    assert waiting_panel(cast.colleague) is None


def count_queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def students(count: int) -> list[User]:
    return UserFactory.create_batch(count, roles=[Role.STUDENT])


def test_queries_do_not_grow(author: Client, quiz: Content, attempt: QuizAttempt) -> None:
    urls = [list_url(quiz), url_of(essay_of(attempt))]
    before = [count_queries(author, url) for url in urls]
    for student in students(24):
        take(student, quiz)
    after = [count_queries(author, url) for url in urls]
    assert all(now <= then for now, then in zip(after, before, strict=True))
    assert max(before) <= 12


def test_pages_go_by_key(author: Client, quiz: Content) -> None:
    for student in students(23):
        take(student, quiz)
    page: Any = author.get(list_url(quiz))
    assert page.content.decode().count('class="rows__item"') == 20
    token = page.context["next_url"]
    assert author.get(list_url(quiz) + token).content.decode().count('class="rows__item"') == 3
    assert "That page is no longer there" in read(author, list_url(quiz) + "?after=nonsense")


def test_the_text_is_escaped_everywhere(author: Client, quiz: Content, cast: Cast) -> None:
    take(cast.student, quiz, text="<script>alert(1)</script>")
    page = read(author, list_url(quiz))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
