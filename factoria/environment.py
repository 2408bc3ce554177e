"""What the environment says, read once and checked: a wrong value stops the start with one sentence that names it."""

import os
import secrets
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")  # values already in the environment win over the file


def read(name: str, cast: Callable[[str], Any], default: Any, *, expected: str) -> Any:
    """The variable `name` through `cast`, or `default` where it is unset or empty.

    Raises ImproperlyConfigured with one sentence saying what was `expected`.
    """
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    try:
        return cast(raw)
    except (ValueError, KeyError, TypeError, ImproperlyConfigured) as error:
        raise ImproperlyConfigured(f"{name} is {raw!r}, but it must be {expected}.") from error


def read_boolean(name: str, default: bool) -> bool:
    value: bool = read(name, _as_boolean, default, expected="true or false")
    return value


def read_integer(name: str, default: int, *, minimum: int, maximum: int = 1_000_000_000) -> int:
    def cast(raw: str) -> int:
        number = int(raw)
        if not minimum <= number <= maximum:
            raise ValueError
        return number

    value: int = read(name, cast, default, expected=f"a whole number from {minimum} to {maximum}")
    return value


def read_list(name: str, default: list[str]) -> list[str]:
    value: list[str] = read(
        name,
        lambda raw: [part.strip() for part in raw.split(",") if part.strip()],
        default,
        expected="a list with commas between",
    )
    return value


def read_url(name: str, default: str, parse: Callable[[str], dict[str, Any]], *, expected: str) -> dict[str, Any]:
    """A URL as the settings dictionary `parse` makes of it. The value may hold a password, so no message repeats it."""
    try:
        with warnings.catch_warnings(action="error"):  # the parser only warns of a scheme it does not know
            return parse(os.environ.get(name, "").strip() or default)
    except (ValueError, KeyError, TypeError, ImproperlyConfigured, UserWarning) as error:
        raise ImproperlyConfigured(f"{name} cannot be understood: it must be {expected}.") from error


def data_directory() -> Path:
    """Where everything that is not code lives: uploads, and for a trial the database and the secret key."""
    return Path(os.environ.get("FACTORIA_DATA_DIR", "").strip() or BASE_DIR / "var").expanduser().resolve()


def is_embedded() -> bool:
    """Whether the database is the embedded one, because no other was named."""
    return not os.environ.get("DATABASE_URL", "").strip()


def is_testing() -> bool:
    """Whether the test suite runs: pytest says so in the environment, before any setting is read."""
    return "PYTEST_VERSION" in os.environ


def secret_key() -> str:
    """`SECRET_KEY`; with the embedded database one is made at first and kept in a file only its owner can read."""
    key = os.environ.get("SECRET_KEY", "").strip()
    if key:
        return key
    if not is_embedded():
        raise ImproperlyConfigured("SECRET_KEY is not set, but it must be when DATABASE_URL is: 50 random characters.")
    path = data_directory() / "secret_key"
    if not path.exists():
        _write_once(path, secrets.token_urlsafe(50))
    return path.read_text().strip()


def _as_boolean(raw: str) -> bool:
    return {"true": True, "1": True, "yes": True, "on": True,
            "false": False, "0": False, "no": False, "off": False}[raw.lower()]  # fmt: skip


def _write_once(path: Path, text: str) -> None:
    """Write `path` whole or not at all; of two processes at it together, the first one's text stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
