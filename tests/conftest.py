"""What every test has: its database, its clock, its jobs, its browser."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection, connections
from django.test import TransactionTestCase
from procrastinate.contrib.django import app as jobs_app
from pytest_django import DjangoDbBlocker

from factoria import environment
from factoria.embedded_database import database_for_tests, use
from tests.addresses import make_world
from tests.cast import Cast, make_cast
from tests.databases import clone_template, own_database
from tests.jobs import JobsInMemory

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the thread of the tests
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser its tests are skipped on a desk, and fail where the whole is to be proved (CI=true)."""
    if CHROMIUM or os.environ.get("CI") == "true":
        return
    for item in items:
        if "page" in getattr(item, "fixturenames", []) or "browser" in getattr(item, "fixturenames", []):
            item.add_marker(pytest.mark.skip(reason="Chromium is not installed (on Debian: apt install chromium)"))


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, worker_id: str
) -> Iterator[None]:
    """A migrated database of this worker's own; after a test that commits, a fresh one."""
    with ExitStack() as stack:
        if environment.is_embedded():
            stack.enter_context(use(database_for_tests()))
        stack.enter_context(django_db_blocker.unblock())
        name = stack.enter_context(own_database(worker_id))
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _test: _restore(name))
        yield


def _restore(name: str) -> None:
    """Make the worker's database anew: quicker than emptying every table, and what migrations wrote is there again."""
    connections.close_all()
    connection.settings_dict["NAME"] = name
    clone_template(name)


@pytest.fixture(autouse=True)
def jobs() -> Iterator[JobsInMemory]:
    """The jobs that were enqueued, kept in memory: run them with `jobs_app.run_worker(wait=False)`."""
    connector = JobsInMemory()
    with jobs_app.replace_connector(connector):
        yield connector


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """No test sees what another cached, such as how often somebody failed to log in."""
    yield
    for cache in caches.all(initialized_only=True):
        cache.clear()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    if not CHROMIUM:
        pytest.fail("Chromium is not installed, and without it the browser tests prove nothing.")
    return browser_type_launch_args | {
        "executable_path": CHROMIUM,
        "args": ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
    }


@pytest.fixture
def cast(db: None) -> Cast:
    """The people of the test (see `tests.cast`)."""
    return make_cast()


@pytest.fixture
def world(cast: Cast, settings: Any, tmp_path: Path) -> dict[str, Any]:
    """One object for every address (see `tests.addresses`)."""
    settings.MEDIA_ROOT = tmp_path
    return make_world(cast)
