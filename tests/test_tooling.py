"""The linters and type checks. As tests they share the workers and the report, and a run of a few tests is quick."""

import subprocess
import sys
from pathlib import Path

import pytest

from factoria.environment import BASE_DIR

CODE = [
    "accounts",
    "benchmarks",
    "content",
    "factoria",
    "feedback",
    "operations",
    "progress",
    "reports",
    "tests",
    "manage.py",
]

pytestmark = pytest.mark.tooling


def run_tool(*command: str) -> None:
    """Run a tool of the environment at the project's root; what it says is the failure."""
    program = Path(sys.executable).with_name(command[0])
    done = subprocess.run(
        [program, *command[1:]], cwd=BASE_DIR, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        pytest.fail(f"{' '.join(command)}\n{done.stdout}", pytrace=False)


def existing(names: list[str]) -> list[str]:
    return [name for name in names if (BASE_DIR / name).exists()]


def test_types() -> None:
    run_tool("mypy")


def test_style() -> None:
    run_tool("ruff", "check", *existing(CODE))


def test_format() -> None:
    run_tool("ruff", "format", "--check", *existing(CODE))


def test_floors() -> None:
    run_tool("lint-imports", "--no-cache")


def test_templates() -> None:
    run_tool("djlint", "--lint", "--quiet", "templates")


def test_shell() -> None:
    """Every script is at least readable to the shell it asks for."""
    for script in [*(BASE_DIR / "bin").iterdir(), BASE_DIR / ".ci" / "run"]:
        done = subprocess.run(["sh", "-n", script], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
