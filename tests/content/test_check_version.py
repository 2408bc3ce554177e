"""The checks of a version: run in the background, kept with a score, safe to run twice, and what stops an approval."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.refusals import Refusal
from content.actions import checking
from content.actions.archiving import archive_content
from content.actions.checking import ask_for_checks, require_checks, run_checks
from content.actions.submitting import submit_content
from content.checks import CHECKS, Outcome, Subject
from content.checks.explanations import Explanations
from content.models import CheckResult, CheckRun, CheckSetting, ContentVersion
from content.models.quality import STALLED_AFTER
from content.review.quality import load_quality
from tests.cast import Cast
from tests.content.review_help import at_once
from tests.content.studio_help import newest
from tests.content.test_edit_real_files import DATA, FOLDERS, imported
from tests.factories import choice, item, make_content, make_deck, make_guide, make_podcast, make_quiz, publish
from tests.jobs import JobsInMemory, run_jobs

pytestmark = pytest.mark.django_db

UNIQUE = "Why do chloroplasts absorb predominantly red and blue wavelengths of visible light?"


def result_of(version: ContentVersion, name: str) -> CheckResult:
    return version.check_results.get(check_name=name)


def test_submitting_has_the_checks_run_and_keeps_the_score(cast: Cast, jobs: JobsInMemory) -> None:
    quiz = make_quiz(cast.teacher)
    submit_content(content=quiz, by=cast.teacher)
    run = CheckRun.objects.get(version=newest(quiz))
    assert (run.state, run.score, run.total) == ("waiting", None, len(CHECKS))
    run_jobs(jobs)
    run.refresh_from_db()
    assert (run.state, run.done, run.total) == ("done", len(CHECKS), len(CHECKS))
    assert run.score is not None
    assert 0 <= run.score <= 1
    assert run.finished_at is not None
    assert newest(quiz).check_results.count() == len(CHECKS)
    assert result_of(newest(quiz), "explanations").sentence == "2 of 4 questions have no explanation."


def test_the_score_is_the_mean_by_weight_of_what_applies(cast: Cast) -> None:
    version = newest(make_quiz(cast.teacher))
    for name in [check.name for check in CHECKS]:
        CheckSetting.objects.create(name=name, is_enabled=name in ("explanations", "answer_keys"), weight=3)
    CheckSetting.objects.filter(name="answer_keys").update(weight=1)
    run = run_checks(version)
    assert run.score == pytest.approx((0.5 * 3 + 1.0 * 1) / 4)
    assert set(version.check_results.values_list("check_name", flat=True)) == {"explanations", "answer_keys"}


def test_run_twice_it_leaves_the_same(cast: Cast, jobs: JobsInMemory) -> None:
    version = newest(make_quiz(cast.teacher))
    first = run_checks(version)
    assert run_checks(version).finished_at == first.finished_at
    ask_for_checks(version, again=True)
    ask_for_checks(version, again=True)
    assert [job["task_name"] for job in jobs.jobs.values()] == ["content.refresh_quality", "content.check_version"]
    run_jobs(jobs)
    assert CheckRun.objects.get(version=version).score == first.score
    assert version.check_results.count() == len(CHECKS)


def test_asked_once_it_is_not_run_again_unless_it_broke_off(cast: Cast, jobs: JobsInMemory) -> None:
    version = newest(make_quiz(cast.teacher))
    ask_for_checks(version)
    ask_for_checks(version)
    assert len(jobs.jobs) == 1
    long_ago = timezone.now() - STALLED_AFTER - timedelta(seconds=1)
    CheckRun.objects.filter(version=version).update(state="running", beat_at=long_ago)
    ask_for_checks(version)
    assert len(jobs.jobs) == 2
    run_jobs(jobs)
    assert CheckRun.objects.get(version=version).state == "done"


def test_a_check_that_breaks_says_so_and_stops_no_other(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(_check: Explanations, _subject: Subject) -> Outcome:
        raise ZeroDivisionError

    monkeypatch.setattr(Explanations, "run", breaks)
    version = newest(make_quiz(cast.teacher))
    run = run_checks(version)
    assert (run.state, run.done) == ("done", len(CHECKS))
    broken = result_of(version, "explanations")
    assert (broken.is_failed, broken.metric) == (True, None)
    assert not version.check_results.exclude(check_name="explanations").filter(is_failed=True).exists()


def test_broken_off_altogether_it_says_failed_and_is_run_when_asked(
    cast: Cast, jobs: JobsInMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = newest(make_quiz(cast.teacher))
    with monkeypatch.context() as patch:
        patch.setattr(checking, "load_subject", lambda _version: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run_checks(version)
    assert CheckRun.objects.get(version=version).state == "failed"
    ask_for_checks(version)
    run_jobs(jobs)
    assert CheckRun.objects.get(version=version).state == "done"


@pytest.mark.django_db(transaction=True)
def test_run_by_two_at_once_the_second_leaves_it(cast: Cast) -> None:
    version = newest(make_quiz(cast.teacher))
    ask_for_checks(version)
    first, second = at_once(lambda: run_checks(version), lambda: run_checks(version))
    assert isinstance(first, CheckRun), first
    assert isinstance(second, CheckRun), second
    assert CheckRun.objects.get(version=version).state == "done"
    assert version.check_results.count() == len(CHECKS)


def test_items_that_stand_elsewhere_are_found_whoever_wrote_them(cast: Cast) -> None:
    light = make_quiz(cast.colleague, title="Light", items=(choice(UNIQUE, "They do", "They do not"),))
    published = publish(light, cast.reviewer)
    again = choice(UNIQUE.replace("visible light", "light"), "They do", "They do not")
    version = newest(make_quiz(cast.teacher, items=(again, choice("What is the capital of Peru?", "Lima", "Quito"))))
    run_checks(version)
    found = result_of(version, "duplicate_items")
    assert found.metric == 0.5
    assert "Light" in found.findings[0]["sentence"]
    assert str(published.pk) in found.findings[0]["url"]


def test_what_others_keep_to_themselves_or_archived_is_not_told(cast: Cast) -> None:
    make_quiz(cast.colleague, title="Secret", items=(choice(UNIQUE, "They do", "They do not"),))
    mine = make_quiz(cast.teacher, title="Old", items=(choice(UNIQUE, "They do", "They do not"),))
    archive_content(content=mine, by=cast.teacher)
    version = newest(make_quiz(cast.teacher, items=(choice(UNIQUE, "They do", "They do not"),)))
    run_checks(version)
    assert result_of(version, "duplicate_items").metric == 1


def test_the_same_item_in_a_later_version_is_no_duplicate_and_a_twin_in_the_piece_is(cast: Cast) -> None:
    quiz = publish(make_quiz(cast.teacher, items=(choice(UNIQUE, "They do", "They do not"),)), cast.reviewer)
    run = run_checks(newest(quiz))
    assert result_of(run.version, "duplicate_items").metric == 1
    twins = make_quiz(cast.teacher, items=(choice(UNIQUE, "A", "B"), choice(UNIQUE, "A", "C")))
    archive_content(content=quiz, by=cast.teacher)
    run_checks(newest(twins))
    found = result_of(newest(twins), "duplicate_items")
    assert found.metric == 0
    assert "Another item of this material" in found.findings[0]["sentence"]


def test_links_to_what_students_cannot_reach_are_broken(cast: Cast) -> None:
    there, draft = publish(make_guide(cast.teacher), cast.reviewer), make_guide(cast.teacher)
    body = f"[a](/library/{there.pk}/) [b](/study/{draft.pk}/) [c](/library/{uuid4()}/) ![d](/media/{'a' * 64}.png)"
    section = item("section", heading="See", body=body)
    version = newest(make_content(cast.colleague, "study_guide", "Links", (section,)))
    run_checks(version)
    found = result_of(version, "links")
    assert found.metric == 0.25
    assert found.sentence == "3 of 4 links inside the library are broken."
    assert {finding["field"] for finding in found.findings} == {"body"}


def test_nothing_stops_an_approval_unless_staff_say_so(cast: Cast, django_assert_num_queries: Any) -> None:
    version = newest(make_quiz(cast.teacher))
    with django_assert_num_queries(1):
        require_checks(version)


@pytest.mark.parametrize(
    ("threshold", "words"),
    [(0.6, "it is at 0.50 and has to reach 0.60. 2 of 4 questions have no explanation."), (0.5, "")],
)
def test_a_blocking_check_stops_the_approval_below_its_threshold(cast: Cast, threshold: float, words: str) -> None:
    CheckSetting.objects.create(name="explanations", is_blocking=True, threshold=threshold)
    quiz = make_quiz(cast.teacher)
    with pytest.raises(Refusal, match="has not finished"):
        require_checks(newest(quiz))
    run_checks(newest(quiz))
    if not words:
        require_checks(newest(quiz))
        return
    with pytest.raises(Refusal) as refused:
        require_checks(newest(quiz))
    assert words in refused.value.message
    assert [row.check.name for row in load_quality(newest(quiz)).stopping] == ["explanations"]
    with pytest.raises(Refusal, match="Explanations"):
        publish(quiz, cast.reviewer)


def test_a_blocking_check_that_does_not_apply_or_is_off_stops_nothing(cast: Cast) -> None:
    CheckSetting.objects.create(name="explanations", is_blocking=True, threshold=1)
    CheckSetting.objects.create(name="structure", is_blocking=True, is_enabled=False, threshold=1)
    CheckSetting.objects.create(name="of-an-older-release", is_blocking=True, threshold=1)
    deck = make_deck(cast.teacher)
    run_checks(newest(deck))
    require_checks(newest(deck))


def test_a_blocking_check_that_broke_stops_the_approval(cast: Cast) -> None:
    CheckSetting.objects.create(name="explanations", is_blocking=True, threshold=0)
    version = newest(make_quiz(cast.teacher))
    run_checks(version)
    CheckResult.objects.filter(version=version, check_name="explanations").update(is_failed=True, metric=None)
    with pytest.raises(Refusal, match="could not be run"):
        require_checks(version)
    assert len(load_quality(version).stopping) == 1


def test_the_quality_is_loaded_in_two_queries(cast: Cast, django_assert_num_queries: Any) -> None:
    quiz = make_quiz(cast.teacher)
    run_checks(newest(quiz))
    version = newest(quiz)
    with django_assert_num_queries(2):
        quality = load_quality(version)
    assert len(quality.told) + len(quality.silent) == len(CHECKS)
    assert sum(map(len, quality.by_item.values())) == 2


@pytest.mark.parametrize("make", [make_quiz, make_guide, make_deck, make_podcast])
def test_every_kind_is_checked_with_as_many_queries_whatever_its_length(
    cast: Cast, make: Any, django_assert_max_num_queries: Any
) -> None:
    version = newest(make(cast.teacher))
    with django_assert_max_num_queries(72):
        assert run_checks(version).state == "done"


@pytest.mark.parametrize("folder", FOLDERS)
def test_what_people_really_wrote_is_checked_without_an_error(cast: Cast, folder: str) -> None:
    if not (DATA / folder).is_dir():
        pytest.skip("the files that people wrote are not here")
    paths: list[Path] = sorted((DATA / folder).glob(FOLDERS[folder]))
    pieces = [piece for path in paths for piece in imported(path, cast)]
    assert pieces
    for piece in pieces:
        run_checks(newest(piece))
        broken = newest(piece).check_results.filter(is_failed=True)
        assert not broken, (piece.title, [found.check_name for found in broken])
