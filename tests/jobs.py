"""The jobs of a test, kept in memory."""

from collections.abc import Coroutine
from typing import Any, TypeVar

from procrastinate.contrib.django import app
from procrastinate.testing import InMemoryConnector

T = TypeVar("T")


class JobsInMemory(InMemoryConnector):
    """Procrastinate's own, without a loop: Playwright has one in this thread, and there can be only one.

    Nothing in memory ever waits, so a coroutine of it runs to its end in one step."""

    def execute_query(self, query: str, **arguments: Any) -> None:
        _run(self.execute_query_async(query, **arguments))

    def execute_query_one(self, query: str, **arguments: Any) -> dict[str, Any]:
        return _run(self.execute_query_one_async(query, **arguments))

    def execute_query_all(self, query: str, **arguments: Any) -> list[dict[str, Any]]:
        return _run(self.execute_query_all_async(query, **arguments))


def _run(coroutine: Coroutine[Any, Any, T]) -> T:
    try:
        coroutine.send(None)
    except StopIteration as done:
        value: T = done.value
        return value
    raise AssertionError("a query in memory waited for something")


def run_jobs(jobs: InMemoryConnector) -> None:
    """Do what is enqueued, once each and in order, and forget it."""
    while jobs.jobs:
        job = jobs.jobs.pop(min(jobs.jobs))
        app.tasks[job["task_name"]](**job["args"])
