"""A key was wrong: all answers to the question are graded anew, everybody is told, and the old scores are kept."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Notice, User
from accounts.refusals import Refusal, StaleEdit, WrongState
from accounts.roles import Role
from content.kinds.quiz import QuizFrame
from content.models import Content, Item, ItemVersion
from progress.actions import regrading
from progress.actions.attempting import finish_attempt, start_attempt
from progress.actions.progressing import compute_figures, values_of
from progress.actions.rebuilding import find_memory_differences
from progress.actions.regrading import carry_out_regrade, start_regrade
from progress.models import CardMemory, GradeChange, QuizAttempt, Regrade, Response, ReviewUndo
from progress.models.memory import Rating
from progress.regrading import NewKey, find_changed_questions, foresee, standing_wording
from progress.studio import quiz_links
from tests.cast import Cast
from tests.factories import UserFactory, choice, item, make_quiz, publish
from tests.jobs import JobsInMemory, run_jobs
from tests.progress.grading_help import co_author, essay_quiz, take
from tests.progress.study import entries_of, progress_of, publish_changed, turn

Policy = Regrade.Policy
GASES = ("Carbon dioxide", "Oxygen", "Nitrogen")
REASON = "Oxygen was marked as right by mistake."


def gases(right: str, *names: str) -> list[dict[str, Any]]:
    return [{"text": name, "credit": 100 if name == right else 0} for name in names or GASES]


def options(right: str, *names: str) -> dict[str, Any]:
    """The change of the question that makes `right` the right answer, with these options in this order."""
    question = item("multiple_choice", stem="x", options=gases(right, *names))
    return {"options": vars(question.data)["options"]}


@pytest.fixture
def quiz(cast: Cast) -> Content:
    """Its first question has a wrong key: Oxygen."""
    wrong = item("multiple_choice", stem="Which gas do plants take in?", options=gases("Oxygen"))
    return publish(make_quiz(cast.teacher, items=(wrong, choice("2 + 2?", "4", "5"))), cast.reviewer)


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def answer(student: User, quiz: Content, gas: int, *, right: bool = True) -> QuizAttempt:
    """`student` chooses the gas of that place, and the second question rightly or not."""
    attempt = start_attempt(student=student, content=quiz)
    first, second = entries_of(quiz)
    answers = {first.pk: {"choice": [str(gas)]}, second.pk: {"choice": ["0" if right else "1"]}}
    return finish_attempt(attempt=attempt, by=student, answers=answers, accepts_missing=True).attempt


def mend(quiz: Content, cast: Cast, *names: str) -> Content:
    return publish_changed(quiz, cast.reviewer, options("Carbon dioxide", *names))


def first_item(quiz: Content) -> Item:
    return entries_of(quiz)[0].item


def standing(quiz: Content) -> ItemVersion:
    found = standing_wording(quiz, first_item(quiz))
    assert found
    return found


def start(quiz: Content, by: User, policy: Policy = Policy.BETTER, **more: Any) -> Regrade:
    seen = {"seen": standing(quiz).pk, "reason": REASON, **more}
    return start_regrade(content=quiz, item=first_item(quiz), policy=policy, by=by, **seen)


def scores() -> list[Decimal | None]:
    return [attempt.score for attempt in QuizAttempt.objects.order_by("pk")]


def url_of(quiz: Content) -> str:
    return f"/studio/{quiz.pk}/regrade/{first_item(quiz).pk}/"


def read(client: Client, url: str) -> str:
    page = client.get(url)
    assert page.status_code == 200
    return page.content.decode()


def test_a_wrong_key_is_mended_for_everybody(author: Client, quiz: Content, cast: Cast, jobs: JobsInMemory) -> None:
    answer(cast.student, quiz, 0)
    answer(cast.classmate, quiz, 1)
    page = read(author, f"/studio/{quiz.pk}/regrade/")
    assert "No answer was graded by another key" in page
    quiz = mend(quiz, cast)
    page = read(author, f"/studio/{quiz.pk}/regrade/")
    for words in [
        "Which gas do plants take in?",
        "2 answers were graded by an older key",
        "of 2 students",
        "To decide",
    ]:
        assert words in page
    page = read(author, url_of(quiz))
    for words in ["Before", "Oxygen", "Carbon dioxide", "Go up", "Pass after all"]:
        assert words in page
    sent = author.post(url_of(quiz), {"policy": "better", "reason": REASON, "seen": str(standing(quiz).pk)})
    assert sent.headers["Location"] == url_of(quiz)
    assert "0 of 2 answers looked at" in read(author, url_of(quiz))
    run_jobs(jobs)
    assert scores() == [2, 2]
    regrade = Regrade.objects.get()
    assert (regrade.total, regrade.looked_at, regrade.changed) == (2, 2, 1)
    assert regrade.finished_at
    page = read(author, url_of(quiz))
    assert "1 of 2 answers are worth something else." in page
    assert REASON in page
    assert "Done" in read(author, f"/studio/{quiz.pk}/regrade/")
    change = GradeChange.objects.get()
    assert [change.fraction_before, change.fraction_after, change.score_before, change.score_after] == [0, 1, 1, 2]
    assert (change.by, change.regrade) == (cast.teacher, regrade)
    notice = Notice.objects.get(recipient=cast.student, event="corrected")
    assert notice.details == {
        "what": "key",
        "reason": REASON,
        "facts": [{"name": "Attempt 1", "value": "1 of 2 → 2 of 2"}],
    }
    assert not Notice.objects.filter(recipient=cast.classmate, event="corrected").exists()
    assert progress_of(cast.student, quiz).quiz_score == 100


@pytest.mark.parametrize(
    ("policy", "expected", "changed"),
    [(Policy.BETTER, [2, 2, 1], 1), (Policy.NEW_KEY, [2, 1, 1], 2), (Policy.FULL, [2, 2, 2], 2)],
)
def test_each_policy_does_what_its_preview_said(
    quiz: Content, cast: Cast, policy: Policy, expected: list[int], changed: int
) -> None:
    for student, gas in ((cast.student, 0), (cast.classmate, 1), (cast.colleague, 2)):
        answer(student, quiz, gas)
    quiz = mend(quiz, cast)
    forecast = {each.policy: each for each in foresee(quiz, standing(quiz)).forecasts}[policy]
    before = [attempt.score for attempt in QuizAttempt.objects.order_by("pk")]
    carry_out_regrade(regrade_id=start(quiz, cast.teacher, policy).pk)
    assert scores() == expected
    pairs = list(zip(before, scores(), strict=True))
    assert (forecast.up, forecast.down) == (
        sum((old or 0) < (new or 0) for old, new in pairs),
        sum((old or 0) > (new or 0) for old, new in pairs),
    )
    assert forecast.up + forecast.down + forecast.same == 3
    assert (forecast.passes, forecast.fails) == (
        sum((old or 0) < 1.2 <= (new or 0) for old, new in pairs),
        sum((new or 0) < 1.2 <= (old or 0) for old, new in pairs),
    )
    assert Regrade.objects.get().changed == changed == GradeChange.objects.count()


def test_answers_are_carried_by_their_words(quiz: Content, cast: Cast) -> None:
    """The options stand in another order now, and one is gone."""
    answer(cast.student, quiz, 0)
    answer(cast.classmate, quiz, 2)
    quiz = mend(quiz, cast, "Argon", "oxygen.", "Carbon dioxide")
    preview = foresee(quiz, standing(quiz))
    assert (preview.total, preview.not_carried) == (2, 1)
    carry_out_regrade(regrade_id=start(quiz, cast.teacher, Policy.NEW_KEY).pk)
    assert scores() == [2, 1]
    assert QuizAttempt.objects.filter(version__number=1).count() == 2


def test_the_rules_of_the_attempts_own_version_hold(quiz: Content, cast: Cast) -> None:
    answer(cast.student, quiz, 1)
    quiz = mend(quiz, cast)
    attempt = QuizAttempt.objects.select_related("version").get()
    frame = QuizFrame(wrong_costs=50)
    key = NewKey(standing(quiz))
    before = ItemVersion.objects.get(entries__version=attempt.version, item=first_item(quiz))
    assert key.worth(before, [1], frame) == Decimal("-0.5")
    assert key.worth(before, [0], frame) == 1


def test_who_did_not_answer_gets_nothing(quiz: Content, cast: Cast) -> None:
    attempt = start_attempt(student=cast.student, content=quiz)
    finish_attempt(attempt=attempt, by=cast.student, answers={}, accepts_missing=True)
    quiz = mend(quiz, cast)
    assert find_changed_questions(quiz) == []
    with pytest.raises(WrongState):
        start(quiz, cast.teacher, Policy.FULL)


def test_all_attempts_of_a_student_are_told_in_one_notice(quiz: Content, cast: Cast) -> None:
    for gas in (0, 1, 0):
        answer(cast.student, quiz, gas)
    quiz = mend(quiz, cast)
    carry_out_regrade(regrade_id=start(quiz, cast.teacher).pk)
    notice = Notice.objects.get(recipient=cast.student, event="corrected")
    assert [fact["name"] for fact in notice.details["facts"]] == ["Attempt 1", "Attempt 3"]
    assert notice.url.endswith("/attempts/3/")


def test_twice_does_nothing_more(quiz: Content, cast: Cast) -> None:
    answer(cast.student, quiz, 0)
    quiz = mend(quiz, cast)
    regrade = start(quiz, cast.teacher)
    carry_out_regrade(regrade_id=regrade.pk)
    Regrade.objects.filter(pk=regrade.pk).update(finished_at=None)
    carry_out_regrade(regrade_id=regrade.pk)
    carry_out_regrade(regrade_id=regrade.pk)
    assert GradeChange.objects.count() == 1
    assert Notice.objects.filter(event="corrected").count() == 1
    assert Regrade.objects.get().changed == 1


def test_killed_in_the_middle_it_goes_on(quiz: Content, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for student in (cast.student, cast.classmate, cast.colleague):
        answer(student, quiz, 0)
    quiz = mend(quiz, cast)
    regrade, told = start(quiz, cast.teacher), regrading._tell
    calls: list[object] = []

    def die(*arguments: Any) -> None:
        calls.append(arguments)
        if len(calls) == 2:
            raise KeyboardInterrupt
        told(*arguments)

    monkeypatch.setattr(regrading, "_tell", die)
    with pytest.raises(KeyboardInterrupt):
        carry_out_regrade(regrade_id=regrade.pk)
    regrade.refresh_from_db()
    assert (regrade.looked_at, regrade.changed, regrade.finished_at) == (1, 1, None)
    assert GradeChange.objects.count() == Notice.objects.filter(event="corrected").count() == 1
    carry_out_regrade(regrade_id=regrade.pk)
    regrade.refresh_from_db()
    assert (regrade.looked_at, regrade.changed) == (3, 3)
    assert scores() == [2, 2, 2]
    assert Notice.objects.filter(event="corrected").count() == 3


def test_it_can_be_made_to_go_on(author: Client, quiz: Content, cast: Cast, jobs: JobsInMemory) -> None:
    answer(cast.student, quiz, 0)
    quiz = mend(quiz, cast)
    start(quiz, cast.teacher)
    jobs.jobs.clear()  # the worker was lost with it
    assert "It stands still: go on" in read(author, url_of(quiz))
    assert "1 answers looked at" in read(author, f"{url_of(quiz)}?part=running")
    assert author.get(f"{url_of(quiz)}resume/").status_code == 405
    author.post(f"{url_of(quiz)}resume/")
    run_jobs(jobs)
    assert scores() == [2]
    assert "All answers have been graded anew." in read(author, f"{url_of(quiz)}?part=running")
    with pytest.raises(WrongState):
        regrading.resume_regrade(regrade=Regrade.objects.get(), by=cast.teacher)


def test_one_at_a_time_and_a_reason(author: Client, quiz: Content, cast: Cast) -> None:
    answer(cast.student, quiz, 0)
    with pytest.raises(WrongState):
        start(quiz, cast.teacher)
    quiz = mend(quiz, cast)
    for reason in ("", "  \n "):
        with pytest.raises(Refusal):
            start(quiz, cast.teacher, reason=reason)
        page = author.post(url_of(quiz), {"policy": "full", "reason": reason, "seen": str(standing(quiz).pk)})
        assert page.status_code == 422
        assert "Say why." in page.content.decode()
    for sent in ({"policy": "worse"}, {"reason": "x" * 1001}):
        good = {"policy": "full", "reason": REASON, "seen": str(standing(quiz).pk)}
        assert author.post(url_of(quiz), {**good, **sent}).status_code == 422
    start(quiz, cast.teacher)
    with pytest.raises(WrongState):
        start(quiz, cast.teacher)
    sent = {"policy": "full", "reason": REASON, "seen": str(standing(quiz).pk)}
    page = author.post(url_of(quiz), sent, follow=True)
    assert "being graded anew already" in page.content.decode()
    assert Regrade.objects.count() == 1


def test_a_key_that_changed_meanwhile_is_looked_at_again(author: Client, quiz: Content, cast: Cast) -> None:
    answer(cast.student, quiz, 0)
    quiz = mend(quiz, cast)
    seen = str(standing(quiz).pk)
    quiz = publish_changed(quiz, cast.reviewer, options("Nitrogen"))
    with pytest.raises(StaleEdit):
        start(quiz, cast.teacher, seen=uuid4())
    page = author.post(url_of(quiz), {"policy": "full", "reason": REASON, "seen": seen})
    assert page.status_code == 422
    assert "published anew while you looked at it" in page.content.decode()
    assert REASON in page.content.decode()
    assert not Regrade.objects.exists()


def test_what_finishes_later_is_left_to_the_next(quiz: Content, cast: Cast) -> None:
    answer(cast.student, quiz, 0)
    late = start_attempt(student=cast.classmate, content=quiz)
    entries = entries_of(quiz)
    quiz = mend(quiz, cast)
    carry_out_regrade(regrade_id=start(quiz, cast.teacher).pk)
    assert [question.left for question in find_changed_questions(quiz)] == [0]
    finish_attempt(attempt=late, by=cast.classmate, answers={entries[0].pk: {"choice": ["0"]}}, accepts_missing=True)
    (question,) = find_changed_questions(quiz)
    assert (question.answers, question.students, question.left) == (2, 2, 1)
    carry_out_regrade(regrade_id=start(quiz, cast.teacher).pk)
    assert scores() == [2, 1]
    assert [question.left for question in find_changed_questions(quiz)] == [0]


def test_a_cosmetic_edit_is_no_other_key(quiz: Content, cast: Cast) -> None:
    answer(cast.student, quiz, 0)
    quiz = publish_changed(quiz, cast.reviewer, {"stem": "Which gas do plants take up?"})
    assert find_changed_questions(quiz) == []
    quiz = mend(quiz, cast)
    group = quiz_links(quiz, cast.teacher)
    assert group
    assert group.links[-1].count == 1
    carry_out_regrade(regrade_id=start(quiz, cast.teacher).pk)
    group = quiz_links(quiz, cast.teacher)
    assert group
    assert group.links[-1].count == 0


def test_essays_are_graded_by_hand(author: Client, cast: Cast) -> None:
    quiz = essay_quiz(cast.teacher, cast.reviewer)
    take(cast.student, quiz)
    written = entries_of(quiz)[1].item
    with pytest.raises(WrongState):
        start_regrade(content=quiz, item=written, seen=None, policy=Policy.FULL, reason=REASON, by=cast.teacher)
    assert "No answer to this question was graded by another key." in read(
        author, f"/studio/{quiz.pk}/regrade/{written.pk}/"
    )


def test_only_who_may_edit(client: Client, quiz: Content, cast: Cast) -> None:
    answer(cast.student, quiz, 0)
    quiz = mend(quiz, cast)
    helper = co_author(quiz)
    people = [(helper, 200), (cast.colleague, 404), (cast.reviewer, 403), (cast.student, 403), (cast.stranger, 403)]
    for person, status in people:
        client.force_login(person)
        for url in (url_of(quiz), f"/studio/{quiz.pk}/regrade/"):
            assert client.get(url).status_code == status
        if status != 200:
            assert client.post(url_of(quiz), {"policy": "full", "reason": REASON}).status_code == status
            with pytest.raises(PermissionDenied):
                start(quiz, person)
    assert client.get(f"/studio/{quiz.pk}/regrade/{uuid4()}/").status_code == 403
    client.force_login(helper)
    assert client.get(f"/studio/{quiz.pk}/regrade/{uuid4()}/").status_code == 404
    start(quiz, helper)


def test_progress_stays_what_follows_from_the_evidence(quiz: Content, cast: Cast) -> None:
    for student, gas in ((cast.student, 0), (cast.classmate, 1), (cast.colleague, 2)):
        answer(student, quiz, gas)
    quiz = mend(quiz, cast)
    carry_out_regrade(regrade_id=start(quiz, cast.teacher, Policy.NEW_KEY).pk)
    for student in (cast.student, cast.classmate, cast.colleague):
        figures = values_of(compute_figures(student.pk, quiz))
        row = progress_of(student, quiz)
        assert {name: getattr(row, name) for name in figures} == figures


def count_queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_queries_do_not_grow(author: Client, quiz: Content, cast: Cast) -> None:
    answer(cast.student, quiz, 0)
    others = UserFactory.create_batch(12, roles=[Role.STUDENT])
    opened = [start_attempt(student=student, content=quiz) for student in others]
    entries = entries_of(quiz)
    quiz = mend(quiz, cast)
    urls = [f"/studio/{quiz.pk}/regrade/", url_of(quiz)]
    before = [count_queries(author, url) for url in urls]
    for student, attempt in zip(others, opened, strict=True):
        finish_attempt(attempt=attempt, by=student, answers={entries[0].pk: {"choice": ["1"]}}, accepts_missing=True)
    assert [count_queries(author, url) for url in urls] == before
    assert max(before) <= 13
    assert Response.objects.filter(answer__isnull=False).count() == 14


def test_a_card_that_only_the_wrong_key_made_is_taken_back(quiz: Content, cast: Cast, jobs: JobsInMemory) -> None:
    answer(cast.student, quiz, 0, right=False)
    answer(cast.classmate, quiz, 2)
    assert CardMemory.objects.count() == 3
    quiz = mend(quiz, cast)
    start(quiz, cast.teacher)
    run_jobs(jobs)
    gas, sum_ = (entry.item_id for entry in entries_of(quiz))
    kept = set(CardMemory.objects.values_list("student", "item"))
    assert kept == {(cast.student.pk, sum_), (cast.classmate.pk, gas)}, "Nitrogen is as wrong as it was"
    undone = ReviewUndo.objects.get().log
    assert (undone.student_id, undone.item_id, undone.source) == (cast.student.pk, gas, "quiz")
    assert [key for key, fields in find_memory_differences() if fields] == []


def test_what_was_remembered_before_is_remembered_again(quiz: Content, cast: Cast, jobs: JobsInMemory) -> None:
    answer(cast.student, quiz, 2)  # wrong by both keys
    before = CardMemory.objects.get()
    answer(cast.student, quiz, 0)
    assert CardMemory.objects.get().reviews == 2
    quiz = mend(quiz, cast)
    start(quiz, cast.teacher)
    run_jobs(jobs)
    after = CardMemory.objects.get()
    assert (after.reviews, after.last_review, after.due) == (1, before.last_review, before.due)
    assert [key for key, fields in find_memory_differences() if fields] == []


def test_a_card_reviewed_since_stays_and_full_points_alone_take_none_back(
    quiz: Content, cast: Cast, jobs: JobsInMemory
) -> None:
    answer(cast.student, quiz, 0)
    answer(cast.classmate, quiz, 2)
    quiz = mend(quiz, cast)
    turn(cast.student, quiz, 0, Rating.GOOD)
    start(quiz, cast.teacher, Policy.FULL)
    run_jobs(jobs)
    assert scores() == [2, 2]
    assert CardMemory.objects.count() == 2
    assert not ReviewUndo.objects.exists()
