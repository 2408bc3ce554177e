"""The pages of the checks: for authors, for reviewers, and what staff set in the admin."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from content.actions.checking import ask_for_checks, run_checks
from content.checks import CHECKS
from content.models import CheckRun, CheckSetting, Content
from tests.cast import Cast
from tests.content.review_help import address, waiting
from tests.content.studio_help import newest
from tests.factories import choice, make_quiz
from tests.jobs import JobsInMemory, run_jobs

pytestmark = pytest.mark.django_db
SETTINGS = "admin:content_checksetting_changelist"


def page(content: Content, name: str = "list") -> str:
    return reverse(f"content:check-{name}", args=[content.pk])


def checked(cast: Cast, **given: Any) -> Content:
    content = make_quiz(cast.teacher, **given)
    run_checks(newest(content))
    return content


def test_an_author_has_her_draft_checked_and_sees_where_to_look(client: Client, cast: Cast, jobs: JobsInMemory) -> None:
    client.force_login(cast.teacher)
    quiz = make_quiz(cast.teacher)
    assert b"has not been checked yet" in client.get(page(quiz)).content
    running = client.post(page(quiz, "run"), follow=True).content.decode()
    assert f'data-live-part="{page(quiz, "progress")}"' in running
    assert "Look again" in running
    run_jobs(jobs)
    fragment = client.get(page(quiz, "progress")).content.decode()
    assert "data-live-part" not in fragment
    assert "<html" not in fragment
    done = client.get(page(quiz)).content.decode()
    assert "2 of 4 questions have no explanation." in done
    item_id = newest(quiz).entries.order_by("position")[2].item_version.item_id
    assert f"?open={item_id}#id_item-3-explanation" in done


def test_it_may_be_checked_once_more(client: Client, cast: Cast, jobs: JobsInMemory) -> None:
    client.force_login(cast.teacher)
    quiz = checked(cast)
    client.post(page(quiz, "run"))
    assert CheckRun.objects.get().state == "waiting"
    assert [job["task_name"] for job in jobs.jobs.values()] == ["content.refresh_quality", "content.check_version"]


def test_what_waits_for_review_is_not_led_to_the_editor(client: Client, cast: Cast, jobs: JobsInMemory) -> None:
    client.force_login(cast.teacher)
    quiz = waiting(cast.teacher).content
    run_jobs(jobs)
    shown = client.get(page(quiz)).content.decode()
    assert "have no explanation" in shown
    assert "/edit/" not in shown


def test_checking_is_a_post_for_authors_alone(client: Client, cast: Cast) -> None:
    quiz = make_quiz(cast.teacher)
    client.force_login(cast.teacher)
    assert client.get(page(quiz, "run")).status_code == 405
    for name in ("list", "progress"):
        assert client.post(page(quiz, name)).status_code == 405
    client.force_login(cast.colleague)
    assert client.post(page(quiz, "run")).status_code == 404
    client.force_login(cast.student)
    assert client.get(page(quiz)).status_code == 403
    assert not CheckRun.objects.exists()


def test_an_author_sees_what_stops_the_approval(client: Client, cast: Cast) -> None:
    CheckSetting.objects.create(name="explanations", is_blocking=True, threshold=1)
    client.force_login(cast.teacher)
    assert client.get(page(checked(cast))).content.decode().count("Stops approval") == 3  # once above, and at two items


def test_many_findings_come_a_page_at_a_time_at_the_same_cost(
    client: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    quiz = checked(cast, items=tuple(choice(f"What is {n} of them all?", "A", "B", "C") for n in range(60)))
    client.force_login(cast.teacher)
    with django_assert_max_num_queries(15):
        first = client.get(page(quiz))
    assert len(first.context["faulty"]) == 50
    assert len(first.content) < 150_000
    second = client.get(first.context["next_url"])
    assert [item.number for item in second.context["faulty"]] == list(range(51, 61))
    assert client.get(page(quiz) + "?after=x").status_code == 200


def test_a_reviewer_sees_the_same_and_checks_again(client: Client, cast: Cast, jobs: JobsInMemory) -> None:
    request = waiting(cast.teacher)
    client.force_login(cast.reviewer)
    running = client.get(address(request, "checks")).content.decode()
    assert f'data-live-part="{address(request, "checks")}"' in running
    run_jobs(jobs)
    assert "have no explanation" in client.get(address(request, "checks")).content.decode()
    answer = client.post(address(request, "checks"))
    assert answer.headers["Location"] == address(request)
    assert CheckRun.objects.get().state == "waiting"
    client.force_login(cast.teacher)
    assert client.post(address(request, "checks")).status_code == 403


def test_staff_see_every_check_and_decide_which_stops_approvals(client: Client, cast: Cast) -> None:
    client.force_login(cast.staff)
    CheckSetting.objects.create(name="of-an-older-release")
    shown = client.get(reverse(SETTINGS)).content.decode()
    for check in CHECKS:
        assert str(check.label) in shown
    assert "of-an-older-release" not in shown
    setting = CheckSetting.objects.get(name="explanations")
    change = reverse("admin:content_checksetting_change", args=[setting.pk])
    assert "every question has one" in client.get(change).content.decode()
    sent = {"is_enabled": "on", "is_blocking": "on", "threshold": "0.8", "weight": "2"}
    assert client.post(change, sent).status_code == 302
    setting.refresh_from_db()
    assert (setting.is_blocking, setting.threshold, setting.weight) == (True, 0.8, 2)
    assert b"Ensure this value" in client.post(change, sent | {"threshold": "1.5"}).content


def test_no_check_is_added_or_deleted_by_hand_and_others_are_kept_out(client: Client, cast: Cast) -> None:
    client.force_login(cast.staff)
    client.get(reverse(SETTINGS))
    setting = CheckSetting.objects.first()
    assert setting is not None
    assert client.get(reverse("admin:content_checksetting_add")).status_code == 403
    assert client.get(reverse("admin:content_checksetting_delete", args=[setting.pk])).status_code == 403
    client.force_login(cast.reviewer)
    assert client.get(reverse(SETTINGS)).status_code == 403


def test_a_run_that_came_to_a_stop_says_so(client: Client, cast: Cast) -> None:
    quiz = make_quiz(cast.teacher)
    ask_for_checks(newest(quiz))
    CheckRun.objects.update(queued_at="2020-01-01T00:00Z")
    client.force_login(cast.teacher)
    shown = client.get(page(quiz)).content.decode()
    assert "came to a stop" in shown
    assert "data-live-part" not in shown
