"""Health: for anybody, in JSON, quick."""

from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from operations import health


@pytest.fixture(autouse=True)
def forget_what_was_seen() -> Iterator[None]:
    health.migrations_are_known.clear()
    yield
    health.migrations_are_known.clear()


def test_health_asks_nothing_of_the_database(client: Client) -> None:
    response = client.get("/health")
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/health/ready", "/health/startup"])
def test_ready_when_database_answers_and_migrations_are_applied(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "checks": {"database": "ok", "migrations": "ok"}}
    assert "no-cache" in response["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/health/ready", "/health/startup"])
def test_not_ready_when_a_migration_is_missing(client: Client, path: str) -> None:
    MigrationRecorder(connection).record_unapplied("contenttypes", "0002_remove_content_type_name")
    response = client.get(path)
    assert response.status_code == 503
    assert response.json()["status"] == "unavailable"
    assert "bin/manage migrate" in response.json()["checks"]["migrations"]


@pytest.mark.parametrize("path", ["/health/ready", "/health/startup"])
def test_not_ready_when_the_database_is_away(client: Client, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", refuse)
    response = client.get(path)
    assert response.status_code == 503
    assert "does not answer" in response.json()["checks"]["database"]


@pytest.mark.django_db
def test_migrations_once_seen_are_not_asked_again(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/health/ready")
    with django_assert_num_queries(1):
        client.get("/health/ready")


@pytest.mark.parametrize("path", ["/health", "/health/ready", "/health/startup"])
def test_rejects_post(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
