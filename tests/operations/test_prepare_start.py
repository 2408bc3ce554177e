"""`prepare`: everything between an empty database and a start, and nothing twice."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from factoria.management.commands import prepare
from factoria.start_checks import StartRefusedError


@pytest.fixture(autouse=True)
def own_directory(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"


@pytest.fixture
def called(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the commands it calls, in order; none is carried out."""
    names: list[str] = []

    def note(name: str, **_options: Any) -> None:
        names.append(name)
        if name == "collectstatic":
            Path(settings.STATIC_ROOT).mkdir(exist_ok=True)

    monkeypatch.setattr(prepare, "call_command", note)
    monkeypatch.setattr(prepare, "get_commands", lambda: {"load_demo": "factoria"})
    return names


@pytest.mark.django_db
def test_prepare_everything_once(settings: Settings, called: list[str]) -> None:
    settings.EMBEDDED = True
    call_command("prepare")
    assert called == ["migrate", "createcachetable", "collectstatic", "load_demo"]
    called.clear()
    call_command("prepare")
    assert called == ["migrate", "createcachetable"]


@pytest.mark.django_db
def test_load_the_demo_into_a_new_database(
    settings: Settings, called: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMBEDDED = True
    call_command("prepare")
    called.clear()
    monkeypatch.setattr(prepare, "_identity_of_server", lambda: "another")
    call_command("prepare")
    assert called == ["migrate", "createcachetable", "load_demo"]


@pytest.mark.django_db
@pytest.mark.parametrize(("is_embedded", "options"), [(False, []), (True, ["--no-demo"])])
def test_leave_out_the_demo(settings: Settings, called: list[str], is_embedded: bool, options: list[str]) -> None:
    settings.EMBEDDED = is_embedded
    call_command("prepare", *options)
    assert "load_demo" not in called


@pytest.mark.django_db
def test_collect_static_files_for_real(settings: Settings, tmp_path: Path) -> None:
    settings.EMBEDDED = False
    call_command("prepare")
    assert (tmp_path / "static" / "admin" / "css" / "base.css").exists()


def test_refuse_with_the_sentence_of_the_check(called: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise StartRefusedError("The server lacks these extensions.")

    monkeypatch.setattr(prepare, "check_start", refuse)
    with pytest.raises(CommandError, match="The server lacks these extensions"):
        call_command("prepare")
    assert called == []
