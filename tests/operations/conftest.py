"""Places for servers of a test's own. Not in pytest's temporary directory: PostgreSQL, which refuses to be root, is
another user there, whom every new run of pytest by root shuts out again."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from factoria.environment import data_directory


@contextmanager
def _place() -> Iterator[Path]:
    parent = data_directory() / "test-places"
    parent.mkdir(parents=True, exist_ok=True)
    path = Path(tempfile.mkdtemp(dir=parent))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def place() -> Iterator[Path]:
    """An empty directory of this test's own."""
    with _place() as path:
        yield path


@pytest.fixture(scope="module")
def shared_place() -> Iterator[Path]:
    """An empty directory that the tests of a file share."""
    with _place() as path:
        yield path
