"""What the worker does by the clock."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.testing import InMemoryConnector

from operations.tasks import clear_expired_sessions, remove_old_jobs, retry_stalled_jobs


def job_status(jobs: InMemoryConnector, number: int) -> str:
    return str(jobs.jobs[number]["status"])


def test_jobs_of_a_killed_worker_are_given_to_another(jobs: InMemoryConnector) -> None:
    number = remove_old_jobs.configure(task_kwargs={"timestamp": 0}).defer()
    jobs.jobs[number] |= {"status": "doing", "worker_id": 7}
    jobs.workers[7] = timezone.now() - timedelta(minutes=10)
    retry_stalled_jobs.configure(task_kwargs={"timestamp": 0}).defer()
    app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    assert job_status(jobs, number) in {"todo", "succeeded"}


@pytest.mark.django_db
def test_expired_sessions_go() -> None:
    now = timezone.now()
    Session.objects.create(session_key="old", session_data="", expire_date=now - timedelta(days=1))
    Session.objects.create(session_key="new", session_data="", expire_date=now + timedelta(days=1))
    clear_expired_sessions(timestamp=0)
    assert [session.session_key for session in Session.objects.all()] == ["new"]


def test_all_of_it_is_scheduled() -> None:
    scheduled = {task.task.name for task in app.periodic_registry.periodic_tasks.values()}
    assert {
        f"operations.tasks.{name}" for name in ("retry_stalled_jobs", "remove_old_jobs", "clear_expired_sessions")
    } <= scheduled
