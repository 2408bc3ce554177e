"""What a person sees when the database, or the program, fails in the middle of a page."""

from collections.abc import Callable

import pytest
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path


def raising(error: Exception) -> Callable[[HttpRequest], HttpResponse]:
    def view(_request: HttpRequest) -> HttpResponse:
        raise error

    return view


handler500 = "factoria.errors.show_error"
urlpatterns = [
    path("away", raising(OperationalError("the connection is lost"))),
    path("closed", raising(InterfaceError("the connection is closed"))),
    path("bug", raising(ValueError("our own mistake"))),
]

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("path", ["/away", "/closed"])
def test_database_away(client: Client, path: str) -> None:
    """Without the `db` fixture: the page must not ask the database."""
    response = client.get(path)
    assert response.status_code == 503
    assert response["Retry-After"] == "15"
    assert response["Cache-Control"] == "no-store"
    assert "what you typed" not in response.text


def test_database_away_while_sending(client: Client) -> None:
    response = client.post("/away", {"title": "Cells"})
    assert response.status_code == 503
    assert "what you typed is still there" in response.text


def test_our_own_mistake(client: Client) -> None:
    response = client.get("/bug")
    assert response.status_code == 500
    assert "our own mistake" not in response.text
